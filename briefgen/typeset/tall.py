"""Boxes that WeasyPrint does not break, or not where they stand, though no page holds them.

WeasyPrint moves one to a page of its own and breaks it there, so that its heading stands alone on the page
before. Here one that no page holds is broken from where it stands; and where a heading at the top of a page
would be left alone, what follows it is broken, at last within the rows of a table. So is the head of a table
that leaves no room for a row.

An inline block that is higher than a page becomes a block, and a block whose content goes on below the height
that it is given, and below the page, becomes as high as that: WeasyPrint drops what has no room.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout.block import (
    avoid_page_break,
    block_level_page_break,
    find_last_class_a_break_point_child,
    remove_placeholders,
)

from briefgen.typeset import balance

Result = tuple[Any, ...]

_AS_BLOCK = {
    boxes.InlineBlockBox: boxes.BlockBox,
    boxes.InlineFlexBox: boxes.FlexBox,
    boxes.InlineGridBox: boxes.GridBox,
}
"""Boxes that stand in a line → those that stand in their place where no page holds them."""


def lay_out_block(original: Callable[..., Result], context: Any, box: Any, *rest: Any, **more: Any) -> Result:
    """Lay out a block, broken where no page holds it. Replaces `…layout.block.block_level_layout`."""
    start = _start(box)
    margins = list(rest[6]) if len(rest) > 6 and rest[6] else []
    result = balance.lay_out_block(original, context, box, *rest, **more)
    if result[0] is not None and not more and len(rest) > 6:
        changed, skip = _lets_break(context, box, result, rest[1])
        if changed:
            remove_placeholders(context, [result[0]], *rest[4:6])
            _restore(box, start)
            return lay_out_block(original, context, box, rest[0], skip, *rest[2:6], margins, *rest[7:])
    if result[0] is not None or more or context.in_column or not _is_whole(box, context, rest):
        return result
    _restore(box, start)
    if _fits_page(original, context, box, rest):
        return result
    _restore(box, start)
    with _loosened([box]):
        return original(context, box, *rest[:6], margins, *rest[7:])


def lay_out_child(original: Callable[..., Result], context: Any, *given: Any) -> Result:
    """Lay out a block and leave no heading alone before it. Replaces `…layout.block._in_flow_layout`.

    At the top of a page there is no earlier break, and stock breaks the page behind the heading.
    """
    _, index, child, before, page_is_empty, _, _, margins, *_ = given
    place, known, count = (child.position_x, child.position_y), list(margins), len(before)
    result = original(context, *given)
    if not page_is_empty or context.in_column or not _leaves_alone(context, before, index, child, result):
        return result
    for kept in (_ROWS, ()):
        child.position_x, child.position_y = place
        with _loosened(_avoiding(child, context, kept)):
            again = original(context, *given[:7], list(known), *given[8:])
        if len(again[6]) > count:
            return again
    return result


def lay_out_table(original: Callable[..., Result], context: Any, table: Any, *rest: Any) -> Result:
    """Lay out a table whose head no page holds with a row. Replaces `…layout.block.table_layout`.

    WeasyPrint drops such a head. Here the row below it is broken, and where the head itself is too long it
    stands once and breaks as rows do.
    """
    _, skip_stack, _, _, *positioned = rest
    start = _start(table)
    result = original(context, table, *rest)
    for loose in (_first_row(table), []):
        dropped = [] if skip_stack is not None or result[0] is None else _dropped(table, result[0])
        if not dropped:
            break
        remove_placeholders(context, [result[0]], *positioned)
        _restore(table, start)
        if not loose:
            for group in dropped:
                group.is_header = group.is_footer = False
        with _loosened(loose):
            result = original(context, table, *rest)
    return result


def _dropped(table: Any, made: Any) -> list[Any]:
    """Return head and foot of a table that are not there once it is laid out."""
    shown = {group.element for group in made.children}
    return [
        each for each in table.children if (each.is_header or each.is_footer) and each.element not in shown
    ]


def _first_row(table: Any) -> list[Any]:
    """Return the first row below the head of a table, and its cells."""
    bodies = (group for group in table.children if not (group.is_header or group.is_footer))
    rows = [row for group in bodies for row in group.children]
    return [rows[0], *rows[0].children] if rows else []


_ROWS = (boxes.TableRowBox, boxes.TableCellBox)


def _lets_break(context: Any, box: Any, result: Result, skip: Any) -> tuple[bool, Any]:
    """Let a laid-out block break that lost what had no room on the page.

    Returns whether it did, and where the block is to begin now. It is changed for good: on the next page it
    goes on with what is left.
    """
    made, resume_at, *_ = result
    if not isinstance(made, boxes.BlockContainerBox):
        return False, skip
    if resume_at is None and _is_cut(box, made):
        box.style = box.style.copy()
        box.style["height"] = "auto"
        return True, skip
    tall = _tall(made, context.current_footnote_area.page.height)
    line = box.children[0] if tall else None
    if not isinstance(line, boxes.LineBox):
        return False, skip
    if skip is not None:
        # It must begin at such a box: the first of three blocks holds what stands before it.
        place = skip.get(0) or {}
        if [type(line.children[index]) in _AS_BLOCK for index in place if place[index] is None] != [True]:
            return False, skip
        skip = {1: None}
    box.children = build.block_in_inline(box.copy_with_children([_blocks(line, tall)])).children
    return True, skip


def _tall(made: Any, height: float) -> dict[Any, Any]:
    """Return the boxes within the lines of a block that are higher than a page, by their elements."""
    lines = [line for line in made.children if isinstance(line, boxes.LineBox) and line.height > height]
    return {
        each.element: _AS_BLOCK[type(each)]
        for line in lines
        for each in line.descendants()
        if type(each) in _AS_BLOCK and each.margin_height() > height
    }


def _blocks(box: Any, tall: Mapping[Any, Any]) -> Any:
    """Return a line in which blocks stand in the place of boxes that cannot be broken."""
    kids = []
    for kid in box.children:
        if type(kid) in _AS_BLOCK and kid.element in tall:
            block = kid.copy()
            block.__class__ = tall[kid.element]
            kids.append(block)
        else:
            kids.append(_blocks(kid, tall) if isinstance(kid, boxes.InlineBox) else kid)
    return box.copy_with_children(kids)


def _is_cut(box: Any, made: Any) -> bool:
    """Tell whether WeasyPrint forgot what of a box with a height of its own had no room on the page."""
    style = box.style
    if style["height"] == "auto" or style["overflow"] != "visible" or style["continue"] == "discard":
        return False
    return not _reaches_end(box, made)


def _reaches_end(box: Any, made: Any) -> bool:
    """Tell whether a block that was laid out has the last line of the one that it was made of."""
    if not isinstance(box, boxes.BlockContainerBox) or not box.children:
        return True
    if not made.children:
        return False
    last = made.children[-1]
    if isinstance(last, boxes.LineBox):
        return last.resume_at is None
    if last.is_column:
        return _reaches_end(box, last)
    if last.index < len(box.children) - 1:
        return False
    return not last.is_in_normal_flow() or _reaches_end(box.children[last.index], last)


def _is_whole(box: Any, context: Any, rest: tuple[Any, ...]) -> bool:
    """Tell whether a box was refused because it is not to be broken, on a page that holds something."""
    _, skip_stack, _, page_is_empty, *_ = rest
    may_break = isinstance(box, boxes.BlockBox | boxes.TableBox)
    avoids = may_break and avoid_page_break(box.style["break_inside"], context)
    return avoids and skip_stack is None and not page_is_empty


def _fits_page(original: Callable[..., Result], context: Any, box: Any, rest: tuple[Any, ...]) -> bool:
    """Tell whether an empty page like this one would hold a box: it is laid out as if this one went on."""
    bottom_space, skip_stack, block, *_ = rest
    # At the top of the next page there is no margin.
    moved = box.position_y + box.margin_top + context.current_footnote_area.page.height - context.page_bottom
    context.page_bottom += moved
    positioned: tuple[list[Any], list[Any]] = ([], [])
    new_box, resume_at, *_ = original(
        context, box, bottom_space, skip_stack, block, True, *positioned, [], *rest[7:]
    )
    if new_box is not None:
        remove_placeholders(context, [new_box], *positioned)
    context.page_bottom -= moved
    return new_box is not None and resume_at is None


def _leaves_alone(context: Any, before: list[Any], index: int, child: Any, result: Result) -> bool:
    """Tell whether the page is to break between a block and what must stand with it."""
    abort, stop, resume_at, *_ = result
    last = find_last_class_a_break_point_child(before)
    if abort or not stop or resume_at != {index: None} or last is None or not last.is_in_normal_flow():
        return False
    return bool(avoid_page_break(block_level_page_break(last, child), context))


def _avoiding(box: Any, context: Any, but: tuple[type, ...]) -> Iterator[Any]:
    """Yield a box and those in it that are not to be broken, but those of some kinds."""
    if avoid_page_break(box.style["break_inside"], context) and not isinstance(box, but):
        yield box
    for kid in getattr(box, "children", ()):
        yield from _avoiding(kid, context, but)


def _start(box: Any) -> dict[str, Any]:
    """Return what the layout of a box changes in it; it turns the columns of right-to-left tables round."""
    names = ("position_x", "position_y", "column_widths")
    found = {name: getattr(box, name) for name in names if hasattr(box, name)}
    return {name: list(value) if isinstance(value, list) else value for name, value in found.items()}


def _restore(box: Any, start: dict[str, Any]) -> None:
    for name, value in start.items():
        setattr(box, name, list(value) if isinstance(value, list) else value)


@contextmanager
def _loosened(found: Iterable[Any]) -> Iterator[None]:
    """Let boxes be broken."""
    styles = [(box, box.style) for box in found]
    for box, style in styles:
        box.style = style.copy()
        box.style["break_inside"] = "auto"
    try:
        yield
    finally:
        for box, style in styles:
            box.style = style
