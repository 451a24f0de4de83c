"""The pages of a layout as strips, each a picture of its own: what did not change is not drawn again.

What of a page changed is told by comparing what it shows with what the last version showed: texts, frames and
backgrounds, with their places. Only strips in which something differs are drawn and packed anew.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen import pagepictures

WIDTH = 1000
"""Of a page in pixels: sharp at the width of a pane."""
HIGH = 48
"""Of a strip in pixels: some two lines of text."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FRAMES = (
    "border_top_width",
    "border_right_width",
    "border_bottom_width",
    "border_left_width",
    "outline_width",
)
_PLAIN = {"overflow": "visible", "opacity": 1, "transform": (), "column_rule_style": "none"}
"""Values of properties by which a box shows nothing of itself."""

Thing = tuple[float, float, tuple[Any, ...], Any]
"""Something that a page shows: its upper and lower edge, what it is and where, and its style."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page that was drawn."""

    strips: tuple[bytes, ...] = field(repr=False)
    """PNG files, from top to bottom."""
    size: tuple[int, int]
    """Width and height in pixels."""
    things: tuple[Thing, ...] = field(repr=False)


def drawn(document: Any, before: Sequence[Drawn] = ()) -> list[Drawn]:
    """Return the pages of a layout, at most the first hundred, drawn after those of its last version.

    Raises BriefgenError with exit code 2 where the extra `pictures` is not installed.
    """
    last = [*before, *([None] * len(document.pages))]
    pages = document.pages[: pagepictures.MOST]
    return [_drawn(document, page, each) for page, each in zip(pages, last, strict=False)]


def _drawn(document: Any, page: Any, before: Drawn | None) -> Drawn:
    scale = WIDTH / page.width
    size = WIDTH, ceil(round(page.height * scale, 3))
    found = tuple(things(page._page_box))
    count = ceil(size[1] / HIGH)
    if before is None or before.size != size:
        first, last, kept = 0, count, [b""] * count
    else:
        top, bottom = changed(before.things, found)
        first, last = max(0, int(top * scale // HIGH)), min(count, ceil(bottom * scale / HIGH))
        kept = list(before.strips)
    if first < last:
        kept[first:last] = _pictures(document, page, size, first, last)
    return Drawn(tuple(kept), size, found)


def things(page: Any) -> Iterator[Thing]:
    """Yield what a page shows, in the order of its tree."""
    plain: dict[int, bool] = {}
    inner = [page]
    while inner:
        box = inner.pop()
        text = box.text if isinstance(box, boxes.TextBox) else None
        style = box.style
        if text is None and id(style) not in plain:
            plain[id(style)] = _is_plain(style)
        if text is not None or not plain[id(style)] or box.background or isinstance(box, boxes.ReplacedBox):
            place = box.position_x, box.position_y, box.width, box.height
            what = type(box), box.element_tag, *place, text, box.__dict__.get("justification_spacing")
            yield box.position_y, box.position_y + box.margin_height(), what, style
        inner += reversed(getattr(box, "children", ()))


def _is_plain(style: Any) -> bool:
    """Tell whether a box of this style shows nothing but its background and what is in it."""
    return all(style[name] == value for name, value in _PLAIN.items()) and not any(
        map(style.__getitem__, _FRAMES)
    )


def changed(before: Sequence[Thing], after: Sequence[Thing]) -> tuple[float, float]:
    """Return the upper and lower edge of all that differs, half a line to spare; equal for nothing."""
    start, most = 0, min(len(before), len(after))
    while start < most and _alike(before[start], after[start]):
        start += 1
    end = 0
    while end < most - start and _alike(before[-1 - end], after[-1 - end]):
        end += 1
    differ = [*before[start : len(before) - end], *after[start : len(after) - end]]
    if not differ:
        return 0, 0
    spare = max((bottom - top for top, bottom, (kind, *_), _ in differ if kind is boxes.TextBox), default=0)
    return min(top for top, *_ in differ) - spare / 2, max(bottom for _, bottom, *_ in differ) + spare / 2


def _alike(one: Thing, other: Thing) -> bool:
    return one[:3] == other[:3] and (one[3] is other[3] or _same(one[3], other[3]))


def _same(one: Any, other: Any) -> bool:
    """Tell whether two styles are copies of one and set to the same values since."""
    origins = (
        [getattr(style, name, None) for name in ("cascaded", "parent_style")] for style in (one, other)
    )
    if any(first is not second for first, second in zip(*origins, strict=True)):
        return False
    return all(one[name] == other[name] for name in {*one, *other})


def _pictures(document: Any, page: Any, size: tuple[int, int], first: int, last: int) -> Iterator[bytes]:
    """Yield strips of a page, drawn from a PDF that has their lines alone."""
    wide, high = size
    top, bottom = first * HIGH, min(high, last * HIGH)
    scale = WIDTH / page.width
    leaf = copy(page)
    leaf.links, leaf.anchors, leaf.bookmarks = [], {}, []  # which nobody sees
    with _only(page._page_box, top / scale, bottom / scale):
        pdf = document.copy([leaf]).write_pdf(pdf_tags=False, uncompressed_pdf=True)
    picture = pagepictures.part(pdf, WIDTH, top, bottom)
    for upper in range(top, bottom, HIGH):
        strip = picture.crop((0, upper - top, wide, min(bottom, upper + HIGH) - top))
        yield packed(strip)


def packed(strip: Any) -> bytes:
    """Return a picture as a PNG: with all its colours, since those of one strip must be those of the next."""
    # Pillow tries five filters on each row, which takes twice as long and gains nothing on text.
    data, wide = strip.tobytes(), 3 * strip.width
    rows = b"".join(b"\0" + data[at : at + wide] for at in range(0, len(data), wide))
    head = struct.pack(">IIBBBBB", *strip.size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


@contextmanager
def _only(page: Any, top: float, bottom: float) -> Iterator[None]:
    """Take lines away for a while that do not reach between two heights."""
    taken = []
    for box in page.descendants():
        if isinstance(box, boxes.LineBox) and _is_text(box):
            spare = box.height
            if box.position_y + 2 * spare < top or box.position_y - spare > bottom:
                taken.append((box, box.children))
    try:
        for box, _ in taken:
            box.children = ()
        yield
    finally:
        for box, children in taken:
            box.children = children


def _is_text(box: Any) -> bool:
    """Tell whether a line holds nothing but text."""
    return all(
        isinstance(each, boxes.TextBox | boxes.InlineBox | boxes.LineBox) for each in box.descendants()
    )
