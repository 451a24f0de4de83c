"""Tables of the structure tree: regular grids whose heads say what they head.

The grid and the direction of a head follow the HTML standard's table model (section 4.9.12), the attributes
ISO 32000-1, 14.8.5.7. PDF/UA-1 wants every row as wide as every other (veraPDF 7.2-42 and 7.2-43), so spans
end where their row group ends and short rows are filled up with empty cells.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from briefgen.typeset.structure import Kid, Kids, Node, Part, hold, paragraphs, speak

GROUPS = {"thead": "THead", "tbody": "TBody", "tfoot": "TFoot"}
"""HTML row groups → roles, in the order in which PDF wants them."""

Shaper = Callable[[Node], Kids]
"""What turns the kids of an element into parts."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell in its slots of the grid."""

    node: Node | None
    """None for a cell that fills up a short row."""
    row: int
    column: int
    height: int
    width: int

    @property
    def is_head(self) -> bool:
        """Tell whether it is a th."""
        return self.node is not None and self.node.name == "th"


def table(node: Node, shape_kids: Shaper) -> Kids:
    """Shape a table with its caption, row groups, heads and cells."""
    groups = _groups(node)
    heads = Heads.of(node, grid([[_cells(row) for row in rows] for _, rows in groups]))
    named = heads.are_complex
    by_row: dict[int, list[Cell]] = {}
    for cell in heads.cells:
        by_row.setdefault(cell.row, []).append(cell)
    captions = [kid for kid in node.nodes() if kid.name == "caption"]
    each = [speak(shape_kids(kid), kid.language, node.language) for kid in captions]
    said = each[0] if len(each) == 1 else tuple(part for kids in each for part in paragraphs(kids))
    if not any(rows for _, rows in groups):
        return paragraphs(said)
    parts: list[Kid] = [*hold("Caption", said)]
    numbers = count()
    for role, rows in groups:
        made = [
            Part("TR", tuple(_cell(cell, heads, named, shape_kids) for cell in by_row.get(number, ())))
            for _, number in zip(rows, numbers, strict=False)
        ]
        parts += hold(role, made) if role else made
    return hold("Table", parts)


def grid(groups: list[list[list[Node]]]) -> list[Cell]:
    """Place the cells of row groups into slots, each row as wide as the widest."""
    cells: list[Cell] = []
    first = 0
    taken: set[tuple[int, int]] = set()
    for rows in groups:
        for offset, row in enumerate(rows):
            number, column = first + offset, 0
            for node in row:
                while (number, column) in taken:
                    column += 1
                width = _span(node, "colspan", 1000)
                height = min(_span(node, "rowspan", 65534) or len(rows), len(rows) - offset)
                width = _free(taken, number, column, width or 1)
                cells.append(Cell(node, number, column, height, width))
                taken |= {(number + y, column + x) for y in range(height) for x in range(width)}
                column += width
        first += len(rows)
    breadth = max((column for _, column in taken), default=-1) + 1
    gaps = [(y, x) for y in range(first) for x in range(breadth) if (y, x) not in taken]
    cells += [Cell(None, y, x, 1, 1) for y, x in gaps]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def scope(head: Cell, data: list[Cell]) -> str:
    """Return whether a th heads its row or its column: its attribute, else its place among the data cells."""
    given = head.node.attribute("scope").lower() if head.node else ""
    if given in ("row", "rowgroup"):
        return "Row"
    if given in ("col", "colgroup"):
        return "Column"
    if not any(_meet(head.row, head.height, cell.row, cell.height) for cell in data):
        return "Column"
    if not any(_meet(head.column, head.width, cell.column, cell.width) for cell in data):
        return "Row"
    return "Row" if head.column == 0 else "Column"


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """The cells of a table and which of them head columns and rows."""

    node: Node
    cells: list[Cell]
    columns: list[Cell]
    rows: list[Cell]
    named: Mapping[str, Cell]
    """`id` attribute → head."""

    @classmethod
    def of(cls, node: Node, cells: list[Cell]) -> "Heads":
        """Sort the heads of a grid by what they head."""
        heads = [cell for cell in cells if cell.is_head]
        data = [cell for cell in cells if cell.node is not None and not cell.is_head]
        columns = [head for head in heads if scope(head, data) == "Column"]
        rows = [head for head in heads if head not in columns]
        named = {head.node.attribute("id"): head for head in heads if head.node}
        return cls(node, cells, columns, rows, named)

    @property
    def are_complex(self) -> bool:
        """Tell whether Scope alone leaves a reader guessing: spanned heads, several levels, given headers."""
        if any(cell.height > 1 or cell.width > 1 for cell in (*self.columns, *self.rows)):
            return True
        if any(cell.node is not None and cell.node.attribute("headers") for cell in self.cells):
            return True
        return len({cell.row for cell in self.columns}) > 1 or len({cell.column for cell in self.rows}) > 1

    def over(self, cell: Cell) -> list[Cell]:
        """Return the heads a cell stands under, columns first, outermost first."""
        given = cell.node.attribute("headers").split() if cell.node else []
        if given:
            return [self.named[name] for name in given if name in self.named]
        above = [
            head
            for head in self.columns
            if head.row + head.height <= cell.row and _meet(head.column, head.width, cell.column, cell.width)
        ]
        if cell in self.columns:
            return above
        before = [
            head
            for head in self.rows
            if head.column + head.width <= cell.column and _meet(head.row, head.height, cell.row, cell.height)
        ]
        return above + before

    def identifier(self, head: Cell) -> str:
        """Return a name for a head that is unique in the document."""
        return f"table-{self.node.index}-{head.row + 1}-{head.column + 1}"


