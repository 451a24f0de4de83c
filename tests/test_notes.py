"""Footnotes stand on the page of their call."""

import re
from io import BytesIO

import pypdfium2
import pytest
from conftest import REPOSITORY

from briefgen.model import Bundle
from briefgen.typeset import patches, typeset

FONTS = [REPOSITORY / "fonts"]
HEIGHTS = range(230, 300, 12)
STYLE = """
@page { size: 300px 260px; margin: 20px;
  @footnote { border-top: .5pt solid; padding-top: 5pt; margin-top: 12pt } }
body { font: 12px/20px "IBM Plex Serif"; margin: 0 } p { margin: 0 0 10px; orphans: 2; widows: 2 }
.fn { float: footnote; footnote-policy: line; font-size: 9px; line-height: 13px }
"""


def brief(height: int) -> Bundle:
    """Return pages of a height in pixels; note n is called by the word `call-n` and begins with `note-n`."""
    words = " ".join(f"word{n}" for n in range(22))
    paragraphs = "".join(
        f'<p>{words} call-{n}<span class="fn">note-{n} of some length</span> and on.</p>' for n in range(1, 8)
    )
    style = STYLE.replace("260px", f"{height}px")
    return Bundle("notes", "en", f"<html lang=en><style>{style}</style><body>{paragraphs}", {}, "")


def pages(bundle: Bundle) -> list[str]:
    document = pypdfium2.PdfDocument(BytesIO(typeset(bundle, FONTS)))
    return [page.get_textpage().get_text_range() for page in document]


def test_every_note_stands_on_the_page_of_its_call() -> None:
    for height in HEIGHTS:
        for text in pages(brief(height)):
            assert set(re.findall(r"call-(\d)", text)) == set(re.findall(r"note-(\d)", text)), height


@pytest.mark.parametrize("name", ["LayoutContext._update_footnote_area", "_linebox_layout"])
def test_stock_gets_it_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two replacements is needed."""
    patches.uninstall()
    monkeypatch.setattr(patches, "PATCHES", [row for row in patches.PATCHES if row.name != name])
    try:
        with pytest.raises(AssertionError):
            test_every_note_stands_on_the_page_of_its_call()
    finally:
        patches.uninstall()
