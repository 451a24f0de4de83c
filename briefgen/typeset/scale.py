"""The one scale on which a brief is set tighter or looser: spaces first, the size of type last.

Step 0 is the preferred setting. Each step above it takes a little from one thing, and nothing from the next
before the last has reached its floor; each step below it lets what may grow do so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefgen.model import Range

TYPE = "--u"
"""The variable that all sizes of type are multiples of."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A place on the scale."""

    step: int
    """0 is the preferred setting; above it is tighter, below it looser."""
    values: tuple[tuple[Range, float], ...]
    """What may give way, and the value it has here."""

    @property
    def css(self) -> str:
        """Return the stylesheet that sets it; empty for the preferred setting."""
        changed = [(row, value) for row, value in self.values if value != row.preferred]
        rules = "; ".join(
            f"{row.variable}: {value / row.preferred:.6f}{row.unit} !important" for row, value in changed
        )
        return f":root {{ {rules} }}" if rules else ""

    def share(self, variable: str) -> float:
        """Return the share of its preferred value that a variable is given."""
        return next((value / row.preferred for row, value in self.values if row.variable == variable), 1.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """What may give way, first to last."""

    ranges: tuple[Range, ...]

    @property
    def floor(self) -> int:
        """Return the tightest step."""
        return sum(row.steps for row in self.ranges)

    @property
    def same_type(self) -> int:
        """Return the tightest step at which type has its preferred size."""
        return sum(row.steps for row in self.ranges if row.variable != TYPE)

    @property
    def loosest(self) -> int:
        """Return the loosest step, no greater than 0."""
        return -sum(_growth(row) for row in self.ranges)

    def setting(self, step: int) -> Setting:
        """Return the setting at a step of the scale."""
        left = abs(step)
        values = []
        for row in self.ranges:
            whole = _growth(row) if step < 0 else row.steps
            taken = min(left, whole)
            left -= taken
            end = row.most if step < 0 else row.floor
            value = row.preferred + (end - row.preferred) * taken / whole if taken else row.preferred
            values.append((row, value))
        return Setting(step, tuple(values))


def scale(ranges: Sequence[Range], body: float, pictures: bool) -> Scale:
    """Return the scale for a document.

    `body` is the size of its body type in points: a theme that sets another than its fit.yaml says keeps the
    floor of the file. What concerns pictures is left out where there are none.
    """
    kept = [row for row in ranges if pictures or row.variable != "--figure"]
    return Scale(tuple(_fitted(row, body) if row.variable == TYPE else row for row in kept))


def _fitted(row: Range, body: float) -> Range:
    return replace(row, preferred=body, floor=min(row.floor, body), most=body)


def _growth(row: Range) -> int:
    """Return into how many steps the way from the preferred value to the greatest is divided."""
    if row.most == row.preferred:
        return 0
    stride = (row.preferred - row.floor) / row.steps or row.most - row.preferred
    return max(1, round((row.most - row.preferred) / stride))
