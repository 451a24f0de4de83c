"""Brief → Bundle: what the pages of every language, length and medium hold."""

import re
from pathlib import Path

import pytest
from conftest import CORPUS, REPOSITORY

from briefgen import parse, select
from briefgen.context import Medium
from briefgen.diagnostics import BriefgenError
from briefgen.files import Files
from briefgen.model import Brief, Bundle
from briefgen.render import render
from briefgen.theme import Theme
from briefgen.titles import LINE, LONG_LINE, balanced, ems, is_long

WATER = CORPUS / "render-water"
GOLDEN = [
    (language, length, medium)
    for language in ("he", "ar", "en")
    for length in ("one-page", "full")
    for medium in ("print", "screen")
]


def theme(*folders: dict[str, bytes], fonts: bool = False) -> Theme:
    files = Files(REPOSITORY)
    return Theme([*folders, files.tree("templates")], files.tree("fonts/web") if fonts else None)


def briefs(folder: Path = WATER) -> list[Brief]:
    project = parse.project(Files(folder))
    assert not project.diagnostics, project.diagnostics
    found = [brief for issue in project.issues for brief in select.briefs(project.series, issue)]
    assert all(isinstance(brief, Brief) for brief in found), found
    return [brief for brief in found if isinstance(brief, Brief)]


def page(language: str, length: str, medium: Medium, look: Theme | None = None) -> Bundle:
    everything = briefs()
    (wanted,) = (
        brief for brief in everything if (brief.language.code, brief.length.name) == (language, length)
    )
    return render(wanted, look or theme(), medium, everything)


@pytest.mark.parametrize(("language", "length", "medium"), GOLDEN)
def test_page_as_expected(language: str, length: str, medium: Medium, update: bool) -> None:
    html = re.sub(
        r"(<style[^>]*>).*?</style>", r"\1…</style>", page(language, length, medium).html, flags=re.DOTALL
    )
    expected = WATER / "expected" / f"{language}.{length}.{medium}.html"
    if update:
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(html)
    assert html == expected.read_text()


def test_page_on_paper_has_every_file_it_names() -> None:
    bundle = page("he", "full", "print")
    named = set(re.findall(r'<(?:link[^>]*href|img[^>]*src)="([^"]+)"', bundle.html))
    assert named == set(bundle.files)
    assert "figures/basin.svg" in named


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_page_on_screens_is_whole_in_itself(language: str) -> None:
    bundle = page(language, "full", "screen", theme(fonts=True))
    assert not bundle.files
    outside = re.findall(r"""(?:src=|url\()["']?(?!data:)([^"')\s>]+)""", bundle.html)
    assert not outside
    assert "<script" not in bundle.html
    assert bundle.html.count("data:font/woff2") in range(3, 7)
    assert len(bundle.html) < 600_000


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_letters_of_notes_and_numbers_of_sources_are_apart(language: str) -> None:
    html = page(language, "full", "screen").html
    letter = {"he": "א", "ar": "أ", "en": "a"}[language]
    assert re.search(rf'<sup class="note-ref"><a [^>]*>{letter}</a></sup>', html)
    assert re.search(r'<sup class="ref"><a [^>]*>2</a>, <a [^>]*>1</a></sup>', html)


def test_every_link_within_the_page_arrives() -> None:
    html = page("ar", "full", "screen").html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_sources_on_paper_have_no_way_back() -> None:
    assert 'class="back"' in page("en", "full", "screen").html
    assert 'class="back"' not in page("en", "full", "print").html


def test_foreign_names_among_sources_are_isolated() -> None:
    assert '<bdi lang="en" dir="ltr">FAO</bdi>' in page("he", "full", "print").html
    assert (
        "<bdi"
        not in page("en", "full", "print").html.partition('class="side sources"')[2].partition("</ol>")[0]
    )


def test_switcher_leads_to_the_same_length_and_the_other_lengths() -> None:
    html = page("ar", "one-page", "screen").html
    assert re.search(r'<a href="214-water.he.one-page.html" lang="he" dir="rtl" hreflang="he">', html)
    assert re.search(r'<a href="214-water.ar.full.html">', html)
    address = "https://example.org/insight/214-water/214-water.en.one-page.html"
    assert f'<link rel="alternate" hreflang="en" href="{address}">' in html


