"""A timeline drawn from a table of dates: lines and dots in SVG, words in HTML.

The words are text of the page, so that they are shaped, ordered, read aloud and found like the rest. Labels
stand in turn above and below the axis; where two would touch they move apart as little as can be, and a bent
line leads to the dot.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup, escape

from briefgen import hazards
from briefgen.colours import Paints
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.markup import phrase
from briefgen.model import PartialDate
from briefgen.strings import Strings

KINDS = {"done": True, "reported": False}
"""Kind of an event → whether its dot is filled."""
BAND = 72
"""Height of the drawing in CSS pixels; the stylesheets know it too."""

MOST_EVENTS = 60
LONGEST = 300
"""Characters of a label."""

_EM = 51.5
"""Width of the drawing in ems of its labels, on paper."""
_LETTER = 0.55
"""Width of a letter in ems, taken wide, so that a label never needs more lines than are kept for it."""
_SPACE = re.compile(r" (?=[^<>]*(?:<(?!/)[^<>]*>[^<>]*</[^<>]*>[^<>]*)*$)")
"""A space outside all elements, as far as none of these stands in another."""
_WIDEST = 0.25
_INSET = 0.012
_APART = 0.024
"""Least distance between two dots, as a share of the width."""
_RADIUS = 5
_BEND = 8


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the table."""

    date: PartialDate
    done: bool
    """Whether it happened, or was only reported or planned."""
    label: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an event stands; all lengths are shares of the drawing's width from its start edge."""

    event: Event
    dot: float
    start: float
    """Start edge of the label's box."""
    width: float
    leader: float
    """Where the line meets the label."""
    align: str
    above: bool


def read(text: str, path: str, language: str) -> tuple[Event, ...]:
    """Return the events of a table with the columns date, kind and label_LANGUAGE, in order of time.

    Raises BriefgenError with the line of every row that is wrong.
    """
    rows = csv.DictReader(text.split("\n"))
    column = f"label_{language}"
    try:
        head = rows.fieldnames or ()
    except csv.Error as fault:
        raise BriefgenError([error(Place(path, 1), f"is not a table: {fault}", "check the quotes")]) from None
    missing = [name for name in ("date", "kind", column) if name not in head]
    if missing:
        hint = "the first line names the columns: date,kind,label_he,label_ar,label_en"
        raise BriefgenError([error(Place(path, 1), f'has no column "{name}"', hint) for name in missing])
    events, faults = list[Event](), list[Diagnostic]()
    try:
        for row in rows:
            if len(events) + len(faults) == MOST_EVENTS:
                what = f"has more than {MOST_EVENTS} events"
                faults.append(error(Place(path, rows.line_num), what, "leave out what matters less"))
                break
            try:
                events.append(_event(row, column))
            except ValueError as fault:
                faults.append(error(Place(path, rows.line_num), str(fault)))
    except csv.Error as fault:
        faults.append(error(Place(path, rows.line_num), f"is not a table: {fault}", "check the quotes"))
    if not events and not faults:
        faults.append(error(Place(path, 1), "has no events"))
    if faults:
        raise BriefgenError(faults)
    return tuple(sorted(events, key=lambda event: _day(event.date)))


def _event(row: dict[str, str | None], column: str) -> Event:
    written, kind, label = ((row[name] or "").strip() for name in ("date", "kind", column))
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", written)
    if not match:
        raise ValueError(f'has the date "{written}": write YYYY-MM-DD, YYYY-MM or YYYY')
    if kind not in KINDS:
        raise ValueError(f'has the kind "{kind}": there are {" and ".join(KINDS)}')
    if not label:
        raise ValueError(f'has no text in "{column}"')
    if len(label) > LONGEST:
        raise ValueError(f'has more than {LONGEST} characters in "{column}"')
    hazard = hazards.of_line(label)
    if hazard:
        raise ValueError(f'{hazard} in "{column}"')
    date = PartialDate(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]
    try:
        date.first_day  # noqa: B018
    except ValueError:
        raise ValueError(f"has the date {written}, which is not in the calendar") from None
    return Event(date, KINDS[kind], label)


