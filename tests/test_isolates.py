"""Isolates: tests/corpus/typography-{he,ar,en} hold sentences and the pieces in which a reader meets them."""

import re
from dataclasses import replace

import pytest
from conftest import CORPUS
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.token import Token
from reading import pieces, read

from briefgen import markdown, markup, typography
from briefgen.context import Context
from briefgen.isolates import find, isolate
from briefgen.languages import BUILTIN, language

PAIR = re.compile(r"^(?!#|= )(?P<typed>.+)\n= (?P<met>.+)$", re.MULTILINE)
CASES = [
    (code, match["typed"], match["met"])
    for code in BUILTIN
    for match in PAIR.finditer((CORPUS / f"typography-{code}" / "order.txt").read_text())
]
HE, AR, EN = BUILTIN["he"], BUILTIN["ar"], BUILTIN["en"]


def html(source: str, code: str = "he") -> str:
    """Return the HTML of a Markdown source on a screen, citations of "a" and "b" numbered."""
    context = Context("screen", "x", {"a": 1, "b": 2}, 1, str, lambda figure: f"<i>{figure.caption}</i>")
    return str(markup.render(markdown.read(source, BUILTIN[code]), context).html).strip()


def test_corpus_is_large() -> None:
    assert len(CASES) >= 120


@pytest.mark.parametrize(("code", "typed", "met"), CASES)
def test_reading_order(code: str, typed: str, met: str) -> None:
    (found,) = read(typed, BUILTIN[code])
    assert " | ".join(found) == met


def test_the_corpus_needs_isolates() -> None:
    """Without them, what the reader meets would differ in many sentences."""

    def bare(code: str, typed: str) -> str:
        tokens = markdown.read(typed, BUILTIN[code]).tokens
        return " | ".join(pieces(markdown.plain(tokens), int(code != "en")))

    assert sum(bare(code, typed) != met for code, typed, met in CASES) > 50


@pytest.mark.parametrize(("code", "typed", "met"), CASES)
def test_the_words_stay(code: str, typed: str, met: str) -> None:
    around = BUILTIN[code]
    marked = typography.title(typed, around)
    text = Token("text", "", 0, content=marked)
    assert markdown.plain(isolate([text], around)) == marked


@given(
    st.text(alphabet='אם אب ٣Hk -–0.5%$€°/@:"”()[]«»,\n\u200f\u05be\ufffc', max_size=60),
    st.sampled_from([HE, AR, EN]),
)
def test_wraps_are_nested_and_within_the_text(text: str, around) -> None:
    opened: list[int] = []
    for wrap in find(text, around):
        assert 0 <= wrap.start < wrap.end <= len(text)
        while opened and opened[-1] <= wrap.start:
            opened.pop()
        assert not opened or wrap.end <= opened[-1]
        opened.append(wrap.end)


