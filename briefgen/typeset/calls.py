"""Calls of footnotes as links to their notes, and the marks of notes as links back.

A page says what such a link is called by attributes of its root, with `{}` for the mark of the note:
`data-note-call`, as "Note {}", and `data-note-back`, as "Back to the text of note {}". Without them the mark
alone stands for it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from briefgen.typeset import links
from briefgen.typeset.links import Rectangle
from briefgen.typeset.nodes import Tree, contents_of, tag_of
from briefgen.typeset.structure import Annotation, Node

CALL, MARK = "footnote-call", "footnote-marker"
LINKED = {CALL: "data-note-call", MARK: "data-note-back"}
"""Pseudo-elements that become links → the attribute that names them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call or the mark of a note stands."""

    page: int
    """Index of the page, from 0."""
    bounds: Rectangle


Places = Mapping[tuple[Element, str], Sequence[Place]]
"""(element of the note, `CALL` or `MARK`) → its boxes; several where a line parts it."""


def annotate(pdf: Any, tree: Tree, places: Places) -> Iterator[tuple[Annotation, Node]]:
    """Add the annotations of calls and of marks, each with its node."""
    ways: dict[Element, dict[str, Sequence[Place]]] = defaultdict(dict)
    for (element, pseudo), found in places.items():
        ways[element][pseudo] = found
    for element, both in ways.items():
        if len(both) < 2 or _is_in_link(tree, element):
            continue
        call = tree.node(element, CALL)
        for start, end in ((CALL, MARK), (MARK, CALL)):
            made = _annotation(pdf, both[start], both[end][0], name(tree, call, start))
            yield made, tree.node(element, start)


def name(tree: Tree, call: Node, kind: str) -> str:
    """Return what a link to or from a note is called, in the words of the page, by the text of a call."""
    mark = "".join(content.text for content in contents_of(call)).strip()
    return (tree.root.element.get(LINKED[kind]) or "{}").replace("{}", mark)


def _is_in_link(tree: Tree, element: Element) -> bool:
    """Tell whether a note stands in a link, in which there can be no other."""
    above: Element | None = element
    while above is not None and not (tag_of(above) == "a" and above.get("href")):
        above = tree.parents.get(above)
    return above is not None


def _annotation(pdf: Any, start: Sequence[Place], end: Place, called: str) -> Annotation:
    page = start[0].page
    made = links.annotation([place.bounds for place in start if place.page == page])
    left, _, _, top = end.bounds
    made["Dest"] = pydyf.Array([pdf.page_references[end.page], "/XYZ", left, top, 0])
    made["Contents"] = pydyf.String(called)
    links.attach(pdf, page, made)
    return Annotation(page, made)
