"""The preview in Chromium: it follows saves, keeps its place, tells what is wrong, and is for everybody."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from previewing import GIT, Running, get, preview, start
from test_html import AXE, AXES, LEVELS

expect.set_options(timeout=20_000)

FULL = "/en/issue/214-water?show=214-water.en.full:html"
PAGES = "/en/issue/214-water?show=214-water.en.one-page:pages"
BOTH = "/en/issue/214-water?show=214-water.he.full:html&show=214-water.ar.full:html"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with preview(tmp_path_factory.mktemp("serve") / "project") as found:
        yield found


@pytest.fixture
def page(browser: Browser, running: Running) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=running.address)
    said: list[str] = []
    # The picture of an issue may be asked for when the issue has just gone.
    gone = "/cover/"
    opened.on("console", lambda each: said.append(each.text) if gone not in each.location["url"] else None)
    opened.on("pageerror", lambda fault: said.append(str(fault)))
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    opened.close()
    # Whatever the policy of a page forbids is told on the console.
    assert [text for text in said if "ERR_" not in text] == []
    assert [url for url in asked if not url.startswith((running.address, "data:"))] == []


@pytest.fixture
def put(running: Running) -> Iterator["Saves"]:
    saves = Saves(running)
    yield saves
    saves.back()


class Saves:
    """Files of the issue that a test writes, put back after it."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.before: dict[Path, bytes | None] = {}

    def __call__(self, name: str, text: str) -> None:
        """Save a file of the issue as editors do: under another name, then in one step."""
        path = self.running.path(name)
        self.before.setdefault(path, path.read_bytes() if path.exists() else None)
        path.with_name(f".{path.name}.part").write_text(text, encoding="utf-8")
        path.with_name(f".{path.name}.part").replace(path)

    def change(self, name: str, old: str, new: str) -> None:
        """Change words of a file."""
        text = self.running.path(name).read_text(encoding="utf-8")
        assert old in text
        self(name, text.replace(old, new, 1))

    def back(self) -> None:
        """Put all files back."""
        for path, data in self.before.items():
            if data is None:
                path.unlink()
            else:
                path.write_bytes(data)


def shown(page: Page, number: int = 0) -> FrameLocator:
    """Return the edition in a pane once it is there, in its fonts, and as long as its frame."""
    frame = page.frame_locator("iframe").nth(number)
    expect(frame.locator("h1")).to_be_visible()
    page.wait_for_function(
        """async number => {
          const frame = document.querySelectorAll('iframe')[number], shown = frame.contentDocument;
          if (shown.readyState !== 'complete') return false;
          await shown.fonts.ready;
          const { height } = shown.documentElement.getBoundingClientRect();
          return frame.style.blockSize === `${Math.ceil(height)}px`;
        }""",
        arg=number,
    )
    return frame


def ready(page: Page) -> None:
    """Wait until pages are made and rules applied."""
    expect(page.locator(".meter.known").first).to_be_visible()


def pixels(page: Page) -> str:
    """Return what the first page shows, pixel by pixel."""
    found: str = page.locator(".pages canvas").first.evaluate("canvas => canvas.toDataURL()")
    return found


def told_of(page: Page, pattern: str = r"content/214-water/en/([\w.-]+\.md):(\d+)") -> re.Match[str]:
    """Return the file and line that the foot of the window names, once it names one."""
    where = page.locator("#where")
    expect(where).to_have_text(re.compile(f"^{pattern}$"))
    told = re.fullmatch(pattern, where.inner_text())
    assert told
    return told


def painted(page: Page) -> None:
    """Wait until the browser has laid out and painted what it was told."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def briefgen(*arguments: str | Path) -> None:
    """Run a command."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "briefgen", *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment)


