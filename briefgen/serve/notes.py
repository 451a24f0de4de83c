"""What stands in the margin of a brief: findings, and what changed in the source of a stale block."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefgen import checks, markdown, parse, translations, worddiff
from briefgen.checks import direction, references, structure, translation
from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.files import Files
from briefgen.formats import Facts
from briefgen.history import History
from briefgen.languages import direction_of
from briefgen.model import Block, Brief, Issue, Series
from briefgen.strings import Strings
from briefgen.translations import State
from briefgen.worddiff import Change, Piece

QUICK: tuple[checks.Rule, ...] = (
    references.citations,
    references.notes,
    references.links,
    references.images,
    references.pictures,
    structure.empty_blocks,
    structure.headings,
    structure.stray_markup,
    direction.controls,
)
"""Rules that need no more than the one block, applied before it is shown."""
REST: tuple[checks.Rule, ...] = tuple(rule for rule in checks.RULES if rule is not translation.staleness)
"""All rules but the one that the marks of stale blocks stand for."""

Diff = Sequence[Sequence[tuple[str, str]]]
"""Paragraphs of (same, gone or new; words)."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A block whose source has changed."""

    path: str
    line: int
    source: str
    """Path of the source; empty where it is gone."""
    words: int | None
    """How many words changed; None where the old text is unknown."""
    changes: tuple[Change, ...]


def errors(findings: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the findings that keep an edition from being built."""
    return tuple(each for each in findings if each.severity is Severity.ERROR)


def quick(series: Series, issue: Issue, path: str) -> list[Diagnostic]:
    """Return what the quick rules find in one block."""
    blocks = {key: block for key, block in issue.blocks.items() if block.path == path}
    alone = _alone(issue, blocks)
    return [found for rule in QUICK for found in rule(series, alone) if found.place.path == path]


def checked(root: Path, name: str) -> tuple[bytes, Facts]:
    """Return as facts what all rules find in an issue; runs in a worker, which reads the issue itself.

    Raises BriefgenError with exit code 2 for an unsound configuration.
    """
    project = parse.project(Files(root), {name})
    findings = [each for issue in project.issues for rule in REST for each in rule(project.series, issue)]
    return b"", {"findings": [packed(each) for each in findings]}


def packed(finding: Diagnostic) -> list[Any]:
    """Return a finding as a row that JSON can hold."""
    place = finding.place
    return [int(finding.severity), place.path, place.line, place.column, finding.message, finding.hint]


def unpacked(packed: Sequence[Any]) -> Diagnostic:
    """Return the finding of a row."""
    severity, path, line, column, message, hint = packed
    return Diagnostic(Severity(severity), Place(path, line, column), message, hint)


def _alone(issue: Issue, blocks: Mapping[tuple[str, str, str], Block]) -> Issue:
    return replace(issue, blocks=blocks)


def stale(issue: Issue, history: History) -> Iterator[Stale]:
    """Yield the blocks of an issue that do not follow their sources as these stand."""
    for block in issue.blocks.values():
        if block.translation_of is None:
            continue
        found = translations.standing(issue, block, history)
        if found.state is State.STALE:
            changed = translations.changes(block, found, history)
            words = None if changed is None else sum(change.words for change in changed)
            source = found.sources[0].path if found.sources else ""
            line = translations.line_of(block).line
            yield Stale(block.path, line, source, words, tuple(changed or ()))


def of(
    brief: Brief, findings: Sequence[Diagnostic], lagging: Sequence[Stale]
) -> Callable[[Strings], dict[str, Any]]:
    """Return what tells a window the notes of a brief, in the language of its interface."""
    paths = {block.path for block in brief.blocks}
    own = [each for each in findings if each.place.path in paths]
    behind = [each for each in lagging if each.path in paths]
    return lambda words: {"notes": [*map(row, own), *(_stale_row(each, words) for each in behind)]}


def row(finding: Diagnostic) -> dict[str, Any]:
    """Return a finding as values that JSON can hold."""
    return {
        "kind": finding.severity.label,
        "path": finding.place.path,
        "line": finding.place.line,
        "text": finding.message,
        "hint": finding.hint,
    }


def _stale_row(lag: Stale, words: Strings) -> dict[str, Any]:
    code = lag.source.split("/")[2] if lag.source.count("/") > 2 else ""
    return {
        "kind": "stale",
        "path": lag.path,
        "line": 0,
        "text": told(lag.words, words),
        "hint": f"briefgen translation accept {lag.path}",
        "language": code,
        "direction": direction_of(code) if code else "ltr",
        "diff": [[(piece.kind, piece.text) for piece in _as_read(change)] for change in lag.changes],
    }


def _as_read(change: Change) -> Iterable[Piece]:
    """Yield what changed as readers see it; as it is written where it reads as before."""
    old, new = (
        " ".join(markdown.paragraphs(markdown.written(text)))
        for text in (
            "".join(piece.text for piece in change.pieces if piece.kind != other) for other in ("new", "gone")
        )
    )
    return change.pieces if old == new else worddiff.pieces(old, new)


def told(count: int | None, words: Strings) -> str:
    """Return how far the original has moved on."""
    if count is None:
        return words.gettext("The original has changed since.")
    message = words.ngettext(
        "%(count)s word of the original has changed since.",
        "%(count)s words of the original have changed since.",
        count,
    )
    return message % {"count": words.number(count)}


def meter(facts: Mapping[str, Any], now: int | None = None) -> Callable[[Strings], dict[str, Any]]:
    """Return what tells a window how many words are left, guessed from `now` words until pages are made."""
    added = 0 if now is None else now - facts["words"]
    spare = facts["spare"] - facts["cut"] - added
    budget, pages = facts["budget"], facts["pages"]

    def tell(words: Strings) -> dict[str, Any]:
        values = {"count": words.number(abs(spare)), "pages": words.number(pages)}
        if not budget:
            text = words.ngettext("%(pages)s page", "%(pages)s pages", pages)
        elif spare < 0:
            text = words.ngettext("%(count)s word too many", "%(count)s words too many", -spare)
        elif budget == 1:
            text = words.ngettext(
                "%(count)s word left on this page", "%(count)s words left on this page", spare
            )
        else:
            text = words.ngettext(
                "%(count)s word left on its pages", "%(count)s words left on its pages", spare
            )
        share = 1.0 if spare < 0 else (facts["words"] + added) / max(1, facts["words"] + added + spare)
        return {
            "text": text % values,
            "share": round(share, 3),
            "over": spare < 0,
            "guess": bool(added),
            "open": not budget,
        }

    return tell
