"""A line is broken where WeasyPrint breaks it, with less shaping."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import REPOSITORY

from briefgen.typeset import engine

FONTS = [REPOSITORY / "fonts"]
TEXTS = {
    "he": "המים המותפלים עולים 0.41 דולר למ״ק, ו־NATO and the EU (2024) מציעות „תכנית” חדשה - בת-קיימא; "
    "אך https://example.org/a/b לא.",
    "ar": "تُكلِّف المياه المحلّاة ٠٫٤١ دولارًا للمتر المكعّب، وتقترح NATO and the EU خطّةً «جديدة» – "
    "لكنها (٢٠٢٤) لا تكفي؛ فلا حلَّ.",
    "en": "Desalinated water costs $0.41 per m³ (2024), and עיריית תל אביב or الجمهورية العربية offers "
    "long-term well-known plans — not enough.",
}
FONT = {"he": "Frank Ruhl Libre", "ar": "Noto Naskh Arabic", "en": "IBM Plex Serif"}


def lines(language: str, seed: int) -> Iterator[tuple[Any, ...]]:
    """Yield texts with the style and width they are broken in."""
    chance = random.Random(f"{language} {seed}")
    configuration = engine._font_configuration(FONTS)
    from weasyprint.css import InitialStyle

    words = TEXTS[language].split()
    for _ in range(60):
        style = InitialStyle(configuration)
        style["font_family"], style["font_size"] = [FONT[language]], chance.choice((9, 11.5, 16))
        style["direction"], style["lang"] = chance.choice(("ltr", "rtl")), language
        style["overflow_wrap"] = chance.choice(("normal", "anywhere"))
        text = " ".join(chance.choices(words, k=chance.choice((3, 30, 90))))
        yield text + chance.choice(("", " ")), style, chance.choice((90.0, 333.3, 640.5))


@pytest.mark.parametrize("language", TEXTS)
def test_lines_end_where_weasyprint_ends_them(language: str) -> None:
    engine.warm(FONTS)
    from weasyprint.text.line_break import split_first_line

    from briefgen.typeset import firstline

    quick = broken = 0
    for whole, style, width in lines(language, 0):
        text = whole
        while text:
            expected = split_first_line(text, style, None, width, 0)
            found = (
                firstline.quickly(text, style, width, 0) if firstline.is_plain(text, style, width) else None
            )
            if found:
                quick, broken = quick + 1, broken + (found[2] is not None)
                assert found[1:] == expected[1:], text
                assert found[0].text == expected[0].text
            text = text.encode()[expected[2] :].decode() if expected[2] else ""
    assert quick > 100 and broken > 80, (quick, broken)
