"""Lines in visual order, by rules L1 and L2 of UAX #9.

WeasyPrint breaks a paragraph into lines as ever. When a line is finished its texts are split where the level
changes (`pieces`) and everything on it is ordered from left to right (`fragments`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from logging import getLogger
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from briefgen.typeset import floats, lineends, segments
from briefgen.typeset import paragraph as paragraphs
from briefgen.typeset.explicit import REMOVED
from briefgen.typeset.fragments import Leaf, place, rebuild
from briefgen.typeset.levels import reset_separators, visual_order
from briefgen.typeset.paragraph import Paragraph
from briefgen.typeset.pieces import UnexpectedTextError, extent, split

LOGGER = getLogger("briefgen.typeset")


@dataclass(slots=True)
class Tally:
    """What happened to the lines laid out so far in this process."""

    lines: int = 0
    ordered: int = 0
    """Lines that were put into visual order here."""
    fallbacks: int = 0
    """Lines left as WeasyPrint made them because of an unexpected state."""


TALLY = Tally()

Item = tuple[Any, tuple[Any, ...]]
"""A box that stands on a line as a whole, or the place of an isolate control, and the inline boxes around."""


def prepare(original: Callable[..., Any], box: Any, skip_stack: Any, first_letter_style: Any) -> Any:
    """Make the paragraph of a line box when its first line begins. Replaces `…inline.first_letter_to_box`."""
    skip_stack = original(box, skip_stack, first_letter_style)
    known = paragraphs.of(box) is not None
    if isinstance(box, boxes.LineBox) and (skip_stack is None or first_letter_style or not known):
        paragraphs.attach(box)
    return skip_stack


def split_text(original: Callable[..., Any], context: Any, box: Any, *rest: Any, **options: Any) -> Any:
    """Tell the text on a line its place in the paragraph. Replaces `…layout.inline.split_text_box`."""
    result = original(context, box, *rest, **options)
    _, skip, *_ = rest
    if skip and result[0] is not None and (found := paragraphs.of(box)):
        paragraph, start = found
        result[0].paragraph = paragraph, start + len(box.text.encode()[:skip].decode())
    return result


def finish(original: Callable[..., None], context: Any, line: Any) -> None:
    """Strip the end of a broken line and order it. Replaces `…layout.inline.remove_last_whitespace`."""
    TALLY.lines += 1
    line.is_laid_out = True
    floats.note(context, line)
    found = paragraphs.of(line)
    rtl = line.style["direction"] == "rtl"
    if found is None or (found[0].plain and not rtl):
        original(context, line)
        if found is not None:
            lineends.note(line, found[0])
        return
    start = min((box.position_x for box in line.children if box.is_in_normal_flow()), default=None)
    original(context, line)
    lineends.note(line, found[0])
    if start is None:
        return
    # WeasyPrint indents a right-to-left line at its left.
    shift = -line.text_indent if rtl and line.text_indent else 0
    try:
        if found[0].plain or not order(line, found[0], start + shift):
            _move(line, shift)
    except UnexpectedTextError as problem:
        TALLY.fallbacks += 1
        LOGGER.warning("a line was left in the order of its boxes: %s", problem)


def avoid_collisions(
    original: Callable[..., tuple[float, float, float]], context: Any, box: Any, *rest: Any, **options: Any
) -> tuple[float, float, float]:
    """Find the place of a box beside floats. Replaces `weasyprint.layout.inline.avoid_collisions`.

    When a line is laid out WeasyPrint looks whether it is still where it was put. In right-to-left blocks it
    compares the cursor at the right edge with cursor and width: never equal, and each line is laid out twice.
    The cursor less the width, for a line that has no float to avoid, is what it takes for the same place.
    """
    x, y, width = original(context, box, *rest, **options)
    if not context.excluded_shapes and box.__dict__.get("is_laid_out") and box.style["direction"] == "rtl":
        x -= box.width
    return x, y, width


def _move(line: Any, dx: float) -> None:
    if dx:
        for child in line.children:
            if child.is_in_normal_flow():
                child.translate(dx)


def order(line: Any, paragraph: Paragraph, start: float) -> bool:
    """Put a line into visual order from its left end on; return whether it needed to be."""
    items: list[Item] = []
    _collect(line, (), items)
    if any(_is_foreign(box, paragraph) for box, _ in items):  # content that came after the paragraph was made
        paragraph = paragraphs.attach(line)
    leaves = list(_leaves(items, paragraph))
    levels = _levels(leaves, paragraph.base)
    if paragraph.aligned and levels.count(paragraph.base) == len(levels):
        return False
    TALLY.ordered += 1
    for number, leaf in enumerate(leaves):
        leaf.number = number
    seen = [leaves[number] for number in visual_order(levels) if leaves[number].box is not None]
    rebuild(line, seen)
    for leaf in [leaf for leaf in seen if isinstance(leaf.box, boxes.TextBox)][1:]:
        leaf.box.beside = True
    for box, _ in items:
        if isinstance(box, AbsolutePlaceholder) and paragraph.base:
            box.line = line  # its static position, see `statics`
    if paragraph.base:
        _note_phrases(leaves)
    else:
        _note_ahead(leaves)
        _note_insets(line, leaves)
    line.width = place(line, start) - start + (line.text_indent or 0)
    line.start = start - line.position_x
    return True


def _note_phrases(leaves: list[Leaf]) -> None:
    """Tell text boxes that run from left to right with which others they stand together, see `latin`."""
    shown = [leaf for leaf in leaves if leaf.box is not None]
    for leaf, following in pairwise(shown):
        if isinstance(following.box, boxes.TextBox):
            leaf.box.followed = True
    for ltr, group in groupby(shown, _is_left_to_right):
        boxes_of = [leaf.box for leaf in group]
        if ltr and len(boxes_of) > 1:
            for box in boxes_of:
                box.phrase = boxes_of


def _note_ahead(leaves: list[Leaf]) -> None:
    """Tell text boxes that run from left to right which right-to-left one comes next, see `signs`."""
    for leaf, following in pairwise(leaf for leaf in leaves if leaf.box is not None):
        if _is_left_to_right(leaf) and following.level is not None and following.level % 2:
            leaf.box.ahead = following.box


def _note_insets(line: Any, leaves: list[Leaf]) -> None:
    """Tell text boxes of a right-to-left phrase on a left-to-right line with which they stand together.

    Tell the last box how many segments from left to right PDFium must find behind it, see `segments`.
    """
    shown = [leaf for leaf in leaves if isinstance(leaf.box, boxes.TextBox) and leaf.level is not None]
    for level, group in groupby(shown, lambda leaf: min(leaf.level or 0, 1)):
        boxes_of = [leaf.box for leaf in group]
        if level and len(boxes_of) > 1:
            for box in boxes_of:
                box.inset = boxes_of
    lacking = segments.lacking("".join(leaf.box.text for leaf in shown))
    if lacking:
        shown[-1].box.lacking = lacking, line


def _is_left_to_right(leaf: Leaf) -> bool:
    return isinstance(leaf.box, boxes.TextBox) and leaf.level is not None and leaf.level % 2 == 0


def _collect(parent: Any, chain: tuple[Any, ...], items: list[Item]) -> None:
    """List what stands on a line, in logical order, from the boxes inside a box."""
    for box in parent.children:
        inside = isinstance(box, boxes.InlineBox) and box.is_in_normal_flow() and not box.is_leader
        if not inside or not box.children:
            items.append((box, chain))
            continue
        isolate = box.__dict__.get("isolate")
        if isolate:
            items.append((isolate[0], chain))
        _collect(box, (*chain, box), items)
        if isolate:
            items.append((isolate[1], chain))


def _is_foreign(box: Any, paragraph: Paragraph) -> bool:
    """Return whether a box of text belongs to another paragraph or none."""
    if not isinstance(box, boxes.TextBox):
        return False
    found = paragraphs.of(box)
    return found is None or found[0] is not paragraph


def _leaves(items: list[Item], paragraph: Paragraph) -> Iterator[Leaf]:
    """Yield the leaves of a line in logical order."""
    lengths = _lengths(items, paragraph)
    if not lengths:
        yield from (Leaf(box, chain, None) for box, chain in items if not isinstance(box, int))
        return
    last = max(lengths)
    first = items[min(lengths)][0].paragraph[1]
    end = items[last][0].paragraph[1] + lengths[last]
    span = slice(first, end)
    levels = reset_separators(paragraph.classes[span], paragraph.levels[span], paragraph.base_at(first))
    for number, (box, chain) in enumerate(items):
        if number in lengths:
            start = box.paragraph[1] - first
            own = levels[start : start + lengths[number]]
            if own and isinstance(box, boxes.TextBox):
                beside = (
                    _level_beside(paragraph, levels, first, start - 1, -1),
                    _level_beside(paragraph, levels, first, start + len(own), 1),
                )
                for piece, level in split(box, paragraph, first + start, own, beside):
                    yield Leaf(piece, chain, level)
            else:
                yield Leaf(box, chain, own[0] if own else None)
        elif not isinstance(box, int):
            yield Leaf(box, chain, paragraph.base if box.__dict__.get("is_leader") else None)
        elif first < box < end:
            yield Leaf(None, chain, paragraph.levels[box])


def _level_beside(paragraph: Paragraph, levels: bytes, first: int, place: int, step: int) -> int:
    """Return the level of the nearest character of a line that X9 keeps; -1 past the ends of the line."""
    while 0 <= place < len(levels) and paragraph.classes[first + place] in REMOVED:
        place += step
    return levels[place] if 0 <= place < len(levels) else -1


def _lengths(items: list[Item], paragraph: Paragraph) -> dict[int, int]:
    """Return how many characters of the paragraph the items hold that hold any."""
    lengths = {}
    for number, (box, _) in enumerate(items):
        if isinstance(box, boxes.TextBox):
            lengths[number] = extent(box, paragraph, box.paragraph[1])
        elif _is_placed(box, paragraph):
            lengths[number] = 1
    return lengths


def _is_placed(box: Any, paragraph: Paragraph) -> bool:
    """Return whether a box is an atomic one with a place in the paragraph."""
    found = box.__dict__.get("paragraph") if isinstance(box, boxes.Box) else None
    return found is not None and found[0] is paragraph and box.is_in_normal_flow()


def _levels(leaves: list[Leaf], base: int) -> list[int]:
    """Return the levels of the leaves; what has none takes that of what stands before it, or else after."""
    known = [leaf.level for leaf in leaves]
    before = next((level for level in known if level is not None), base)
    return [before := before if level is None else level for level in known]
