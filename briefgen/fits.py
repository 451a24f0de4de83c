"""The table of how briefs fit their pages."""

from collections.abc import Mapping
from typing import Any

HEAD = ("edition", "pages", "setting", "last page", "left out", "words")


def table(facts: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a line for each brief, in columns; nothing where there are none."""
    if not facts:
        return ""
    rows = [HEAD, *(row(name, each) for name, each in facts.items())]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEAD))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def row(name: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the table says of a brief."""
    budget = f" of {facts['budget']}" if facts["budget"] else ""
    dropped = ", ".join(place.rpartition("/")[2] for place in facts["dropped"])
    return (
        name,
        f"{facts['pages']}{budget}",
        _setting(facts["setting"]),
        f"{round(100 * facts['fill'])} %",
        dropped or "–",
        f"{facts['cut']} too many" if facts["cut"] else f"{facts['spare']} left" if budget else "–",
    )


def _setting(values: Mapping[str, Mapping[str, float]]) -> str:
    """Return what differs from the preferred setting."""
    changed = [(name, row) for name, row in values.items() if row["value"] != row["preferred"]]
    parts = (
        f"type {row['value']:g} pt of {row['preferred']:g}"
        if name == "type"
        else f"{name} {round(100 * row['value'] / row['preferred'])} %"
        for name, row in changed
    )
    return ", ".join(parts) or "preferred"
