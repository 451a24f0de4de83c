"""Where a block is printed, and what comes of it there: the values that `markup` takes and gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Medium = Literal["print", "screen"]


@dataclass(frozen=True, slots=True)
class Figure:
    """An image that stands alone in its paragraph."""

    path: str
    """Path within the issue folder."""
    alt: str
    caption: Markup
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """Where a block is printed, and what its references are called there."""

    medium: Medium
    prefix: str
    """Begins every id, so that the blocks of a page do not clash."""
    numbers: Mapping[str, int]
    """Source id → its number; a citation of a source without number is left out."""
    first_note: int
    """Ordinal of the block's first note on the page, from 1."""
    mark: Callable[[int], str]
    """Ordinal of a note → what is printed for it."""
    figure: Callable[[Figure], str]
    """HTML of a figure."""
    number: Callable[[int], str] = str
    """Number of a source → its digits."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote that is set at the end of a screen page."""

    id: str
    mark: str
    call: str
    """Id of the first place that refers to it."""
    html: Markup


@dataclass(frozen=True, slots=True)
class Rendered:
    """The HTML of a block, and what it refers to."""

    html: Markup
    notes: tuple[Note, ...]
    calls: tuple[tuple[str, str], ...]
    """(source id, id of the place that cites it), in reading order."""
