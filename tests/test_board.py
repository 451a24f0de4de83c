"""The pages of `status --html` and `translation diff --html` in a browser: they fit and bar nobody."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from test_html import AXE, AXES, LEVELS
from test_translations import NEW, SOURCE, TRANSLATION, follow, project, run

__all__ = ["project"]

LINK = "[קישור ארוך](https://example.org/a-very-long-address/that-goes-on-and-on/without-an-end)[@report]"


@pytest.fixture
def pages(project: Path) -> list[Path]:
    """Write both pages of a project in which every state occurs."""
    (project / SOURCE).write_text(f"{NEW}\n{LINK}\n")
    follow(project, "content/1-first/en/background.md", "he/background.md")
    (project / "content/1-first/en/summary.md").unlink()
    board, sheet = project / "board.html", project / "sheet.html"
    run(project, "status", "--html", str(board))
    run(project, "translation", "diff", TRANSLATION, "--html", str(sheet))
    return [board, sheet]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_fit_and_bar_nobody(width: int, scheme: str, pages: list[Path], browser: Browser) -> None:
    view = {"width": width, "height": 900}
    page = browser.new_page(viewport=view, color_scheme="dark" if scheme == "dark" else "light")
    for path in pages:
        page.goto(path.as_uri())
        needed, given = page.evaluate(AXES)
        assert needed <= given, path.name
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)
        assert found["passes"]
        told = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]]
        assert told == [], path.name
    page.close()


def test_only_issues_that_wait_for_somebody_are_unfolded(pages: list[Path], browser: Browser) -> None:
    page = browser.new_page()
    page.goto(pages[0].as_uri())
    side = page.locator("section#en")
    assert side.locator("details[open]").count() == 1
    assert side.locator(".task").all_inner_texts() == ["stale: 1", "missing: 2", "never reviewed: 2"]
    page.close()


def test_no_space_is_struck_out(pages: list[Path], browser: Browser) -> None:
    page = browser.new_page()
    page.goto(pages[1].as_uri())
    words = page.locator("del, ins").all_text_contents()
    assert words and all(text == text.lstrip() for text in words)
    page.close()
