"""Calls of footnotes, which are raised: where a line is read that they stand on, in each reader."""

from functools import cache
from pathlib import Path

import pytest

from briefgen.model import Bundle
from briefgen.typeset import typeset
from briefgen.verify import textmeter

TESTS = Path(__file__).parent
FONTS = [TESTS.parent / "fonts"]
PDFJS = TESTS / "node_modules" / "pdfjs-dist"
STYLE = """.fn { float: footnote; font-size: 9pt }
::footnote-call { font-size: .65em; vertical-align: super; line-height: 0 }"""
FAMILY = {"he": "Frank Ruhl Libre", "ar": "Noto Naskh Arabic"}
AROUND = {
    "he": "מדיניות טובה נמדדת בשגרה ולא בטקס החתימה ובעיקר בשאלה אם הברז פועל",
    "ar": "السياسة الجيدة تقاس في الحياة اليومية لا في حفل التوقيع بل في عمل الصنبور",
}
NOTE = {"he": "הערה קצרה", "ar": "حاشية قصيرة"}


@cache
def read(text: str, language: str) -> dict[str, str]:
    """Return what each reader gives back of paragraphs that end in a text, `[]` for a call."""
    around, call = AROUND[language], f"<span class=fn>{NOTE[language]}</span>"
    body = "".join(
        f"<p>{before}{text.replace('[]', call)}</p><p>{around} {around}</p>"
        for before in (f"{around} ", f"{around} {around} ", "")
    )
    head = f'<meta charset="utf-8"><title>t</title><style>body {{ font: 12pt "{FAMILY[language]}" }}{STYLE}'
    html = f'<!doctype html><html lang="{language}" dir="rtl">{head}</style><body>{body}</body></html>'
    pdf = typeset(Bundle("made", language, html, {}, ""), FONTS)
    return {
        name: textmeter.normal(" ".join(pages)) for name, pages in textmeter.readers.read(pdf, PDFJS).items()
    }


@pytest.mark.parametrize(
    ("language", "text", "but"),
    [
        ("he", "בתקופת אסד.[]", ""),
        ("he", "לטובת טורקיה[]", ""),
        ("he", "במתכונת הצדום:[] ואז היא באה", ""),
        ("he", "ההנהגה החדשה,[] והחשש", ""),
        ("he", "(נתוני 2025)[] וכן", ""),
        ("he", "מתן Reuters.[] וכך", ""),
        ("he", "נתוני 2025[] ואז", "pdfium"),  # it sorts by place: the call is left of its number
        ("he", "נתוני 2025.[]", "pdfium"),
        ("ar", "في عهد الأسد.[]", ""),
        ("ar", "لصالح تركيا[]", ""),
        ("ar", "القيادة الجديدة،[] والقلق", ""),
        ("ar", "عن Reuters.[] ثم", ""),
        ("ar", "عام 2025[] ثم", "pdfium"),
    ],
)
def test_a_call_is_read_behind_its_word(language: str, text: str, but: str) -> None:
    around = AROUND[language]
    for number, before in enumerate((f"{around} ", f"{around} {around} ", ""), 1):
        expected = before + text.replace("[]", str(number))
        wrong = {name for name, back in read(text, language).items() if expected not in back}
        assert wrong <= {but}, number
