"""Justification and leaders on lines in visual order."""

from collections.abc import Callable
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.inline import count_expandable_spaces
from weasyprint.layout.leader import leader_index
from weasyprint.text.line_break import create_layout

from briefgen.typeset.fragments import place


def justify(original: Callable[..., None], context: Any, line: Any, extra_width: float) -> None:
    """Widen the spaces of a line. Replaces `weasyprint.layout.inline.justify_line`."""
    if "visual" not in line.__dict__:
        original(context, line, extra_width)
    elif spaces := count_expandable_spaces(line):
        _widen(context, line, extra_width / spaces)
        place(line, line.position_x + line.start)
        line.width += extra_width


def _widen(context: Any, parent: Any, spacing: float) -> None:
    """Give the spaces in a box that much more width."""
    for box in parent.children:
        if isinstance(box, boxes.InlineBox):
            _widen(context, box, spacing)
        elif isinstance(box, boxes.TextBox):
            box.justification_spacing = spacing
            spaces = count_expandable_spaces(box)
            if spaces:
                text = box.pango_layout.text
                layout = create_layout(
                    text, box.style, context, max_width=None, justification_spacing=spacing
                )
                layout.deactivate()
                box.pango_layout = layout
                box.width += spacing * spaces


def lead(original: Callable[..., None], context: Any, line: Any, containing_block: Any) -> None:
    """Fill the rest of a line with its leader. Replaces `weasyprint.layout.inline.handle_leader`."""
    index, leader = leader_index(line)
    if index is None or "visual" not in line.__dict__:
        original(context, line, containing_block)
        return
    extra = containing_block.width - line.width
    for shape in context.excluded_shapes:
        if shape.position_y + shape.height > line.position_y:
            extra -= shape.width
    if not leader.children or leader.children[0].width <= 0 or extra <= 0:
        return
    if line.style["direction"] == "rtl":
        line.translate(-extra)
    leader.width += extra
    place(line, line.position_x + line.start)
    line.width += extra
    _fill(leader, containing_block)


def _fill(leader: Any, containing_block: Any) -> None:
    """Repeat the text of a leader on a grid that the lines of a block share: dots stand under dots."""
    (dots,) = leader.children
    left = leader.content_box_x()
    right = left + leader.width
    edge = containing_block.content_box_x()
    x = edge + (int((left - edge) // dots.width) + 1) * dots.width
    kids = []
    while x + dots.width <= right:
        kid = dots.copy()
        kid.position_x = x
        kids.append(kid)
        x += dots.width
    leader.children = tuple(kids)
