"""What WeasyPrint gets wrong in lines; each fault is shown to be there without the patches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import fromstring

import pikepdf
import pypdfium2
import pytest
from glyph_order import FONTS, text_glyphs
from PIL import Image, ImageChops, ImageStat
from test_levels import unicode_lines

from briefgen.diagnostics import BriefgenError
from briefgen.model import Bundle
from briefgen.typeset import joining, page, paragraph, patches
from briefgen.typeset.directions import resolve_auto
from briefgen.typeset.engine import lay_out, typeset
from briefgen.typeset.lines import TALLY

STYLE = """<!DOCTYPE html><title>t</title><style>
@page { size: 400px 300px; margin: 20px }
body { margin: 0; font: 16px/24px "Frank Ruhl Libre", "Noto Naskh Arabic" } p { margin: 0 }
</style>"""


def bundle(body: str) -> Bundle:
    return Bundle("layout", "he", STYLE + body, {}, "")


def plain_page(string: str, base_url: str, url_fetcher: Any, like: None) -> Any:
    """Read a page as WeasyPrint does."""
    assert like is None
    return page.HTML(string=string, base_url=base_url, url_fetcher=url_fetcher)


@contextmanager
def stock() -> Iterator[None]:
    """Take the patches away for a while."""
    install, own = patches.install, page.Page
    patches.uninstall()
    patches.install, page.Page = lambda: None, plain_page  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        patches.install, page.Page = install, own
        install()


def fails_on_stock(check: Callable[[], None]) -> None:
    """Run a check, which must hold with the patches and must not hold without."""
    check()
    with stock():
        typeset(bundle("<p>plain"), [FONTS])  # it works at all, or whatever is checked fails
        with pytest.raises((AssertionError, BriefgenError)):
            check()


def boxes(body: str, kind: str = "TextBox") -> list[Any]:
    found = lay_out(bundle(body), [FONTS]).pages[0]._page_box.descendants(placeholders=True)
    return [box for box in found if type(box).__name__ == kind]


def edges(body: str, text: str) -> tuple[float, float]:
    """Return the left edges of the first and last glyph of a word on the page."""
    for box in boxes(body):
        if text in getattr(box, "text", ""):
            places = dict((c, x) for x, c in text_glyphs(box))
            return min(places[c] for c in text), max(places[c] for c in text)
    raise AssertionError(f"{text} is not on the page")


def picture(body: str) -> Image.Image:
    document = pypdfium2.PdfDocument(typeset(bundle(body), [FONTS]))
    return document[0].render(scale=2 / 0.75).to_pil().convert("L")


def ink(image: Image.Image) -> Image.Image:
    """Crop a picture, two pixels a CSS pixel, to what is drawn."""
    return image.crop(image.point(lambda value: 255 if value < 200 else 0).getbbox())


def lines_of(body: str) -> list[str]:
    return [
        "".join(b.text for b in line.descendants() if hasattr(b, "text")).strip()
        for line in boxes(body, "LineBox")
    ]


def test_right_to_left_lines_are_laid_out_once() -> None:
    TALLY.lines = 0
    lines = boxes("<p dir=rtl>" + "שלום לכל העולם " * 20, "LineBox")
    assert TALLY.lines == len(lines) > 5


def test_a_line_before_a_link_is_filled() -> None:
    width = boxes("<p><span>one two three four</span>", "InlineBox")[0].width

    def check() -> None:
        body = f"<p style='width: {width + 1}px'>one two three four <a href=#x>five</a>"
        assert lines_of(body)[0] == "one two three four"

    fails_on_stock(check)


def test_a_prefix_stays_with_its_number() -> None:
    width = boxes("<p dir=rtl><span>מלים רבות ב־2025</span>", "InlineBox")[0].width

    def check() -> None:
        lines = lines_of(f"<p dir=rtl style='width: {width - 5}px'>מלים רבות ב־<b>2025</b> ועוד")
        assert any(line.startswith("ב־2025") for line in lines)

    fails_on_stock(check)


def test_a_maqaf_breaks_between_words() -> None:
    def check() -> None:
        assert lines_of("<p dir=rtl style='width: 45px'>ארצות־הברית")[0] == "ארצות־"

    fails_on_stock(check)


@pytest.mark.parametrize("bracket", ["(two three)", "[two three]"])
@pytest.mark.parametrize("quotation", ["“one”", "‘one’", "«one»", "“<i>one</i>”"])
def test_a_line_breaks_between_a_quotation_and_a_bracket(quotation: str, bracket: str) -> None:
    width = boxes(f"<p><span>wide enough {quotation}</span>", "InlineBox")[0].width

    def check() -> None:
        lines = lines_of(f"<p style='width: {width + 5}px'>wide enough {quotation} {bracket}")
        assert lines[0].endswith(quotation[-1])

    fails_on_stock(check)


def test_an_indent_is_at_the_right() -> None:
    def check() -> None:
        first = max(edges("<p dir=rtl style='text-indent: 50px'>אחת", "א"))
        assert 312 < first < 330

    check()
    with stock():
        assert max(edges("<p dir=rtl style='text-indent: 50px'>אחת", "א")) > 340


def test_an_absolute_box_stays_in_its_line() -> None:
    body = "<p dir=rtl>שלום <b style='position: absolute'>ק</b> עולם"

    def check() -> None:
        left, _ = edges(body, "ק")
        _, after = edges(body, "ע")
        assert after - 4 < left < after + 12

    fails_on_stock(check)


@pytest.mark.parametrize(("side", "at"), [("right", 370), ("left", 20)])
def test_a_float_within_a_line_leaves_it_room(side: str, at: int) -> None:
    def check() -> None:
        body = f"<p dir=rtl>שלום <b style='float: {side}'>ק</b> עולם"
        left, _ = edges(body, "ק")
        assert abs(left - at) < 12
        _, first = edges(body, "ש")
        assert first > 340 if side == "left" else 340 < first < left

    fails_on_stock(check)


def test_column_rules_stand_between_columns() -> None:
    style = "columns: 2; column-gap: 40px; column-rule: 4px solid"
    body = f"<div dir=rtl style='{style}'>אב<br>גד<br>הו<br>זח</div>"

    def check() -> None:
        row = picture(body).crop((0, 50, 800, 51))
        dark = [x for x in range(800) if row.getpixel((x, 0)) < 100]
        assert any(396 <= x <= 404 for x in dark)

    fails_on_stock(check)


def assert_alike(drawn: Image.Image, wanted: Image.Image, *, wider: int, difference: float) -> None:
    """Hold what is drawn to a picture: its width within so many pixels, its grey within so much."""
    one, other = ink(drawn), ink(wanted)
    assert abs(one.size[0] - other.size[0]) <= wider
    assert ImageStat.Stat(ImageChops.difference(one.resize(other.size), other)).mean[0] < difference


@pytest.mark.parametrize(
    ("text", "family"), [("שלום עולם", "Frank Ruhl Libre"), ("السلام عليكم", "Noto Naskh Arabic")]
)
def test_svg_text_looks_like_text(text: str, family: str) -> None:
    def check() -> None:
        drawn = picture(
            f"<svg xmlns='http://www.w3.org/2000/svg' width=300 height=60><title>x</title>"
            f"<text x='20' y='40' font-size='32' font-family='{family}'>{text}</text></svg>"
        )
        set_ = picture(f"<p style='font: 32px/60px {family}'>{text}")
        assert_alike(drawn, set_, wider=2, difference=25)

    fails_on_stock(check)


@pytest.mark.parametrize(
    ("inner", "family"),
    [
        ("הסכם <{}>USA</{}> <{}>UK</{}> שני", "Frank Ruhl Libre"),
        ("ראשון <{}>שני (HTS</{}>) 2025", "Frank Ruhl Libre"),
        ("الس<{}>لا</{}>م عليكم ١٢", "Noto Naskh Arabic"),
    ],
)
def test_svg_text_is_ordered_across_its_elements(inner: str, family: str) -> None:
    def check() -> None:
        drawn = picture(
            "<svg xmlns='http://www.w3.org/2000/svg' width=360 height=60><title>x</title>"
            f"<text x='360' y='40' direction='rtl' font-size='24' font-family='{family}'>"
            f"{inner.replace('{}', 'tspan')}</text></svg>"
        )
        set_ = picture(f"<p dir=rtl style='font: 24px/60px {family}'>{inner.replace('{}', 'span')}")
        assert_alike(drawn, set_, wider=1, difference=5)

    fails_on_stock(check)


def test_svg_text_behind_an_inner_element_is_drawn() -> None:
    def drawn(text: str) -> Image.Image:
        head = "<svg xmlns='http://www.w3.org/2000/svg' width=360 height=60><title>x</title>"
        return ink(picture(f"{head}<text y='40' font-family='IBM Plex Serif'>{text}</text></svg>"))

    def check() -> None:
        parts, whole = drawn("a <tspan>b <tspan>c</tspan> d</tspan> e"), drawn("a b c d e")
        assert abs(parts.size[0] - whole.size[0]) <= 1

    fails_on_stock(check)


def test_svg_letters_with_places_keep_them() -> None:
    one = picture(
        "<svg xmlns='http://www.w3.org/2000/svg' width=300 height=60><title>x</title>"
        "<text x='20 120' y='40' font-size='32' font-family='Frank Ruhl Libre'>אב</text></svg>"
    )
    assert ink(one).size[0] > 190


def test_marker_content_is_set() -> None:
    def check() -> None:
        assert [
            b.text
            for b in boxes("<ul style='list-style: disc'><li>a<style>li::marker { content: '– ' }</style>")
        ] == [
            "– ",
            "a",
        ]

    fails_on_stock(check)


@pytest.mark.parametrize("text", ["كتاب", "سلام", "محمد"])
def test_joins_survive_tags(text: str) -> None:
    whole = ink(picture(f"<p dir=rtl style='font-size: 40px'>{text}"))

    def check() -> None:
        parts = f"<p dir=rtl style='font-size: 40px'>{text[0]}<b style='font-weight: 400'>{text[1:]}</b>"
        drawn = ink(picture(parts))
        assert drawn.size == whole.size
        assert ImageStat.Stat(ImageChops.difference(drawn, whole)).mean[0] < 5

    fails_on_stock(check)


def test_a_divided_box_keeps_one_left_and_one_right_side() -> None:
    style = "<style>span { border: 1px solid; padding: 0 3px }</style>"
    parts = boxes(f"{style}<p dir=rtl>אב <span>HTS שלום</span> USA", "InlineBox")
    assert len(parts) >= 1
    divided = boxes(f"{style}<p>abc <span>def שלום</span> עולם ghi", "InlineBox")
    assert len(divided) == 2
    left, right = sorted(divided, key=lambda box: box.position_x)
    assert (left.border_left_width, left.border_right_width) == (1, 0)
    assert (right.border_left_width, right.border_right_width) == (0, 1)


def test_a_divided_link_is_one_annotation() -> None:
    pdf = typeset(bundle("<p>abc <a href='https://example.org/'>def שלום</a> עולם ghi"), [FONTS])
    with pikepdf.open(BytesIO(pdf)) as document:
        links = [note for note in document.pages[0].Annots if note.Subtype == "/Link"]
        assert len(links) == 1
        assert len(links[0].QuadPoints) == 16


def test_justified_lines_reach_both_edges() -> None:
    body = "<p dir=rtl style='text-align: justify'>" + "שלום HTS לכל (העולם) 2025 של <b>USA</b> מלים " * 6
    for line in boxes(body, "LineBox")[:-1]:
        inner = [box for box in line.descendants() if type(box).__name__ == "TextBox"]
        assert min(box.position_x for box in inner) == pytest.approx(20, abs=0.5)
        assert max(box.position_x + box.width for box in inner) == pytest.approx(380, abs=0.5)
        for box in inner:
            glyphs = [x for x, _ in text_glyphs(box)]
            assert not glyphs or max(glyphs) < box.position_x + box.width + 1


def test_leaders_fill_mixed_lines() -> None:
    style = "<style>i::after { content: leader('.') '12' }</style>"
    (line,) = boxes(f"{style}<p dir=rtl>פרק HTS<i></i>", "LineBox")
    assert line.width == pytest.approx(360, abs=1)
    dots = [box for box in line.descendants() if getattr(box, "text", "") == "."]
    assert len(dots) > 50


def test_texts_know_their_paragraph() -> None:
    document = lay_out(bundle("<p dir=rtl>שלום <b>HTS (USA)</b> ו־<i>2025</i> סוף " * 5), [FONTS])
    texts = [box for box in document.pages[0]._page_box.descendants() if type(box).__name__ == "TextBox"]
    assert len(texts) > 10
    for box in texts:
        whole, place = paragraph.of(box)
        assert whole.text.startswith(box.text, place)
        assert len(whole.text) == len(whole.levels) == len(whole.classes)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Only English text, with <b>bold</b>, <i>words</i> &amp; a <a href=#x>link</a>; 1,250 of them. "
        * 3,
        "<p lang=he dir=rtl>" + "טקסט עברי בלבד בשורות אחדות עם <b>הדגשה</b> קלה " * 4,
        "<p lang=ar dir=rtl>" + "نص عربي فقط في أسطر عدة من غير أي شيء آخر " * 4,
        "<table><tr><td>one<td>two</table><ul><li>three</ul><p style='text-align: justify'>"
        + "four five " * 30
        + "six",
    ],
)
def test_pictures_are_the_same_where_stock_is_right(body: str) -> None:
    ours = picture(body)
    with stock():
        theirs = picture(body)
    assert ours.tobytes() == theirs.tobytes()


def test_joining_types_are_those_of_unicode() -> None:
    types = {}
    for line in unicode_lines("ArabicShaping.txt"):
        code, _, kind, *_ = (field.strip() for field in line.split(";"))
        types[int(code, 16)] = kind
    for code, kind in types.items():
        character = chr(code)
        assert joining.joins("\u0640" + character, 1) == (kind in "DRC") or kind == "T", hex(code)
        assert joining.joins(character + "\u0640", 1) == (kind in "DLC") or kind == "T", hex(code)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p dir='auto'>שלום abc</p>", "rtl"),
        ("<p dir='auto'>12 abc שלום</p>", "ltr"),
        ("<p dir='auto'><bdi>שלום</bdi> abc</p>", "ltr"),
        ("<p dir='auto'><b dir='ltr'>abc</b> שלום</p>", "rtl"),
        ("<p dir='auto'>12</p>", "ltr"),
        ("<bdi>سلام</bdi>", "rtl"),
        ("<bdi dir='ltr'>سلام</bdi>", "ltr"),
    ],
)
def test_automatic_direction(source: str, expected: str) -> None:
    element = fromstring(source)
    resolve_auto(element)
    assert element.get("dir") == expected
