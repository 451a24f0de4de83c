"""Tag a document: a structure tree in the order of the source, and everything else an artifact.

Boxes ─collect→ Nodes ─roles.shape→ Parts ─Writer→ objects of the PDF

WeasyPrint builds its tree from boxes, so that what breaks over lines and pages is tagged once a piece. This
tree is built from HTML elements: however many boxes an element has, it has one node, and the boxes only say
what of it was drawn where. What belongs to no element is an artifact (ISO 14289-1, 7.1).

`mark`, `skip_links` and `add_tags` replace functions of WeasyPrint: see `patches`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.matrix import Matrix

from briefgen.typeset import calls, links, running, sequences
from briefgen.typeset.links import POINTS
from briefgen.typeset.nodes import Tree, contents_of, pseudo_of, tag_of
from briefgen.typeset.roles import ROLE_MAP, shape
from briefgen.typeset.structure import Content
from briefgen.typeset.treewriter import Writer


@contextmanager
def mark(original: Callable[..., Any], stream: Any, box: Any, tag: str) -> Iterator[None]:
    """Surround what is drawn for a box with the place of a mark, to be filled in once the tree is known.

    A box that leaves nothing on the page gets no mark, but an empty picture does, for its text. Replaces
    `Stream.marked`.
    """
    if stream._tags is None:
        yield
        return
    operators = stream.stream
    text = getattr(box, "text", "")
    content = Content(stream, len(operators), text)
    operators.append(b"/Artifact BMC")
    if text.isspace() and box.width:
        box.text = _Space(text)
    yield
    if text:
        box.text = text
    drawn = operators[content.at + 1 :]
    if any(map(sequences.paints, drawn)) or (drawn and isinstance(box, boxes.ReplacedBox)):
        content.end = len(operators)
        operators.append(b"EMC")
        stream._tags[box] = content
    else:
        del operators[content.at]


class _Space(str):
    """White space that is drawn although a box holds nothing else: WeasyPrint loses it between words."""

    __slots__ = ()

    def strip(self, characters: str | None = None, /) -> str:
        """Return the text itself, where WeasyPrint asks whether there is anything to draw."""
        return self


def add_tags(
    original: Callable[..., Any],
    pdf: Any,
    document: Document,
    pdf_version: object,
    page_streams: Sequence[Any],
) -> None:
    """Add the structure tree to a PDF. Replaces `weasyprint.pdf.add_tags`."""
    tree = Tree.of(document._html.etree_element)
    tree.said_once = running.said_once([page._page_box for page in document.pages])
    places: dict[tuple[Element, str], list[calls.Place]] = {}
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        walk = _Walk(tree, stream._tags, places, number, page.width * POINTS, page.height * POINTS)
        walk.page(page._page_box)
        walk.strays()
    for annotation, box in links.annotate(pdf, document, tree.in_margins):
        node = tree.node(box.element, pseudo_of(box))
        if node.attribute("role") == "doc-noteref":
            annotation.dictionary["Contents"] = pydyf.String(calls.name(tree, node, calls.CALL))
        node.kids.append(annotation)
    for annotation, node in calls.annotate(pdf, tree, places):
        node.kids.append(annotation)
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
class _Walk:
    """One page's boxes, walked in logical order."""

    tree: Tree
    contents: dict[Any, Content]
    places: dict[tuple[Element, str], list[calls.Place]]
    """Where the calls and marks of notes stand, on all pages so far."""
    number: int
    width: float
    """Of the page, in points."""
    height: float
    line: object = None
    """The line box that is being walked."""

    def page(self, page_box: Any) -> None:
        """Find the nodes of everything on the page."""
        matrix = Matrix(POINTS, 0, 0, -POINTS, 0, self.height)
        for child in page_box.children:
            if isinstance(child, boxes.MarginBox):
                self.margin(child, child.at_keyword, matrix)
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
        pseudo = pseudo_of(box)
        if tag_of(box.element) in ("td", "th", "tr", "li") and not pseudo:
            node = self.tree.node(box.element)
            node.numbering = node.numbering or str(box.style["list_style_type"])
        if pseudo in calls.LINKED and isinstance(box, boxes.InlineBox):
            x, y, width, height = box.hit_area()
            bounds = links.rectangle(x, y, width, height, matrix)
            self.places.setdefault((box.element, pseudo), []).append(calls.Place(self.number, bounds))
        if box in self.contents:
            self.content(box, pseudo, matrix)
        if isinstance(box, boxes.LineBox):
            self.line = box
        for child in box.children:
            self.body(child, matrix)

    def margin(self, box: Any, keyword: str, matrix: Any) -> None:
        """Make a margin box an artifact, but for a running element that says what no other page says."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box.element in self.tree.said_once and (box.element, "") not in self.tree.nodes:
            if keyword.startswith("@bottom"):
                self.tree.node(box.element).index += len(self.tree.order)
            self.tree.in_margins |= set(box.descendants())
            self.body(box, matrix)
            return
        if box in self.contents:
            self.contents[box].decoration = running.decoration(keyword)
        for child in box.children:
            self.margin(child, keyword, matrix)

    def content(self, box: Any, pseudo: str, matrix: Any) -> None:
        """Give a piece of text or a picture to its element."""
        content = self.contents[box]
        if isinstance(box, boxes.ReplacedBox):
            if pseudo:  # a picture that only a stylesheet knows
                content.decoration = "<<>>"
                return
            node = self.tree.node(box.element)
            x, y = box.content_box_x(), box.content_box_y()
            bounds = links.rectangle(x, y, box.width, box.height, matrix)
            node.bounds = links.clipped(bounds, self.width, self.height)
        else:
            node = self.tree.node(box.element, pseudo)
            content.line = self.line
        content.page = self.number
        node.kids.append(content)

    def hide(self, box: Any, decoration: str) -> None:
        """Make a box and all it holds an artifact."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box in self.contents:
            self.contents[box].decoration = decoration
        for child in box.children:
            self.hide(child, decoration)

    def strays(self) -> None:
        """Give content that was drawn for no box of the page to its element: nothing may be lost."""
        for box, content in self.contents.items():
            if content.page < 0 and not content.decoration:
                self.content(box, pseudo_of(box), Matrix(POINTS, 0, 0, -POINTS, 0, self.height))

    def repeats(self, box: Any) -> bool:
        """Tell whether a box repeats what an earlier page has: a table's head, or a fixed box."""
        if isinstance(box, boxes.TableRowGroupBox) and box.is_footer:
            self.tree.forget(box.element)  # the last foot counts, not the first
            return False
        fixed = box.style["position"] == "fixed" and not pseudo_of(box)
        head = isinstance(box, boxes.TableRowGroupBox) and box.is_header
        if not fixed and not head:
            return False
        node = self.tree.nodes.get((box.element, ""))
        return node is not None and any(content.page != self.number for content in contents_of(node))


def _is_hidden(box: Any) -> bool:
    """Tell whether the source says that an element is not for reading: decoration."""
    element = box.element
    if element is None or pseudo_of(box):
        return False
    if element.get("aria-hidden") == "true":
        return True
    is_picture = tag_of(element) in ("img", "svg", "object", "embed")
    return is_picture and (element.get("alt") == "" or element.get("role") in ("presentation", "none"))
