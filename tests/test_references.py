"""What a brief cites: numbers, entries, and marks that stay with their words on paper."""

from dataclasses import replace

import pytest
from conftest import REPOSITORY
from test_render import briefs, page

from briefgen import references
from briefgen.typeset.engine import lay_out

TEXTS = {
    "he": "בסוף דצמבר{}. שדרוג מערכות צבאיות והרחבת שיתוף הפעולה במחקר ופיתוח{}",
    "ar": "في نهاية كانون الأول{}. توسيع التعاون في البحث والتطوير وتحديث المنظومات{}",
    "en": "In late December{}. The talks covered upgrades of systems and wider cooperation in research{}",
}
MARK = '<sup class="ref"><a href="#text">{}</a></sup>'


def test_numbers_follow_the_first_citations() -> None:
    full = next(brief for brief in briefs() if brief.name == "214-water.he.full")
    assert references.numbers(full) == {"treaty": 1, "fao": 2}


def test_a_length_without_sources_has_no_numbers() -> None:
    short = next(brief for brief in briefs() if brief.name == "214-water.he.one-page")
    assert references.numbers(short) == {}


def test_notes_are_counted_by_their_calls() -> None:
    full = next(brief for brief in briefs() if brief.name == "214-water.en.full")
    assert [list(references.labels(block)) for block in full.blocks] == [[], [], ["scope"], []]


@pytest.mark.parametrize("language", ["he", "ar", "en"])
@pytest.mark.parametrize("stop", [".", ",", ""])
def test_no_line_begins_with_a_mark(language: str, stop: str) -> None:
    """Set one sentence in many widths: somewhere the mark is the one thing that does not fit."""
    bundle = page(language, "full", "print")
    head = bundle.html.partition("<body>")[0]
    text = TEXTS[language].format(MARK.format(17), stop + MARK.format(18))
    body = "".join(f'<p style="inline-size: {width}pt">{text}</p>' for width in range(150, 300, 2))
    document = lay_out(
        replace(bundle, html=f'{head}<body><main id="text">{body}</main></body></html>'),
        [REPOSITORY / "fonts"],
    )
    lines = [line for sheet in document.pages for line in _lines(sheet._page_box)]
    assert len(lines) > 60
    assert "18" not in {line.strip() for line in lines}


def _lines(box: object) -> list[str]:
    if type(box).__name__ == "LineBox":
        return [_text(box)]
    return [line for child in getattr(box, "children", ()) for line in _lines(child)]


def _text(box: object) -> str:
    own = getattr(box, "text", "") if type(box).__name__ == "TextBox" else ""
    return own + "".join(_text(child) for child in getattr(box, "children", ()))
