"""Right-to-left checklist, items of pages and files: whole briefs, laid out and written."""

import re
import subprocess
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pikepdf
import pymupdf
import pypdfium2
import pytest
import specimen
from glyph_order import document

from briefgen.model import Bundle
from briefgen.typeset.engine import lay_out
from briefgen.typeset.fit import FEWEST_LINES, fit
from briefgen.verify import read_structure

CODES = ["he", "ar"]
LEAST = {"he": 0.6, "ar": 0.65}
"""Share of runs of five words that every reader must bring back; Hebrew has a page of bare figures."""
PX = 96 / 72


def text_of(box: Any) -> str:
    return "".join(inner.text for inner in specimen.boxes(box) if type(inner).__name__ == "TextBox")


def lines_of(code: str, tag: str) -> list[Any]:
    return [box for box in specimen.found(code, "LineBox") if box.element_tag == tag]


def laid_out(body: str, style: str, code: str = "he") -> list[Any]:
    html = document([f"<div lang={code} dir=rtl>{body}</div>"]).replace("</style>", f"{style}</style>")
    return [page._page_box for page in lay_out(Bundle("p", code, html, {}, ""), specimen.FONTS).pages]


@pytest.mark.parametrize("code", CODES)
def test_a_pdf_tells_languages_and_direction(code: str) -> None:
    with specimen.opened(code) as pdf:
        assert str(pdf.Root.Lang) == code
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
        languages = [str(element.Lang) for element in specimen.elements(pdf) if "/Lang" in element]
        assert languages.count("en") > 5


def test_emphasis_is_weight_and_never_a_slant() -> None:
    for code, word in (("he", "הדגשה"), ("ar", "التوكيد")):
        (box,) = [box for box in specimen.found(code, "TextBox") if box.text == word]
        assert box.style["font_style"] == "normal"
        assert box.style["font_weight"] == 600
        assert all(box.style["letter_spacing"] in ("normal", 0) for box in specimen.found(code, "TextBox"))
        # A synthesised slant would be a skewed text matrix.
        with specimen.opened(code) as pdf:
            for page in pdf.pages:
                for operands, operator in pikepdf.parse_content_stream(page):
                    if str(operator) == "Tm":
                        assert float(operands[2]) == 0


@pytest.mark.parametrize(("code", "ems"), [("he", 0.2), ("ar", 0.4)])
def test_underlines_clear_the_letters(code: str, ems: float) -> None:
    links = [box for box in specimen.found(code, "TextBox") if box.element_tag == "a" and len(box.text) > 20]
    assert links
    for box in links:
        offset = box.style["text_underline_offset"]
        assert offset.value / (1 if offset.unit == "em" else box.style["font_size"]) == pytest.approx(ems)


def test_text_is_ragged_and_not_hyphenated() -> None:
    for code in CODES:
        for box in specimen.found(code, "LineBox"):
            assert box.style["text_align_all"] != "justify"
            assert box.style["hyphens"] in {"manual", "none"}


@pytest.mark.parametrize(("code", "points"), [("he", 16), ("ar", 18.5)])
def test_lines_are_evenly_spaced_beside_latin(code: str, points: float) -> None:
    lines = lines_of(code, "p")
    body = [line for line in lines if line.style["line_height"] != "normal" and len(text_of(line)) > 30]
    mixed = [line for line in body if "HTS" in text_of(line) and line.style["font_weight"] == 400]
    assert len(mixed) > 5
    assert {round(line.height / PX, 1) for line in mixed} == {points}


@pytest.mark.parametrize("code", CODES)
def test_no_heading_is_stranded_and_no_line_alone(code: str) -> None:
    paragraphs = "".join(f"<h2>כותרת {n}</h2><p>{'מילה ועוד אחת ' * 14}</p>" for n in range(9))
    for height in range(300, 420, 24):
        style = f"@page {{ size: 400px {height}px; margin: 20px }} body {{ width: 300px }} "
        for page in laid_out(
            paragraphs, style + "p { orphans: 2; widows: 2 } h2 { break-after: avoid }", code
        )[:-1]:
            lines = [box for box in specimen.boxes(page) if type(box).__name__ == "LineBox"]
            assert lines[-1].element_tag == "p"
            assert lines[-1].element is lines[-2].element or lines[-1].element is None
            assert lines[0].element_tag == "h2" or lines[0].element_tag == lines[1].element_tag == "p"
    for page in specimen.pages(code)[:-1]:
        flow = [box for box in specimen.boxes(page.children[0]) if type(box).__name__ == "LineBox"]
        assert flow[-1].element_tag not in {"h2", "h3"}


@pytest.mark.parametrize("more", [3, 4])
def test_a_last_page_of_few_lines_is_avoided(more: int) -> None:
    """So many lines more than fill the pages before; left alone they would be a page of one or two."""
    bundle = specimen.bundle("ar")
    lines = "".join(f"<p>سطر إضافي رقم {n} في آخر الموجز</p>" for n in range(more))
    longer = replace(bundle, html=bundle.html.replace("</main>", f"{lines}</main>"))
    assert rows(lay_out(longer, specimen.FONTS).pages[-1]) < FEWEST_LINES
    assert FEWEST_LINES >= 4
    assert rows(fit(longer, specimen.FONTS).trial.document.pages[-1]) >= FEWEST_LINES


