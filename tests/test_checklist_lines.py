"""Right-to-left checklist, items of lines: the order of glyphs that the engine draws, from left to right."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from glyph_order import FONTS, document, is_seen, orders

from briefgen import markdown, markup
from briefgen.context import Context
from briefgen.languages import BUILTIN
from briefgen.model import Bundle
from briefgen.typeset.engine import lay_out

CONTEXT = Context("screen", "x", {"a": 1}, 1, str, lambda figure: "")


def html(source: str, code: str) -> str:
    """Return the HTML of one paragraph of content in a language."""
    body = str(markup.render(markdown.read(source, BUILTIN[code]), CONTEXT).html).strip()
    return re.sub("^<p", f'<p lang="{code}" dir="{BUILTIN[code].direction}"', body).replace(
        'class="whole"', 'class="whole" style="white-space: nowrap"'
    )


def line(source: str, code: str = "he") -> str:
    """Return the glyphs of a paragraph that fits one line."""
    ((found,),) = orders([html(source, code)])
    return found


def lines(source: str, code: str, width: int) -> list[str]:
    (found,) = orders([html(source, code).replace("<p ", f'<p style="width: {width}px" ')])
    return found


def glyphs(paragraph: str) -> list[tuple[str, int]]:
    """Return (text, glyph number) of each glyph of a paragraph, box by box, left to right within a box."""
    bundle = Bundle("glyphs", "en", document([paragraph]), {}, "")
    page = lay_out(bundle, [FONTS]).pages[0]._page_box
    return [pair for box in text_boxes(page) for pair in _glyphs(box)]


def text_boxes(box: Any) -> Iterator[Any]:
    if type(box).__name__ == "TextBox":
        yield box
    for child in getattr(box, "children", ()):
        yield from text_boxes(child)


def _glyphs(box: Any) -> Iterator[tuple[str, int]]:
    from weasyprint.text.ffi import ffi

    layout = box.pango_layout
    layout.reactivate(box.style)
    first, _ = layout.get_first_line()
    data, run = layout.text.encode(), first.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        for i in range(item.glyphs.num_glyphs):
            start = item.item.offset + item.glyphs.log_clusters[i]
            character = data[start:].decode(errors="ignore")[0]
            if is_seen(character):
                yield character, item.glyphs.glyphs[i].glyph
    layout.deactivate()


def test_base_direction_is_the_language() -> None:
    assert line("HTS הוא שם").endswith("HTS")
    assert line("HTS اسم", "ar").endswith("HTS")
    assert line("שלום is a word", "en").startswith("םולש")


def test_order_across_inline_tags() -> None:
    assert orders(["<p lang=he dir=rtl>שם HTS <b>USA</b> UK סוף</p>"]) == [["ףוסHTSUSAUKםש"]]
    assert orders(["<p lang=en dir=ltr>a עברית <b>מודגש מאוד</b> עוד b</p>"]) == [["aדועדואמשגדומתירבעb"]]


def test_isolates_do_not_leak() -> None:
    assert orders(["<p lang=he dir=rtl>שם <bdi>HTS</bdi> 2024 סוף</p>"]) == [["ףוס2024HTSםש"]]
    assert line("שם HTS, 2024 סוף") == "ףוס2024,HTSםש"
    assert line("اسم HTS، 2024 هنا", "ar").endswith("2024،HTSمسا")


@pytest.mark.parametrize("code", ["he", "ar"])
@pytest.mark.parametrize(
    "run",
    [
        "2026-11-22",
        "22/11/2026",
        "+972-3-640-0400",
        "https://example.org/a-b?c=1",
        "Hay’at Tahrir al-Sham",
        "S-400",
    ],
)
def test_runs_are_isolated(code: str, run: str) -> None:
    word = {"he": "כאן", "ar": "هنا"}[code]
    assert run.replace(" ", "") in line(f"{word} {run}, {word}.", code)


def test_brackets_and_quotes_mirror() -> None:
    assert line("א (HTS) ב") == "ב)HTS(א"
    assert orders(["<p lang=he dir=rtl>א <a href=#x>(HTS</a>) ב</p>"]) == [["ב)HTS(א"]]
    right = dict(glyphs("<p lang=he dir=rtl>א (ב) «ג»</p>"))
    left = dict(glyphs("<p lang=he dir=ltr>( ) « »</p>"))
    assert (right["("], right[")"], right["«"]) == (left[")"], left["("], left["»"])


def test_a_broken_line_goes_on_in_reading_order() -> None:
    found = lines("שם Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel סוף", "he", 150)
    assert len(found) > 2
    latin = "".join(re.sub("[א-ת]", "", one) for one in found)
    assert latin == "AlphaBravoCharlieDeltaEchoFoxtrotGolfHotel"
    assert found[0].endswith("םש")
    assert found[-1].startswith("ףוס")


@pytest.mark.parametrize("code", ["he", "ar"])
@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("1994–2026", "2026–1994"),
        ("1994-2026", "2026–1994"),
        ("5–7 km", "5–7km"),
        ("15%", "15%"),
        ("10–15%", "15%–10"),
        ("$0.41", "$0.41"),
        ("500 ₪", "₪500"),
        ("₪500", "₪500"),
        ("20€", "20€"),
        ("31.4°C", "31.4°C"),
        ("-5%", "-5%"),
        ("+3.5", "+3.5"),
        ("5.5 kWh/m³", "5.5kWh/m³"),
        ("14:30", "14:30"),
        ("3:1", "3:1"),
        ("C++", "C++"),
    ],
)
def test_signs_follow_the_language(code: str, typed: str, seen: str) -> None:
    word = {"he": "כאן", "ar": "هنا"}[code]
    found = line(f"{word} {typed} {word}", code)
    assert found == f"{word[::-1]}{seen}{word[::-1]}"


def test_arabic_indic_percent_stands_on_the_left() -> None:
    assert orders(["<p lang=ar dir=rtl>هنا ١٥٪ هنا</p>"]) == [["انه٪١٥انه"]]


@pytest.mark.parametrize(
    "source", ["כי ב-31 בו", "כי ב־31 בו", "כי ב־31.4°C בו", "כי ב--5% בו", "כי ה-BBC בו", "כי ל-12 ק״מ"]
)
def test_prefix_and_number_stay_together(source: str) -> None:
    """At every width the prefix, its maqaf and the number are on one line, in that order."""
    number = {"31.4°C": "31.4°C", "-5%": "-5%", "BBC": "BBC", "12": "12"}
    wanted = next((key for key in number if key in source), "31")
    for width in range(24, 120, 6):
        assert any(re.search(f"{re.escape(wanted)}־[בהל]", one) for one in lines(source, "he", width)), width


def test_a_maqaf_breaks_after_itself_and_nothing_is_hyphenated() -> None:
    source = "בין־ארגונית ושיתוף־פעולה אסטרטגיים"
    ends = set()
    for width in range(40, 120, 8):
        found = lines(source, "he", width)
        assert "".join(one[::-1] for one in found) == source.replace(" ", "")
        ends |= {one[0] for one in found[:-1]}
        assert not any(one.endswith("־") for one in found)
    assert "־" in ends
    arabic = "المستشفيات والاستراتيجيات"
    assert "".join(one[::-1] for one in lines(arabic, "ar", 30)) == arabic.replace(" ", "")


def test_gershayim_never_break() -> None:
    for width in range(20, 90, 6):
        for one in lines("של צה\"ל של ארה\"ב של ג'ורג'", "he", width):
            assert one[::-1].count("״") == len(re.findall("צה״ל|ארה״ב", one[::-1]))
            assert one[::-1].count("׳") in {0, 2}


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("אבגד האמנם?[@a] כן", "he", "1?םנמאה"),
        ("אבגד האמנם![@a] כן", "he", "1!םנמאה"),
        ("عدد أحقًا؟[@a] نعم", "ar", "1؟اقحأ"),
    ],
)
def test_no_break_before_a_reference(source: str, code: str, words: str) -> None:
    for width in range(30, 110, 8):
        found = [re.sub("[\u064b-\u0652]", "", one) for one in lines(source, code, width)]
        assert any(words in one for one in found), (width, found)


def test_a_number_and_its_unit_share_a_line() -> None:
    for width in range(30, 130, 8):
        assert any("5.5kWh" in one for one in lines("הצריכה עד 5.5 kWh ביום", "he", width))
        assert any("מ״ק12" in one for one in lines("המרחק עד 12 ק״מ ביום", "he", width))


def test_heading_numbers_keep_their_order() -> None:
    for code, title in (("he", "כותרת"), ("ar", "عنوان")):
        assert line(f"1.2 {title}", code) == f"{title[::-1]}1.2"


def test_lam_alef_is_one_form_for_every_alef() -> None:
    """The lam before an alef is drawn to meet it, which no other lam is."""

    def lam(text: str) -> int:
        return dict(glyphs(f"<p lang=ar dir=rtl>{text}</p>"))["ل"]

    assert {lam(text) for text in ("لأ", "لإ", "لآ")} == {lam("لا")}
    assert lam("لا") not in {lam("ل"), lam("لب"), lam("بل")}


def test_joins_survive_tags_and_colours() -> None:
    whole = [number for _, number in glyphs("<p lang=ar dir=rtl>مسلمون</p>")]
    cut = glyphs("<p lang=ar dir=rtl>مس<span style='color: red'>لم</span>ون</p>")
    assert sorted(number for _, number in cut) == sorted(whole)


def test_justified_text_gains_no_character_and_ends_naturally() -> None:
    words = "هذه فقرة طويلة بما يكفي لملء عدة أسطر من عمود ضيق حتى يظهر توزيع المسافات بين الكلمات فيها"
    paragraph = f'<p lang=ar dir=rtl style="width: 200px; text-align: justify">{words}</p>'
    (found,) = orders([paragraph])
    assert "".join(one[::-1] for one in found) == words.replace(" ", "")
    assert "ـ" not in "".join(found)
    page = lay_out(Bundle("j", "ar", document([paragraph]), {}, ""), [FONTS]).pages[0]._page_box
    edges = [(box.position_x, box.position_x + box.width) for box in text_boxes(page)]
    assert len({round(right) for _, right in edges}) == 1
    assert len({round(left) for left, _ in edges[:-1]}) == 1
    assert edges[-1][0] > edges[0][0] + 5
