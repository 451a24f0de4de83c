"""Floats that begin in the middle of a line.

WeasyPrint moves such a float with the line it stands in, and moves the text before it but not the text after
it. Here the float stays where float rules put it, and the text fills the rest of the line.
"""

from collections.abc import Callable, Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.float import avoid_collisions
from weasyprint.text.line_break import strut

from briefgen.typeset.fragments import place


def note(context: Any, line: Any) -> None:
    """Note the places of the floats of a line before it is aligned."""
    if context.excluded_shapes:
        line.floats = [(box, box.position_x) for box in _floats(line)]


def _floats(parent: Any) -> Iterator[Any]:
    for box in parent.children:
        if isinstance(box, boxes.Box) and box.is_floated():
            yield box
        elif isinstance(box, boxes.InlineBox):
            yield from _floats(box)


def next_line(original: Callable[..., Any], context: Any, linebox: Any, *rest: Any) -> tuple[Any, Any]:
    """Lay out a line; see `reprise`, which calls it."""
    line, resume_at = original(context, linebox, *rest)
    floats = line.__dict__.get("floats") if line is not None else None
    if floats:
        for box, x in floats:
            box.translate(x - box.position_x)
        _, _, _, containing_block, *_ = rest
        _fill(context, line, containing_block, floats)
    return line, resume_at


def least_width(original: Callable[..., Any], context: Any, line: Any, *rest: Any, **more: Any) -> Any:
    """Return the least width of a line. Replaces `weasyprint.layout.inline.inline_min_content_width`.

    It tells whether the line has room beside floats. WeasyPrint measures the first word of each line that
    comes after a float, though no float stands beside it any more.
    """
    top, height = line.position_y, strut(line.style)[0]
    beside = (shape.position_y + shape.margin_height() > top for shape in context.excluded_shapes)
    return original(context, line, *rest, **more) if height == 0 or any(beside) else 0


def _fill(context: Any, line: Any, containing_block: Any, floats: list[tuple[Any, float]]) -> None:
    """Put the content of a line into what its floats leave of it."""
    kids = [box for box in line.children if box.is_in_normal_flow()]
    if not kids:
        return
    rtl = line.style["direction"] == "rtl"
    x, _, available = avoid_collisions(context, line, containing_block, outer=False)
    width = sum(box.margin_width() for box in kids)
    space = max(available - width - line.text_indent, 0) * _share(line)
    start = x - width - line.text_indent - space if rtl else x + line.text_indent + space
    line.position_x = start if rtl else x
    if "visual" in line.__dict__:
        place(line, start)
    else:
        for box in reversed(kids) if rtl else kids:
            box.translate(start - box.position_x, ignore_floats=True)
            start += box.margin_width()
    line.width = width + line.text_indent


def _share(line: Any) -> float:
    """Return the share of a line's free space that stands before its content."""
    align = line.style["text_align_all"]
    if align == "center":
        return 0.5
    ends = {"end", "left"} if line.style["direction"] == "rtl" else {"end", "right"}
    return 1.0 if align in ends else 0.0
