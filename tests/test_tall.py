"""Headings stand with what follows them, however tall it is: pages of a few lines."""

from itertools import groupby
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from briefgen.typeset import patches
from briefgen.typeset.page import Page

STYLE = """
@page { size: 300px 200px; margin: 10px }
body { margin: 0; font: 12px/15px serif; orphans: 2; widows: 2 }
p, h2, table, aside { margin: 0 0 6px }
h2 { break-after: avoid; font-size: 14px; line-height: 18px }
table, aside, tr { break-inside: avoid }
td, th { padding: 0; vertical-align: top }
.fn { float: footnote; footnote-policy: line }
"""
NOTE = "<span class=fn>n</span>"
BEFORE = "<p>" + "x<br>" * 5 + "x</p>"


def rows(count: int, lines: int, more: str = "") -> str:
    """Return a table of rows so many lines high."""
    cell = "<br>".join("x" * lines)
    return f"<table>{f'<tr><td>{cell}{more}</td><td>y</td></tr>' * count}</table>"


def pages(content: str, direction: str = "ltr") -> list[str]:
    """Return of each page how many lines of which elements stand there, in order."""
    html = (
        f"<html dir={direction}><style>{STYLE}</style><section>{BEFORE}</section><section>{content}</section>"
    )
    laid_out = Page(string=html).render().pages
    found = (list(_lines(page._page_box)) for page in laid_out)
    return [" ".join(f"{len(list(group))}{tag}" for tag, group in groupby(tags)) for tags in found]


def _lines(box: Any) -> Any:
    for kid in getattr(box, "children", ()):
        if isinstance(kid, boxes.LineBox):
            yield box.element_tag
        elif isinstance(kid, boxes.Box):
            yield from _lines(kid)


@pytest.fixture(autouse=True)
def _patched() -> None:
    patches.install()


HEAD = "<table><thead><tr><th>x</th><th>y</th></tr></thead>"

CASES = {
    "rows": (rows(9, 2), ["6p 1h2 3td", "15td", "9td 1p"]),
    "rows and notes": (rows(9, 2, NOTE), ["6p", "1h2 6td 2span", "9td 3span", "9td 3span", "3td 1p 1span"]),
    "tall rows": (rows(3, 9), ["6p", "1h2 10td", "10td", "10td 1p"]),
    "a row": (rows(1, 30), ["6p", "1h2 11td", "12td", "8td 1p"]),
    "a row and a note": (rows(1, 30, NOTE), ["6p", "1h2 11td", "12td", "8td 1p 1span"]),
    "a page, but for its heading": (rows(2, 6), ["6p", "1h2 7td", "7td 1p"]),
    "a row of a page": (rows(1, 12), ["6p", "1h2 11td", "2td 1p"]),
    "rows below a head": (
        rows(2, 14).replace("<table>", HEAD),
        ["6p", "1h2 2th 10td", "2th 5td", "13td", "2th 2td 1p"],
    ),
    "paragraphs": (f"<aside>{'<p>z<br>z<br>z</p>' * 6}</aside>", ["6p 1h2 3p", "9p", "7p"]),
    "what a page holds": (rows(1, 8), ["6p", "1h2 9td 1p"]),
}
"""Name → what follows a heading, and the pages."""


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("name", CASES)
def test_what_no_page_holds_begins_below_its_heading(name: str, direction: str) -> None:
    content, expected = CASES[name]
    assert pages(f"<h2>h</h2>{content}<p>end</p>", direction) == expected


@pytest.mark.parametrize("name", [name for name in CASES if name != "what a page holds"])
def test_stock_leaves_these_headings_alone(name: str) -> None:
    content, _ = CASES[name]
    patches.uninstall()
    try:
        assert "1h2" in pages(f"<h2>h</h2>{content}<p>end</p>")
    finally:
        patches.install()


def test_a_right_to_left_table_keeps_its_columns() -> None:
    """WeasyPrint turns the columns round each time such a table is laid out."""
    table = rows(9, 2).replace("<table>", "<table style='width: 280px'><col style='width: 200px'><col>")
    html = f"<html dir=rtl><style>{STYLE}</style>{BEFORE}<h2>h</h2>{table}"
    laid_out = Page(string=html).render().pages
    cells = [
        [
            (box.position_x, box.width)
            for box in page._page_box.descendants()
            if isinstance(box, boxes.TableCellBox)
        ]
        for page in laid_out
    ]
    assert [sorted(set(page)) for page in cells] == [[(12, 74), (88, 200)]] * 3