def rows(page: Any) -> int:
    """Return how many lines of text a page has, without its margins."""
    flow = specimen.boxes(page._page_box.children[0])
    return len({round(box.position_y) for box in flow if type(box).__name__ == "LineBox"})


def test_list_markers_count_as_asked_at_the_right() -> None:
    for code in CODES:
        items = [box for box in specimen.found(code, "TextBox") if box.element_tag == "li::marker"]
        assert [box.text.strip() for box in items][:2] == ["5.", "6."]
        edges = {round(box.position_x + box.width) for box in lines_of(code, "p")}
        for box in items[:2]:
            assert box.position_x + box.width <= max(edges) + 1
    for style, markers in (
        ("arabic-indic", ["٥.", "٦."]),
        ("hebrew", ["ה.", "ו."]),
        ("upper-alpha", ["E.", "F."]),
    ):
        (page, *_) = laid_out(
            "<ol><li>אבג<li>דהו</ol>",
            f"ol {{ counter-reset: list-item 4; list-style-type: {style}; padding: 0 40px 0 0 }}",
        )
        found = [box for box in specimen.boxes(page) if type(box).__name__ == "TextBox"]
        assert [box.text.strip() for box in found if "marker" in box.element_tag] == markers
        (first,) = [box for box in found if box.text == "אבג"]
        for box in found:
            if "marker" in box.element_tag:
                assert first.position_x + first.width <= box.position_x
                assert box.position_x + box.width <= first.position_x + first.width + 40


@pytest.mark.parametrize("code", CODES)
def test_marks_follow_their_words(code: str) -> None:
    """A mark stands left of the word, digits and Latin too; the notes begin at the right."""
    texts = list(specimen.found(code, "TextBox"))
    calls = [n for n, box in enumerate(texts) if "footnote-call" in box.element_tag]
    for word, call in zip(("2024", "HTS"), calls, strict=False):
        before = next(box for box in reversed(texts[:call]) if box.text.strip())
        assert before.text.rstrip().endswith(word)
        assert texts[call].position_x + texts[call].width <= before.position_x + 0.5
    (area,) = [box for box in specimen.found(code, "FootnoteAreaBox") if box.children][:1]
    for line in (box for box in specimen.boxes(area) if type(box).__name__ == "LineBox"):
        marker, *body = (box for box in specimen.boxes(line) if type(box).__name__ == "TextBox")
        assert "marker" in marker.element_tag
        assert all(box.position_x + box.width <= marker.position_x + 0.5 for box in body)


def test_raised_marks_stand_left_of_digits_and_latin() -> None:
    from glyph_order import orders

    style = 'style="unicode-bidi: isolate"'
    assert orders(
        [f"<p lang=he dir=rtl>ב־2024<sup {style}>3</sup> <bdi>HTS</bdi><sup {style}>4</sup> סוף</p>"]
    ) == [["ףוס4HTS32024־ב"]]


def test_tables_are_mirrored_and_repeat_their_head() -> None:
    heads = [
        box
        for box in specimen.found("he", "TextBox")
        if box.text in {"שם", "ערך"} and box.element_tag == "th"
    ]
    over = [
        page for page in specimen.pages("he") if any(box.element_tag == "td" for box in specimen.boxes(page))
    ]
    assert len(over) > 1
    assert [box.text for box in heads] == ["שם", "ערך"] * len(over)
    assert heads[0].position_x > heads[1].position_x
    (caption,) = [line for line in lines_of("he", "figcaption") if "kWh" in text_of(line)]
    right = max(box.position_x + box.width for box in heads)
    boxes = [box for box in specimen.boxes(caption) if type(box).__name__ == "TextBox"]
    assert max(box.position_x + box.width for box in boxes) == pytest.approx(right, abs=1)


@pytest.mark.parametrize("code", CODES)
def test_a_cell_in_english_keeps_the_edge_of_its_column(code: str) -> None:
    cells = [box for box in specimen.found(code, "TextBox") if box.element_tag in {"td", "th", "bdi"}]
    (english,) = [box for box in cells if box.text == "The second row"]
    (head,) = [box for box in cells if box.text in {"שם", "الاسم"}][:1]
    assert english.position_x + english.width == pytest.approx(head.position_x + head.width, abs=1)
    assert english.style["direction"] == "ltr"


@pytest.mark.parametrize("code", CODES)
def test_the_running_header_is_mirrored_from_page_2_on(code: str) -> None:
    pages = specimen.pages(code)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        margin = [
            box
            for box in specimen.boxes(page)
            if type(box).__name__ == "MarginBox" and "top" in box.at_keyword
        ]
        texts = [box for box in margin for box in specimen.boxes(box) if type(box).__name__ == "TextBox"]
        if number == 1:
            assert texts == []
            continue
        (at,) = [box for box in texts if box.text == str(number)]
        left, right = page.content_box_x(), page.content_box_x() + page.width
        assert at.position_x == pytest.approx(left, abs=1)
        assert max(box.position_x + box.width for box in texts) == pytest.approx(right, abs=1)


