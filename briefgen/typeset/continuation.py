"""Notes that no page holds: they begin below their call and go on at the foot of the next pages.

WeasyPrint never breaks a note: the part that is too long runs off the page. Here the area of the notes of a
page is broken like any other block, and what is left of it is handed to the next page, where text stands
above it as long as there is any.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout.block import remove_placeholders
from weasyprint.text.line_break import strut

from briefgen.typeset import losses

Result = tuple[Any, ...]

_SHARE = 0.8
"""How much of a page a note that goes on may take where text is to stand above it."""
_COLUMNS = 0.5
"""How much of it one may take that is called within columns, whose height depends on it."""
_FEWEST = 3
"""A note begins below its call where so many of its lines have room, else on the next page."""
_SLACK = 0.01
"""Pixels by which notes may be too long: sums of lengths are not exact."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a page leaves to the next one."""

    notes: tuple[Any, ...] = ()
    going_on: tuple[Any, Any] | None = None
    """The first of them and where it goes on, if it has begun."""
    floats: dict[Any, Any] = field(default_factory=dict)
    """Floats and absolute boxes that go on, as WeasyPrint keeps them."""


class Notes:
    """What is known of the notes of the page that is being laid out."""

    def __init__(self, page: Any, earlier: Any, going_on: tuple[Any, Any] | None) -> None:
        self.page = page
        self.earlier = earlier
        """The notes that the page before left to this one."""
        self.going_on = going_on
        """The note that goes on here, and where."""
        self.line_end = 0.0
        """How far down the last line of text reaches that was broken on this page."""
        self.broken: tuple[Any, float] | None = None
        """The note that is broken here, and the height of the area that is left for it."""


def of(context: Any) -> Notes:
    """Return what is known of the notes of the page that is being laid out."""
    page = context.current_footnote_area.page
    found: Notes | None = getattr(context, "notes", None)
    if found is None or found.page is not page:
        before = context.left[context.current_page - 1]
        found = context.notes = Notes(page, before.notes, before.going_on)
    return found


def make_pages(original: Callable[..., Any], context: Any, root: Any, html: Any, pages: Any) -> Any:
    """Lay out all pages, or again those that need it. Replaces `weasyprint.layout.make_all_pages`.

    Where something goes on from one page to the next all need it: WeasyPrint drops what a page that it does
    not lay out again has left.
    """
    if html.texts == {}:
        html.texts = losses.texts([root, *context.footnotes])
    if any(left.notes or left.floats for left in context.__dict__.get("left", {}).values()):
        for *_, state in context.page_maker[: len(pages)]:
            state["content_changed"] = True
    return original(context, root, html, pages)


def make_page(original: Callable[..., Any], index: int, context: Any, *rest: Any) -> Any:
    """Lay out a page with what the page before leaves it. Replaces `weasyprint.layout.page.remake_page`.

    WeasyPrint ends the document with the text, though a float goes on.
    """
    left: dict[int, Left] = context.__dict__.setdefault("left", {0: Left()})
    before = left[index]
    context.reported_footnotes = _Notes(before.notes, bool(before.floats))
    context.broken_out_of_flow = dict(before.floats)
    page, resume_at = original(index, context, *rest)
    floats = (
        context.broken_out_of_flow if _places(context.broken_out_of_flow) != _places(before.floats) else {}
    )
    left[index + 1] = Left(tuple(context.reported_footnotes), context.going_on, dict(floats))
    context.reported_footnotes = _Notes(context.reported_footnotes, bool(floats))
    return page, resume_at


class _Notes(list[Any]):
    """Notes for the next page, which is laid out though there is no text if something goes on there."""

    def __init__(self, notes: Iterable[Any], goes_on: bool) -> None:
        super().__init__(notes)
        self.goes_on = goes_on

    def __bool__(self) -> bool:
        return len(self) > 0 or self.goes_on


def _places(floats: dict[Any, Any]) -> list[Any]:
    """Return where floats go on."""
    return [skip for *_, skip in floats.values()]


def lay_out(original: Callable[..., Result], context: Any, box: Any, *rest: Any, **more: Any) -> Result:
    """Lay out the notes of a page, or its text. Replaces `weasyprint.layout.*.block_level_layout`."""
    if isinstance(box, boxes.FootnoteAreaBox):
        line_end = of(context).line_end
        result = _lay_out_area(original, context, box, more)
        of(context).line_end = line_end
        if more:  # the page is finished
            _hand_over(context, result[1])
        return result
    if box.is_for_root_element:
        return _lay_out_text(original, context, box, *rest)
    return original(context, box, *rest, **more)


def exceeds(context: Any) -> bool:
    """Tell whether more notes stand on a page than it has room for, and none of them is broken."""
    area, page = context.current_footnote_area, context.current_footnote_area.page
    several = len(context.current_page_footnotes) > 1
    return several and not of(context).broken and area.margin_height() > page.height + _SLACK


