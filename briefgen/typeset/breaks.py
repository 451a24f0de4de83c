"""Where a line may break between two boxes, by UAX #14 over the whole paragraph.

WeasyPrint asks whether a line can break between the last letter of one box and the first of the next, with no
more context than these two. Letters that know their places let the whole paragraph answer.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.inline import can_break_inside
from weasyprint.text.line_break import get_log_attrs

from briefgen.typeset import addresses, compounds, shapes
from briefgen.typeset.paragraph import OBJECT, Paragraph, of

Result = tuple[Any, ...]

_MARK = "\u2069"
_IDEOGRAPH = "\u2e80"  # what WeasyPrint takes atomic boxes for (CSS Text 3, §5.1)
_STAND_INS = str.maketrans({**dict.fromkeys("\u202a\u202b\u202c\u202d\u202e", _MARK), OBJECT: _IDEOGRAPH})
"""Embedding controls, which `get_log_attrs` would make break opportunities, become marks (class CM)."""


_HEBREW_HYPHEN = re.compile("(?<=[\u05d0-\u05f4]{2})[-\u05be\u2010\u2013]\u2069*(?=[\u05d0-\u05ea])")
"""A hyphen between Hebrew letters, not after a single one; the marks that stand for controls after it."""

_QUOTE_AND_BRACKET = re.compile("(?<=[”’»])\u2069* \u2069*(?=[(\\[])")
"""The space between a quotation and a bracket."""

_END = re.compile(r"(?<![”’»]) | (?![(\[])")
"""A space at which Pango breaks a line."""

_LOST = (_HEBREW_HYPHEN, _QUOTE_AND_BRACKET)
"""After these a line may break, which Pango does not know."""

_STOP_AND_DIGIT = re.compile(r"[.,:;]\d")


class Letter(str):
    """The letter at an edge of a box, with its place in the paragraph."""

    __slots__ = ("paragraph", "place")
    paragraph: Paragraph
    place: int

    def __add__(self, other: str) -> str:
        if isinstance(other, Letter) and other.paragraph is self.paragraph and self.place < other.place:
            gap = Gap(str.__add__(self, other))
            gap.paragraph, gap.first, gap.last = self.paragraph, self.place, other.place
            return gap
        return str.__add__(self, other)


class Gap(str):
    """Two letters that stand one after the other, with only controls of inline boxes between."""

    __slots__ = ("first", "last", "paragraph")
    paragraph: Paragraph
    first: int
    last: int


def split_level(original: Callable[..., Result], context: Any, box: Any, *rest: Any) -> Result:
    """Tell the edge letters of a box their places. Replaces `weasyprint.layout.inline.split_inline_level`."""
    found = of(box)
    if isinstance(box, boxes.TextBox):
        # In right-to-left lines readers keep the hyphen at an end, and PDFium misreads one at the beginning.
        context.within = "" if "/" not in box.text or (found and found[0].base) else box.text
    result = original(context, box, *rest)
    _, _, _, skip_stack, *_ = rest
    if found is None or found[0].latin or result[3] is None or result[3] is True:
        return result
    paragraph, start = found
    new_box, resume_at, preserved, first, last, float_widths = result
    if isinstance(box, boxes.TextBox):
        text = box.text
        skip = (skip_stack and next(iter(skip_stack))) or 0
        begin = len(text.encode()[:skip].decode()) if skip else 0
        end = len(text.encode()[: next(iter(resume_at))].decode()) if resume_at else len(text)
        # WeasyPrint takes the first letter of the box for that of the line.
        first = _letter(text[begin] if begin < len(text) else first, paragraph, start + begin)
        last = _letter(last, paragraph, start + end - 1)
    else:
        first, last = (_letter(letter, paragraph, start) for letter in (first, last))
    return new_box, resume_at, preserved, first, last, float_widths


def break_waiting(original: Callable[..., Any], *arguments: Any) -> Any:
    """Break a line in the last box on it that can be broken. Replaces `_break_waiting_children` of inline.

    Which boxes can be is asked once of each, and only those up to the last that can are gone through.
    """
    *others, waiting, letter, line = arguments
    if not waiting:
        return original(*arguments)
    _, first, _ = waiting[0]
    asked, end = first.__dict__.get("asked", (0, 0))
    for number in range(asked, len(waiting)):
        _, child, _ = waiting[number]
        if child.is_in_normal_flow() and can_break_inside(child):
            end = number + 1
    first.asked = len(waiting), end
    return original(*others, waiting[:end], letter, line)


def _letter(character: str, paragraph: Paragraph, place: int) -> Letter:
    letter = Letter(character)
    letter.paragraph, letter.place = paragraph, place
    return letter


def can_break(original: Callable[..., bool], text: str, lang: str | None) -> bool:
    """Return whether a line may break in a text. Replaces `weasyprint.layout.inline.can_break_text`.

    Pango keeps a full stop and a digit together (LB13, LB25) only within a number; references follow words.
    """
    if _STOP_AND_DIGIT.fullmatch(text):
        return False
    if isinstance(text, Gap):
        return any(_opportunities(text.paragraph, lang)[text.first + 1 : text.last + 1])
    return original(text, lang)


@lru_cache(maxsize=16)
def _opportunities(paragraph: Paragraph, lang: str | None) -> list[bool]:
    """Return for each character whether a line may break before it."""
    text = paragraph.text.translate(_STAND_INS)
    found = [bool(found.is_line_break) for found in get_log_attrs(text, lang)]
    for pattern in _LOST:
        for match in pattern.finditer(text):
            found[match.end()] = True
    may, never = ([], []) if paragraph.base else addresses.places(text)
    for place in may:
        found[place] = True
    for place in (*compounds.places(text), *never):
        found[place] = False
    return found


def split_first_line(
    original: Callable[..., Result],
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    *rest: Any,
    **more: Any,
) -> Result:
    """Fit as much of a text as possible on a line. Replaces `weasyprint.layout.inline.split_first_line`.

    A text that fits but for the space at its end, WeasyPrint breaks after its first word; here the space
    hangs. As UAX #14 did before Unicode 15.1, Pango keeps together what a hyphen joins in Hebrew (LB21a)
    and a quotation with the bracket after it (LB15); here a line may break in both. Where no line is to end
    (see `compounds`), one ends before, or goes on where there is no place before.
    """

    def fit(text: str, width: float | None) -> Result:
        return shapes.split(original, text, style, context, width, *rest, **more)

    result = fit(text, max_width)
    if max_width is None or style["white_space"] not in _WRAPPING:
        return result
    if result[2] is None and result[3] <= max_width:
        return result
    if text.endswith(" ") and " " not in result[0].text.strip():
        stripped = text.rstrip(" ")
        if " " in stripped and fit(stripped, max_width)[2] is None:
            return fit(text, None)
    may, never = _in_addresses(context, text)
    for end in _lost(text, result, max_width, may):
        longer = fit(text[:end], max_width)
        if longer[2] is None and longer[3] <= max_width:
            return (*longer[:2], len(text[:end].encode()), *longer[3:])
    other_end = _other_end(text, result[2], style["lang"], may, never)
    if other_end is not None:
        other = fit(text[:other_end].rstrip(" "), None)
        if other[3] <= max_width or not more.get("is_line_start"):
            resume_at = None if other_end == len(text) else len(text[:other_end].encode())
            return (*other[:2], resume_at, *other[3:])
    return result


_WRAPPING = ("normal", "pre-line")


def _in_addresses(context: Any, text: str) -> tuple[list[int], list[int]]:
    """Return where a line may and must not begin in a text that may be the rest of an address."""
    whole = getattr(context, "within", "")
    if not whole.endswith(text):
        return [], []
    shift = len(whole) - len(text)
    may, never = addresses.places(whole)
    return [place - shift for place in may], [place - shift for place in never]


def _other_end(
    text: str, resume_at: int | None, lang: str | None, may: list[int], never: list[int]
) -> int | None:
    """Return where a line ends that is not to end where it does: the last place before, else the next."""
    kept = {*compounds.places(text), *never} if resume_at is not None else ()
    end = len(text.encode()[:resume_at].decode()) if kept else 0
    if end not in kept:
        return None
    found = get_log_attrs(text, lang)
    breaks = [place for place in range(1, len(text)) if found[place].is_line_break or place in may]
    places = [place for place in breaks if place not in kept]
    before = [place for place in places if place < end]
    return before[-1] if before else next((place for place in places if place > end), len(text))


def _lost(text: str, result: Result, max_width: float, may: list[int]) -> list[int]:
    """Return where Pango misses a break within the first unit that did not fit on a line, the last first."""
    _, _, resume_at, width, *_ = result
    start = 0 if width > max_width else len(text.encode()[:resume_at].decode())
    end = _END.search(text, start + 1)
    stop = end.start() if end else len(text)
    found = [match.end() for pattern in _LOST for match in pattern.finditer(text, start, stop)]
    found += [place for place in may if start < place < stop]
    return sorted(found, reverse=True)
