"""Lines that are drawn with the glyphs they were laid out with: quicker, and nothing else."""

from collections import deque

import pytest
from conftest import REPOSITORY

from briefgen.model import Bundle
from briefgen.typeset import engine, shapes, typeset

FONTS = [REPOSITORY / "fonts"]
WORDS = "מדיניות טובה נמדדת בשגרה (2024) ולא בטקס, NATO and the EU, ובעיקר בשאלה אם הברז פועל. "
HEBREW = "מדיניות טובה נמדדת בשגרה ולא בטקס, ובעיקר בשאלה אם הברז פועל. "
PARAGRAPHS = {
    "plain": "",
    "justified": "text-align: justify",
    "spaced": "word-spacing: 2px",
    "letters": "letter-spacing: 1px",
    "cut": "overflow: hidden; white-space: nowrap; text-overflow: ellipsis",
    "clamped": "max-lines: 2; block-ellipsis: auto; overflow: hidden",
    "broken": "white-space: pre-line",
    "underlined": "text-decoration: underline",
}


def page(style: str, words: str = WORDS) -> Bundle:
    """Return a page of one paragraph, with a forced break in it."""
    look = "@page { size: A5 } body { font: 14px 'Frank Ruhl Libre' }"
    head = f"<html lang='he' dir='rtl'><title>title</title><style>{look}</style>"
    return Bundle("shapes", "he", f"{head}<p style='{style}'>{words * 4}\n{words * 2}</p></html>", {}, "")


@pytest.mark.parametrize("style", PARAGRAPHS.values(), ids=[*PARAGRAPHS])
def test_lines_are_drawn_as_if_they_were_shaped_again(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = typeset(page(style), FONTS)
    monkeypatch.setattr(shapes, "_MOST_KEPT", -1)
    assert typeset(page(style), FONTS) == found


def test_lines_are_not_shaped_again_to_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = page("", HEBREW)
    document = engine.lay_out(bundle, FONTS)
    from weasyprint.text.line_break import Layout

    shaped: list[str] = []
    set_text = Layout.set_text

    def note(layout: Layout, text: str, justify: bool = False) -> None:
        shaped.append(text)
        set_text(layout, text, justify)

    monkeypatch.setattr(Layout, "set_text", note)
    engine.write(document, bundle)
    assert not shaped
    engine.lay_out(page("", HEBREW.replace("מדיניות", "תכנית")), FONTS)
    assert shaped


def test_glyphs_of_few_lines_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_MOST_KEPT", 5)
    kept = engine._font_configuration(FONTS).__dict__.setdefault("kept", deque())
    kept.clear()
    engine.lay_out(page("width: 61px"), FONTS)
    assert len(kept) == 5
    first = kept[0]
    engine.lay_out(page("width: 62px"), FONTS)
    assert first.found is None
