"""The pages around the editions: indexes, feeds, the choice of languages, the site map."""

import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from test_render import briefs, theme

from briefgen import site
from briefgen.model import Brief, PartialDate, Series

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def pages(everything: list[Brief] | None = None, series: Series | None = None) -> Mapping[str, bytes]:
    found = everything or briefs()
    return site.pages(series or found[0].series, found, theme())


def without_address(everything: list[Brief]) -> list[Brief]:
    return [replace(brief, series=replace(brief.series, url="")) for brief in everything]


def text(page: bytes) -> str:
    return re.sub(r"<style.*?</style>", "", page.decode(), flags=re.DOTALL)


def test_every_language_has_an_index_and_a_feed() -> None:
    folders = [f"{code}/{name}" for code in ("he", "ar", "en") for name in ("index.html", "feed.atom")]
    assert set(pages()) == {"index.html", "sitemap.xml", *folders}


@pytest.mark.parametrize(
    ("language", "title", "date", "count"),
    [
        ("he", "מים מעבר לגבול: האם שיתוף הפעולה יתרחב?", "22 בנובמבר 2026", "גיליון אחד"),
        ("ar", "مياه عبر الحدود: هل يتسع التعاون؟", "22 تشرين الثاني 2026", "عدد واحد"),
        ("en", "Water Across the Border: Can Cooperation Grow?", "22 November 2026", "1 issue"),
    ],
)
def test_index_lists_issues_with_every_edition(language: str, title: str, date: str, count: str) -> None:
    html = text(pages()[f"{language}/index.html"])
    assert f">{title}</a></h2>" in html
    assert f">{date}</time>" in html
    assert f'<p class="count">{count}</p>' in html
    for length in ("one-page", "full"):
        for suffix in ("html", "pdf"):
            assert f'href="../214-water/214-water.{language}.{length}.{suffix}"' in html


def test_links_of_the_site_arrive() -> None:
    made = pages()
    editions = {f"214-water/{brief.name}.{suffix}" for brief in briefs() for suffix in ("html", "pdf")}
    for path in ("index.html", "he/index.html", "ar/index.html", "en/index.html"):
        folder = path.rpartition("/")[0]
        for href in re.findall(r'href="([^"#]+)"', text(made[path])):
            if href.startswith("https:"):
                continue
            arrived = (
                href.removeprefix("../") if href.startswith("../") else "/".join(filter(None, (folder, href)))
            )
            assert arrived in {*made, *editions}, (path, href)


def test_latest_issue_comes_first() -> None:
    everything = briefs()
    older = replace(everything[0].issue, name="9-old", number=9, date=PartialDate(2020, 1))
    html = text(pages([*everything, *(replace(brief, issue=older) for brief in everything)])["en/index.html"])
    assert html.index("No. 214") < html.index("No. 9<")


def test_language_without_issues_says_so() -> None:
    hebrew = [brief for brief in briefs() if brief.language.code == "he"]
    assert "لا أعداد" in text(pages(hebrew)["ar/index.html"])


def test_feed_is_atom() -> None:
    feed = ElementTree.fromstring(pages()["ar/feed.atom"])
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id") or "")
        assert element.findtext(f"{ATOM}title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.findtext(f"{ATOM}updated") or "")
    (entry,) = feed.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}updated") == "2026-11-22T00:00:00Z"
    assert [name.text for name in entry.iter(f"{ATOM}name")] == ["نوعا براك", "دانيال أشكنازي"]
    links = {link.get("type"): link.get("href") for link in entry.iter(f"{ATOM}link")}
    stem = "https://example.org/insight/214-water/214-water.ar.full"
    assert links == {"text/html": f"{stem}.html", "application/pdf": f"{stem}.pdf"}
    assert entry.findtext(f"{ATOM}summary")


def test_ids_of_the_feed_differ_and_stay() -> None:
    first, second = pages(), pages()
    ids = {code: re.findall(rb"<id>(.*?)</id>", first[f"{code}/feed.atom"]) for code in ("he", "ar", "en")}
    every = [id for found in ids.values() for id in found]
    assert len(set(every)) == len(every) == 6
    assert first == second


def test_feed_without_an_address_is_relative() -> None:
    feed = pages(without_address(briefs()))["en/feed.atom"].decode()
    assert 'href="../214-water/214-water.en.full.html"' in feed
    assert "example.org/insight" not in feed


def test_site_map_names_every_page_and_its_languages() -> None:
    tree = ElementTree.fromstring(pages()["sitemap.xml"])
    locations = [element.text for element in tree.iter(f"{MAP}loc")]
    assert len(locations) == len(set(locations)) == 1 + 3 + 6
    entry = next(
        url
        for url in tree.iter(f"{MAP}url")
        if (url.findtext(f"{MAP}loc") or "").endswith("214-water.he.full.html")
    )
    alternates = {link.get("hreflang"): link.get("href") for link in entry.iter(f"{XHTML}link")}
    assert set(alternates) == {"he", "ar", "en"}
    assert all(address in locations for address in alternates.values())
    assert entry.findtext(f"{MAP}lastmod") == "2026-11-22"


def test_no_site_map_without_an_address() -> None:
    assert "sitemap.xml" not in pages(without_address(briefs()))


def test_titles_are_escaped() -> None:
    brief = next(brief for brief in briefs() if brief.language.code == "en")
    odd = replace(brief, issue=replace(brief.issue, title={"en": "Fish & <chips>"}))
    made = pages([odd])
    assert "Fish &amp; &lt;chips&gt;" in text(made["en/index.html"])
    assert (
        ElementTree.fromstring(made["en/feed.atom"]).findtext(f"{ATOM}entry/{ATOM}title") == "Fish & <chips>"
    )
