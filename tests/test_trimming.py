"""Pages with fewer words, by which a cut is tried before it is asked for."""

import re

import pytest

from briefgen.typeset.trimming import least, trimmed

PAGE = (
    "<h1>title of all</h1>"
    '<section class="section" data-block="background"><h2>A heading</h2>'
    '<p>one two <a href="x">three four</a> five<span class="fn">six</span>.</p>'
    "<ul><li>seven eight nine</li><li>ten eleven</li></ul>"
    "<table><tr><td>12 13</td></tr></table></section>"
    '<section data-block="insights"><p>other words</p></section>'
)


def shown(html: str | None) -> str:
    assert html is not None
    kept = re.sub(r'<(\w+)[^>]* style="display: none">.*?</\1>', "", html)
    return " ".join(re.sub(r"<[^>]*>", " ", kept).split())


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
    found = shown(trimmed(PAGE, {"background": words}, evenly=False))
    assert found == f"title of all A heading {left} other words".replace("  ", " ")


def test_words_go_from_every_paragraph() -> None:
    assert shown(trimmed(PAGE, {"background": 4}, evenly=True)) == (
        "title of all A heading one two three four five seven eight ten 12 13 other words"
    )


def test_no_more_than_a_third_goes_from_every_paragraph_and_then_the_end_does() -> None:
    assert shown(trimmed(PAGE, {"background": 8}, evenly=True)) == (
        "title of all A heading one two three four 12 13 other words"
    )


def test_a_page_that_does_not_tell_its_blocks_is_left() -> None:
    assert trimmed(PAGE, {"summary": 1}, evenly=True) is None


@pytest.mark.parametrize("needed", [1, 7, 40, 99, 250, 400])
def test_the_fewest_words_are_found(needed: int) -> None:
    tried: list[int] = []

    def will_do(words: int) -> bool:
        tried.append(words)
        return words >= needed

    found = least(120, 400, will_do)
    assert needed <= found <= max(400 if needed > 300 else 0, 1.35 * needed + 8)
    assert len(tried) <= 6


def test_all_words_are_asked_for_where_no_cut_will_do() -> None:
    assert least(30, 50, lambda words: False) == 50