def _lay_out_area(original: Callable[..., Result], context: Any, area: Any, more: dict[str, Any]) -> Result:
    """Lay out notes; the last is broken where it is one that no page holds."""
    notes, known = context.current_page_footnotes, of(context)
    goes_on = known.going_on if known.going_on and notes and notes[0] is known.going_on[0] else None
    skip = {0: goes_on[1]} if goes_on else None
    placed = {name: value for name, value in more.items() if name in ("absolute_boxes", "fixed_boxes")}
    result = original(context, _ruled(area) if skip else area, -inf, skip, known.page, **placed)
    if not notes or [kid.element for kid in area.children] != [note.element for note in notes]:
        known.broken = None
        return result
    if known.broken is None or known.broken[0] is not notes[-1]:
        most = _most(original, context, result[0], skip)
        known.broken = (notes[-1], most) if most and result[0].margin_height() > most + _SLACK else None
    if known.broken is None:
        return result
    again = _ruled(build.create_anonymous_boxes(context.current_footnote_area.deepcopy()))
    bottom, context.page_bottom = context.page_bottom, again.position_y + known.broken[1]
    result = original(context, again, 0, skip, known.page, **placed)
    context.page_bottom = bottom
    return result


def take_back(original: Callable[..., None], context: Any, note: Any) -> None:
    """Take a note off a page with its call. Replaces `weasyprint.layout.LayoutContext.unlayout_footnote`.

    What has a note of the page before is a line that stands there: WeasyPrint looks through whole paragraphs.
    """
    if note not in of(context).earlier:
        original(context, note)


def _ruled(area: Any) -> Any:
    """Return an area that has its rule on each page."""
    area.style = area.style.copy()
    area.style["box_decoration_break"] = "clone"
    return area


def _most(original: Callable[..., Result], context: Any, area: Any, skip: Any) -> float | None:
    """Return how high laid-out notes may become; None where the last is not to be broken here."""
    known, notes = of(context), context.current_page_footnotes
    page = known.page
    top, whole = page.content_box_y(), page.height + _SLACK
    if area.margin_height() <= whole * _COLUMNS:
        return None
    alone = context.current_footnote_area.copy_with_children([notes[-1].deepcopy()])
    alone = original(
        context, build.create_anonymous_boxes(alone), -inf, skip if len(notes) == 1 else None, page
    )[0]
    goes_on = bool(skip) and len(notes) == 1
    if alone.margin_height() <= whole and not goes_on:
        return None
    if context.in_column:
        most = page.height * _COLUMNS
    elif known.line_end > top:
        most = top + page.height - known.line_end - _SLACK
    else:  # no text yet: all notes come from the page before
        most = page.height * (1 if page.page_type.blank else _SHARE)
    others = area.margin_height() - alone.height
    return float(most) if most > others + _FEWEST * strut(notes[-1].style)[0] else None


def _hand_over(context: Any, resume_at: Any) -> None:
    """Leave what had no room on a finished page to the next one."""
    context.going_on = None
    if resume_at:
        ((index, skip),) = resume_at.items()
        notes = context.current_page_footnotes[index:]
        context.going_on = (notes[0], skip) if skip else None
        context.reported_footnotes[:0] = notes


def _lay_out_text(
    original: Callable[..., Result], context: Any, root: Any, bottom_space: Any, skip: Any, *rest: Any
) -> Result:
    """Lay out the text of a page; none where what goes on from earlier pages leaves it no room.

    WeasyPrint puts at least a line on a page with notes, though it covers them.
    """
    block, page_is_empty, positioned, _, margins = rest
    mine: list[Any] = []
    noted = bool(context.current_page_footnotes)
    result = original(context, root, bottom_space, skip, block, page_is_empty, mine, mine, list(margins))
    if result[0] is not None:
        if not noted or max(_bottoms(result[0]), default=0) <= context.page_bottom + _SLACK:
            positioned.extend(mine)
            return result
        remove_placeholders(context, [result[0]], mine, mine)
    _, next_page, *_ = context.page_maker[context.current_page - 1]
    empty = root.copy_with_children([])
    blank = original(context, empty, bottom_space, None, block, True, positioned, positioned, list(margins))[
        0
    ]
    return blank, skip, {**next_page, "break": "any"}, [], False, None


def _bottoms(box: Any) -> Iterator[float]:
    """Yield the lower edges of what shows in a box: lines, pictures, cells."""
    if isinstance(box, boxes.LineBox | boxes.ReplacedBox):
        yield box.position_y + box.margin_height()
    elif isinstance(box, boxes.Box) and not box.is_absolutely_positioned():
        if isinstance(box, boxes.TableCellBox):
            yield box.border_box_y() + box.border_height()
        for kid in box.children:
            yield from _bottoms(kid)