def spots(events: Sequence[Event]) -> tuple[Spot, ...]:
    """Return where each event of an ordered sequence stands.

    Dots are in proportion to time, labels clear of one another.
    """
    dots = _spread([_INSET + (1 - 2 * _INSET) * share for share in _shares(events)], _APART, _INSET)
    width = min(_WIDEST, 1 / max(1, (len(events) + 1) // 2))
    centres = dict[int, float]()
    for row in (range(0, len(events), 2), range(1, len(events), 2)):
        centres |= zip(row, _spread([dots[index] for index in row], width, width / 2), strict=True)
    return tuple(
        _spot(event, dots[index], centres[index] - width / 2, width, above=index % 2 == 0)
        for index, event in enumerate(events)
    )


def _shares(events: Sequence[Event]) -> list[float]:
    days = [_day(event.date) for event in events]
    span = days[-1] - days[0] or 1
    return [(day - days[0]) / span for day in days]


def _day(date: PartialDate) -> int:
    """Return the day a date is drawn at: the middle of the month, or of the year, where no more is known."""
    return PartialDate(date.year, date.month or 7, date.day or 15).first_day.toordinal()


def _spot(event: Event, dot: float, start: float, width: float, *, above: bool) -> Spot:
    if start < _INSET:
        return Spot(event, dot, 0, width, min(dot, 0.3 * width), "at-start", above)
    if start + width > 1 - _INSET:
        return Spot(event, dot, 1 - width, width, max(dot, 1 - 0.3 * width), "at-end", above)
    return Spot(event, dot, start, width, start + width / 2, "", above)


def _spread(wanted: Sequence[float], apart: float, margin: float) -> list[float]:
    """Return the nearest positions that keep their order, a distance, and a margin to both ends.

    Least squares: without the distances the positions must not fall, which pooling neighbours finds.
    """
    groups: list[tuple[float, int]] = []
    for index, place in enumerate(wanted):
        mean, count = place - index * apart, 1
        while groups and groups[-1][0] > mean:
            before, size = groups.pop()
            mean, count = (before * size + mean * count) / (size + count), size + count
        groups.append((mean, count))
    flat = [mean for mean, count in groups for _ in range(count)]
    last = max(margin, 1 - margin - (len(wanted) - 1) * apart)
    return [min(max(place, margin), last) + index * apart for index, place in enumerate(flat)]


def lines(text: str, width: float) -> int:
    """Return how many lines a text needs, at most, in a width in ems."""
    room = width / _LETTER
    used = accumulate((len(word) + 1 for word in text.split()), lambda used, word: _next(used, word, room))
    return 1 + int(max(used, default=0) // 10_000)


def _next(used: float, word: int, room: float) -> float:
    """Return the letters used on the line, and ten thousand for each line before it."""
    filled = used % 10_000
    return used + word if filled + word - 1 <= room else used - filled + 10_000 + word


def draw(events: Sequence[Event], strings: Strings, paints: Paints) -> Markup:
    """Return the HTML of a timeline: one list in order of time over a drawing without words."""
    places = spots(events)
    up, down = (_rows(spot for spot in places if spot.above is above) for above in (True, False))
    labels = Markup("").join(_label(spot, strings) for spot in places)
    drawing = _drawing(places, paints, mirrored=strings.language.direction == "rtl")
    return Markup('<div class="timeline" style="--up: {}; --down: {}">{}<ol>{}</ol></div>').format(
        up, down, drawing, labels
    )


def _rows(places: Iterable[Spot]) -> int:
    """Return the lines of the tallest label: one for the date, and those of its text."""
    return max((1 + lines(spot.event.label, spot.width * _EM - 1) for spot in places), default=0)


def _label(spot: Spot, strings: Strings) -> Markup:
    row, kind = "up" if spot.above else "down", "" if spot.event.done else "open"
    classes = " ".join(filter(None, (row, spot.align, kind)))
    style = f"inset-inline-start: {spot.start:.2%}; inline-size: {spot.width:.2%}"
    label = _balanced(phrase(spot.event.label, strings.language), spot.width * _EM - 1)
    return Markup('<li class="{}" style="{}"><b>{}</b> {}</li>').format(
        classes, style, strings.date(spot.event.date), label
    )


def _balanced(label: Markup, width: float) -> Markup:
    """Return a label in two parts of like length, each kept whole, where it may need two lines."""
    if lines(label.striptags(), width) != 2:
        return label
    places = [match.start() for match in _SPACE.finditer(label)]
    halves = [(Markup(label[:at]), Markup(label[at + 1 :])) for at in places]
    sizes = [[len(half.striptags()) for half in pair] for pair in halves]
    best = min(range(len(halves)), key=lambda index: max(sizes[index]), default=None)
    if best is None or max(sizes[best]) * _LETTER > width:
        return label
    return Markup('<span class="whole">{}</span> <span class="whole">{}</span>').format(*halves[best])


def _drawing(places: Sequence[Spot], paints: Paints, *, mirrored: bool) -> Markup:
    def across(share: float) -> str:
        return f"{1 - share if mirrored else share:.2%}"

    axis = BAND // 2
    shapes = [f'<line x1="0" y1="{axis}" x2="100%" y2="{axis}" stroke="{paints.ink}" stroke-width="1"/>']
    for spot in places:
        kind, colour = ("done", paints.accent) if spot.event.done else ("open", paints.muted)
        for x1, y1, x2, y2 in _leader(spot, axis):
            ends = f'x1="{across(x1)}" y1="{y1}" x2="{across(x2)}" y2="{y2}"'
            shapes.append(f'<line class="{kind}" {ends} stroke="{colour}" stroke-width="1"/>')
    for spot in places:
        stroke, fill = (paints.accent,) * 2 if spot.event.done else (paints.muted, paints.paper)
        kind = "done" if spot.event.done else "open"
        paint = f'stroke="{escape(stroke)}" stroke-width="1.5" fill="{escape(fill)}"'
        shapes.append(f'<circle class="{kind}" cx="{across(spot.dot)}" cy="{axis}" r="{_RADIUS}" {paint}/>')
    return Markup(f'<svg aria-hidden="true" width="100%" height="{BAND}">{"".join(shapes)}</svg>')


def _leader(spot: Spot, axis: int) -> Iterable[tuple[float, int, float, int]]:
    """Return the pieces of the line from a dot to its label: one, or three with two bends."""
    outward = -1 if spot.above else 1
    first, last = axis + outward * _RADIUS, axis + outward * (axis - 3)
    if abs(spot.dot - spot.leader) < _INSET / 2:
        return [(spot.dot, first, spot.dot, last)]
    near, far = first + outward * _BEND // 2, last - outward * _BEND // 2
    return [
        (spot.dot, first, spot.dot, near),
        (spot.dot, near, spot.leader, far),
        (spot.leader, far, spot.leader, last),
    ]
