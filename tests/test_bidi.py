"""Our order of glyphs against the order that headless Chromium shows, frozen by `make bidi-reference`."""

from pathlib import Path

import pytest
from glyph_order import edges, orders

from briefgen.typeset.lines import TALLY

CORPUS = Path(__file__).parent / "corpus"
TOLERANCE = 1.5
"""Pixels: Chromium takes the space in Arabic text from another font."""
FOLDERS = sorted(CORPUS.glob("bidi-*"))


def reference(folder: Path) -> list[list[str]]:
    """Read the lines of each paragraph, from left to right."""
    text = (folder / "order.txt").read_text(encoding="utf-8")
    return [paragraph.splitlines() for paragraph in text.removesuffix("\n\n").split("\n\n")]


def test_the_reference_is_large() -> None:
    counts = {folder.name: len(reference(folder)) for folder in FOLDERS}
    assert counts.pop("bidi-random") >= 240
    assert sum(counts.values()) >= 250


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_glyphs_stand_where_the_browser_puts_them(folder: Path) -> None:
    paragraphs = (folder / "paragraphs.html").read_text(encoding="utf-8").splitlines()
    before = TALLY.fallbacks
    ours = orders(paragraphs)
    assert TALLY.fallbacks == before
    wrong = [
        (paragraph, browser, own)
        for paragraph, browser, own in zip(paragraphs, reference(folder), ours, strict=True)
        if browser != own
    ]
    assert wrong == []


def test_drawn_text_is_anchored_where_the_browser_anchors_it() -> None:
    folder = CORPUS / "bidi-svg"
    drawings = (folder / "paragraphs.html").read_text(encoding="utf-8").splitlines()
    browser = (folder / "edges.txt").read_text(encoding="ascii").splitlines()
    for drawing, row in zip(drawings, browser, strict=True):
        assert edges(drawing) == pytest.approx(tuple(map(float, row.split())), abs=TOLERANCE), drawing
