"""What is to be cut from a brief that no setting of its range brings within its pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from briefgen.diagnostics import Diagnostic, Place, error
from briefgen.model import Budget, Part
from briefgen.typeset.extent import Extent

_LOST = 0.75
"""Lines that are not won where a text is cut: its last line was not full, and the new one is not either."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of a block is to go."""

    part: Part
    words: int


def lines_over(measured: Extent, budget: Budget) -> int:
    """Return by how many lines a brief exceeds its pages."""
    return ceil(measured.over(budget.pages or measured.pages) / measured.line - 0.05)


def words_over(measured: Extent, budget: Budget) -> int:
    """Return about how many words a brief must lose to fit, by the lines that it exceeds its pages by."""
    lines = lines_over(measured, budget) + (1 if budget.pages != 1 else 0)
    most = sum(part.words for part in budget.parts)
    for count in range(1, len(budget.parts) + 1):
        words = ceil((lines + count * _LOST) * measured.words_per_line)
        if len(levelled(budget.parts, words)) <= count:
            return min(words, most)
    return most


def levelled(given: Sequence[Part], words: int) -> tuple[Cut, ...]:
    """Return how many words to cut from which parts so that no fewer than these go, the longest part first.

    The longest is cut down to the length of the next, then both to that of the third, and so on.
    """
    parts = sorted(given, key=lambda part: -part.words)
    for count in range(1, len(parts) + 1):
        level = (sum(part.words for part in parts[:count]) - words) // count
        if count == len(parts) or level >= parts[count].words:
            return tuple(Cut(part, part.words - max(0, level)) for part in parts[:count])
    return ()


def too_long(measured: Extent, budget: Budget, found: Sequence[Cut]) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each block that is to be cut, in the order given."""
    return tuple(_findings(measured, budget, found))


def _findings(measured: Extent, budget: Budget, found: Sequence[Cut]) -> Iterator[Diagnostic]:
    lines = lines_over(measured, budget)
    if measured.pages <= (budget.pages or measured.pages):
        what = f"{budget.label}: something that cannot be broken is {_lines(lines)} higher than its page"
        yield error(_place(budget), what, "make the figure or table smaller, or divide it")
        return
    pages = f"{budget.pages} page{'s' if budget.pages != 1 else ''}"
    words = sum(cut.words for cut in found)
    lead = f"{budget.label}: {_lines(lines)} too long for {pages} (about {words} words)."
    length = budget.label.partition(",")[0]
    for cut in found:
        name = cut.part.path.rpartition("/")[2]
        left = cut.part.words - cut.words
        hint = f"cut {cut.words} words"
        if f".{length}." not in name:
            hint += f", or write {name.partition('.')[0]}.{length}.md for this length"
        yield error(Place(cut.part.path), f"{lead} {name} has {cut.part.words} words; {left} fit.", hint)
    if not found:
        yield error(_place(budget), lead, "give the length more pages in briefgen.yaml")


def _lines(count: int) -> str:
    return f"{count} line{'s' if count != 1 else ''}"


def _place(budget: Budget) -> Place:
    return Place(budget.parts[0].path if budget.parts else budget.label)
