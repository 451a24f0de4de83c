"""Where lines end within addresses, and what readers make of it."""

import re
from pathlib import Path

import pytest

from briefgen.model import Bundle
from briefgen.typeset import addresses, typeset
from briefgen.verify import textmeter

TESTS = Path(__file__).parent
FONTS = [TESTS.parent / "fonts"]
PDFJS = TESTS / "node_modules" / "pdfjs-dist"
ADDRESSES = [
    "www.rferl.org/a/syria-russia-hmeimim-military-equipment-withdrawal/33239263.html",
    "https://carnegieendowment.org/russia-eurasia/politika/2025/03/new-approach?lang=ru&page=12#notes-of-all",
    "www.stimson.org/2025/russia-keeps-a-foothold-in-post-assad-syria",
]


def page(width: int, language: str) -> bytes:
    """Typeset the addresses in a column; a word stands before each."""
    direction = "ltr" if language == "en" else "rtl"
    links = "".join(
        f'<p>{"See" if language == "en" else "ראו"} <a lang="en" dir="ltr" href="https://x.org/">{each}</a></p>'
        for each in ADDRESSES
    )
    style = f"@page {{ size: {width + 60}px 700px; margin: 20px }} body {{ margin: 0; width: {width}px }}"
    style += "body { font: 12px/1.5 'IBM Plex Sans' }"
    html = f'<html lang="{language}" dir="{direction}"><title>t</title><style>{style}</style>{links}'
    return typeset(Bundle("page", language, html, {}, ""), FONTS)


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("width", range(190, 480, 41))
def test_broken_addresses_come_back_whole(language: str, width: int) -> None:
    """poppler and PDFium take a hyphen at the end of an English line for the line's own, and drop it.

    A Hebrew page of addresses poppler takes for one that runs from left to right.
    """
    for name, pages in textmeter.readers.read(page(width, language), PDFJS).items():
        back = "".join(pages)
        text = re.sub(r"[\s\u200e\u200f\u202a-\u202e]", "", back)
        lost = [each for each in ADDRESSES if each not in text]
        assert not lost or (language, name) == ("he", "poppler"), (name, back)


@pytest.mark.parametrize(
    ("text", "may", "never"),
    [
        ("www.example.org/one-two", "www.example.org/one|-two", "www.example.org/one-|two"),
        ("see example.org/ab/cd?ef=gh", "see example.org/ab/cd|?ef|=gh", "see example.org/ab/cd?ef=gh"),
        ("a.b-c.org/x-y", "a.b-c.org/x-y", "a.b-|c.org/x-|y"),
        ("and/or well-known", "and/or well-known", "and/or well-known"),
        ("write to one@two-three.org", "write to one@two-three.org", "write to one@two-three.org"),
    ],
)
def test_places(text: str, may: str, never: str) -> None:
    assert tuple(_marked(text, places) for places in addresses.places(text)) == (may, never)


def _marked(text: str, places: list[int]) -> str:
    parts = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
    return "|".join(parts)