def test_switcher_takes_the_nearest_length_there_is() -> None:
    everything = briefs()
    english = next(b for b in everything if b.name == "214-water.en.one-page")
    siblings = [b for b in everything if b.name in {"214-water.he.full", "214-water.en.one-page"}]
    html = render(english, theme(), "screen", siblings).html
    assert 'href="214-water.he.full.html" lang="he"' in html
    assert 'lang="ar"' not in html


def test_a_block_in_another_language_says_so() -> None:
    everything = briefs()
    arabic = next(b for b in everything if b.name == "214-water.ar.one-page")
    hebrew = next(b for b in everything if b.name == "214-water.he.one-page")
    mixed = Brief(
        arabic.series, arabic.issue, arabic.language, arabic.length, hebrew.blocks, frozenset({"summary"})
    )
    html = render(mixed, theme(), "print", [mixed]).html
    assert '<section class="key" data-block="summary" aria-labelledby="summary" lang="he" dir="rtl">' in html
    assert '<p class="fallback" lang="ar" dir="rtl">لم يُترجَم' in html
    assert "العبرية" in html


def test_text_is_the_main_part_in_reading_order() -> None:
    lines = page("he", "full", "print").text.split("\n")
    order = ["מים מעבר לגבול: האם שיתוף הפעולה יתרחב?", "עיקרי הדברים", "הכוונה למים שפירים בלבד.", "מקורות"]
    places = [lines.index(line) for line in order]
    assert places == sorted(places)
    paragraph = next(line for line in lines if line.startswith("הסכם השלום קבע"))
    assert paragraph == (
        "הסכם השלום קבע נספח מפורט למים. הזמינות ירדה אל מתחת למה שארגון FAO מגדיר מחסור חמור."
    )
    assert "1994 הסכם השלום ונספח המים" in lines


def test_description_and_date_reach_the_head() -> None:
    html = page("en", "full", "print").html
    assert '<meta name="author" content="Noa Barak">' in html
    assert '<meta name="keywords" content="water, Jordan">' in html
    assert '<meta name="dcterms.created" content="2026-11-22">' in html
    assert '<meta name="description" content="Scarcity of water' in html


@pytest.mark.parametrize(
    ("title", "first", "long"),
    [
        ("Russia in Syria: Back Through the Security Door?", "Russia in Syria:", True),
        ("רוסיה בסוריה: חזרה דרך שער הביטחון?", "רוסיה בסוריה:", False),
        ("روسيا في سوريا: عودة من باب الأمن؟", "روسيا في سوريا:", False),
        ("ماذا تريد روسيا؟ عودة هادئة من باب الأمن", "ماذا تريد روسيا؟", False),
        ("Syria: Russia Is Back Through the Security Door", "Syria: Russia Is Back", False),
    ],
)
def test_a_title_breaks_after_a_colon(title: str, first: str, long: bool) -> None:
    """Where that makes a line a little too long, the title is a little smaller."""
    found = balanced(title)
    assert (found[0], is_long(found)) == (first, long)
    assert max(map(ems, found)) <= LONG_LINE


def test_missing_figure_is_told() -> None:
    brief = next(b for b in briefs() if b.name == "214-water.en.full")
    object.__setattr__(brief.issue, "figures", {})
    with pytest.raises(BriefgenError, match=r"figures/timeline\.csv.*missing"):
        render(brief, theme(), "print", [brief])


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Water Across the Border", 1),
        ("Water Across the Border: Can Cooperation Grow?", 2),
        ("A title of so many words that it must run to three lines whatever anybody does about it", 1),
        ("Wassergenossenschaftsversammlungsbeschlussvorlage", 1),
        ("Russia in Syria: Back Through the Security Door?", 2),
        ("רוסיה בסוריה: חזרה דרך שער הביטחון?", 2),
    ],
)
def test_title_of_two_lines_is_balanced(title: str, parts: int) -> None:
    found = balanced(title)
    assert len(found) == parts
    assert " ".join(found) == title
    assert parts == 1 or max(map(ems, found)) <= (LONG_LINE if is_long(found) else LINE)
