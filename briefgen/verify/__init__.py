"""Verify a PDF: what a machine can tell of PDF/UA-1, PDF/A and the text a screen reader finds.

bytes ─read_document→ Document ─CONDITIONS→ Findings ─→ Report

It works on anyone's PDF. A report never says that a file conforms, only that no machine-checkable failure was
found.
"""

from collections.abc import Collection
from functools import partial

from briefgen.verify.archive import claim
from briefgen.verify.characters import foreign_families
from briefgen.verify.conditions import CONDITIONS
from briefgen.verify.declarations import claims_ua
from briefgen.verify.document import UnreadableError, little_garbage, read_document
from briefgen.verify.findings import Condition
from briefgen.verify.model import Document
from briefgen.verify.reading import reading_order, structure_text
from briefgen.verify.report import Facts, Finding, Report, Verdict, as_json, as_table, from_json

__all__ = [
    "Facts",
    "Finding",
    "Report",
    "Verdict",
    "as_json",
    "as_table",
    "from_json",
    "read_structure",
    "verify",
]

MAX_SIZE = 256 << 20
"""Most bytes of a file that is verified."""
MAX_FINDINGS = 100
"""Findings of one condition that are told."""


@little_garbage()
def verify(pdf: bytes, *, families: Collection[str] = ()) -> Report:
    """Verify a PDF.

    `families` are the only font families allowed, if any are given. Never raises: a file that cannot be read
    is a finding.
    """
    conditions = [*CONDITIONS]
    if families:
        check = partial(foreign_families, frozenset(families))
        conditions.append(Condition("font-family", "font of another family", check))
    names = tuple(condition.number for condition in conditions)
    try:
        document = read_document(pdf)
    except UnreadableError as problem:
        finding = Finding("readable", "file that cannot be read", str(problem))
        return Report((finding,), (), names, None)
    return Report(
        findings=tuple(finding for condition in conditions for finding in _ask(condition, document)),
        notes=_ask(Condition("reading-order", "structure goes back", reading_order), document),
        conditions=names,
        facts=_facts(document),
    )


def read_structure(pdf: bytes) -> str:
    """Return the text of a PDF as a screen reader walks its structure tree, a block a line.

    Raises `ValueError` with the reason where the file cannot be read.
    """
    try:
        return structure_text(read_document(pdf))
    except UnreadableError as problem:
        raise ValueError(str(problem)) from None


def _ask(condition: Condition, document: Document) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for fault in condition.check(document):
        if len(found) == MAX_FINDINGS:
            found.append(Finding(condition.number, condition.summary, "more of the same are not listed"))
            break
        found.append(Finding(condition.number, condition.summary, fault.message, fault.page, fault.element))
    return tuple(found)


def _facts(document: Document) -> Facts:
    archive = claim(document.metadata)
    return Facts(
        pages=len(document.pages),
        version=document.version,
        language=document.language,
        claims=(*(["PDF/UA-1"] if claims_ua(document) else []), *([f"PDF/A-{archive}"] if archive else [])),
        languages=tuple(dict.fromkeys(filter(None, [document.language, *_languages(document)]))),
        fonts=tuple(sorted({font.name for font in document.fonts.values()})),
        elements=len(document.tree.elements),
        links=sum(annotation.kind == "Link" for annotation in document.annotations),
    )


def _languages(document: Document) -> list[str]:
    return [element.language for element in document.tree.elements]
