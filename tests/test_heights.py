"""How much shorter a page becomes without some words, foretold from where its lines stand."""

import pytest

from briefgen.typeset import patches
from briefgen.typeset.extent import extent
from briefgen.typeset.heights import saving
from briefgen.typeset.page import Page
from briefgen.typeset.trimming import blocks, trimmed

STYLE = """
@page { size: 300px 2000px; margin: 10px }
body { margin: 0; font: 12px/16px serif }
p, ul, table { margin: 0 0 6px }
.fn { float: footnote; footnote-policy: line; font-size: 9px; line-height: 12px }
"""
WORDS = " ".join(f"word{number}" for number in range(60))
NOTE = "<span class=fn>a note of some words that takes two lines or more at the foot of a page so wide</span>"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("evenly", [True, False])
@pytest.mark.parametrize("words", [1, 9, 20, 45, 70, 120, 150])
def test_a_forecast_is_what_comes_out(words: int, evenly: bool, direction: str) -> None:
    patches.install()
    content = f"<p>{WORDS}</p><ul><li>{WORDS}</li></ul><p>{WORDS}{NOTE}</p>"
    page = Page(string=f"<html dir={direction}><style>{STYLE}</style><section data-block=a>{content}")
    document = page.render()
    foretold = saving(document, blocks(page.etree_element))({"a": words}, evenly)
    shorter = trimmed(page, {"a": words}, evenly=evenly).render()
    saved = extent(document).used[0] - extent(shorter).used[0]
    assert saved == pytest.approx(foretold, abs=0.75 * 16)  # the space above notes is not foreseen


def test_a_cell_is_part_of_its_row() -> None:
    patches.install()
    row = "<tr><td>one two</td><td>three four</td></tr>"
    page = Page(string=f"<style>{STYLE}</style><section data-block=a><table>{row * 4}</table>")
    saved = saving(page.render(), blocks(page.etree_element))
    assert saved({"a": 8}, False) == pytest.approx(2 * 12)
