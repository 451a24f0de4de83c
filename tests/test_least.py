"""The fewest words that will do are found, however wrong the forecast is."""

import pytest

from briefgen.typeset.least import Way, least

MOST = 400


class Brief:
    """A brief too long by `over` points, of which a word is one."""

    def __init__(self, over: float, *, foretold: float = 1, jump: float = 0) -> None:
        self.over, self.foretold, self.jump = over, foretold, jump
        self.tried: list[int] = []

    @property
    def way(self) -> Way:
        return Way(lambda words: words * self.foretold, self.lack, MOST, self.over)

    def lack(self, words: int) -> float:
        self.tried.append(words)
        left = self.over - words
        return left + self.jump if left > 0 else left - self.jump


@pytest.mark.parametrize("needed", [1, 7, 40, 99, 250, 400])
@pytest.mark.parametrize("foretold", [0.8, 1, 1.2])
def test_the_fewest_words_are_found_with_few_layouts(needed: int, foretold: float) -> None:
    brief, other = Brief(needed, foretold=foretold), Brief(0.7 * needed, foretold=foretold)
    found = least((brief.way, other.way))
    assert needed <= found <= 1.1 * needed + 5
    assert len(brief.tried) + len(other.tried) <= 4
    assert found in other.tried or max(other.tried) <= found


def test_a_right_forecast_takes_a_layout_each_way() -> None:
    brief, other = Brief(120), Brief(90)
    assert least((brief.way, other.way)) == 120
    assert (brief.tried, other.tried) == ([120], [120])


@pytest.mark.parametrize("needed", [7, 40, 99, 250])
@pytest.mark.parametrize("foretold", [0.67, 1, 1.5])
def test_what_jumps_is_found_all_the_same(needed: int, foretold: float) -> None:
    """A table that no page breaks moves whole: the forecast is then of no use."""
    brief = Brief(needed, foretold=foretold, jump=60)
    found = least((brief.way,))
    assert needed <= found <= 1.5 * needed + 8
    assert len(brief.tried) <= 6


def test_all_words_are_asked_for_where_no_cut_will_do() -> None:
    assert least((Brief(MOST + 100).way,)) == MOST
