"""Bundle → bytes: the forms an edition is published in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from briefgen import compiled, installed, theme
from briefgen.context import Medium
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.model import Brief, Bundle

GROUP = "briefgen.formats"
"""Entry-point group under which other packages offer a `Format`."""

Facts = Mapping[str, Any]
"""What is known of a file beside its bytes, as JSON can hold it."""
Make = Callable[[Bundle, Sequence[Path]], tuple[bytes, Facts]]
"""Turns a bundle into bytes; the paths are folders of fonts. Raises BriefgenError."""
Warm = Callable[[Sequence[Path]], Sequence[Path]]
"""Loads what making needs, once before worker processes are forked, and returns folders they must read."""


@dataclass(frozen=True, slots=True)
class Format:
    """A form an edition is published in."""

    suffix: str
    medium: Medium
    make: Make
    warm: Warm | None = None
    """Given for a format that is worth a process of its own."""


def _pdf(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    from briefgen.typeset import typeset  # the engine takes longer to load than all else
    from briefgen.typeset.fit import fitted

    data, facts = fitted(bundle, fonts) if bundle.budget else (typeset(bundle, fonts), {})
    return _verified(data, bundle, fonts), facts


def _verified(pdf: bytes, bundle: Bundle, fonts: Sequence[Path]) -> bytes:
    """Return a PDF in which no machine-checkable failure was found.

    Raises BriefgenError with exit code 3: but for characters that no font has, what the engine writes is not
    for the editor to mend.
    """
    from briefgen.verify import verify

    findings = verify(pdf).findings
    if not findings:
        return pdf
    place = Place(bundle.name)
    if any(each.condition == _NO_GLYPH for each in findings):
        from briefgen.typeset import coverage

        lacking = coverage.lacking(bundle.text, fonts)
        if lacking:
            listed = ", ".join(f"{each} (U+{ord(each):04X})" for each in lacking)
            raise BriefgenError([error(place, f"{_LACKING}{listed}", _LACKING_HINT)], 3)
    hint = "this is a fault of the engine or of a template: report it with the document"
    raise BriefgenError([error(place, f"{each.condition}: {each.message}", hint) for each in findings], 3)


def placed(findings: Iterable[Diagnostic], brief: Brief) -> Iterator[Diagnostic]:
    """Yield findings, those of characters that no font has at the first line of a block with each of them."""
    for finding in findings:
        told = finding.message.startswith(_LACKING)
        codes = _CODE.findall(finding.message) if told else []
        places = [(each, place) for each in codes for place in _places(chr(int(each, 16)), brief)]
        for code, place in places:
            yield error(place, f"{_LACKING}{chr(int(code, 16))} (U+{code})", _LACKING_HINT)
        if len({code for code, _ in places}) < max(1, len(codes)):
            yield finding


def _places(character: str, brief: Brief) -> Iterator[Place]:
    for block in brief.blocks:
        lines = enumerate(block.source.splitlines(), start=1)
        found = next((number for number, line in lines if character in line), 0)
        if found:
            yield Place(block.path, found)


_LACKING = "shows characters that no font has: "
_LACKING_HINT = "write them another way, or put a font that has them into fonts/"
_CODE = re.compile(r"\(U\+([0-9A-F]{4,6})\)")

_NO_GLYPH = "31-030"
"""Condition of verification that every character shown has a glyph."""


def _warm(fonts: Sequence[Path]) -> Sequence[Path]:
    from briefgen.typeset import warm

    with compiled.kept():
        from briefgen import verify  # noqa: F401 - loaded here, used after the fork

    return (warm(fonts, theme.own_sheets("print"), theme.own_roots()), *fonts)


def _fit(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    from briefgen.typeset.fit import fit

    found = fit(bundle, fonts)
    rows = [(each.place.path, each.message, each.hint) for each in found.too_long]
    return b"", {**found.facts, "too_long": rows}


def _html(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    return bundle.html.encode(), {}


FORMATS: Mapping[str, Format] = {
    "pdf": Format("pdf", "print", _pdf, _warm),
    "html": Format("html", "screen", _html),
}

FIT = Format("fit", "print", _fit, _warm)
"""No bytes, but the facts of how a brief fits its pages or fails to: the path, message and hint of each
finding are its "too_long"."""


def known() -> Mapping[str, Format]:
    """Return the built-in formats and those of installed packages, by name."""
    return {**{name: form for name, (form, _) in _offered().items()}, **FORMATS}


def others() -> list[str]:
    """Return the formats of installed packages by name, each with the package and its version."""
    return [f"{name} {package}" for name, (_, package) in sorted(_offered().items())]


@cache
def _offered() -> Mapping[str, tuple[Format, str]]:
    """Return name → a format of an installed package, and that package with its version."""
    if not installed.offer(GROUP):
        return {}
    from importlib.metadata import entry_points  # takes long to load, and most have no such package

    found = entry_points(group=GROUP)
    return {
        entry.name: (entry.load(), f"{entry.dist.name} {entry.dist.version}" if entry.dist else "")
        for entry in found
    }
