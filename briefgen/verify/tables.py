"""Conditions on tables: heads that say what they head (checkpoint 15), and regular grids.

The grid is that of veraPDF (rules 7.2-15 and 7.2-41 to 7.2-43): the first row says how wide a table is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from briefgen.verify.findings import Fault, at
from briefgen.verify.model import Document
from briefgen.verify.structure import Element

MAX_SPAN = 1_000
"""Columns or rows that one cell may take; more is a fault of the file."""
MAX_SLOTS = 1_000_000
"""Slots of one table that are looked at."""


def _tables(document: Document) -> Iterator[Element]:
    return (element for element in document.tree.elements if element.standard == "Table")


def _rows(table: Element) -> list[Element]:
    rows = []
    for kid in table.elements():
        if kid.standard == "TR":
            rows.append(kid)
        elif kid.standard in ("THead", "TBody", "TFoot"):
            rows += [row for row in kid.elements() if row.standard == "TR"]
    return rows


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.elements() if cell.standard in ("TH", "TD")]


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, 1)
    return min(value, MAX_SPAN) if isinstance(value, int) and value > 0 else 1


def c15_003(document: Document) -> Iterator[Fault]:
    """Yield heads of tables that say neither by Scope nor by Headers what they head."""
    for table in _tables(document):
        cells = [cell for row in _rows(table) for cell in _cells(row)]
        named = {cell.identifier for cell in cells if cell.standard == "TH" and cell.identifier}
        by_headers = all(_points(cell, named) for cell in cells if cell.standard == "TD")
        for cell in cells:
            scope = cell.attributes.get("Scope")
            if cell.standard == "TH" and scope not in ("/Row", "/Column", "/Both") and not by_headers:
                yield at(document, cell, "the head has no Scope, and not all cells name their heads")


def _points(cell: Element, named: set[str]) -> bool:
    headers = cell.attributes.get("Headers")
    return isinstance(headers, list) and bool(headers) and all(name in named for name in headers)


def table_headers(document: Document) -> Iterator[Fault]:
    """Yield Headers that name no head of the same table."""
    for table in _tables(document):
        cells = [cell for row in _rows(table) for cell in _cells(row)]
        named = {cell.identifier for cell in cells if cell.standard == "TH"}
        for cell in cells:
            for name in cell.attributes.get("Headers") or ():
                if name not in named:
                    yield at(document, cell, f"Headers names {name!r}, which is no head of the table")


def table_heads(document: Document) -> Iterator[Fault]:
    """Yield tables without any head."""
    for table in _tables(document):
        cells = [cell for row in _rows(table) for cell in _cells(row)]
        if cells and not any(cell.standard == "TH" for cell in cells):
            yield at(document, table, "the table has no heads")


@dataclass(slots=True)
class Grid:
    """The slots of a table, filled row by row as far as it is regular."""

    width: int
    """Columns of the first row: every other must have as many."""
    height: int
    faults: list[tuple[str, Element, str]] = field(default_factory=list)
    """(condition, element, message) of the first thing that is not regular."""
    taken: set[tuple[int, int]] = field(default_factory=set)
    """(row, column)."""

    @classmethod
    def of(cls, table: Element) -> "Grid":
        """Place the cells of a table; stop at the first that has no place."""
        rows = _rows(table)
        grid = cls(sum(_span(cell, "ColSpan") for cell in _cells(rows[0])) if rows else 0, len(rows))
        for number, row in enumerate(rows):
            if grid.faults or len(grid.taken) > MAX_SLOTS:
                return grid
            grid._place(number, row)
        for number, row in enumerate(rows):
            own = sum((number, column) in grid.taken for column in range(grid.width))
            if not grid.faults and own < grid.width:
                message = f"the row spans {own} columns, the first row {grid.width}"
                grid.faults.append(("7.2-43", row, message))
        return grid

    def _place(self, number: int, row: Element) -> None:
        column = 0
        for cell in _cells(row):
            while column < self.width and (number, column) in self.taken:
                column += 1
            right, bottom = column + _span(cell, "ColSpan"), number + _span(cell, "RowSpan")
            slots = {(y, x) for y in range(number, bottom) for x in range(column, right)}
            if right > self.width:
                message = f"the row spans {right} columns or more, the first row {self.width}"
                self.faults.append(("7.2-42", row, message))
            elif bottom > self.height:
                self.faults.append(("7.2-41", cell, "the cell reaches below the last row of the table"))
            elif slots & self.taken:
                self.faults.append(("7.2-15", cell, "the cell takes the place of another"))
            if self.faults:
                return
            self.taken |= slots
            column = right


def _irregular(document: Document, condition: str) -> Iterator[Fault]:
    for table in _tables(document):
        for number, element, message in Grid.of(table).faults:
            if number == condition:
                yield at(document, element, message)


def v7_2_15(document: Document) -> Iterator[Fault]:
    """Yield cells that take the place of others."""
    yield from _irregular(document, "7.2-15")


def v7_2_41(document: Document) -> Iterator[Fault]:
    """Yield cells that reach below the last row of their table."""
    yield from _irregular(document, "7.2-41")


def v7_2_42(document: Document) -> Iterator[Fault]:
    """Yield rows with more columns than the first, spans counted."""
    yield from _irregular(document, "7.2-42")


def v7_2_43(document: Document) -> Iterator[Fault]:
    """Yield rows with fewer columns than the first, spans counted."""
    yield from _irregular(document, "7.2-43")
