"""How far spaces and type may give way, as a theme declares it per script in fit.yaml."""

import marshal
from collections.abc import Mapping
from dataclasses import astuple, fields
from functools import cache
from hashlib import sha256

from briefgen import compiled, files, yaml
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
    data = theme.source(PATH)
    if data == theme.folders[-1].get(PATH):
        builtin = _builtin(data)
        return builtin.get(script) or builtin[OTHERS]
    rows = _rows(data)
    return tuple(_range(row) for row in rows.get(script) or rows.get(OTHERS) or ())


@cache
def _builtin(data: bytes) -> Mapping[str, tuple[Range, ...]]:
    """Return what the built-in file declares, as it was read at an earlier start or is now."""
    key = "ranges", *(each.name for each in fields(Range)), sha256(data).hexdigest()
    kept = compiled.recall(*key)
    if kept is None:
        found = {script: [astuple(_range(row)) for row in rows] for script, rows in _rows(data).items()}
        kept = marshal.dumps(found)
        compiled.note(kept, *key)
    rows = marshal.loads(kept)  # noqa: S302 - the user's own, or of this moment
    return {script: tuple(Range(*row) for row in its) for script, its in rows.items()}


@cache
def _rows(data: bytes) -> Mapping[str, list[RangeRow]]:
    return checked(yaml.load(files.decode(data, _FILE), _FILE), RangesFile).scripts


def _range(row: RangeRow) -> Range:
    most = row.most or row.preferred
    if not row.floor <= row.preferred <= most:
        message = f'"{row.name}" wants floor ≤ preferred ≤ most'
        raise BriefgenError([error(Place(_FILE), message)])
    return Range(row.name, row.variable, row.unit, row.preferred, row.floor, most, row.steps)
