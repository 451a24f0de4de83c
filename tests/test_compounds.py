"""Where lines end beside hyphens and dashes, in each language."""

import re

import pytest
from glyph_order import orders

from briefgen.typeset import compounds

SOURCES = {
    "en": "The mayors of al-Karmil and Deir ez-Zor met UN-OCHA in 2024–2025 over GTFS-RT and decision-making "
    "at $5–$10 an e-mail, in Rostov-on-Don",
    "he": "ראש הכפר al-Karmil וראש העיר Deir ez-Zor נפגשו עם UN-OCHA בשנים 2024–2025 בעניין decision-making "
    "ובו א־שרע חש אי־אמון",
    "ar": "التقى رئيسا بلدتي al-Karmil و Deir ez-Zor ممثلي UN-OCHA في 2024–2025 بشأن decision-making هناك",
}
PARTS = re.compile("(?<![A-Za-z])(?:al|ez|UN|GTFS|e|on|Rostov)[-]$|[0-9][–-]$|(?<![א-ת])א־$")
"""Ends of lines that are to be nowhere."""


def ends(language: str, widths: range) -> set[str]:
    """Return how lines end at some widths, in logical order of what runs one way."""
    direction = "ltr" if language == "en" else "rtl"
    found = set()
    for width in widths:
        source = f'<p lang="{language}" dir="{direction}" style="width: {width}px">{SOURCES[language]}</p>'
        (lines,) = orders([source])
        if direction == "ltr":
            found |= {line[-12:] for line in lines[:-1]}
        else:  # the end is at the left; Latin words and numbers there are seen from left to right
            seen = (re.match(r"[A-Za-z0-9–-]+|\S{1,12}", line) for line in lines[:-1])
            found |= {one[0] if one[0].isascii() or "–" in one[0] else one[0][::-1] for one in seen if one}
    return found


@pytest.mark.parametrize("language", SOURCES)
def test_no_short_part_is_left_at_the_end_of_a_line(language: str) -> None:
    found = ends(language, range(130, 560, 7))
    assert not {end for end in found if PARTS.search(end)}
    assert {end for end in found if end.endswith("decision-")}, "a long compound is broken"


@pytest.mark.parametrize("language", SOURCES)
def test_unicode_leaves_them(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compounds, "KEPT", ())
    assert {end for end in ends(language, range(130, 560, 7)) if PARTS.search(end)}


def test_what_a_line_cannot_hold_is_broken() -> None:
    """A name wider than its column is broken at its hyphen, and does not run out of it."""
    assert {end for end in ends("en", range(40, 60, 5)) if end.endswith("al-")}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("al-Karmil", [3]),
        ("decision-making", []),
        ("Rostov-on-Don", [7, 10]),
        ("2024–2025", [5]),
        ("50%–60%", [4]),
        ("$5–$10", [3]),
        ("Russian–American", [8]),
        ("a balancer/mediator.", [11]),
        ("www.example.org/one/two", []),
        ("O’Neill-Smith", []),
        ("−5 - 6", []),
        ("בין־ארגונית", []),
    ],
)
def test_places(text: str, kept: list[int]) -> None:
    assert sorted(set(compounds.places(text))) == kept
