"""Pages with fewer words, by which a cut is tried before it is asked for."""

import pytest

from briefgen.typeset.page import Page
from briefgen.typeset.trimming import blocks, shares, trimmed

PAGE = (
    "<h1>title of all</h1>"
    '<section class="section" data-block="background"><h2>A heading</h2>'
    '<p>one two <a href="x">three four</a> five<span class="fn">six</span>.</p>'
    "<ul><li>seven eight nine</li><li>ten eleven</li></ul>"
    "<table><tr><td>12 13</td></tr></table></section>"
    '<section data-block="insights"><p>other words</p></section>'
)


def shown(words: int, *, evenly: bool) -> str:
    page = Page(string=PAGE)
    root = trimmed(page, {"background": words}, evenly=evenly).etree_element
    assert "seven eight nine" in "".join(page.etree_element.itertext())
    return " ".join(" ".join(root.itertext()).split())


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (0, "one two three four five six . seven eight nine ten eleven 12 13"),
        (1, "one two three four five six . seven eight nine ten 12 13"),
        (3, "one two three four five six . seven eight 12 13"),
        (6, "one two three four five six 12 13"),
        (9, "one two three 12 13"),
        (13, "12"),
        (99, ""),
    ],
)
def test_words_go_from_the_end_of_their_block_and_tables_last(words: int, left: str) -> None:
    found = shown(words, evenly=False)
    assert found == f"title of all A heading {left} other words".replace("  ", " ")


def test_words_go_from_every_paragraph() -> None:
    assert shown(4, evenly=True) == (
        "title of all A heading one two three four five seven eight ten 12 13 other words"
    )


def test_no_more_than_a_third_goes_from_every_paragraph_and_then_the_end_does() -> None:
    assert shown(8, evenly=True) == "title of all A heading one two three four 12 13 other words"


@pytest.mark.parametrize("evenly", [True, False])
@pytest.mark.parametrize("words", range(15))
def test_as_many_words_go_as_were_asked_for(words: int, evenly: bool) -> None:
    found = blocks(Page(string=PAGE).etree_element)
    assert {kind: [each.size for each in paragraphs] for kind, paragraphs in found.items()} == {
        "background": [7, 3, 2, 2],
        "insights": [2],
    }
    taken = list(shares(found, {"background": words}, evenly=evenly))
    assert sum(count for _, count in taken) == min(words, 14)
    assert all(count <= paragraph.size for paragraph, count in taken)


def test_a_page_that_does_not_tell_its_blocks_has_none() -> None:
    assert blocks(Page(string="<p>words of a template").etree_element) == {}
