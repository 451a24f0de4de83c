"""The elements of a document as nodes, one an element, made as the layout is found to have drawn them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from briefgen.typeset.foreign import language_of
from briefgen.typeset.structure import Content, Node


@dataclass(slots=True)
class Tree:
    """The nodes of a document, made as the layout is found to have drawn something for them."""

    root: Node
    parents: dict[Element, Element]
    order: dict[Element, int]
    """Element → its place in the document."""
    nodes: dict[tuple[Element, str], Node] = field(default_factory=dict)
    """(element, pseudo-element or "") → node."""
    notes: frozenset[str] = frozenset()
    """`id` attributes that references to notes lead to."""
    said_once: frozenset[Element] = frozenset()
    """Running elements that are not only furniture."""
    in_margins: set[Any] = field(default_factory=set)
    """Boxes of running elements that are tagged."""

    @classmethod
    def of(cls, html: Element) -> "Tree":
        """Begin the tree of an HTML document with its root."""
        parents = {kid: parent for parent in html.iter() for kid in parent}
        order = {element: index for index, element in enumerate(html.iter())}
        root = Node("html", html, 0, language_of(html, ""))
        return cls(root, parents, order, {(html, ""): root}, frozenset(_noted(html)))

    def node(self, element: Element, pseudo: str = "") -> Node:
        """Return the node of an element or pseudo-element, made with its ancestors where it is new."""
        found = self.nodes.get((element, pseudo))
        if found is not None:
            return found
        tag = tag_of(element)
        if pseudo:
            parent = self.node(element)
            made = Node(f"{tag}::{pseudo}", element, parent.index, parent.language)
        else:
            above = self.parents.get(element)
            parent = self.node(above) if above is not None else self.root
            made = Node(
                tag,
                element,
                self.order.get(element, 0),
                language_of(element, parent.language),
                is_note=element.get("id") in self.notes,
            )
        parent.kids.append(made)
        self.nodes[element, pseudo] = made
        return made

    def forget(self, element: Element) -> None:
        """Make what was drawn for an element so far an artifact: a later fragment stands for it."""
        work = [node for node in (self.nodes.get((element, "")),) if node]
        while work:
            node = work.pop()
            for kid in node.kids:
                if isinstance(kid, Content):
                    kid.decoration = "<<>>"
            node.kids = [kid for kid in node.kids if not isinstance(kid, Content)]
            work += [kid for kid in node.kids if isinstance(kid, Node)]


def _noted(html: Element) -> Iterator[str]:
    """Yield the targets of references to notes, by their role or the class that Markdown tools give them."""
    for element in html.iter():
        if element.get("role") == "doc-noteref":
            yield (element.get("href") or "").removeprefix("#")
        elif element.get("class") in ("footnote-ref", "footnote"):
            yield from ((link.get("href") or "").removeprefix("#") for link in element.iter("a"))


def contents_of(node: Node) -> Iterator[Content]:
    """Yield all content of an element."""
    for kid in node.kids:
        if isinstance(kid, Content):
            yield kid
        elif isinstance(kid, Node):
            yield from contents_of(kid)


def pseudo_of(box: Any) -> str:
    """Return the pseudo-element a box is made of, empty for an element's own box."""
    return str(box.element_tag or "").partition("::")[2]


def tag_of(element: Element | None) -> str:
    """Return the tag of an element in lower case, without its namespace; empty for a comment."""
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
