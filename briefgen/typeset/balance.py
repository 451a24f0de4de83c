"""Columns balanced without laying out the same blocks again and again.

WeasyPrint finds the height of columns by trial: it lays out all of their content at one height after the
other, each only to see how high it becomes, and all of it twice where the columns have a margin below. For a
list of sources in two columns that takes as long as the rest of a paper. Here a block that was measured is
not laid out again to be measured; what is drawn is laid out as ever.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

Result = tuple[Any, ...]

_SLACK = 0.01
"""Pixels by which a block must fit to be taken for one that fits."""


_ARGUMENTS = 11
"""Arguments that WeasyPrint lays out a block within a block with, after context and box."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A block of a column as it was laid out."""

    result: Result
    """What WeasyPrint returned: the laid-out block first, its margins fourth."""
    margins: tuple[float, ...]
    """The margins adjoining its top, as its layout left them."""
    top: float
    """Where it was laid out."""
    depth: float
    """How far below that its content reaches."""
    children: Any
    """The block's content; kept, or its id would be used again."""


def lay_out_box(original: Callable[..., Result], context: Any, box: Any, *rest: Any, **more: Any) -> Result:
    """Note whether a column is laid out to be measured. Replaces `weasyprint.layout.block.block_box_layout`.

    One that is to be drawn comes without adjoining margins.
    """
    if box.is_column:
        _, _, _, _, _, _, adjoining_margins, *_ = rest
        box.is_measured = adjoining_margins is not None
    return original(context, box, *rest, **more)


def lay_out_block(original: Callable[..., Result], context: Any, box: Any, *rest: Any, **more: Any) -> Result:
    """Lay out a block, or remember how it was; see `tall`, which calls it."""
    if more or len(rest) != _ARGUMENTS or not _is_measured(context, box, rest[2]):
        return original(context, box, *rest, **more)
    bottom_space, skip_stack, column, page_is_empty, _, _, margins, *_ = rest
    known = context.__dict__.setdefault("measured", {})
    key = (
        id(box.children),
        column.width,
        repr(skip_stack),
        tuple(margins),
        (page_is_empty, context.current_page, context.forced_break),
    )
    room = context.page_bottom - bottom_space - box.position_y
    found = known.get(key)
    if found is None or found.depth + _SLACK > room:
        found = known.get((*key, room))
    if found is not None:
        return _again(found, box.position_y, margins)
    top, notes = box.position_y, _notes(context)
    result = original(context, box, *rest)
    if notes == _notes(context) and not context.excluded_shapes:
        block, resume_at, *_ = result
        whole = block is not None and resume_at is None
        depth = max(_bottoms(block), default=top) - top if whole else 0
        made = Measured((*result[:3], list(result[3]), *result[4:]), tuple(margins), top, depth, box.children)
        known[key if whole else (*key, room)] = made
    return result


def _is_measured(context: Any, box: Any, column: Any) -> bool:
    """Tell whether a block is laid out only to see how high a column becomes, with no float in the way."""
    measured = isinstance(column, boxes.Box) and column.__dict__.get("is_measured", False)
    return measured and isinstance(box, boxes.BlockContainerBox) and not context.excluded_shapes


def _again(found: Measured, top: float, margins: list[float]) -> Result:
    """Return what was measured, at another height."""
    margins[:] = found.margins
    block, resume_at, next_page, adjoining, *rest = found.result
    if block is not None:
        block = block.copy()
        block.position_y += top - found.top
    return (block, resume_at, next_page, list(adjoining), *rest)


def _notes(context: Any) -> tuple[int, ...]:
    """Return how many notes there are in each of their places."""
    places = (context.footnotes, context.current_page_footnotes, context.reported_footnotes)
    return tuple(map(len, places))


def _bottoms(box: Any) -> Iterator[float]:
    """Yield the lower edges of a block and of all blocks and lines in it."""
    if isinstance(box, boxes.LineBox):
        yield box.position_y + box.height
    elif isinstance(box, boxes.Box) and not box.is_absolutely_positioned():
        yield box.border_box_y() + box.border_height()
        for child in getattr(box, "children", ()):
            yield from _bottoms(child)