def test_the_time_axis_is_mirrored_and_pictures_are_not() -> None:
    dots = {}
    for code in CODES:
        html = specimen.bundle(code).html
        dots[code] = [float(cx) for cx in re.findall(r'<circle [^>]*cx="([\d.]+)%"', html)]
        assert dots[code] == sorted(dots[code], reverse=True)
    for css in specimen.bundle("he").files.values():
        assert b"scaleX(-1)" not in css


@pytest.mark.parametrize("code", CODES)
def test_a_wrapped_link_is_one_and_addresses_are_whole(code: str) -> None:
    with specimen.opened(code) as pdf:
        found = [
            str(note.A.URI)
            for page in pdf.pages
            for note in page.get("/Annots", [])
            if note.get("/Subtype") == "/Link" and "/A" in note and "/URI" in note.A
        ]
        links = [element for element in specimen.elements(pdf) if element.S == "/Link"]
        anchors = [element for element in links if found]
    assert found.count("https://example.org/wrapped-link") == 1
    assert "https://example.org/world/long-report-2026-11-22" in found
    assert len(anchors) >= len(found)
    wrapped = [
        box for box in specimen.found(code, "TextBox") if box.element_tag == "a" and len(box.text) > 30
    ]
    assert len({round(box.position_y) for box in wrapped}) > 1, "the link must break for this test"


@pytest.mark.parametrize("code", CODES)
def test_structure_is_in_source_order_without_page_furniture(code: str) -> None:
    read = words(read_structure(specimen.pdf(code)))
    source = words(specimen.bundle(code).text)
    marks = re.compile(r"^[\dא-תأ-ي]$")
    order = [word for word in read if not marks.fullmatch(word)]
    expected = [word for word in source if not marks.fullmatch(word)]
    # A note stands at its call in the structure, and after its paragraph in the plain text.
    assert share_of_runs(order, expected) > 0.85
    with specimen.opened(code) as pdf:
        content = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    assert content.count(b"/Artifact") >= 1


def words(text: str) -> list[str]:
    clean = re.sub("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u00ad]", "", text)
    return re.sub(r"[-־–—/]", " ", clean).split()


def share_of_runs(found: list[str], source: list[str], length: int = 5) -> float:
    """Return the share of runs of words of the source that were found verbatim."""
    have = {tuple(found[at : at + length]) for at in range(len(found))}
    runs = [tuple(source[at : at + length]) for at in range(len(source) - length + 1)]
    return sum(run in have for run in runs) / len(runs)


@cache
def extracted(code: str, reader: str) -> str:
    data = specimen.pdf(code)
    if reader == "pdfium":
        return "\n".join(
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(data))
        )
    if reader == "mupdf":
        return "\n".join(page.get_text() for page in pymupdf.open(stream=data))
    return subprocess.run(
        ["/usr/bin/pdftotext", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("reader", ["poppler", "pdfium", "mupdf"])
def test_text_reads_back(code: str, reader: str) -> None:
    """Runs of five words come back; PDFium turns Latin words that signs divide: they are left out there."""
    found, source = words(extracted(code, reader)), words(specimen.bundle(code).text)
    if reader == "pdfium":
        found, source = (
            [word for word in side if not re.search("[A-Za-z]", word)] for side in (found, source)
        )
    assert share_of_runs(found, source) >= LEAST[code]
    assert not re.search("[\ufb50-\ufdff\ufe70-\ufefc]", extracted(code, reader)), "presentation forms"


@pytest.mark.parametrize("reader", ["poppler", "pdfium", "mupdf"])
def test_marks_and_lam_alef_read_back(reader: str) -> None:
    hebrew, arabic = (normalize("NFC", extracted(code, reader)) for code in CODES)
    assert hebrew.count(normalize("NFC", "שָׁלוֹם")) == 2
    for word in ("لا", "لأ", "لإ", "لآ", "إلى"):
        assert word in words(arabic), word
    assert normalize("NFC", "كسِّر") in arabic


def test_an_overflowing_list_leaves_its_heading_on_page_1() -> None:
    css = b"".join(
        data for path, data in specimen.bundle("he", "one-page").files.items() if path.endswith(".css")
    )
    items = "".join(f"<li>פריט {n}</li>" for n in range(60))
    html = (
        f'<html lang="he" dir="rtl" data-script="Hebr" class="one-page"><style>{css.decode()}</style>'
        "<body><main>"
        f'<section class="side"><h2>ראש</h2><p>שורה</p><ul>{items}</ul></section></main></body></html>'
    )
    pages = lay_out(Bundle("p", "he", html, {}, ""), specimen.FONTS).pages
    assert len(pages) > 1
    first = text_of(pages[0]._page_box)
    assert "ראש" in first
    assert "פריט 5" in first
