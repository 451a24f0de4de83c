"""The report of a change: words and pages before and after, in one file that asks for nothing."""

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner
from conftest import CORPUS, REPOSITORY
from PIL import Image, ImageDraw
from playwright.sync_api import Browser
from test_changes import edit
from test_check import lay_out
from test_history import commit
from test_html import AXE, LEVELS

from briefgen import build, changes, pagepictures, passages, plates
from briefgen.build import Work
from briefgen.cli import cli
from briefgen.diagnostics import BriefgenError
from briefgen.index import Seen
from briefgen.languages import language

ISSUE = "content/1-first"


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["diff", "--project", str(folder), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the title in English, a paragraph in Hebrew and the order of pages changed."""
    folder = tmp_path_factory.mktemp("review") / "project"
    lay_out(CORPUS / "base", folder)
    (folder / ISSUE / "he/insights.md").write_text(
        "---\ntitle: תובנות\n---\nהמשלחת של HTS Group 7 באה.\n\nפסקה שאינה משתנה.\n", encoding="utf-8"
    )
    commit(folder)
    edit(folder / ISSUE / "issue.yaml", "en: Title", "en: Another title")
    edit(folder / ISSUE / "he/insights.md", "באה", "הלכה <b>")
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> Path:
    code, output = run(folder, "HEAD", "1.he.full", "1-first.en.one-page.pdf")
    assert code == 0 and output.endswith("output/diff.html\nbriefs shown: 2\n"), output
    return folder / "output/diff.html"


class _Asked(HTMLParser):
    """What a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" or any(name.startswith("on") for name, _ in attrs)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "srcset"}]


def test_the_page_asks_for_nothing(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    parser = _Asked()
    parser.feed(text)
    assert parser.scripts == 0
    assert {address.partition(":")[0] for address in parser.addresses if address[0] != "#"} == {"data"}
    assert not re.search(r"url\((?!data:)|@import", text)
    assert "Content-Security-Policy\" content=\"default-src 'none'; img-src data:;" in text


@pytest.fixture(scope="module")
def shown(browser: Browser, report: Path) -> dict[str, object]:
    """What Chromium makes of the page, on a phone in the dark."""
    page = browser.new_page(viewport={"width": 375, "height": 800}, color_scheme="dark")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    found = page.evaluate(LOOK)
    page.close()
    return {**found, "said": said}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, report: Path, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(report.as_uri())
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)
    page.close()
    assert found["passes"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []


LOOK = """() => ({
  overflow: document.documentElement.scrollWidth - innerWidth,
  fonts: [...document.fonts].filter(font => font.status === "error").length,
  articles: [...document.querySelectorAll("article")].map(article => ({
    id: article.id, dir: getComputedStyle(article).direction, heads: article.querySelector(".pair").innerText,
    passages: [...article.querySelectorAll(".passage")].map(each => ({
      dir: getComputedStyle(each).direction,
      gone: [...each.querySelectorAll("del")].map(one => one.innerText),
      new: [...each.querySelectorAll("ins")].map(one => one.innerText),
      before: each.querySelector(".before").innerText, after: each.querySelector(".after").innerText,
      name: each.closest("section").querySelector("h3").innerText,
    })),
    pictures: [...article.querySelectorAll("img")].map(image => image.naturalWidth),
    marks: article.querySelectorAll("i").length, same: article.querySelectorAll(".same").length,
  })),
})"""


def test_languages_follow_each_other_as_in_the_series(shown: dict[str, list[dict[str, object]]]) -> None:
    assert [article["id"] for article in shown["articles"]] == ["1-first.he.full", "1-first.en.one-page"]


def test_each_side_is_in_its_own_direction(shown: dict[str, list[dict[str, object]]]) -> None:
    hebrew, english = shown["articles"]
    assert (english["id"], english["dir"]) == ("1-first.en.one-page", "ltr")
    assert (hebrew["id"], hebrew["dir"]) == ("1-first.he.full", "rtl")
    assert "Before" in str(english["heads"]) and "לפני" in str(hebrew["heads"])


def test_words_stand_under_their_block(shown: dict[str, list[dict[str, object]]]) -> None:
    hebrew, english = (article["passages"] for article in shown["articles"])
    assert hebrew == [
        {
            "dir": "rtl",
            "gone": ["באה"],
            "new": ["הלכה <\u2066b\u2069>"],
            # What goes from left to right is isolated, so that it stands in order.
            "before": "המשלחת של \u2066HTS Group 7\u2069 באה.",
            "after": "המשלחת של \u2066HTS Group 7\u2069 הלכה <\u2066b\u2069>.",
            "name": "תובנות he/insights.md",
        }
    ]
    assert [(row["gone"], row["new"], row["name"]) for row in english] == [
        (["Title"], ["Another title"], "Around the text")
    ]


def test_pages_stand_side_by_side_and_tell_where_they_differ(
    shown: dict[str, list[dict[str, object]]],
) -> None:
    for article in shown["articles"]:
        assert article["pictures"] == [900, 900] and article["marks"] >= 2
    assert (shown["overflow"], shown["fonts"], shown["said"]) == (0, 0, [])


def test_a_page_that_is_the_same_has_no_picture(folder: Path, tmp_path: Path) -> None:
    code, output = run(folder, "HEAD", "1.he.one-page", "--output", str(tmp_path / "none.html"))
    assert (
        code == 0 and "briefs shown: 0" in output and "<article" not in (tmp_path / "none.html").read_text()
    )


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["--", "-x"], ["HEAD", "7.he.full"], ["HEAD", "1.fr.full"]]
)
def test_what_is_not_known_is_told(folder: Path, arguments: list[str]) -> None:
    code, output = run(folder, *arguments)
    assert code == 2 and "error: " in output


