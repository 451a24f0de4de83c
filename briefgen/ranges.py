"""How far spaces and type may give way, as a theme declares it per script in fit.yaml."""

from collections.abc import Mapping
from functools import cache

from briefgen import files, yaml
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.model import Range
from briefgen.schema import RangeRow, RangesFile, checked
from briefgen.theme import Theme

PATH = "fit.yaml"
_FILE = f"templates/{PATH}"
OTHERS = "Latn"
"""Stands in for a script that the theme does not list."""


def ranges(theme: Theme, script: str) -> tuple[Range, ...]:
    """Return what may give way in a script, first to last.

    Raises BriefgenError where the theme's file is wrong.
    """
    rows = _rows(theme.source(PATH))
    return tuple(_range(row) for row in rows.get(script) or rows.get(OTHERS) or ())


@cache
def _rows(data: bytes) -> Mapping[str, list[RangeRow]]:
    return checked(yaml.load(files.decode(data, _FILE), _FILE), RangesFile).scripts


def _range(row: RangeRow) -> Range:
    most = row.most or row.preferred
    if not row.floor <= row.preferred <= most:
        message = f'"{row.name}" wants floor ≤ preferred ≤ most'
        raise BriefgenError([error(Place(_FILE), message)])
    return Range(row.name, row.variable, row.unit, row.preferred, row.floor, most, row.steps)
