"""Lines of the last version of a page that stand again, where nothing that they are made of has changed.

A paragraph of the same words in the same styles, as wide and beside the same floats, breaks into the same
lines. They are taken out of the last layout, which is spent by that, and moved.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from weasyprint.formatting_structure import boxes

Line = tuple[Any, Any, float, float]
"""A line, where the next one resumes, and its place when it was made: left, and below its paragraph's top."""


class Lines:
    """The paragraphs of a layout and of the last version's, by all that their lines depend on."""

    def __init__(self, last: "Lines | None" = None, twins: Mapping[Any, Any] | None = None) -> None:
        """Begin after the last version; `twins` are its elements, each with its equal of this one."""
        self.twins = dict(twins or {})
        self.old: dict[Any, list[list[Line]]] = {}
        self.new: dict[Any, list[list[Line]]] = {}
        for (element, *rest), found in last.new.items() if last else ():
            self.old[self.twins.get(element, element), *rest] = found


def iterate(
    original: Callable[..., Iterator[Any]], context: Any, linebox: Any, position_y: float, *rest: Any
) -> Iterator[tuple[Any, Any]]:
    """Yield the lines of a paragraph. Replaces `weasyprint.layout.block.iter_line_boxes`."""
    known: Lines | None = context.style_for.__dict__.get("lines")
    _, skip_stack, containing_block, _, _, *first = rest
    whole = skip_stack is None and not any(first)
    made_of = _signature(linebox) if known and whole else None
    every = original(context, linebox, position_y, *rest)
    if known is None or made_of is None:
        yield from every
        return
    key = linebox.element, made_of, *_room(context, containing_block, position_y)
    kept = known.old.get(key)
    if kept and not any("block_ellipsis" in line.__dict__ for line, *_ in kept[0]):
        every = _again(kept.pop(0), position_y, known.twins)
    found: list[Line] = []
    for line, resume_at in every:
        found.append((line, resume_at, line.position_x, line.position_y - position_y))
        yield line, resume_at
    known.new.setdefault(key, []).append(found)


def _again(kept: list[Line], top: float, twins: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield lines that were made before, at their new place."""
    for line, resume_at, x, down in kept:
        line.translate(x - line.position_x, top + down - line.position_y)
        for box in line.descendants():
            box.element = twins.get(box.element, box.element)
        yield line, resume_at


def _room(context: Any, block: Any, top: float) -> tuple[Any, ...]:
    """Return what room the lines of a block have: its width, and the floats that stand beside them."""
    beside = (
        (
            shape.position_x,
            round(shape.position_y - top, 4),
            shape.margin_width(),
            shape.margin_height(),
            id(shape.style),
        )
        for shape in context.excluded_shapes
        if shape.position_y + shape.margin_height() > top
    )
    return block.width, block.content_box_x(), id(block.style), *beside


def _signature(box: Any) -> Any:
    """Return what the lines of a paragraph are made of; None where there is more than text."""
    if not isinstance(box, boxes.LineBox | boxes.InlineBox | boxes.TextBox):
        return None
    if (
        box.style["position"] != "static"
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
