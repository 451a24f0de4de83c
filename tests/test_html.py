"""Pages on screens, in Chromium: they fit, can be read and walked through, and ask nothing from outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from test_render import briefs, theme

from briefgen import site
from briefgen.colours import ratio
from briefgen.render import render

LANGUAGES = ("he", "ar", "en")
PAGES = [
    *(f"214-water/214-water.{code}.full.html" for code in LANGUAGES),
    "214-water/214-water.ar.one-page.html",
    "index.html",
    "he/index.html",
]
AXES = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, everything, look = tmp_path_factory.mktemp("output"), briefs(), theme(fonts=True)
    made = site.pages(everything[0].series, everything, look)
    for brief in everything:
        made[f"{brief.issue.name}/{brief.name}.html"] = render(
            brief, look, "screen", everything
        ).html.encode()
    for path, data in made.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_off_the_side(path: str, output: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((output / path).as_uri())
    for width in (320, 600, 900, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        needed, given = page.evaluate(AXES)
        assert needed <= given, width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


KINDS = [
    *(f"214-water/214-water.{code}.{length}.html" for code in LANGUAGES for length in ("full", "one-page")),
    *(f"{code}/index.html" for code in LANGUAGES),
    "index.html",
]
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(width: int, scheme: str, output: Path, browser: Browser) -> None:
    script = AXE.read_text(encoding="utf-8")
    view = {"width": width, "height": 900}
    page = browser.new_page(viewport=view, color_scheme="dark" if scheme == "dark" else "light")
    for path in KINDS:
        page.goto((output / path).as_uri())
        page.evaluate(script)
        found = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)
        assert found["passes"], path
        told = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]]
        assert told == [], path
    page.close()


@pytest.mark.parametrize("code", LANGUAGES)
def test_text_twice_as_large_still_fits(code: str, output: Path, page: Page) -> None:
    page.goto((output / f"214-water/214-water.{code}.full.html").as_uri())
    page.add_style_tag(content="html { font-size: 200% }")
    needed, given = page.evaluate(AXES)
    assert needed <= given


@pytest.mark.parametrize(("code", "scheme"), [("he", "light"), ("ar", "dark"), ("en", "dark")])
def test_every_text_stands_out_from_its_ground(
    code: str, scheme: str, output: Path, browser: Browser
) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((output / f"214-water/214-water.{code}.full.html").as_uri())
    pairs = page.evaluate(
        """() => {
          const ground = element => {
            for (let e = element; e; e = e.parentElement) {
              const colour = getComputedStyle(e).backgroundColor;
              if (!colour.endsWith(', 0)')) return colour;
            }
            return 'none';
          };
          const found = new Set();
          for (const element of document.body.querySelectorAll('*'))
            if ([...element.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
              found.add(getComputedStyle(element).color + '|' + ground(element));
          return [...found];
        }"""
    )
    page.close()
    assert len(pairs) > 4
    for pair in pairs:
        text, _, ground = pair.partition("|")
        assert ratio(_hex(text), _hex(ground)) >= 4.5, pair


def _hex(colour: str) -> str:
    channels = colour.partition("(")[2].rstrip(")").split(",")[:3]
    return "#" + "".join(f"{int(channel):02x}" for channel in channels)


def test_dark_screens_are_dark(output: Path, browser: Browser) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto((output / PAGES[0]).as_uri())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 23, 26)"
    page.close()


@pytest.mark.parametrize(
    ("code", "family"), [("he", "Frank Ruhl Libre"), ("ar", "Noto Naskh Arabic"), ("en", "IBM Plex Serif")]
)
def test_fonts_are_the_page_s_own(code: str, family: str, output: Path, page: Page) -> None:
    page.goto((output / f"214-water/214-water.{code}.full.html").as_uri())
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert family in {name.strip('"') for name in loaded}


@pytest.mark.parametrize("code", LANGUAGES)
def test_keyboard_skips_to_the_text_and_shows_where_it_is(code: str, output: Path, page: Page) -> None:
    page.goto((output / f"214-water/214-water.{code}.full.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#text"


def test_switcher_opens_the_other_language(output: Path, page: Page) -> None:
    page.goto((output / "214-water/214-water.he.full.html").as_uri())
    page.get_by_role("link", name="العربية").click()
    assert page.evaluate("document.documentElement.lang") == "ar"
    page.get_by_role("link", name="صفحة واحدة").click()
    assert page.url.endswith("214-water.ar.one-page.html")


@pytest.mark.parametrize(("code", "start_is_right"), [("he", True), ("ar", True), ("en", False)])
def test_rail_stands_at_the_start_edge(code: str, start_is_right: bool, output: Path, page: Page) -> None:
    page.goto((output / f"214-water/214-water.{code}.full.html").as_uri())
    rail, title = (page.locator(selector).bounding_box() for selector in (".meta", "h1"))
    assert rail
    assert title
    assert (rail["x"] > title["x"]) is start_is_right
    assert abs(rail["y"] - title["y"]) < 20


@pytest.mark.parametrize(("code", "mirrored"), [("he", True), ("en", False)])
def test_labels_of_the_timeline_stand_at_their_dots(
    code: str, mirrored: bool, output: Path, page: Page
) -> None:
    page.goto((output / f"214-water/214-water.{code}.full.html").as_uri())
    boxes = [label.bounding_box() for label in page.locator(".timeline li").all()]
    dots = [dot.bounding_box() for dot in page.locator(".timeline circle").all()]
    assert len(boxes) == len(dots) == 4
    order = [box["x"] for box in dots if box]
    assert order == sorted(order, reverse=mirrored)
    for box, dot in zip(boxes, dots, strict=True):
        assert box
        assert dot
        assert box["y"] + box["height"] <= dot["y"] or box["y"] >= dot["y"] + dot["height"]
    # A second of its width is no tolerance for chance: each dot stands over or under its own label.
    assert all(
        b and d and b["x"] - 2 <= d["x"] + d["width"] / 2 <= b["x"] + b["width"] + 2
        for b, d in zip(boxes, dots, strict=True)
    )


def test_timeline_is_a_list_on_phones(output: Path, page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto((output / "214-water/214-water.he.full.html").as_uri())
    assert not page.locator(".timeline svg").is_visible()
    tops = [box["y"] for label in page.locator(".timeline li").all() if (box := label.bounding_box())]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4


def test_printed_by_a_browser_it_loses_its_controls(output: Path, page: Page) -> None:
    page.goto((output / "214-water/214-water.en.full.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
