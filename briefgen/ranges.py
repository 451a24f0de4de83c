"""How far spaces and type may give way, as a theme declares it per script in fit.yaml."""

from briefgen import files, yaml
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.model import Range
from briefgen.schema import RangeRow, RangesFile, checked
from briefgen.theme import Theme

PATH = "fit.yaml"
OTHERS = "Latn"
"""Stands in for a script that the theme does not list."""


def ranges(theme: Theme, script: str) -> tuple[Range, ...]:
    """Return what may give way in a script, first to last.

    Raises BriefgenError where the theme's file is wrong.
    """
    path = f"templates/{PATH}"
    rows = checked(yaml.load(files.decode(theme.source(PATH), path), path), RangesFile).scripts
    return tuple(_range(row, path) for row in rows.get(script) or rows.get(OTHERS) or ())


def _range(row: RangeRow, path: str) -> Range:
    most = row.most or row.preferred
    if not row.floor <= row.preferred <= most:
        message = f'"{row.name}" wants floor ≤ preferred ≤ most'
        raise BriefgenError([error(Place(path), message)])
    return Range(row.name, row.variable, row.unit, row.preferred, row.floor, most, row.steps)
