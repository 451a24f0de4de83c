"""Find the setting nearest to the preferred one that keeps a brief within its pages.

A search lays the brief out a few times along one scale (see `scale`). How much a step saves is foretold from
the first layout and corrected by what the next ones measure, so that most searches end after three.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefgen.diagnostics import BriefgenError, Diagnostic
from briefgen.model import Budget, Bundle
from briefgen.typeset.cuts import Cut, levelled, too_long, words_over
from briefgen.typeset.engine import lay_out, write
from briefgen.typeset.extent import Extent, extent
from briefgen.typeset.forecast import saved
from briefgen.typeset.heights import saving
from briefgen.typeset.least import Way, least
from briefgen.typeset.scale import Scale, Setting, scale
from briefgen.typeset.trimming import blocks, trimmed

if TYPE_CHECKING:
    from weasyprint.document import Document

    from briefgen.typeset.page import Page

FEWEST_LINES = 4
"""A last page has at least so many lines."""
_LAYOUTS = 5
"""A search for one step takes so many layouts at most, which a scale of fewer than 2**5 steps allows."""
_DOUBT = 1.5
"""A forecast may be wrong by this factor."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A bundle laid out at a setting."""

    bundle: Bundle
    setting: Setting
    extent: Extent
    document: "Document"


@dataclass(frozen=True, slots=True)
class Fit:
    """What a search found."""

    trial: Trial
    """The brief as it is to be written; where none keeps its pages, the tightest."""
    budget: Budget
    start: "Document"
    """The brief as it was laid out first."""
    layouts: int
    """How often the brief was laid out, less the times it was tried with words cut."""
    too_long: tuple[Diagnostic, ...] = ()
    """What is to be cut; empty where the brief keeps its pages."""
    cuts: tuple[Cut, ...] = ()
    """How much of which blocks is to go, the longest first."""
    tried: int = 0
    """How often the brief was laid out with words cut."""

    @property
    def facts(self) -> dict[str, Any]:
        """Return what reports tell, as JSON can hold it."""
        trial, measured = self.trial, self.trial.extent
        limit = self.budget.pages or measured.pages
        return {
            "pages": measured.pages,
            "budget": self.budget.pages,
            "fill": round(measured.fill, 3),
            "step": trial.setting.step,
            "setting": {
                row.name: {"value": round(value, 3), "preferred": round(row.preferred, 3)}
                for row, value in trial.setting.values
            },
            "dropped": list(trial.bundle.dropped),
            "layouts": self.layouts,
            "tried": self.tried,
            "words": sum(part.words for part in self.budget.parts),
            "spare": 0 if self.too_long else measured.words(measured.spare(limit)),
            "cut": sum(cut.words for cut in self.cuts),
        }


def fitted(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, dict[str, Any]]:
    """Return the PDF of a bundle that keeps its page budget, and the facts of its fit.

    Raises BriefgenError with exit code 1 where it is too long for its pages, however tightly it is set.
    """
    found = fit(bundle, fonts)
    if found.too_long:
        raise BriefgenError(found.too_long)
    return write(found.trial.document, found.trial.bundle), found.facts


def fit(bundle: Bundle, fonts: Sequence[Path], like: "Document | None" = None) -> Fit:
    """Find the setting of a bundle, whose `budget` must be given, or what is to be cut.

    `like` is the first layout of another version, which saves work where the words alone differ.
    """
    assert bundle.budget
    search = _Search(bundle, bundle.budget, fonts, like)
    trial = search.run()
    budget, layouts, start = trial.bundle.budget or bundle.budget, search.layouts, search.start.document
    if search.keeps(trial):
        return Fit(trial, budget, start, layouts)
    found = search.cuts(trial, budget)
    too_much = too_long(trial.extent, budget, found)
    return Fit(trial, budget, start, layouts, too_much, found, search.layouts - layouts)


