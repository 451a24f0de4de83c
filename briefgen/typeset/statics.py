"""Absolute boxes without an offset, which stay where they stand in a line."""

from collections.abc import Callable
from typing import Any


def absolute_width(
    original: Callable[..., tuple[bool, float]], box: Any, context: Any, *block: float
) -> tuple[bool, float]:
    """Set the width of an absolute box. Replaces `weasyprint.layout.absolute.absolute_width`.

    In right-to-left blocks WeasyPrint takes a box without `left` and `right` to the right edge of its
    containing block. Its right edge stands where the text has come to (CSS 2.1, §10.3.7), or at the start of
    the line if the box would be a block.
    """
    static = box.left == "auto" and box.right == "auto"
    moves, x = original(box, context, *block)
    line = box.__dict__.get("line")
    if not static or line is None or box.is_outside_marker:
        return moves, x
    edge = box.position_x if "inline" in box.style.specified["display"] else line.position_x + line.width
    return True, edge - box.position_x - (box.margin_width() - box.width)
