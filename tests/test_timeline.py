"""Timelines: reading the table, keeping labels apart, drawing."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from test_render import page, theme

from briefgen import timeline
from briefgen.colours import Paints
from briefgen.diagnostics import BriefgenError
from briefgen.languages import BUILTIN
from briefgen.model import PartialDate
from briefgen.timeline import Event

PAINTS = Paints("#111111", "#555555", "#005566", "#ffffff")
HEAD = "date,kind,label_en\n"
DATES = st.builds(PartialDate, st.integers(1990, 2030), st.integers(1, 12), st.integers(1, 28))


def events(*dates: str) -> tuple[Event, ...]:
    return timeline.read(HEAD + "".join(f"{date},done,What came\n" for date in dates), "t.csv", "en")


def test_rows_are_put_in_order_of_time() -> None:
    table = HEAD + "2025-07-31,reported,Third\n2024,done,First\n2025-07,done,Second\n"
    found = timeline.read(table, "t.csv", "en")
    assert [event.label for event in found] == ["First", "Second", "Third"]
    assert [event.done for event in found] == [True, True, False]
    assert found[1].date == PartialDate(2025, 7)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("date,label_en\n2024,x\n", 't.csv:1: error: has no column "kind"'),
        (HEAD, "t.csv:1: error: has no events"),
        (HEAD + "2024,done,x\nnever,done,x\n", 't.csv:3: error: has the date "never"'),
        (
            HEAD + "2024-02-30,done,x\n",
            "t.csv:2: error: has the date 2024-02-30, which is not in the calendar",
        ),
        (HEAD + "2024,maybe,x\n", 't.csv:2: error: has the kind "maybe": there are done and reported'),
        (HEAD + "2024,done,\n", 't.csv:2: error: has no text in "label_en"'),
        (HEAD + "2024\n", 't.csv:2: error: has the kind ""'),
    ],
)
def test_wrong_rows_are_told_with_their_lines(table: str, told: str) -> None:
    with pytest.raises(BriefgenError) as caught:
        timeline.read(table, "t.csv", "en")
    assert told in str(caught.value)


def test_all_wrong_rows_are_told_at_once() -> None:
    with pytest.raises(BriefgenError) as caught:
        timeline.read(HEAD + "x,done,a\n2024,y,b\n", "t.csv", "en")
    assert [found.place.line for found in caught.value.diagnostics] == [2, 3]


def test_dots_are_in_proportion_to_time() -> None:
    first, middle, last = timeline.spots(events("2000-01-01", "2005-01-01", "2020-01-01"))
    assert (middle.dot - first.dot) / (last.dot - first.dot) == pytest.approx(0.25, abs=0.001)


@given(st.lists(DATES, min_size=1, max_size=12))
def test_labels_and_dots_never_touch(dates: list[PartialDate]) -> None:
    ordered = sorted(dates, key=lambda date: date.first_day)
    spots = timeline.spots([Event(date, True, "x") for date in ordered])
    for row in (True, False):
        boxes = [(spot.start, spot.start + spot.width) for spot in spots if spot.above is row]
        assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(boxes))
        assert all(start >= -1e-9 and end <= 1 + 1e-9 for start, end in boxes)
    dots = [spot.dot for spot in spots]
    assert all(after - before >= 0.0239 for before, after in pairwise(dots))
    assert all(spot.start - 1e-9 <= spot.leader <= spot.start + spot.width + 1e-9 for spot in spots)


def test_lines_to_labels_of_one_row_never_cross() -> None:
    spots = timeline.spots(events("2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04", "2025-12-31"))
    for row in (True, False):
        pairs = [(spot.dot, spot.leader) for spot in spots if spot.above is row]
        assert pairs == sorted(pairs)
        assert [leader for _, leader in pairs] == sorted(leader for _, leader in pairs)


@pytest.mark.parametrize(
    ("text", "width", "lines"), [("", 5, 1), ("one", 5, 1), ("one two three", 4, 2), ("a b c d", 0.6, 4)]
)
def test_lines_of_a_label(text: str, width: float, lines: int) -> None:
    assert timeline.lines(text, width) == lines


@pytest.mark.parametrize(
    ("code", "label", "halves"),
    [
        ("en", "Israeli strike on central Damascus", ["Israeli strike on", "central Damascus"]),
        ("he", "שיחה ראשונה בין פוטין לא־שרע", ["שיחה ראשונה בין", "פוטין לא־שרע"]),
        (
            "he",
            "הצהרה של Foreign Affairs בערב",
            ["הצהרה של", "Foreign Affairs בערב"],
        ),
        ("en", "Talks", []),
        ("en", "Reconstruction-and-infrastructure delegation", []),
    ],
)
def test_a_label_of_two_lines_is_balanced(code: str, label: str, halves: list[str]) -> None:
    table = f"date,kind,label_{code}\n2025-01,done,{label}\n2025-05,done,{label}\n2025-09,done,{label}\n"
    given = timeline.read(table, "t.csv", code)
    html = timeline.draw(given, theme().strings(BUILTIN[code]), PAINTS)
    found = re.findall(r'</b> <span class="whole">(.*?)</span> <span class="whole">(.*?)</span></li>', html)
    assert [[Markup(half).striptags() for half in pair] for pair in found] == [halves] * 3 * bool(halves)


def test_drawing_is_mirrored_and_has_no_words() -> None:
    given = events("2000", "2010", "2020-05")
    right, left = (timeline.draw(given, theme().strings(BUILTIN[code]), PAINTS) for code in ("he", "en"))

    def dots(html: str) -> list[float]:
        return [float(x) for x in re.findall(r'<circle [^>]*cx="([\d.]+)%"', html)]

    assert dots(left) == sorted(dots(left))
    assert dots(right) == pytest.approx([100 - x for x in dots(left)])
    assert "<text" not in left
    assert not re.search(r">[^<]*\w[^<]*<", left.partition("<ol>")[0].partition("<svg")[2])
    # The list stays in order of time; its places are counted from the start edge, so they are the same.
    assert re.findall(r"inset-inline-start: [\d.]+%", left) == re.findall(
        r"inset-inline-start: [\d.]+%", right
    )
    assert re.findall(r"<b>(.*?)</b>", left) == ["2000", "2010", "May 2020"]


def test_filled_is_done_and_open_is_reported() -> None:
    table = HEAD + "2024,done,A\n2025,reported,B\n"
    html = timeline.draw(timeline.read(table, "t.csv", "en"), theme().strings(BUILTIN["en"]), PAINTS)
    assert re.findall(r'<circle class="(\w+)"[^>]*fill="(#\w+)"', html) == [
        ("done", "#005566"),
        ("open", "#ffffff"),
    ]


def test_labels_cannot_bring_elements() -> None:
    table = HEAD + "2024,done,<img src=x onerror=y>\n"
    html = timeline.draw(timeline.read(table, "t.csv", "en"), theme().strings(BUILTIN["en"]), PAINTS)
    assert "<img" not in html


@pytest.mark.parametrize(
    ("language", "date"), [("he", "דצמבר 2013"), ("ar", "كانون الأول 2013"), ("en", "December 2013")]
)
def test_page_has_the_words_as_text(language: str, date: str) -> None:
    html = page(language, "full", "screen").html
    assert f"<b>{date}</b>" in html
    assert re.search(r'<figure class="[^"]*" aria-label="[^"]+">', html)
