"""The paragraph a piece of text stands in: its whole text and the levels of its characters."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text of one block container's inline content, across its inline boxes."""

    text: str
    """The characters in logical order.

    Inline boxes with a direction of their own add the controls of CSS Writing Modes 4, §2.4.2; a picture or
    inline block is U+FFFC, each character of a leader U+0009.
    """
    levels: bytes
    """The level of each character (UAX #9), as many as the text has."""
    base: int
    """The level of the paragraph: 0 left to right, 1 right to left."""


def of(box: Any) -> tuple[Paragraph, int] | None:
    """Return the paragraph of a text box and the place of the box's first character in it."""
    return getattr(box, "paragraph", None)
