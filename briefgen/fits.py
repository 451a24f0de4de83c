"""How briefs fit their pages, and the table of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefgen import request
from briefgen.build import Edition, Work, bundle, press, workshop
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity, error
from briefgen.formats import FIT, Facts
from briefgen.history import History
from briefgen.index import Seen
from briefgen.request import Choice

HEAD = ("edition", "pages", "setting", "last page", "left out", "words")


def measured(root: Path, choice: Choice, work: Work) -> tuple[dict[str, Facts], list[Diagnostic]]:
    """Return how each brief fits its pages, by its name, and all that is wrong; nothing is written.

    Raises BriefgenError as `build` does.
    """
    project, history = request.read(root), History(root)
    briefs, findings = request.chosen(project, choice, history)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return {}, findings
    shop = workshop(root, Seen({}, 0))
    its = press(shop, work)
    tasks = (its.task(brief.name, FIT, bundle(Edition(brief, FIT), project, shop.look)) for brief in briefs)
    found: dict[str, Facts] = {}
    for name, made in its.run(tasks):
        if isinstance(made, BriefgenError):
            findings += made.diagnostics
            continue
        found[name] = made[1]
        findings += [error(Place(path), what, hint) for path, what, hint in made[1]["too_long"]]
    return {brief.name: found[brief.name] for brief in briefs if brief.name in found}, findings


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
