"""Bundle → bytes: the forms an edition is published in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from briefgen.markup import Medium
from briefgen.model import Bundle

GROUP = "briefgen.formats"
"""Entry-point group under which other packages offer a `Format`."""

Make = Callable[[Bundle, Sequence[Path]], bytes]
"""Turns a bundle into bytes; the paths are folders of fonts. Raises BriefgenError."""


@dataclass(frozen=True, slots=True)
class Format:
    """A form an edition is published in."""

    suffix: str
    medium: Medium
    make: Make
    slow: bool
    """Whether making it is worth a process of its own."""


def _pdf(bundle: Bundle, fonts: Sequence[Path]) -> bytes:
    from briefgen.typeset import typeset  # the engine takes longer to load than all else

    return typeset(bundle, fonts)


def _html(bundle: Bundle, fonts: Sequence[Path]) -> bytes:
    return bundle.html.encode()


FORMATS: Mapping[str, Format] = {
    "pdf": Format("pdf", "print", _pdf, slow=True),
    "html": Format("html", "screen", _html, slow=False),
}


def known() -> Mapping[str, Format]:
    """Return the built-in formats and those of installed packages, by name."""
    others = {entry.name: entry.load() for entry in entry_points(group=GROUP)}
    return {**others, **FORMATS}