class _Search:
    """The layouts of one brief, and what they taught."""

    def __init__(
        self, bundle: Bundle, budget: Budget, fonts: Sequence[Path], like: "Document | None"
    ) -> None:
        self.budget = budget
        self.fonts = fonts
        self.layouts = 0
        self.scale = Scale(())
        self.like = like
        """The last layout, whose shaped words the next one uses."""
        self.start = self.lay_out(bundle, 0)
        self.first = self.start.extent
        self.scale = scale(budget.ranges, self.first.body, pictures=self.first.pictures > 0)
        self.start = replace(self.start, setting=self.scale.setting(0))
        self.pages = budget.pages or self.first.pages

    def run(self) -> Trial:
        """Return the brief at the setting nearest to the preferred one that will do, or at the tightest."""
        return self.rounded(self.start) if self.keeps(self.start) else self.tightened(self.start)

    def lay_out(self, bundle: Bundle, step: int, page: "Page | None" = None) -> Trial:
        """Lay the brief, or another page in its place, out at a step of the scale."""
        self.layouts += 1
        setting = self.scale.setting(step)
        document = self.like = lay_out(bundle, self.fonts, css=setting.css, like=self.like, page=page)
        return Trial(bundle, setting, extent(document), document)

    def keeps(self, trial: Trial) -> bool:
        """Tell whether a brief keeps within its pages."""
        return _lack(trial, self.pages) <= 0

    def saved(self, step: int) -> float:
        """Return by how many points the brief should be shorter at a step."""
        return saved(self.first, self.scale.setting(step), self.pages)

    def tightened(self, trial: Trial) -> Trial:
        """Return the brief at the least step that keeps its pages, or at the last.

        Optional matter goes before type is set smaller. What is far too long is set tightest at once.
        """
        limit, floor = self.scale.same_type, self.scale.floor
        *_, leanest = _leaner(trial.bundle)
        if not self.may_do(trial, leanest, floor):
            tightest = self.lay_out(leanest, floor)
            if not self.keeps(tightest):
                return tightest
        while True:
            low = trial
            if self.may_do(trial, trial.bundle, limit):
                low = self.nearest(trial, limit, lambda found: _lack(found, self.pages))
            if self.keeps(low):
                return low
            _, *leaner = _leaner(trial.bundle)
            if not leaner:
                return self.nearest(low, floor, lambda found: _lack(found, self.pages))
            enough = (each for each in leaner if self.may_do(trial, each, limit))
            trial = self.lay_out(next(enough, leaner[-1]), 0)
            if self.keeps(trial):
                return trial

    def may_do(self, trial: Trial, bundle: Bundle, step: int) -> bool:
        """Tell whether one at the preferred setting may keep its pages at a step and with less matter."""
        return _DOUBT * (self.saved(step) + _gone(trial, bundle)) >= _lack(trial, self.pages)

    def rounded(self, trial: Trial) -> Trial:
        """Return the brief with a last page worth turning to, where type of its size allows it."""
        pages = trial.extent.pages
        limit, loosest = self.scale.same_type, self.scale.loosest
        wanted = self.budget.fill * trial.extent.room[-1]
        if pages > 1:
            wanted = max(wanted, FEWEST_LINES * trial.extent.line)

        def surplus(found: Trial) -> float:
            return found.extent.used[-1] - wanted if found.extent.pages == pages else 0.0

        if surplus(trial) >= 0:
            return trial
        ways: list[tuple[int, Gap]] = []
        if pages > 1 and self.saved(limit) * _DOUBT >= _lack(trial, pages - 1):
            ways.append((limit, lambda found: _lack(found, pages - 1)))
        if self.saved(loosest) * _DOUBT <= surplus(trial):
            ways.append((loosest, lambda found: -surplus(found)))
        # The way that should be shorter is tried first.
        for end, gap in sorted(ways, key=lambda way: abs(self.foretold(trial, *way))):
            found = self.nearest(trial, end, gap)
            if gap(found) <= 0:
                return found
        return trial

    def cuts(self, trial: Trial, budget: Budget) -> tuple[Cut, ...]:
        """Return what is to be cut of which blocks so that the rest fits as tightly set, the longest first.

        It is tried with words gone from every paragraph and with the ends of blocks gone: the lines that are
        too many do not tell what becomes of a table that no page can break.
        """
        if trial.extent.pages <= self.pages:
            return ()
        page, most = trial.document._html, sum(part.words for part in budget.parts)
        found = blocks(page.etree_element)
        if not most or not {part.kind for part in budget.parts} <= found.keys():
            return levelled(budget.parts, words_over(trial.extent, budget))
        saved, over = saving(trial.document, found), _lack(trial, self.pages)

        def words(count: int) -> dict[str, int]:
            return {cut.part.kind: cut.words for cut in levelled(budget.parts, count)}

        def way(*, evenly: bool) -> Way:
            def lack(count: int) -> float:
                shorter = trimmed(page, words(count), evenly=evenly)
                return _lack(self.lay_out(trial.bundle, trial.setting.step, shorter), self.pages)

            more = ceil(trial.extent.words_per_line / 2)
            return Way(lambda count: saved(words(count), evenly), lack, most, over, more)

        return levelled(budget.parts, least((way(evenly=True), way(evenly=False))))

    def foretold(self, low: Trial, end: int, gap: "Gap") -> int:
        """Return the step at which the gap of a brief should be closed."""
        return self.guess(low, end + _sign(low, end), gap(low), _LAYOUTS)

    def nearest(self, low: Trial, end: int, gap: "Gap") -> Trial:
        """Return the brief at the step nearest to that of `low` at which no gap is left, else at `end`."""
        sign, pace = _sign(low, end), 1.0
        high: Trial | None = None
        if self.moved(low.setting.step, end) < gap(low):
            high = self.lay_out(low.bundle, end)
            if gap(high) > 0:
                return high
        for left in range(_LAYOUTS, 0, -1):
            top = high.setting.step if high else end + sign
            if abs(top - low.setting.step) == 1:
                break
            if high and self.pages == 1 and -gap(high) * _DOUBT < self.moved(top, top - sign) * pace:
                break  # a step less would not do, as surely as a page can be foretold
            if high:
                need = gap(low) / (gap(low) - gap(high)) * self.moved(low.setting.step, top)
            else:
                need = gap(low) / pace
            trial = self.lay_out(low.bundle, self.guess(low, top, need, left))
            moved = self.moved(low.setting.step, trial.setting.step)
            if moved:
                pace = min(_DOUBT, max(1 / _DOUBT, (gap(low) - gap(trial)) / moved))
            if gap(trial) <= 0:
                high = trial
            else:
                low = trial
        return high or low

    def guess(self, low: Trial, top: int, need: float, left: int) -> int:
        """Return the first step between two that should bring so many points.

        It is not so near to either that the layouts that are left could not find the step by halving.
        """
        start, sign = low.setting.step, _sign(low, top)
        width, half = abs(top - start), 2 ** (left - 1)
        enough = (away for away in range(1, width) if self.moved(start, start + sign * away) >= need)
        away = next(enough, width - 1)
        return int(start + sign * min(half, max(width - half, away)))

    def moved(self, one: int, other: int) -> float:
        """Return the points that should lie between two steps."""
        return abs(self.saved(one) - self.saved(other))


Gap = Callable[[Trial], float]
"""Tells how many points a brief lacks of what is wanted; below 0, how many it has to spare."""


def _lack(trial: Trial, pages: int) -> float:
    """Return by how many points a brief exceeds its pages; below 0, how many are left."""
    measured = trial.extent
    if measured.pages > pages or measured.clipped:
        return measured.over(pages)
    return -measured.spare(pages)


def _leaner(bundle: Bundle) -> Iterator[Bundle]:
    """Yield a brief and then less and less of it."""
    while True:
        yield bundle
        if not bundle.shorter:
            return
        bundle = bundle.shorter


def _gone(trial: Trial, bundle: Bundle) -> float:
    """Return about how many points a brief becomes shorter by what it has and another has not, at most."""
    measured, count = trial.extent, len(bundle.dropped) - len(trial.bundle.dropped)
    if not count:
        return 0.0
    assert trial.bundle.budget and bundle.budget
    words = sum(part.words for part in trial.bundle.budget.parts) - sum(
        part.words for part in bundle.budget.parts
    )
    lines = words / measured.words_per_line + count
    return lines * measured.line + measured.pictures + measured.spaces


def _sign(low: Trial, end: int) -> int:
    return 1 if end > low.setting.step else -1
