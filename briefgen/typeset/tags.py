"""Tag a document: a structure tree in the order of the source, and everything else an artifact.

Boxes ─collect→ Nodes ─roles.shape→ Parts ─Writer→ objects of the PDF

WeasyPrint builds its tree from boxes, so that what breaks over lines and pages is tagged once a piece. This
tree is built from HTML elements: however many boxes an element has, it has one node, and the boxes only say
what of it was drawn where. What belongs to no element is an artifact (ISO 14289-1, 7.1).

`mark`, `skip_links` and `add_tags` replace functions of WeasyPrint: see `patches`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.matrix import Matrix

from briefgen.typeset import links
from briefgen.typeset.roles import ROLE_MAP, shape
from briefgen.typeset.structure import Annotation, Content, Node
from briefgen.typeset.treewriter import Writer

PAINTING = (
    b"TJ",
    b"Tj",
    b"'",
    b'"',
    b"Do",
    b"sh",
    b"EI",
    b"f",
    b"F",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"S",
    b"s",
)
"""Operators that leave something on the page."""

POINTS = 0.75
"""Points a CSS pixel."""

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@contextmanager
def mark(original: Callable[..., Any], stream: Any, box: Any, tag: str) -> Iterator[None]:
    """Surround what is drawn for a box with the place of a mark, to be filled in once the tree is known.

    A box that leaves nothing on the page gets no mark. Replaces `Stream.marked`.
    """
    if stream._tags is None:
        yield
        return
    operators = stream.stream
    content = Content(stream, len(operators), getattr(box, "text", ""))
    operators.append(b"/Artifact BMC")
    yield
    if any(_paints(operator) for operator in operators[content.at + 1 :]):
        operators.append(b"EMC")
        stream._tags[box] = content
    else:
        del operators[content.at]


def _paints(operator: object) -> bool:
    return isinstance(operator, bytes) and operator.endswith(PAINTING)


def add_tags(
    original: Callable[..., Any],
    pdf: Any,
    document: Document,
    pdf_version: object,
    page_streams: Sequence[Any],
) -> None:
    """Add the structure tree to a PDF. Replaces `weasyprint.pdf.add_tags`."""
    tree = Tree.of(document._html.etree_element)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        _Walk(tree, stream._tags, number, page.height * POINTS).page(page._page_box)
    for annotation, box in links.annotate(pdf, document, tree.seen_links):
        tree.node(box.element, _pseudo(box)).kids.append(annotation)
    writer = Writer(pdf)
    writer.write(shape(tree.root, tree.root.language))
    for stream in page_streams:
        writer.decorate(stream._tags.values())
    pdf.catalog["StructTreeRoot"] = writer.root(ROLE_MAP).reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    preferences = {"DisplayDocTitle": "true"}
    if _direction(document) == "rtl":
        preferences["Direction"] = "/R2L"
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(preferences)


def _direction(document: Document) -> str:
    roots = [child for child in document.pages[0]._page_box.children if child.is_for_root_element]
    return str(roots[0].style["direction"]) if roots else "ltr"


@dataclass(slots=True)
class Tree:
    """The nodes of a document, made as the layout is found to have drawn something for them."""

    root: Node
    parents: dict[Element, Element]
    order: dict[Element, int]
    """Element → its place in the document."""
    nodes: dict[tuple[Element, str], Node] = field(default_factory=dict)
    """(element, pseudo-element or "") → node."""
    seen_links: set[Any] = field(default_factory=set)
    """Boxes of links in page margins that are tagged because they stand there for the first time."""

    @classmethod
    def of(cls, html: Element) -> "Tree":
        """Begin the tree of an HTML document with its root."""
        parents = {kid: parent for parent in html.iter() for kid in parent}
        order = {element: index for index, element in enumerate(html.iter())}
        root = Node("html", html, 0, _language(html) or "")
        return cls(root, parents, order, {(html, ""): root})

    def node(self, element: Element, pseudo: str = "") -> Node:
        """Return the node of an element or pseudo-element, made with its ancestors where it is new."""
        found = self.nodes.get((element, pseudo))
        if found is not None:
            return found
        tag = _tag(element)
        if pseudo:
            parent = self.node(element)
            made = Node(f"{tag}::{pseudo}", element, parent.index, parent.language)
        else:
            above = self.parents.get(element)
            parent = self.node(above) if above is not None else self.root
            language = _language(element)
            made = Node(
                tag, element, self.order.get(element, 0), parent.language if language is None else language
            )
        parent.kids.append(made)
        self.nodes[element, pseudo] = made
        return made

    def forget(self, element: Element, decoration: str = "<<>>") -> None:
        """Make what was drawn for an element so far an artifact: its last fragment stands for it."""
        node = self.nodes.get((element, ""))
        for kid in list(node.kids) if node else ():
            if isinstance(kid, Content):
                kid.decoration = decoration
            elif isinstance(kid, Node):
                self.forget(kid.element, decoration)
        if node:
            node.kids[:] = [kid for kid in node.kids if isinstance(kid, Node)]


@dataclass(slots=True)
class _Walk:
    """One page's boxes, walked in logical order."""

    tree: Tree
    contents: dict[Any, Content]
    number: int
    height: float
    """In points."""

    def page(self, page_box: Any) -> None:
        """Find the nodes of everything on the page."""
        matrix = Matrix(POINTS, 0, 0, -POINTS, 0, self.height)
        for child in page_box.children:
            if isinstance(child, boxes.MarginBox):
                self.margin(child, _pagination(child.at_keyword))
            else:
                self.body(child, matrix)

    def body(self, box: Any, matrix: Any) -> None:
        """Find the nodes of a box and of what it holds."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box.is_leader or _is_hidden(box) or self.repeats(box):
            self.hide(box, "<<>>")
            return
        if box.transformation_matrix:
            matrix = box.transformation_matrix @ matrix
        pseudo = _pseudo(box)
        if _tag(box.element) in ("td", "th", "tr", "li") and not pseudo:
            node = self.tree.node(box.element)
            node.numbering = node.numbering or str(box.style["list_style_type"])
        if box.widget_annotation:
            self.tree.node(box.element).kids.append(Annotation(self.number, box.widget_annotation))
        if box in self.contents:
            self.content(box, pseudo, matrix)
        for child in box.children:
            self.body(child, matrix)

    def content(self, box: Any, pseudo: str, matrix: Any) -> None:
        """Give a piece of text or a picture to its element."""
        content = self.contents[box]
        if isinstance(box, boxes.ReplacedBox):
            if pseudo:  # a picture that only a stylesheet knows
                content.decoration = "<<>>"
                return
            node = self.tree.node(box.element)
            node.bounds = links.rectangle(
                box.content_box_x(), box.content_box_y(), box.width, box.height, matrix
            )
        else:
            node = self.tree.node(box.element, pseudo)
        content.page = self.number
        node.kids.append(content)

    def margin(self, box: Any, decoration: str) -> None:
        """Make a margin box an artifact, but for a link that no page before it has."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box.link and box.element not in {other.element for other in self.tree.seen_links}:
            self.tree.seen_links.add(box)
            self.body(box, Matrix(POINTS, 0, 0, -POINTS, 0, self.height))
            return
        if box in self.contents:
            self.contents[box].decoration = decoration
        for child in box.children:
            self.margin(child, decoration)

    def hide(self, box: Any, decoration: str) -> None:
        """Make a box and all it holds an artifact."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box in self.contents:
            self.contents[box].decoration = decoration
        for child in box.children:
            self.hide(child, decoration)

    def repeats(self, box: Any) -> bool:
        """Tell whether a box repeats what an earlier page has: a table's head, or a fixed box."""
        if isinstance(box, boxes.TableRowGroupBox) and box.is_footer:
            self.tree.forget(box.element)  # the last foot counts, not the first
            return False
        fixed = box.style["position"] == "fixed" and not _pseudo(box)
        head = isinstance(box, boxes.TableRowGroupBox) and box.is_header and _tag(box.element) == "thead"
        if not fixed and not head:
            return False
        node = self.tree.nodes.get((box.element, ""))
        return node is not None and any(content.page != self.number for content in _contents(node))


def _contents(node: Node) -> Iterator[Content]:
    for kid in node.kids:
        if isinstance(kid, Content):
            yield kid
        elif isinstance(kid, Node):
            yield from _contents(kid)


def _is_hidden(box: Any) -> bool:
    """Tell whether the source says that an element is not for reading: decoration."""
    element = box.element
    if element is None or _pseudo(box):
        return False
    if element.get("aria-hidden") == "true":
        return True
    is_picture = _tag(element) in ("img", "svg", "object", "embed")
    return is_picture and (element.get("alt") == "" or element.get("role") in ("presentation", "none"))


def _pagination(keyword: str) -> str:
    """Return the property list of an artifact in the page margin (ISO 32000-1, table 330)."""
    side = keyword.removeprefix("@").partition("-")[0]
    kind = {"top": " /Subtype /Header /Attached [/Top]", "bottom": " /Subtype /Footer /Attached [/Bottom]"}
    return f"<</Type /Pagination{kind.get(side, '')}>>"


def _pseudo(box: Any) -> str:
    return str(box.element_tag or "").partition("::")[2]


def _tag(element: Element | None) -> str:
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _language(element: Element) -> str | None:
    language = element.get("lang", element.get(XML_LANG))
    return None if language is None else language.strip()