def test_saved_words_are_shown_and_the_place_is_kept(page: Page, put: Saves) -> None:
    page.goto(FULL)
    frame = shown(page)
    stage = page.locator(".stage")
    stage.evaluate("element => { element.scrollTop = 500 }")
    last = frame.locator("#insights")
    before = last.bounding_box()
    last.evaluate("element => { element.marked = true }")
    words = put.running.path("en/summary.md").read_text(encoding="utf-8")
    put("en/summary.md", f"A new paragraph far above what is read.\n\n{words}")
    expect(frame.locator("main")).to_contain_text("A new paragraph")
    after = last.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 3
    # What did not change is the same element still.
    assert last.evaluate("element => element.marked")


def test_error_leaves_the_last_good_page(page: Page, put: Saves) -> None:
    page.goto(FULL)
    frame = shown(page)
    words = frame.locator("#background + p, #background ~ p").first.inner_text()
    put("en/background.md", "---\ntitle: Background\nno end of this head\n")
    overlay = page.locator(".overlay")
    expect(overlay).to_contain_text("opens front matter that never ends")
    expect(overlay.locator("a").first).to_have_text("content/214-water/en/background.md:1")
    assert "never ends" not in frame.locator("main").inner_text()
    assert words in frame.locator("main").inner_text()
    put.back()
    expect(overlay).to_be_hidden()


def test_issue_that_cannot_be_read_stays_as_it_was(page: Page, put: Saves) -> None:
    for path in (FULL, PAGES):
        page.goto(path)
        if path == FULL:
            shown(page)
        else:
            leaf_shown(page)
        put.change("issue.yaml", "number:", "number: [")
        overlay = page.locator(".overlay")
        expect(overlay.locator("a").first).to_have_text(re.compile(r"^content/214-water/issue.yaml:\d+$"))
        # Whoever comes later sees the same.
        page.reload()
        expect(overlay).to_contain_text("is not YAML")
        shown(page) if path == FULL else leaf_shown(page)
        put.back()
        expect(overlay).to_be_hidden()
    put.change("issue.yaml", "number:", "number: [")
    page.goto("/en/")
    expect(page.locator(".mark.errors").first).to_be_visible()
    put.running.path("en").rename(put.running.path("elsewhere"))
    try:
        expect(page.locator(".issue")).to_have_count(1)
    finally:
        put.running.path("elsewhere").rename(put.running.path("en"))


def test_fault_that_rules_find_is_told_before_the_page_changes(page: Page, put: Saves) -> None:
    page.goto(FULL)
    frame = shown(page)
    put("en/summary.md", "This sentence cites nobody[@nobody].\n")
    expect(page.locator(".overlay")).to_contain_text("nobody")
    assert "cites nobody" not in frame.locator("main").inner_text()
    note = page.locator(".note.error")
    expect(note).to_contain_text("nobody")
    put("en/summary.md", "This sentence cites no source.\n")
    expect(page.locator(".overlay")).to_be_hidden()
    expect(frame.locator("main")).to_contain_text("cites no source")


def test_two_languages_scroll_in_step(page: Page) -> None:
    page.goto(BOTH)
    frames = [shown(page, 0), shown(page, 1)]
    assert [frame.locator("html").get_attribute("dir") for frame in frames] == ["rtl", "rtl"]
    stages = page.locator(".stage").all()
    for kind in ("insights", "background"):
        top = frames[0].locator(f"#{kind}").evaluate("e => e.getBoundingClientRect().top")
        stages[0].evaluate("(stage, top) => { stage.scrollTop = top - 40 }", top)
        page.wait_for_function(
            """kind => {
              const [one, two] = [...document.querySelectorAll('iframe')].map(frame =>
                frame.contentDocument.getElementById(kind).getBoundingClientRect().top
                + frame.getBoundingClientRect().top);
              return Math.abs(one - two) < 40;
            }""",
            arg=kind,
        )


def test_pages_follow_too(page: Page, put: Saves) -> None:
    page.goto(PAGES)
    canvas = page.locator(".pages canvas")
    expect(canvas).to_have_count(1)
    expect(canvas).to_have_attribute("data-shown", re.compile("."))
    first = canvas.get_attribute("data-shown")
    before = pixels(page)
    assert canvas.evaluate("canvas => canvas.width") == 1000
    expect(page.locator(".meter .left")).to_have_text(re.compile(r"^\d+ words? left on this page$"))
    left = int(page.locator(".meter .left").inner_text().split()[0])
    put.change("en/background.md", ".", ". Five more words for you.")
    expect(canvas).not_to_have_attribute("data-shown", first or "")
    assert pixels(page) != before
    expect(page.locator(".meter .left")).not_to_have_text(f"{left} words left on this page")


