"""The status of translations as lines of text: what stands where, and the totals of each language."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from briefgen.translations import Row, State

if TYPE_CHECKING:
    from rich.table import Table

Lines = Sequence[Sequence[str]]
"""The cells of a table, its head first."""
COLOURS: Mapping[str, str] = {
    State.SOURCE: "dim",
    State.CURRENT: "green",
    State.STALE: "yellow",
    State.MISSING: "red",
    State.UNTRACKED: "cyan",
    State.UNREVIEWED: "magenta",
}


def table(rows: Sequence[Row], lengths: Sequence[str]) -> Lines:
    """Return a head and a line for each block of a translation, a column for each length."""
    found: list[tuple[str, ...]] = [("issue", "language", "block", *lengths)]
    for place, cells in gathered(rows):
        if {cell.state for cell in cells} != {State.SOURCE}:
            shown = {cell.length: _label(cell) for cell in cells}
            found.append((*place, *(shown.get(length, "") for length in lengths)))
    return found


def columns(lines: Lines) -> str:
    """Return lines in plain columns."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    form = "  ".join(f"{{:<{width}}}" for width in widths)
    return "".join(f"{form.format(*line).rstrip()}\n" for line in lines)


def grid(lines: Lines) -> "Table":
    """Return lines as a table for a terminal, each state in its colour."""
    from rich.table import Table
    from rich.text import Text

    ruled = Table(*lines[0])
    for line in lines[1:]:
        ruled.add_row(*(Text(cell, COLOURS.get(cell.split(",", 1)[0], "")) for cell in line))
    return ruled


def totals(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Return language → state → how many blocks of briefs are in it; languages in the order of the rows."""
    counts = Counter((row.language, row.state) for row in rows)
    return {
        language: {state: counts[language, state] for state in State}
        for language in dict.fromkeys(language for language, _ in counts)
    }


def sums(rows: Sequence[Row]) -> Lines:
    """Return a head and a line for the totals of each language."""
    lines = [(language, *map(str, counts.values())) for language, counts in totals(rows).items()]
    return [("language", *map(str, State)), *lines]


def gathered(rows: Sequence[Row]) -> list[tuple[tuple[str, str, str], list[Row]]]:
    """Return (issue, language, kind) and the rows of each block through all lengths."""
    places: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        places.setdefault(row[:3], []).append(row)
    return [*places.items()]


def _label(row: Row) -> str:
    if row.words is None:
        return str(row.state)
    return f"{row.state}, {row.words} {'word' if row.words == 1 else 'words'}"
