"""The measures of a PDF's text as JSON and as tables."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from briefgen.verify.textmeter import Count, Faults, Score

if TYPE_CHECKING:
    from rich.console import RenderableType

_MEASURES = {
    "finals_inside": "M01 final letters inside words",
    "lone_letters": "M02 letters that stand alone",
    "double_spaces": "M03 runs of spaces",
    "loose_signs": "M04 loose commas and stops",
    "brackets": "M05 brackets in order",
    "numerals": "M06 prefix and numeral",
    "headers": "M07 running headers",
    "words": "M08 words that come back",
    "title": "M09 title on page 1",
}


def text_json(scores: Sequence[Score], faults: Sequence[Faults]) -> dict[str, Any]:
    """Return the measures as values that JSON can hold."""
    return {"text": [asdict(score) for score in scores], "faults": [asdict(fault) for fault in faults]}


def text_tables(scores: Sequence[Score], faults: Sequence[Faults]) -> "RenderableType":
    """Return the measures for a terminal: a row a reader, and a column a reader."""
    from rich.console import Group

    return Group(*([_scores(scores)] if scores else []), *([_faults(faults)] if faults else []))


def _scores(scores: Sequence[Score]) -> "RenderableType":
    from rich.table import Table

    table = Table(title="Text that comes back", title_justify="left", show_edge=False)
    table.add_column("reader")
    table.add_column("runs of 5 words", justify="right")
    lengths = sorted({length for score in scores for length in score.found})
    for length in lengths:
        table.add_column(f"finds {length} word{'s' if length > 1 else ''}", justify="right")
    for score in scores:
        found = (_percent(score.found.get(length)) for length in lengths)
        table.add_row(score.reader, _percent(score.runs), *found)
    return table


def _faults(faults: Sequence[Faults]) -> "RenderableType":
    from rich.table import Table

    table = Table(title="Text on its face", title_justify="left", show_edge=False)
    table.add_column("measure")
    for fault in faults:
        table.add_column(fault.reader, justify="right")
    for name, label in _MEASURES.items():
        table.add_row(label, *(_shown(getattr(fault, name)) for fault in faults))
    return table


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _shown(value: int | bool | Count) -> str:
    if isinstance(value, Count):
        return f"{value.good} of {value.total}"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