def test_too_long_is_told_and_shown(page: Page, put: Saves) -> None:
    page.goto(PAGES)
    expect(page.locator(".pages canvas")).to_have_count(1)
    text = put.running.path("en/background.md").read_text()
    put("en/background.md", text + "\n\nToo many words stand here. " * 90)
    expect(page.locator(".meter.over .left")).to_have_text(re.compile(r"^\d+ words too many$"))
    expect(page.locator(".pages canvas").nth(1)).to_be_visible()
    expect(page.locator(".note.error").first).to_contain_text("too long")
    assert get(put.running.port, "/output/214-water.en.one-page.pdf")[0] == 409


def test_stale_mark_shows_the_words(page: Page, put: Saves) -> None:
    page.set_viewport_size({"width": 1400, "height": 800})
    source, translation = put.running.path("he/background.md"), "ar/background.md"
    blob = subprocess.run(
        [*GIT, "hash-object", source], check=True, capture_output=True, text=True
    ).stdout.strip()
    text = put.running.path(translation).read_text(encoding="utf-8")
    head = f"translation-of: he/background.md@{blob}\n"
    text = re.sub(r"^translation-of:.*\n", "", text, flags=re.MULTILINE)
    put(translation, text.replace("---\n", f"---\n{head}", 1))
    page.goto("/ar/issue/214-water?show=214-water.ar.full:html")
    shown(page)
    ready(page)
    expect(page.locator(".note.stale")).to_have_count(0)
    lines = source.read_text(encoding="utf-8").split("\n")
    at = next(index for index, line in enumerate(lines) if len(line) > 60)
    lines[at] = "חדש " + lines[at]
    put("he/background.md", "\n".join(lines))
    note = page.locator(".note.stale")
    expect(note).to_contain_text("تغيّرت كلمة واحدة في الأصل")
    expect(note.locator("ins")).to_contain_text("חדש")
    assert note.locator(".diff").get_attribute("dir") == "rtl"


def test_pointer_tells_file_and_line(page: Page, running: Running) -> None:
    page.goto(FULL)
    frame = shown(page)
    frame.locator("[data-at]").nth(3).hover()
    told, where = told_of(page), page.locator("#where")
    line = running.path(f"en/{told[1]}").read_text(encoding="utf-8").split("\n")[int(told[2]) - 1]
    assert line.strip()
    words = frame.locator("[data-here]").inner_text().split()
    assert words[1] in line
    own = f"vscode://file/{running.root}/content/214-water/en/{told[1]}:{told[2]}"
    expect(where).to_have_attribute("href", own)


def test_keyboard_alone(page: Page) -> None:
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    reached = focusing(page, "issue-link", ".issue h2 a")
    assert reached.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    page.keyboard.press("Enter")
    shown(page)
    ready(page)
    focusing(page, "stage", ".stage")
    page.keyboard.press("n")
    page.keyboard.press("n")
    first = told_of(page)[0]
    page.keyboard.press("n")
    expect(page.locator("#where")).not_to_have_text(first)
    page.keyboard.press("p")
    expect(page.locator("#where")).to_have_text(first)
    focusing(page, "where", "#where")