@given(
    st.lists(
        st.sampled_from(
            ["**", "*", "HTS ", "א ", "5.5 kWh ", "[a](https://x.org)", "[b]{lang=fr} ", "`c`", "[^n]", "\n"]
        )
    ),
    st.sampled_from(["he", "ar", "en"]),
)
def test_any_text_gives_balanced_elements(parts: list[str], code: str) -> None:
    tokens = [
        token for token in markdown.read("".join(parts), BUILTIN[code]).tokens if token.type == "inline"
    ]
    for token in tokens:
        opened = []
        for child in token.children or ():
            if child.nesting == 1:
                opened.append(child.tag)
            elif child.nesting == -1:
                assert opened.pop() == child.tag
        assert not opened


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "1-",
        "a-",
        "a@",
        "a.",
        "1 ",
        "a ",
        "+1",
        "(a",
        "(a)",
        "”a",
        "[",
        "$",
        "א",
        "א ",
        "א1",
        "a, ",
        "5 km ",
        "1.",
        "..",
        "a. ",
        "’a ",
    ],
)
def test_long_paragraphs_take_linear_time(piece: str) -> None:
    """Twenty thousand pieces: a quadratic search would take many minutes."""
    for around in (HE, EN):
        find(piece * 20_000, around)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("שם HTS כאן", '<p>שם <bdi lang="en" dir="ltr">HTS</bdi> כאן</p>'),
        ("שם [HTS]{lang=fr} כאן", '<p>שם <bdi lang="fr" dir="ltr">HTS</bdi> כאן</p>'),
        ("שם [HTS]{dir=ltr} כאן", '<p>שם <bdi dir="ltr">HTS</bdi> כאן</p>'),
        ("שם `a b` כאן", '<p>שם <code dir="ltr">a b</code> כאן</p>'),
        ("שם Москва כאן", '<p>שם <bdi dir="ltr">Москва</bdi> כאן</p>'),
        ("שם الشام כאן", '<p>שם <bdi lang="ar" dir="rtl">الشام</bdi> כאן</p>'),
        ("עד 5.5 kWh כאן", '<p>עד <bdi class="whole" dir="ltr">5.5 kWh</bdi> כאן</p>'),
        ("עד 12 ק״מ כאן", '<p>עד <span class="whole">12 ק״מ</span> כאן</p>'),
        ("כ-15% כאן", "<p>כ־15% כאן</p>"),  # rules W5 of UAX #9 and LB21a, LB25 of UAX #14 suffice
        ("כ-31.4°C כאן", '<p><span class="whole">כ־<bdi class="whole" dir="ltr">31.4°C</bdi></span> כאן</p>'),
        ("ב--5% כאן", '<p><span class="whole">ב־<bdi class="whole" dir="ltr">-5%</bdi></span> כאן</p>'),
        (
            "שם [Tahrir al-Sham]{lang=en} כאן",
            '<p>שם <bdi lang="en" dir="ltr">Tahrir <span class="whole">al-Sham</span></bdi> כאן</p>',
        ),
        ("של א־שרע כאן", '<p>של <span class="whole">א־שרע</span> כאן</p>'),
        ("אמר לא־שרע", '<p>אמר <span class="whole">לא־שרע</span></p>'),
        ("חד־פעמי, אי־אמון", "<p>חד־פעמי, אי־אמון</p>"),
        ("שנת 2024 כאן", "<p>שנת 2024 כאן</p>"),
        ("*HTS and USA* כאן", '<p><bdi lang="en" dir="ltr"><em>HTS and USA</em></bdi> כאן</p>'),
        # From one element into another: no element can hold it, and UAX #9 orders it by itself.
        ("**כך HTS** USA כאן", "<p><strong>כך HTS</strong> USA כאן</p>"),
        # Controls that an editor typed are left to do their work.
        ("שם \u2066HTS\u2069 כאן", "<p>שם \u2066HTS\u2069 כאן</p>"),
    ],
)
def test_elements(source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('The group’s own "text".', '<p lang="en" dir="ltr">The group’s own “text”.</p>'),
        ("HTS כאן", '<p><bdi lang="en" dir="ltr">HTS</bdi> כאן</p>'),
        ("HTS.", '<p><bdi lang="en" dir="ltr">HTS.</bdi></p>'),
        ("https://example.org/", '<p><bdi lang="en" dir="ltr">https://example.org/</bdi></p>'),
        ("الشرق الأوسط.", '<p lang="ar" dir="rtl">الشرق الأوسط.</p>'),
        ("2026 (12)", "<p>2026 (12)</p>"),
        ("### HTS", '<h3><bdi lang="en" dir="ltr">HTS</bdi></h3>'),
        (
            "- The end.\n- סוף.",
            '<ul>\n<li><bdi lang="en" dir="ltr">The end.</bdi></li>\n<li>סוף.</li>\n</ul>',
        ),
        ("C’est fini. {lang=fr}", '<p lang="fr" dir="ltr">C’est fini.</p>'),
        ("> One two.", '<blockquote>\n<p lang="en" dir="ltr">One two.</p>\n</blockquote>'),
    ],
)
def test_what_is_wholly_in_another_language_takes_its_own_direction(source: str, expected: str) -> None:
    assert html(source) == expected


def test_cells_take_their_own_direction_and_columns_of_figures_stay() -> None:
    found = html("| א | ב |\n|---|--:|\n| The end. | 5.5 kWh |\n| סוף | 3 |")
    assert '<td lang="en" dir="ltr">The end.</td>' in found
    assert '<td class="num"><bdi class="whole" dir="ltr">5.5 kWh</bdi></td>' in found
    assert "<td>סוף</td>" in found


def test_a_note_in_another_language_takes_its_own_direction() -> None:
    notes = markup.render(
        markdown.read('כך[^n].\n\n[^n]: From the "paper".', HE),
        Context("screen", "x", {}, 1, str, lambda figure: ""),
    ).notes
    assert notes[0].html == '<bdi lang="en" dir="ltr">From the “paper”.</bdi>'


def test_english_isolates_hebrew_and_arabic() -> None:
    found = html("The words שלום עולם and السلام عليكم, 5.", "en")
    assert (
        '<bdi lang="he" dir="rtl">שלום עולם</bdi> and <bdi lang="ar" dir="rtl">السلام عليكم</bdi>, 5.'
        in found
    )


def test_captions_and_titles_are_isolated_too() -> None:
    assert '<figcaption>ייצוא ל־<bdi lang="en" dir="ltr">EU</bdi></figcaption>' in html(
        "::: table ייצוא ל-EU\n| א |\n|---|\n| 1 |\n:::"
    )
    assert '<i>מפה של <bdi lang="en" dir="ltr">EU</bdi></i>' in html('![מפה](figures/a.svg "מפה של EU")')
    assert markup.phrase("מפה של EU & א", HE) == 'מפה של <bdi lang="en" dir="ltr">EU</bdi> &amp; א'


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("האמנם?[@a] כן", '<span class="whole">האמנם?<sup'),
        ("האמנם![^n]\n\n[^n]: כן", '<span class="whole">האמנם!<sup'),
        ("כך.[@a]", "<p>כך.<sup"),  # no line ends between a full stop and a digit (UAX #14, LB13 and LB25)
    ],
)
def test_a_reference_stays_with_its_word(source: str, kept: str) -> None:
    assert kept in html(source)


def test_arabic_indic_numbers_follow_the_text() -> None:
    own = replace(AR, digits="arab")
    assert find(typography.title("بلغت 15% في 1994-2026", own), own) == []


def test_languages_without_a_row_still_isolate() -> None:
    found = find("متن HTS فارسی", language("fa"))
    assert [(wrap.language, wrap.direction) for wrap in found] == [("en", "ltr")]