def test_the_earlier_pages_have_the_earlier_fonts(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    lay_out(CORPUS / "base", folder)
    (folder / "fonts").mkdir()
    (folder / "fonts/Own.ttf").write_bytes(b"earlier")
    commit(folder)
    press = build.press(build.workshop(folder, Seen({}, 0)), Work(folder / "output"))
    assert plates.earlier(folder, press, changes.since(folder, "HEAD")) is press
    (folder / "fonts/Own.ttf").write_bytes(b"later")
    earlier = plates.earlier(folder, press, changes.since(folder, "HEAD"))
    assert [(path / "Own.ttf").is_file() for path in earlier.fonts] == [True, False]
    assert (earlier.fonts[0] / "Own.ttf").read_bytes() == b"earlier" and earlier.engine != press.engine


def test_the_extra_is_named_where_it_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(pagepictures, "import_module", missing)
    code, output = run(folder, "HEAD")
    assert code == 2 and "pip install 'briefgen[pictures]'" in output


def picture(*lines: int, size: tuple[int, int] = (100, 1000)) -> bytes:
    image, data = Image.new("RGB", size, "white"), BytesIO()
    for line in lines:
        ImageDraw.Draw(image).rectangle((10, line, 60, line + 9), "black")
    image.save(data, "PNG")
    return data.getvalue()


def test_bands_are_where_pictures_differ() -> None:
    assert pagepictures.bands(picture(100), picture(100)) == []
    assert pagepictures.bands(picture(), picture(100)) == [(0.1, 0.01)]
    assert pagepictures.bands(picture(100, 500), picture(115, 900)) == [
        (0.1, 0.025), (0.5, 0.01), (0.9, 0.01),
    ]  # fmt: skip
    assert pagepictures.bands(picture(), picture(size=(100, 500))) == [(0.0, 1.0)]


def test_pages_are_drawn_alike_every_time() -> None:
    from test_engine import bundle

    from briefgen.typeset import typeset

    pdf = typeset(bundle("<p>One.</p><p style='break-before: page'>Two.</p>"), [REPOSITORY / "fonts"])
    pages = pagepictures.pages(pdf, 300)
    assert pages == pagepictures.pages(pdf, 300) and len(pages) == 2 and pages[0] != pages[1]
    assert [Image.open(BytesIO(page)).size[0] for page in pages] == [300, 300]
    with pytest.raises(BriefgenError, match="cannot be drawn"):
        pagepictures.pages(b"no PDF", 300)


@pytest.mark.parametrize(
    ("now", "sides"),
    [
        ("A new paragraph on the port and the coast, with many words.", [("Two words.", ""), ("", ...)]),
        ("Other text", [("Two words.", "Other text")]),
    ],
)
def test_two_words_that_went_are_not_replaced_by_a_long_paragraph(
    now: str, sides: list[tuple[object, object]]
) -> None:
    found = passages._passages(["Same.", "Two words.", "End."], ["Same.", now, "End."], language("en"))
    shown = [tuple("".join(p.text for p in side) for side in (each.before, each.after)) for each in found]
    assert shown == [tuple(now if text is ... else text for text in pair) for pair in sides]