def focusing(page: Page, what: str, selector: str) -> Page:
    """Press Tab until an element has the focus."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return page
        page.keyboard.press("Tab")
    raise AssertionError(what)


@pytest.mark.parametrize("path", ["/en/", "/ar/", FULL, BOTH, PAGES])
def test_nothing_runs_off_the_side(path: str, page: Page) -> None:
    page.goto(path)
    if "issue" in path:
        ready(page)
    for width in (320, 390, 700, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        painted(page)
        needed, given = page.evaluate(AXES)
        assert needed <= given, width


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("/en/", "light"),
        ("/ar/", "dark"),
        (FULL, "dark"),
        (PAGES, "dark"),
        (BOTH.replace("/en/", "/ar/"), "light"),
    ],
)
def test_axe_finds_nothing(path: str, scheme: str, browser: Browser, running: Running, put: Saves) -> None:
    view = {"width": 1280, "height": 800}
    page = browser.new_page(
        viewport=view, base_url=running.address, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto(path)
    if "issue" in path:
        ready(page)
        put("ar/summary.md", "[@nobody]\n")
        put("en/summary.md", "[@nobody]\n")
        expect(page.locator(".overlay:visible")).to_have_count(1)
        expect(page.locator(".note").first).to_be_attached()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("levels => axe.run(document, {runOnly: levels, iframes: false})", LEVELS)
    assert found["passes"]
    told = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]]
    assert told == []
    page.close()


def test_interface_in_arabic_is_mirrored(page: Page) -> None:
    page.goto("/ar/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".count")).to_have_text("عدد واحد")
    name, tongues = (box(page.locator(selector)) for selector in (".bar .name", ".tongues"))
    assert name["x"] > tongues["x"]
    number, title = box(page.locator(".issue .number")), box(page.locator(".issue h2"))
    assert number["x"] > title["x"]
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def box(locator: Locator) -> dict[str, float]:
    """Return where an element stands."""
    found = locator.first.bounding_box()
    assert found
    return {"x": found["x"], "y": found["y"]}


def test_board_finds_issues_and_shows_first_pages(page: Page, running: Running) -> None:
    page.goto("/en/")
    covers = page.locator(".cover img")
    expect(covers).to_have_count(6, timeout=60_000)  # they are made while nothing else is
    assert covers.first.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 280
    expect(page.locator(".marks .mark.fresh")).to_have_text("All editions are fresh")
    search = page.get_by_role("searchbox")
    search.fill("nothing like it")
    expect(page.locator("#none")).to_have_text("No issue has that.")
    expect(page.locator(".issue").first).not_to_be_visible()
    search.fill("مياه 214")
    expect(page.locator(".issue")).to_be_visible()
    assert len(list((running.root / ".briefgen" / "memo").rglob("*"))) > 6


def test_issues_come_and_go_and_their_states_follow(page: Page, put: Saves) -> None:
    page.goto("/en/")
    expect(page.locator(".issue")).to_have_count(1)
    command = [
        sys.executable,
        "-m",
        "briefgen",
        "new",
        "issue",
        "7",
        "seventh",
        "--project",
        put.running.root,
    ]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(REPOSITORY)})
    expect(page.locator(".issue")).to_have_count(2)
    folder = put.running.root / "content" / "7-seventh"
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()
    expect(page.locator(".issue")).to_have_count(1)
    put("en/summary.md", "[@nobody]\n")
    expect(page.locator(".mark.errors").first).to_have_text("2 editions with errors")
    put.back()
    expect(page.locator(".mark.errors")).to_have_count(0)


def test_configuration_that_is_wrong_is_told_on_the_board(page: Page, running: Running) -> None:
    page.goto("/en/")
    path = running.root / "briefgen.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("series:", "serial:"), encoding="utf-8")
    try:
        expect(page.locator(".faults.whole")).to_contain_text("briefgen.yaml")
        expect(page.locator(".issue")).to_have_count(1)
    finally:
        path.write_text(text, encoding="utf-8")
    expect(page.locator(".faults.whole")).to_have_count(0)


def test_what_is_handed_out_is_what_a_build_writes(page: Page, running: Running) -> None:
    page.goto(PAGES)
    with page.expect_download() as made:
        page.get_by_role("link", name="PDF").click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    folder = running.root / "output"
    briefgen("build", "--lang", "en", "--length", "one-page", "--project", running.root, "--output", folder)
    built = running.root / "output" / "214-water" / "214-water.en.one-page.pdf"
    assert made.value.suggested_filename == built.name
    assert Path(made.value.path()).read_bytes() == built.read_bytes()
    _, head, html = get(running.port, "/output/214-water.en.one-page.html")
    assert html == built.with_suffix(".html").read_bytes()
    assert b"attachment; filename=214-water.en.one-page.html" in head
    _, head, pdf = get(running.port, "/output/214-water.en.one-page.pdf?open")
    assert b"content-disposition: inline" in head
    assert pdf == built.read_bytes()


def test_preview_that_was_killed_is_found_again(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with preview(tmp_path_factory.mktemp("killed") / "project") as first:
        page = browser.new_page(base_url=first.address)
        page.goto(FULL)
        frame = shown(page)
        first.stop(signal.SIGKILL)
        expect(page.locator("#lost")).to_contain_text("The preview has ended")
        first.path("en/summary.md").write_text("Written while nobody looked.\n", encoding="utf-8")
        second = start(first.root, first.port)
        try:
            expect(page.locator("#lost")).to_have_text("")
            expect(frame.locator("main")).to_contain_text("Written while nobody looked.")
        finally:
            page.close()
            assert second.stop() == 0


FULL_PAGES = "/en/issue/214-water?show=214-water.en.full:pages"


def leaf_shown(page: Page) -> None:
    """Wait until pages are there with the places of their blocks."""
    expect(page.locator(".leaf [data-at]").first).to_be_attached()


def test_pages_tell_file_and_line_too(page: Page, running: Running) -> None:
    page.goto(FULL_PAGES)
    leaf_shown(page)
    places = page.locator(".leaf [data-at]")
    assert places.count() > 5
    places.nth(2).hover()
    told, where = told_of(page), page.locator("#where")
    assert running.path(f"en/{told[1]}").read_text(encoding="utf-8").split("\n")[int(told[2]) - 1].strip()
    edit = page.locator(".edit")
    expect(edit).to_be_visible()
    expect(edit).to_have_attribute("href", where.get_attribute("href") or "")
    edit.hover()  # the way there leads over no other block
    expect(where).to_have_text(told[0])


def test_places_on_pages_are_where_the_words_are(page: Page, running: Running) -> None:
    page.goto(FULL_PAGES)
    leaf_shown(page)
    pictured = page.evaluate(
        """() => {
          const leaf = document.querySelector('.leaf'), shown = leaf.querySelector('canvas');
          const { width, height } = shown;
          const canvas = Object.assign(document.createElement('canvas'), { width, height });
          const context = canvas.getContext('2d', { willReadFrequently: true });
          context.drawImage(shown, 0, 0);
          const dark = (left, top, width, height) => {
            const { data } = context.getImageData(left, top, Math.max(1, width), Math.max(1, height));
            let found = 0;
            for (let at = 0; at < data.length; at += 4) found += data[at] < 128;
            return found / (data.length / 4);
          };
          return [...leaf.querySelectorAll('[data-at]')].map(({ style }) => {
            const [x, y, w, h] = ['left', 'top', 'width', 'height'].map((side, index) =>
              parseFloat(style[side]) / 100 * (index % 2 ? canvas.height : canvas.width));
            return dark(x, y, w, h);
          });
        }"""
    )
    assert pictured
    assert min(pictured) > 0.01


def test_note_stands_beside_its_block_on_pages(page: Page, put: Saves) -> None:
    page.set_viewport_size({"width": 1400, "height": 800})
    page.goto(FULL_PAGES)
    leaf_shown(page)
    text = put.running.path("en/insights.md").read_text(encoding="utf-8")
    put("en/insights.md", f"{text}\n\nThis cites nobody[@nobody].\n")
    note = page.locator(".note.error")
    expect(note).to_contain_text("nobody")
    painted(page)
    last = page.locator(".leaf [data-at]").evaluate_all(
        """all => Math.max(...all.map(each => each.getBoundingClientRect().top))"""
    )
    assert abs(box(note)["y"] - last) < 200
    # The button above leads to it.
    page.locator(".sum button.error").click()
    page.wait_for_function("document.activeElement.closest('.note.error') !== null")
    painted(page)
    assert 0 < box(note)["y"] < 800


def test_text_and_pages_scroll_in_step(page: Page) -> None:
    page.goto(FULL + "&show=214-water.ar.full:pages")
    frame = shown(page)
    leaf_shown(page)
    top = frame.locator("#insights").evaluate("e => e.getBoundingClientRect().top")
    page.locator(".stage").first.evaluate("(stage, top) => { stage.scrollTop = top - 96 }", top)
    page.wait_for_function(
        """() => {
          const pane = document.querySelectorAll('.pane')[1];
          const stage = pane.querySelector('.stage').getBoundingClientRect();
          const first = [...pane.querySelectorAll('[data-at]')].find(each => each.dataset.at.startsWith(
            document.querySelector('iframe').contentDocument.querySelector('#insights')
              .closest('section').querySelector('[data-at]').dataset.at.split(':')[0] + ':'));
          const at = first.getBoundingClientRect().top - stage.top;
          const end = pane.querySelector('.stage');
          return Math.abs(at - 96) < 60 || end.scrollTop + end.clientHeight >= end.scrollHeight - 2;
        }"""
    )


def test_phone_keeps_the_place_and_shows_both(browser: Browser, running: Running, put: Saves) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 760}, base_url=running.address)
    page.goto(BOTH)
    frames = [shown(page, 0), shown(page, 1)]
    panes = page.locator(".pane").all()
    assert all(pane.evaluate("e => e.clientHeight") > 250 for pane in panes)
    panes[0].evaluate("e => { e.scrollTop = 900 }")
    expect(frames[0].locator("h1")).not_to_be_in_viewport()
    page.wait_for_function("document.querySelectorAll('.pane')[1].scrollTop > 300")
    painted(page)
    last = frames[0].locator("#insights")
    before = box(last)["y"]
    words = put.running.path("he/summary.md").read_text(encoding="utf-8")
    put("he/summary.md", f"פסקה חדשה למעלה.\n\n{words}")
    expect(frames[0].locator("main")).to_contain_text("פסקה חדשה")
    assert abs(box(last)["y"] - before) < 3
    page.close()


def test_two_browser_programs_show_the_same(browser: Browser, page: Page, put: Saves) -> None:
    second = browser.browser_type.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    other = second.new_page(viewport={"width": 700, "height": 600}, base_url=put.running.address)
    for each in (page, other):
        each.goto(PAGES)
        expect(each.locator(".pages canvas")).to_have_attribute("data-shown", re.compile("."))
    before = pixels(page)
    shown = page.locator(".pages canvas").get_attribute("data-shown") or ""
    assert pixels(other) == before
    put.change("en/background.md", ".", ". Two see this.")
    for each in (page, other):
        expect(each.locator(".pages canvas")).not_to_have_attribute("data-shown", shown)
    assert pixels(page) == pixels(other) != before
    # The one goes, and the other follows on.
    other.close()
    second.close()
    shown = page.locator(".pages canvas").get_attribute("data-shown") or ""
    put.back()
    expect(page.locator(".pages canvas")).not_to_have_attribute("data-shown", shown)


def test_edition_with_errors_from_the_start_has_pages(page: Page, put: Saves) -> None:
    put("en/background.md", "This cites nobody[@nobody].\n")
    page.goto("/en/")  # the desk forgets the edition
    expect(page.locator(".mark.errors").first).to_be_visible()
    page.goto(FULL_PAGES)
    expect(page.locator(".overlay")).to_contain_text("nobody")
    leaf_shown(page)


def test_address_of_no_issue_is_answered_with_a_page(browser: Browser, running: Running) -> None:
    page = browser.new_page(base_url=running.address)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    answer = page.goto("/ar/issue/215-water")
    assert answer
    assert answer.status == 404
    expect(page.locator("h1")).to_be_visible()
    page.locator("a.home").click()
    expect(page.locator(".issue")).to_have_count(1)
    page.close()
    assert faults == []
