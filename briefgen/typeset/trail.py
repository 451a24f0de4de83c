"""Where the pen has been on a stream: what the next text box must know of those before it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Inset:
    """The last right-to-left phrase on a left-to-right line, see `insets`."""

    boxes: Any = None
    """The text boxes it stands in, where there are several."""
    text: str = ""
    left: float = 0.0
    """Its left edge, as the boxes count."""
    right: float = 0.0
    last: int = -1
    """The place of its last character in the paragraph."""
    veiled: bool = False
    """Whether PDFium passes over it."""
    turned: bool = False
    """Whether PDFium turns signs round that come next."""
    read: int = 0
    """Up to which place of the paragraph PDFium has read signs that it would turn round."""
    lead: tuple[int, str, float] = (-1, "", 0.0)
    """The last signs that PDFium reads with the phrase behind them: place, text, left edge on the page."""


@dataclass(slots=True)
class Trail:
    """Where the pen has been on a stream: what the next text box must know of those before it."""

    ctm: tuple[float, ...] = ()
    y: float = 0.0
    """Height of the line: of the first text on it."""
    start: float = 0.0
    """Right edge of the first text on the line, in pixels of the page."""
    place: int = 0
    """Where the line begins in its paragraph."""
    anchored: bool = False
    """Whether the line has blanks that let PDFium bear raised glyphs."""
    end: float = 0.0
    """Right edge of the last glyph that pdf.js has read, in pixels of the page."""
    size: float = 0.0
    """Its font size in pixels."""
    number_start: float = 0.0
    """Left edge of the last number."""
    number_end: float = 0.0
    """Right edge of the last number, where signs that follow it line up for PDFium."""
    signs: int = 0
    """How many have lined up."""
    waiting: Any = None
    """A sign that PDFium is to read left of what is written next: its cluster."""
    neighbours: Any = None
    """The surroundings in the last paragraph written."""
    phrase: Any = None
    """The last phrase that runs from left to right, see `latin`."""
    boxes: Any = None
    """The text boxes it stands in, where there are several."""
    inset: Inset = field(default_factory=Inset)
    """The last right-to-left phrase on a left-to-right line, and what is known of its surroundings."""
