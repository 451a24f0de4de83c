"""The fewest words that a brief must lose, found with few layouts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_TRIES = 6
_NEAR = 1.1
"""A cut is known well enough when it is at most so many times what will probably do."""
_DOUBT = 1.5
"""A forecast may be wrong by this factor."""


@dataclass(slots=True)
class Way:
    """A way to take words out of a brief, and what is known of it. All lengths are points."""

    saved: Callable[[int], float]
    """Foretells by how much the brief becomes shorter without so many words."""
    lack: Callable[[int], float]
    """Lays it out without so many words; returns by how much it is too long, at most 0 where it fits."""
    most: int
    """How many words it has."""
    missing: float
    """By how much it was too long when it was last laid out; below 0 where it fitted."""
    more: int = 0
    """Words that are to go beside those that should be enough: an editor cuts otherwise than any way."""
    cut: int = 0
    """The words it was last laid out without."""
    too_few: int = 0
    """The most words that are known not to be enough."""
    enough: int | None = None
    """The fewest words that are known to be enough."""
    fitted: set[int] = field(default_factory=set)
    """All numbers of words that it was laid out without and fitted."""
    pace: float = 1.0
    """How much shorter it becomes for each point that was foretold."""

    @property
    def guess(self) -> int:
        """Return the fewest words that should be enough, and some more."""
        low, high = self.too_few + 1, self.most if self.enough is None else self.enough
        wanted = self.saved(self.cut) + self.missing / self.pace
        first, last = low, high
        while first < last:
            middle = (first + last) // 2
            first, last = (first, middle) if self.saved(middle) >= wanted else (middle + 1, last)
        if (self.cut < high == first) if self.enough else (self.cut > first == low > 1):
            first = (low + high) // 2  # it was measured otherwise than foretold
        first = min(first + self.more, high)
        return self.enough if self.enough and self.enough <= _NEAR * first + 5 else first

    def measure(self, words: int) -> None:
        """Lay the brief out without so many words."""
        lack = self.lack(words)
        foretold = self.saved(words) - self.saved(self.cut)
        if foretold * (self.missing - lack) > 0:
            self.pace = min(_DOUBT, max(1 / _DOUBT, (self.missing - lack) / foretold))
        self.cut, self.missing = words, lack
        if lack <= 0:
            self.fitted.add(words)
            self.enough = min(self.fitted)
        else:
            self.too_few = max(words, self.too_few)


def least(ways: Sequence[Way]) -> int:
    """Return about the fewest words that are enough, whichever way they are taken; all where none are.

    What is enough is laid out each way, and no way much more is taken than it needs.
    """
    most = min(way.most for way in ways)
    for _ in range(_TRIES):
        words = max(way.guess for way in ways)
        unknown = [way for way in ways if words not in way.fitted]
        if not unknown:
            return words
        max(unknown, key=lambda way: way.guess).measure(words)
        if any(way.too_few >= most for way in ways):
            return most
    return max(most if way.enough is None else way.enough for way in ways)
