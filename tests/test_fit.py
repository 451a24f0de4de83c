"""A brief keeps its pages, or is told what to cut: 300 generated briefs in three languages."""

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import pytest
from fitting import FONTS, Sample, sample
from weasyprint.formatting_structure import boxes

from briefgen.diagnostics import Diagnostic, Severity
from briefgen.typeset import engine
from briefgen.typeset import fit as search
from briefgen.typeset.engine import lay_out
from briefgen.typeset.extent import Extent
from briefgen.typeset.fit import Fit, fit
from briefgen.typeset.scale import Setting

CASES = 300
CHEAP = 300
"""Most words of the briefs that are searched more than once."""


@dataclass(frozen=True)
class Case:
    """A generated brief and what became of it."""

    seed: int
    sample: Sample
    facts: dict[str, Any]
    setting: Setting
    extent: Extent
    too_long: tuple[Diagnostic, ...]
    could_go: bool
    """Whether something could still have been left out."""
    missing: frozenset[str]
    """Words of the brief that are not on its pages."""
    pieces: tuple[tuple[tuple[str, int, bool], ...], ...]
    """Of each page: what stands there, on how many lines, and whether it goes on on the next page."""
    type_with_a_word_more: float
    left_after_cut: int
    """How many words are still too many when as many have been cut as was asked for."""

    @property
    def type(self) -> float:
        """Return the size of its type in points."""
        return self.facts["setting"]["type"]["value"]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    with ProcessPoolExecutor(2, get_context("spawn"), engine.warm, (FONTS,)) as pool:
        return list(pool.map(case, range(CASES), chunksize=5))


def case(seed: int) -> Case:
    made = sample(seed)
    found = fit(made.bundle, FONTS)
    trial = found.trial
    more, left = 0.0, 0
    if made.words <= CHEAP and found.too_long:
        left = fit(shortened(made, found).bundle, FONTS).facts["cut"]
    elif made.words <= CHEAP:
        longer = fit(made.longer(random.Random(seed)).bundle, FONTS)
        more = longer.facts["setting"]["type"]["value"]
    pages = [page._page_box for page in trial.document.pages]
    printed = {
        word for page in pages for box in page.descendants() for word in getattr(box, "text", "").split()
    }
    kept = {
        word
        for number, block in enumerate(made.blocks)
        for index, (_, words) in enumerate(block)
        for word in words
        if f"block-{number}.md:{index}" not in trial.bundle.dropped
    }
    return Case(
        seed,
        made,
        found.facts,
        trial.setting,
        trial.extent,
        found.too_long,
        trial.bundle.shorter is not None,
        frozenset(kept - printed),
        tuple(tuple(pieces(page.children[0])) for page in pages),
        more,
        left,
    )


def shortened(made: Sample, found: Fit) -> Sample:
    for cut in found.cuts:
        made = made.cut(int(cut.part.path.removeprefix("block-").removesuffix(".md")), cut.words)
    return made


def pieces(box: Any) -> Iterator[tuple[str, int, bool]]:
    """Yield each paragraph, item, heading or picture of a page with its lines."""
    children = list(getattr(box, "children", ()))
    lines = [child for child in children if isinstance(child, boxes.LineBox)]
    if lines:
        yield box.element_tag, len(lines), lines[-1].resume_at is not None
    elif isinstance(box, boxes.ReplacedBox):
        yield "picture", 1, False
    for child in children:
        if child not in lines and isinstance(child, boxes.Box):
            yield from pieces(child)


def test_a_brief_keeps_its_pages_or_is_too_long(cases: list[Case]) -> None:
    for case in cases:
        keeps = case.extent.pages <= case.sample.pages and not case.extent.clipped
        assert keeps != bool(case.too_long), case.seed
        assert all(finding.severity is Severity.ERROR for finding in case.too_long)


def test_samples_are_of_all_kinds(cases: list[Case]) -> None:
    """The properties would hold of no briefs at all: many fit, many are set tighter, many are too long."""
    fitting = [case for case in cases if not case.too_long]
    assert len(fitting) > CASES / 2
    assert len(cases) - len(fitting) > CASES / 20
    assert sum(case.type < case.facts["setting"]["type"]["preferred"] for case in fitting) > CASES / 20
    assert sum(case.setting.step < 0 for case in fitting) > 2
    assert sum(bool(case.facts["dropped"]) for case in fitting) > CASES / 30
    assert sum(case.left_after_cut == 0 for case in cases if case.too_long) > CASES / 20
    assert max(case.sample.words for case in cases) > 1500
    assert min(case.sample.words for case in cases) < 60
    kinds = [{kind for block in case.sample.blocks for kind, _ in block} for case in cases]
    for kind in ("p", "note", "ul", "nested", "table", "wide", "tall", "figure", "room"):
        assert sum(kind in found for found in kinds) > CASES / 8, kind


def test_no_setting_is_outside_its_range(cases: list[Case]) -> None:
    for case in cases:
        for row, value in case.setting.values:
            assert row.floor - 1e-9 <= value <= row.most + 1e-9, case.seed
        assert case.extent.body >= {"en": 9.5, "he": 9.5, "ar": 10.5}[case.sample.language]
        assert case.extent.body == pytest.approx(case.type, abs=0.01)


def test_what_may_go_goes_before_type_gets_smaller(cases: list[Case]) -> None:
    for case in cases:
        assert not case.could_go or case.type == case.facts["setting"]["type"]["preferred"], case.seed


def test_every_word_is_on_the_pages(cases: list[Case]) -> None:
    assert {case.seed: case.missing for case in cases if case.missing} == {}


def test_headings_stand_with_their_text_and_no_line_stands_alone(cases: list[Case]) -> None:
    for case in cases:
        for page, following in zip(case.pieces, case.pieces[1:], strict=False):
            last, lines, goes_on = page[-1]
            assert last != "h2", case.seed
            if goes_on:
                assert lines > 1, (case.seed, "the first line alone")
                assert following[0][1] > 1, (case.seed, "the last line alone")


def test_a_search_takes_few_layouts(cases: list[Case]) -> None:
    counts = sorted(case.facts["layouts"] for case in cases)
    assert counts[len(counts) // 2] <= 3
    assert counts[len(counts) * 9 // 10] <= 6


def test_layouts_with_words_cut_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither hidden nor among those of the search."""
    count = 0

    def counted(*given: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        return lay_out(*given, **more)

    monkeypatch.setattr(search, "lay_out", counted)
    made = sample(1, words=300, pages=1)
    found = fit(replace(made, height=made.height // 2).bundle, FONTS)
    assert found.too_long
    assert found.facts["layouts"] + found.facts["tried"] == count
    assert 2 <= found.facts["tried"] <= 12


def test_the_preferred_setting_takes_one_layout(cases: list[Case]) -> None:
    at_once = [case for case in cases if case.facts["layouts"] == 1]
    assert len(at_once) > CASES / 5
    assert all(case.setting.step == 0 and not case.too_long for case in at_once)


def test_a_word_more_never_gives_larger_type(cases: list[Case]) -> None:
    grown = [case for case in cases if case.type_with_a_word_more]
    assert len(grown) > CASES / 2
    assert [case.seed for case in grown if case.type_with_a_word_more > case.type] == []


def test_cutting_as_many_words_as_asked_for_fits(cases: list[Case]) -> None:
    assert {case.seed: case.left_after_cut for case in cases if case.left_after_cut} == {}


def test_the_same_content_gives_the_same_setting(cases: list[Case]) -> None:
    for case in cases[::20]:
        again = fit(case.sample.bundle, FONTS)
        assert (again.trial.setting, again.facts) == (case.setting, case.facts)
