"""What goes to a translator and comes back: the units of an issue in two languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Turn = Literal["open", "close", "alone"]


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a piece of markup in a text."""

    number: int
    """Counted from 1 within its unit; the two ends of a pair share one."""
    turn: Turn
    kind: str = ""
    """What it is: citation, link, emphasis; empty where a file does not say."""
    code: str = ""
    """Markdown it stands for; empty where a file does not say."""


Said = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit in two languages."""

    id: str
    source: Said
    target: Said | None
    """None where it is not translated."""
    fuzzy: bool
    """Whether nobody has confirmed that the target says what the source does."""
    places: tuple[str, ...] = ()
    """Files and lines: of the source, and of the translation where there is one."""
    notes: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    """Words of the source that the glossary knows, each with what it calls them in the other language."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block in two languages."""

    source: str
    """Path of the source within its issue's folder, and the blob id of what was given out: PATH@BLOB."""
    target: str
    """The same of the translation; the path alone where there was none yet."""
    through: str
    """Blob id of the older source by which the two were aligned; empty where none was."""
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Parcel:
    """An issue in two languages."""

    issue: str
    """Name of its folder."""
    source_language: str
    target_language: str
    parts: Sequence[Part]
