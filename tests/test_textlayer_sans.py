"""The text layer in the fonts of headings, captions and sources.

These kern right-to-left letters, join two letters in one glyph though a mark stands between, and have no
zero-width space: `test_textlayer` sees none of it.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from briefgen.model import Bundle
from briefgen.typeset import glyphs, typeset
from briefgen.verify import textmeter
from briefgen.verify.textmeter import Score

TESTS = Path(__file__).parent
CORPUS = TESTS / "corpus"
FONTS = [TESTS.parent / "fonts"]
PDFJS = TESTS / "node_modules" / "pdfjs-dist"
SANS = {"he": "IBM Plex Sans Hebrew", "ar": "IBM Plex Sans Arabic"}
SERIF = re.compile("'(?:Frank Ruhl Libre|Noto Naskh Arabic)'")
READERS = ("poppler", "pdfium", "mupdf", "pdfjs")
CASES = ["text-he-notes", "text-he-transport", "text-he-water"]
CASES += ["text-ar-notes", "text-ar-transport", "text-ar-water"]


@cache
def scores(case: str) -> dict[str, Score]:
    """Measure the page of a case, in the sans-serif family of its language, in every reader."""
    folder, language = CORPUS / case, case.split("-")[1]
    html, changed = SERIF.subn(f"'{SANS[language]}'", (folder / "page.html").read_text(encoding="utf-8"))
    assert changed == 1
    expected = textmeter.expected_text((folder / "expected.txt").read_text(encoding="utf-8"))
    pdf = typeset(Bundle(case, language, html, {}, ""), FONTS)
    return {score.reader: score for score in textmeter.measure(pdf, expected, pdfjs=PDFJS, count=300)}


def read(body: str, language: str) -> dict[str, textmeter.readers.Pages]:
    """Return what each reader gives back of a body in the sans-serif family of its language."""
    head = (
        f'<meta charset="utf-8"><title>t</title><style>body {{ font: 12pt/1.6 "{SANS[language]}" }}</style>'
    )
    html = f'<!doctype html><html lang="{language}" dir="rtl">{head}<body>{body}</body></html>'
    return textmeter.readers.read(typeset(Bundle("made", language, html, {}, ""), FONTS), PDFJS)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("reader", READERS)
def test_runs_come_back(case: str, reader: str) -> None:
    assert (scores(case)[reader].runs or 0.0) >= 0.94


@pytest.mark.parametrize("case", [case for case in CASES if "notes" not in case])
def test_phrases_are_found(case: str) -> None:
    for name, score in scores(case).items():
        if score.found:
            assert min(score.found.values()) >= 0.96, (name, score.lost)


SAMPLES = [
    ("he", "רוסיה בסוריה: חזרה דרך שער הביטחון"),
    ("he", "המשטרה הצבאית הרוסית בתקופת אסד"),
    ("he", "הדסית קטנה"),
    ("ar", "روسيا في سوريا: زيارة وزيرين وتاريخ تقرير"),
    ("ar", "إلّا أنّ المجلّات فعلًا لا تعبّر عن مثلٍ أوّلًا"),
    ("ar", "عن كتابٍ هنا أو مثلٍ هناك"),
    ("ar", "من سلسلة INSS Insight ويذكر أسماء"),
    ("ar", "مشروع briefgen · CC BY 4.0"),
]


@cache
def samples(language: str) -> dict[str, dict[str, str]]:
    """Return what each reader gives back of each sample of a language; one document has them, a page each."""
    texts = [text for code, text in SAMPLES if code == language]
    start = "<section style='break-after: page'>"
    pages = (f"{start}<p>{text}</p><p>{text} {text}</p></section>" for text in texts)
    found = read("".join(pages), language).items()
    # poppler tells of a page after the last.
    return {name: dict(zip(texts, map(textmeter.normal, pages), strict=False)) for name, pages in found}


@pytest.mark.parametrize(("language", "text"), SAMPLES, ids=range(len(SAMPLES)))
def test_samples_come_back(language: str, text: str) -> None:
    found = {name: backs[text] for name, backs in samples(language).items()}
    assert set(found) == set(READERS)
    assert {name: back for name, back in found.items() if text not in back} == {}


def test_kerning_is_a_space_to_poppler_unless_letters_reach_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "GAP", 10.0)
    assert "הדס ית" in textmeter.normal(read("<p>הדסית קטנה</p>", "he")["poppler"][0])
