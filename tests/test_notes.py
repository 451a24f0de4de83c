"""Footnotes stand on the page of their call."""

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from conftest import REPOSITORY

from briefgen.model import Bundle
from briefgen.typeset import calls, patches, typeset
from briefgen.verify import verify
from briefgen.verify.document import read_document

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


LINKED = """<html lang=he dir=rtl data-note-call="הערה {}" data-note-back="חזרה אל הערה {}"><title>t</title>
<style>
@page { size: 300px 220px; margin: 20px } p { margin: 0 }
body { font: 12px/20px "Frank Ruhl Libre"; margin: 0 }
.fn { float: footnote; font-size: 9px; line-height: 13px }
</style>"""
LONG = "מילה " * 80


def linked(body: str) -> bytes:
    return typeset(Bundle("links", "he", f"{LINKED}<body>{body}", {}, ""), FONTS)


def ways(data: bytes) -> dict[str, tuple[int, int, float]]:
    """Return the name of each link of a note → its page, the page it leads to, and how high there."""
    with pikepdf.open(BytesIO(data)) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        return {
            str(link.Contents): (number, numbers[link.Dest[0].objgen], float(link.Dest[3]))
            for number, page in enumerate(document.pages)
            for link in page.obj.get("/Annots", ())
            if isinstance(link.get("/Dest"), pikepdf.Array)
        }


def test_calls_lead_to_notes_and_notes_back() -> None:
    data = linked(
        "<p>אחד<span class=fn>הערה</span></p><table><tr><th>שתיים<span class=fn>בטבלה</span></table>"
    )
    found = ways(data)
    assert list(found) == ["הערה 1", "חזרה אל הערה 1", "הערה 2", "חזרה אל הערה 2"]
    assert {place[:2] for place in found.values()} == {(0, 0)}
    heights = [height for *_, height in found.values()]
    assert heights[0] < 50 < heights[3] < heights[1]  # the notes at the foot, the second call below the first
    assert heights[2] < heights[0]
    assert not verify(data).findings


def test_notes_that_went_to_the_next_page_are_reached_there() -> None:
    lines = "<br>שורה" * 6
    data = linked(f"<p>אחד{lines}<span class=fn>{LONG}</span> שתיים<span class=fn>אחרונה</span></p>")
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(data))]
    assert "מילה" not in texts[0]
    assert {name: place[:2] for name, place in ways(data).items()} == {
        "הערה 1": (0, 1),
        "חזרה אל הערה 1": (1, 0),
        "הערה 2": (0, 1),
        "חזרה אל הערה 2": (1, 0),
    }
    assert not verify(data).findings


def test_a_second_call_is_named_as_the_first() -> None:
    data = linked("<p>א<span class=fn id=n>הערה</span> ב<a href='#n' role=doc-noteref>1</a></p>")
    with pikepdf.open(BytesIO(data)) as document:
        names = [str(link.Contents) for link in document.pages[0].obj.Annots]
    assert sorted(names) == ["הערה 1", "הערה 1", "חזרה אל הערה 1"]
    assert not verify(data).findings


def test_a_call_within_a_link_is_none() -> None:
    data = linked("<p><a href='https://example.org/'>אחד<span class=fn>הערה</span></a></p>")
    assert ways(data) == {}
    assert not verify(data).findings


def test_links_of_notes_stand_in_the_structure() -> None:
    elements = read_document(linked("<p>אחד<span class=fn>הערה</span></p>")).tree.elements
    paths = {element.path for element in elements if element.role == "Link"}
    assert {path.rsplit("/", 2)[1] for path in paths} == {"Reference", "Lbl"}


def test_links_of_notes_change_no_picture_and_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen() -> tuple[bytes, str]:
        page = pypdfium2.PdfDocument(BytesIO(linked("<p>אחד<span class=fn>הערה</span> שתיים</p>")))[0]
        return page.render(scale=2).to_pil().tobytes(), page.get_textpage().get_text_range()

    with_links = seen()
    monkeypatch.setattr(calls, "annotate", lambda *_: ())
    assert seen() == with_links