def _cell(cell: Cell, heads: Heads, named: bool, shape_kids: Shaper) -> Part:
    attributes: dict[str, Any] = {}
    if cell.width > 1:
        attributes["ColSpan"] = cell.width
    if cell.height > 1:
        attributes["RowSpan"] = cell.height
    if cell.is_head:
        attributes["Scope"] = "/Column" if cell in heads.columns else "/Row"
    if named and (over := heads.over(cell)):
        attributes["Headers"] = tuple(heads.identifier(head) for head in over)
    return Part(
        "TH" if cell.is_head else "TD",
        shape_kids(cell.node) if cell.node else (),
        language=cell.node.language if cell.node and cell.node.language != heads.node.language else "",
        identifier=heads.identifier(cell) if named and cell.is_head else "",
        attributes={"Table": attributes} if attributes else {},
    )


def _groups(node: Node) -> list[tuple[str, list[Node]]]:
    """Return (role, rows) of each row group; the role is "" where the table is not divided.

    A table has one head and one foot, and a body beside them (veraPDF 7.2-11 to 7.2-14): a second one is a
    body, and a head alone is none.
    """
    groups: list[tuple[str, list[Node]]] = []
    for kid in node.nodes():
        if kid.name in GROUPS:
            groups.append((GROUPS[kid.name], [row for row in kid.nodes() if row.name == "tr"]))
        elif kid.name == "tr":
            if not groups or groups[-1][0]:
                groups.append(("", []))
            groups[-1][1].append(kid)
    done: list[tuple[str, list[Node]]] = []
    for role, rows in groups:
        done.append(("TBody" if any(role == known for known, _ in done) else role or "TBody", rows))
    if not {"THead", "TFoot"} & {role for role, _ in done}:
        return groups
    if not any(role == "TBody" for role, _ in done):
        return [("", rows) for _, rows in done]
    order = {"THead": 0, "TFoot": 2}
    return sorted(done, key=lambda group: order.get(group[0], 1))


def _cells(row: Node) -> list[Node]:
    return [kid for kid in row.nodes() if kid.name in ("td", "th")]


def _span(node: Node, name: str, most: int) -> int:
    """Read a span as HTML does: digits, within limits, 1 where it makes no sense; rowspan=0 stays 0."""
    text = node.attribute(name)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(number, most)


def _free(taken: set[tuple[int, int]], row: int, column: int, width: int) -> int:
    """Return how much of a width is free: overlapping spans are an error of the author's, cut short here."""
    for step in range(width):
        if (row, column + step) in taken:
            return step
    return width


def _meet(start: int, length: int, other: int, other_length: int) -> bool:
    return start < other + other_length and other < start + length
