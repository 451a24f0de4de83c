"""Conditions on tables: heads that say what they head (checkpoint 15), and regular grids.

The grid is that of veraPDF (rules 7.2-15 and 7.2-41 to 7.2-43): the first row says how wide a table is.
"""

from collections.abc import Iterator

from briefgen.verify.findings import Fault, at
from briefgen.verify.model import Document, Irregular
from briefgen.verify.structure import Element

MAX_SPAN = 1_000
"""Columns or rows that one cell may take; more is a fault of the file."""
MAX_WIDTH = 10_000
"""Columns of a table that is looked at."""


def _tables(document: Document) -> Iterator[Element]:
    return (element for element in document.tree.elements if element.standard == "Table")


def _rows(table: Element) -> list[Element]:
    rows = []
    for kid in table.inner:
        if kid.standard == "TR":
            rows.append(kid)
        elif kid.standard in ("THead", "TBody", "TFoot"):
            rows += [row for row in kid.inner if row.standard == "TR"]
    return rows


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.inner if cell.standard in ("TH", "TD")]


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


def irregular(table: Element) -> Irregular | None:
    """Place the cells of a table into a grid; return the first that has no place, or a row with holes."""
    rows = _rows(table)
    width = sum(_span(cell, "ColSpan") for cell in _cells(rows[0])) if rows else 0
    if width > MAX_WIDTH:
        return None
    reach = [0] * width
    """By column, the row that is free below what stands there."""
    narrow: Irregular | None = None
    for number, row in enumerate(rows):
        column = 0
        for cell in _cells(row):
            while column < width and reach[column] > number:
                column += 1
            right, bottom = column + _span(cell, "ColSpan"), number + _span(cell, "RowSpan")
            if right > width:
                return "7.2-42", row, f"the row spans {right} columns or more, the first row {width}"
            if bottom > len(rows):
                return "7.2-41", cell, "the cell reaches below the last row of the table"
            if any(taken > number for taken in reach[column:right]):
                return "7.2-15", cell, "the cell takes the place of another"
            reach[column:right] = [bottom] * (right - column)
            column = right
        own = sum(taken > number for taken in reach)
        if own < width and narrow is None:
            narrow = "7.2-43", row, f"the row spans {own} columns, the first row {width}"
    return narrow


def _irregular(document: Document, condition: str) -> Iterator[Fault]:
    for table in _tables(document):
        if table not in document.irregular:
            document.irregular[table] = irregular(table)
        fault = document.irregular[table]
        if fault is not None and fault[0] == condition:
            yield at(document, fault[1], fault[2])


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
