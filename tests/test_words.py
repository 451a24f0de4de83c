"""Words of the text layer that were written before: they make a page quicker and nothing else."""

import re
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest

from briefgen.model import Bundle
from briefgen.typeset import engine, textlayer, typeset, words

TESTS = Path(__file__).parent
CORPUS = TESTS / "corpus"
FONTS = [TESTS.parent / "fonts"]
CASES = sorted(folder.name for folder in CORPUS.glob("text-*") if not folder.name.startswith("text-en"))
NEVER = re.compile(r"(?!)")
NEAR = 0.01
"""Points by which a glyph may lie elsewhere."""


def page(case: str) -> Bundle:
    """Return the page of a case."""
    html = (CORPUS / case / "page.html").read_text(encoding="utf-8")
    return Bundle(case, case.split("-")[1], html, {}, "")


def forget() -> None:
    """Forget all words, as a new process does."""
    engine._font_configuration(FONTS).words.clear()


def glyphs(pdf: bytes) -> list[tuple[str, int, float, float]]:
    """Return each glyph in the order of the page: what it reads as, its number and its place."""
    with pymupdf.open(stream=pdf) as document:
        return [
            (span["font"], number, *origin)
            for sheet in document
            for span in sheet.get_texttrace()
            for _, number, origin, _ in span["chars"]
        ]


def text(pdf: bytes) -> list[str]:
    """Return what MuPDF reads on each page."""
    with pymupdf.open(stream=BytesIO(pdf)) as document:
        return [sheet.get_text() for sheet in document]


@pytest.mark.parametrize("case", CASES)
def test_a_known_word_is_written_as_an_unknown_one(case: str) -> None:
    forget()
    first = typeset(page(case), FONTS)
    for other in CASES:
        typeset(page(other), FONTS)
    assert typeset(page(case), FONTS) == first


def test_words_of_an_english_line_are_written_in_a_hebrew_document() -> None:
    """They are shaped there, but never written as words: fonts are another document's."""

    def made(language: str, text: str) -> bytes:
        direction = "rtl" if language == "he" else "ltr"
        style = "<style>body { font: 14px 'Frank Ruhl Libre' }</style>"
        page = f'<html lang="{language}" dir="{direction}"><title>title</title>{style}<p>{text}</p></html>'
        return typeset(Bundle("words", language, page, {}, ""), FONTS)

    hebrew = "אמר שלום עולם גדול ויפה מאוד"
    forget()
    first = made("he", hebrew)
    forget()
    made("en", f"The words {hebrew} are here")
    assert made("he", hebrew) == first


@pytest.mark.parametrize("case", CASES)
def test_words_change_nothing_on_the_page(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = typeset(page(case), FONTS)
    monkeypatch.setattr(words, "WORD", NEVER)
    plain = typeset(page(case), FONTS)
    assert found != plain  # rounded elsewhere
    assert text(found) == text(plain)
    pairs = list(zip(glyphs(found), glyphs(plain), strict=True))
    assert [one[:2] for one, _ in pairs] == [other[:2] for _, other in pairs]
    assert all(abs(a - b) < NEAR for one, other in pairs for a, b in zip(one[2:], other[2:], strict=True))


@pytest.mark.parametrize("case", CASES)
def test_most_words_of_a_page_are_known_the_second_time(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    typeset(page(case), FONTS)
    new: list[words.Word] = []
    known: list[words.Word] = []
    first_time, word = textlayer.Writer.first_time, textlayer.Writer.word

    def note_first(writer: textlayer.Writer, item: words.Word, font: object) -> words.Written:
        new.append(item)
        return first_time(writer, item, font)

    def note(writer: textlayer.Writer, item: words.Word) -> None:
        known.append(item)
        word(writer, item)

    monkeypatch.setattr(textlayer.Writer, "first_time", note_first)
    monkeypatch.setattr(textlayer.Writer, "word", note)
    pdf = typeset(page(case), FONTS)
    assert not new
    assert len(known) > 0.5 * len(" ".join(text(pdf)).split())
