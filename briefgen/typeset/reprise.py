"""Lines that were broken before and stand again, where nothing that they are made of has changed.

A line that begins at the same place of the same words in the same styles, as wide and beside the same floats,
ends where it ended. To find a break between pages or the height of columns a paragraph is laid out several
times, and the layouts of one search differ by spaces between paragraphs first. So each line is kept, and a
copy of it is put where it is wanted next: in this layout, in another setting, in another version of the page.
"""

from collections.abc import Callable, Mapping
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.typeset import continuation, floats, shapes

_OTHERS = ("visual", "phrase", "inset")
"""What boxes of a line know of others on it: lists of them, some of which several boxes share."""

Line = tuple[Any, Any, float, float, Any]
"""A line, where the next one resumes, its place when it was made (left, and below where it was asked for),
and the box of the paragraph, which keeps the styles that lines are known by."""


class Lines:
    """The lines of a page, by all that they depend on."""

    def __init__(self, last: "Lines | None" = None, twins: Mapping[Any, Any] | None = None) -> None:
        """Begin after the last version; `twins` are its elements, each with its equal of this one."""
        self.twins = twins or {}
        self.old: dict[Any, dict[Any, Line]] = {}
        self.new: dict[Any, dict[Any, Line]] = {}
        for (element, made_of), found in last.new.items() if last else ():
            self.old[self.twins.get(element, element), made_of] = found


def next_line(original: Callable[..., Any], context: Any, linebox: Any, *rest: Any) -> tuple[Any, Any]:
    """Return the next line of a paragraph. Replaces `weasyprint.layout.inline.get_next_linebox`."""
    line, resume_at = _next_line(original, context, linebox, *rest)
    if line is not None:
        _, bottom_space, *_ = rest
        continuation.of(context).line_end = line.position_y + line.height + bottom_space
    return line, resume_at


def _next_line(original: Callable[..., Any], context: Any, linebox: Any, *rest: Any) -> tuple[Any, Any]:
    """Return the next line of a paragraph, a copy of one that was broken before or a new one."""
    known: Lines | None = context.style_for.__dict__.get("lines")
    position_y, _, skip_stack, block, _, _, *first = rest
    if skip_stack is None:
        linebox.made_of = None if known is None or any(first) else _signature(linebox)
    made_of = linebox.__dict__.get("made_of")
    if known is None or made_of is None:
        return floats.next_line(original, context, linebox, *rest)
    paragraph = linebox.element, made_of
    key = _place(skip_stack), linebox.text_indent, *_room(context, block, position_y)
    lines = known.new.setdefault(paragraph, {})
    found = lines.get(key)
    if found is None and (older := known.old.get(paragraph)):
        found = older.get(key)
    if found and "block_ellipsis" not in found[0].__dict__:
        line, resume_at, x, down, _ = found
        line = _copied(line, x - line.position_x, position_y + down - line.position_y, known.twins)
    else:
        line, resume_at = floats.next_line(original, context, linebox, *rest)
    if line is not None and key not in lines:
        lines[key] = line, resume_at, line.position_x, line.position_y - position_y, linebox
    return line, resume_at


def _copied(line: Any, dx: float, dy: float, twins: Mapping[Any, Any]) -> Any:
    """Return a line as it was made, moved."""
    made: dict[int, Any] = {}

    def copy(box: Any) -> Any:
        new = made[id(box)] = box.copy()
        new.element = twins.get(box.element, box.element)
        new.position_x += dx
        new.position_y += dy
        if box.children:
            new.children = [copy(kid) for kid in box.children]
        return new

    again = copy(line)
    lists: dict[int, list[Any]] = {}
    for new in list(made.values()):
        own = new.__dict__
        for name in _OTHERS:
            if name in own:
                others = own[name]
                if id(others) not in lists:
                    lists[id(others)] = [made[id(box)] for box in others]
                own[name] = lists[id(others)]
        if "ahead" in own:
            new.ahead = made[id(new.ahead)]
        if "lacking" in own:
            new.lacking = new.lacking[0], again
        if "pango_layout" in own:
            new.pango_layout = shapes.copied(new.pango_layout)
    return again


def _place(skip_stack: Any) -> tuple[int, ...]:
    """Return where a line begins, as it can be found again."""
    place: tuple[int, ...] = ()
    while skip_stack:
        ((number, skip_stack),) = skip_stack.items()
        place += (number,)
    return place


def _room(context: Any, block: Any, top: float) -> tuple[Any, ...]:
    """Return what room the next line of a block has: its width, and the floats that stand beside it."""
    beside = (
        (
            shape.position_x,
            round(shape.position_y - top, 4),
            shape.margin_width(),
            shape.margin_height(),
            shape.style["float"],
        )
        for shape in context.excluded_shapes
        if shape.position_y + shape.margin_height() > top
    )
    return block.width, block.content_box_x(), block.style["direction"], *beside


def _signature(box: Any) -> Any:
    """Return what the lines of a paragraph are made of; None where there is more than text."""
    if not isinstance(box, boxes.LineBox | boxes.InlineBox | boxes.TextBox):
        return None
    if (
        box.style["position"] != "static"
        or box.is_leader
        or box.footnote
        or box.string_set
        or box.bookmark_label
        or box.missing_link
    ):
        return None
    if isinstance(box, boxes.TextBox):
        return box.element_tag, id(box.style), box.text
    children = tuple(_signature(child) for child in box.children)
    return None if None in children else (type(box), box.element_tag, id(box.style), children)
