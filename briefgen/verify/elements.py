"""Conditions on single elements: figures, headings, tables, formulas, notes: checkpoints 13 to 19."""

from collections import Counter
from collections.abc import Iterator

from briefgen.verify.findings import Fault, at
from briefgen.verify.model import Document
from briefgen.verify.structure import Element

MAX_SPAN = 1_000
"""Columns or rows that one cell may take; more is a fault of the file."""


def c13_004(document: Document) -> Iterator[Fault]:
    """Yield figures without a text that stands for them."""
    for element in document.tree.elements:
        if element.standard == "Figure" and not _has_text(element):
            yield at(document, element, "the figure has neither Alt nor ActualText")


def _has_text(element: Element) -> bool:
    return bool(element.texts.get("Alt", "").strip()) or "ActualText" in element.texts


def figure_outside_page(document: Document) -> Iterator[Fault]:
    """Yield figures whose BBox is missing or leaves the page."""
    boxes = {page.key: page.box for page in document.pages}
    for element in document.tree.elements:
        if element.standard != "Figure":
            continue
        bounds = element.attributes.get("BBox")
        if not isinstance(bounds, list) or len(bounds) != 4 or not all(_is_number(n) for n in bounds):
            yield at(document, element, "the figure has no BBox")
            continue
        left, bottom, right, top = boxes.get(element.page, (0, 0, 0, 0))
        inside = (
            left - 1 <= bounds[0] <= bounds[2] <= right + 1
            and bottom - 1 <= bounds[1] <= bounds[3] <= top + 1
        )
        if element.page in boxes and not inside:
            corners = " ".join(f"{number:g}" for number in bounds)
            yield at(document, element, f"the figure's BBox [{corners}] is not within the page")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _headings(document: Document) -> Iterator[tuple[Element, int]]:
    for element in document.tree.elements:
        if len(element.standard) == 2 and element.standard[0] == "H" and element.standard[1].isdigit():
            yield element, int(element.standard[1])


def c14_002(document: Document) -> Iterator[Fault]:
    """Yield that the first heading is not of level 1."""
    for element, level in _headings(document):
        if level != 1:
            yield at(document, element, f"the first heading is {element.role}, not H1")
        return


def c14_003(document: Document) -> Iterator[Fault]:
    """Yield headings that skip a level."""
    last = 0
    for element, level in _headings(document):
        if last and level > last + 1:
            yield at(document, element, f"{element.role} follows H{last}: a level is skipped")
        last = level


def c14_006(document: Document) -> Iterator[Fault]:
    """Yield elements that hold several unnumbered headings."""
    for element in document.tree.elements:
        if sum(kid.standard == "H" for kid in element.elements()) > 1:
            yield at(document, element, f"{element.role} holds more than one H")


def c14_007(document: Document) -> Iterator[Fault]:
    """Yield that numbered and unnumbered headings are mixed."""
    plain = next((element for element in document.tree.elements if element.standard == "H"), None)
    if plain is not None and any(True for _ in _headings(document)):
        yield at(document, plain, "H stands beside numbered headings")


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


def v7_2_43(document: Document) -> Iterator[Fault]:
    """Yield rows with fewer or more columns than the row before, spans counted."""
    for table in _tables(document):
        widths = _widths(table)
        for row, width in widths:
            if width != widths[0][1]:
                message = f"the row spans {width} columns, the first row {widths[0][1]}"
                yield at(document, row, message)
                break


def _widths(table: Element) -> list[tuple[Element, int]]:
    """Return each row with the number of columns that its cells and those reaching down to it take."""
    reaching: list[int] = []
    """By column, how many more rows the cell above reaches."""
    found = []
    for row in _rows(table):
        taken = [left for left in reaching if left > 0]
        width = len(taken) + sum(_span(cell, "ColSpan") for cell in _cells(row))
        found.append((row, width))
        own = [_span(cell, "RowSpan") for cell in _cells(row) for _ in range(_span(cell, "ColSpan"))]
        reaching = [left - 1 for left in taken] + [span - 1 for span in own]
    return found


def v7_2_42(document: Document) -> Iterator[Fault]:
    """Yield cells that reach below the last row of their table."""
    for table in _tables(document):
        rows = _rows(table)
        for index, row in enumerate(rows):
            for cell in _cells(row):
                if index + _span(cell, "RowSpan") > len(rows):
                    yield at(document, cell, "the cell reaches below the last row of the table")


def c17_002(document: Document) -> Iterator[Fault]:
    """Yield formulas without a text that stands for them."""
    for element in document.tree.elements:
        if element.standard == "Formula" and not _has_text(element):
            yield at(document, element, "the formula has no Alt")


def c19_003(document: Document) -> Iterator[Fault]:
    """Yield notes without an ID."""
    for element in document.tree.elements:
        if element.standard == "Note" and not element.identifier:
            yield at(document, element, "the note has no ID")


def c19_004(document: Document) -> Iterator[Fault]:
    """Yield notes whose ID is another note's too."""
    notes = [
        element for element in document.tree.elements if element.standard == "Note" and element.identifier
    ]
    counts = Counter(note.identifier for note in notes)
    for note in notes:
        if counts[note.identifier] > 1:
            yield at(document, note, f"the ID {note.identifier!r} is given more than once")


def id_tree(document: Document) -> Iterator[Fault]:
    """Yield IDs that the IDTree does not list."""
    for element in document.tree.elements:
        if element.identifier and element.identifier not in document.identifiers:
            yield at(document, element, f"the ID {element.identifier!r} is missing from the IDTree")


def list_numbering(document: Document) -> Iterator[Fault]:
    """Yield lists with labels that do not say how they are numbered."""
    for element in document.tree.elements:
        items = [kid for kid in element.elements() if kid.standard == "LI"] if element.standard == "L" else []
        labelled = any(kid.standard == "Lbl" for item in items for kid in item.elements())
        if labelled and element.attributes.get("ListNumbering") is None:
            yield at(document, element, "the list has labels but no ListNumbering")
