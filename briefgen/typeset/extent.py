"""How much of its pages a document fills. All lengths are points."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import strut

from briefgen.typeset.links import POINTS

if TYPE_CHECKING:
    from weasyprint.document import Document

_TOLERANCE = 0.5
_FEW_WORDS = 8
"""Words of a line where there is none to count."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What was measured on the pages of a document."""

    used: tuple[float, ...]
    """How much of each page's height text and notes take, from the first to the last line."""
    room: tuple[float, ...]
    """How much of each page's height they may take."""
    edges: tuple[float, ...]
    """The margins above and below, page by page."""
    clipped: float
    """How far something that cannot be broken sticks out of its page."""
    body: float
    """Size of the body type."""
    line: float
    """Height of its lines."""
    lines: float
    """Height of all such lines."""
    other: float
    """Height of all other lines, of tables and of pictures."""
    pictures: float
    words_per_line: float

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return len(self.used)

    @property
    def fill(self) -> float:
        """Return the share of the last page that is used."""
        return self.used[-1] / self.room[-1]

    @property
    def spaces(self) -> float:
        """Return the height that is neither text nor picture."""
        return max(0.0, sum(self.used) - self.lines - self.other)

    def over(self, pages: int) -> float:
        """Return by how much a document exceeds a number of pages, or its page.

        What is free on the last of them counts, and so does the space that each break took away.
        """
        if self.pages <= pages:
            return self.clipped
        free = self.room[pages - 1] - self.used[pages - 1]
        breaks = (self.pages - pages) * self.line
        return max(self.line / 10, sum(self.used[pages:]) + breaks - free)

    def spare(self, pages: int) -> float:
        """Return how much could be added within a number of pages, none of which anything exceeds."""
        return max(0.0, self.room[-1] * (1 + pages - self.pages) - self.used[-1])

    def words(self, height: float) -> int:
        """Return how many words of body text whole lines of a height hold."""
        return int(int((height + _TOLERANCE) / self.line) * self.words_per_line)


def extent(document: "Document") -> Extent:
    """Return what the pages of a laid-out document measure."""
    pages = [_Page(page._page_box) for page in document.pages]
    style = next(box for box in pages[0].flow if box.element_tag == "body").style
    line = strut(style)[0]
    body = [
        (words, last) for page in pages for height, words, last in page.lines if abs(height - line) < line / 3
    ]
    full = [words for words, last in body if not last] or [words for words, _ in body] or [_FEW_WORDS]
    lines = line * len(body)
    pictures = sum(page.pictures for page in pages)
    rows = sum(page.rows for page in pages)
    others = sum(height for page in pages for height, _, _ in page.lines) - lines + pictures + rows
    return Extent(
        used=tuple(page.used * POINTS for page in pages),
        room=tuple(page.room * POINTS for page in pages),
        edges=tuple(page.edges * POINTS for page in pages),
        clipped=max(page.clipped for page in pages) * POINTS,
        body=style["font_size"] * POINTS,
        line=line * POINTS,
        lines=lines * POINTS,
        other=others * POINTS,
        pictures=pictures * POINTS,
        words_per_line=max(1.0, sum(full) / len(full)),
    )


class _Page:
    """What stands on a page, in CSS pixels."""

    def __init__(self, box: Any) -> None:
        notes = sum(
            child.margin_height() for child in box.children if isinstance(child, boxes.FootnoteAreaBox)
        )
        self.room = box.height
        self.edges = box.margin_top + box.margin_bottom
        self.flow = list(_descendants(box.children[0]))
        self.lines: list[tuple[float, int, bool]] = []
        """Height of each line, its words, and whether it ends its paragraph."""
        self.pictures = 0.0
        self.rows = 0.0
        """Height of the rows of tables, whose lines are not among the others."""
        lowest = box.content_box_y()
        for each in self.flow:
            lowest = max(lowest, _bottom(each))
            if isinstance(each, boxes.ReplacedBox):
                self.pictures += each.height
            elif isinstance(each, boxes.TableRowBox):
                self.rows += each.height
            if isinstance(each, boxes.TableCellBox) or each.is_floated():
                continue  # its lines stand beside others
            for child in each.children:
                if isinstance(child, boxes.LineBox):
                    self.lines.append((child.height, len(text(child).split()), child.resume_at is None))
        self.used = lowest - box.content_box_y() + notes
        self.clipped = max(0.0, self.used - self.room - _TOLERANCE)


def _descendants(box: Any) -> Iterator[Any]:
    """Yield the boxes of the flow and its floats, but not those placed on their own or in a cell."""
    yield box
    for child in () if isinstance(box, boxes.TableCellBox) else getattr(box, "children", ()):
        if isinstance(child, boxes.Box) and child.style["position"] not in ("absolute", "fixed"):
            yield from _descendants(child)


def _bottom(box: Any) -> float:
    """Return how far down a page a box marks its end, if it does.

    A box that is broken over pages is stretched to the foot of the first and has no border or padding there.
    """
    if isinstance(box, boxes.LineBox):
        return float(box.position_y + box.height)
    if isinstance(box, boxes.TableCellBox):
        return float(box.border_box_y() + box.border_height())
    if not isinstance(box, boxes.BlockLevelBox):
        return 0.0
    marked = box.padding_bottom or box.border_bottom_width or box.style["height"] != "auto"
    return float(box.border_box_y() + box.border_height()) if marked or not box.children else 0.0


def text(box: Any) -> str:
    """Return the words of a box."""
    if isinstance(box, boxes.TextBox):
        return str(box.text)
    return "".join(map(text, getattr(box, "children", ())))
