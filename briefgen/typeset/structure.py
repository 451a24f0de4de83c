"""The logical structure of a document, apart from any PDF library.

A `Node` is an HTML element as the layout met it; a `Part` is an element of the PDF's structure tree
(ISO 32000-1, 14.7 and 14.8). `roles` turns the first into the second.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element


@dataclass(slots=True, eq=False)
class Content:
    """One marked-content sequence: a piece of text on one line, or a picture."""

    stream: Any
    """The content stream it is drawn in: a page's, or a group's."""
    at: int
    """Index in the stream's operators where it begins."""
    text: str
    """The text drawn; empty for a picture."""
    end: int = -1
    """Index in the stream's operators where it ends."""
    line: object = None
    """The line it stands on; None for a picture."""
    page: int = -1
    """Index of the page, from 0; -1 until the page is known."""
    decoration: str = ""
    """Not empty where it is an artifact: the property list of the artifact, `<<>>` for a plain one."""


@dataclass(frozen=True, slots=True, eq=False)
class Annotation:
    """A link that belongs to an element."""

    page: int
    """Index of the page, from 0."""
    dictionary: Any
    """The annotation's PDF dictionary."""
    is_attachment: bool = False
    """Whether it stands for an attached file."""


@dataclass(slots=True, eq=False)
class Node:
    """An HTML element or pseudo-element with what the layout made of it, over all pages."""

    name: str
    """Tag in lower case, `li::marker` for a pseudo-element."""
    element: Element
    index: int
    """Place of the element in the document, from 0."""
    language: str
    """The language in force, as the nearest `lang` attribute gives it."""
    kids: "list[Node | Content | Annotation]" = field(default_factory=list)
    """In the order of the layout."""
    numbering: str = ""
    """`list-style-type` of a list item."""
    is_note: bool = False
    """Whether a reference elsewhere leads to it as to a note."""
    bounds: tuple[float, float, float, float] | None = None
    """Left, bottom, right and top of a picture in points from the page's lower left corner."""

    def attribute(self, name: str) -> str:
        """Return an attribute of the element, stripped; empty for a pseudo-element's."""
        return "" if "::" in self.name else (self.element.get(name) or "").strip()

    def nodes(self) -> "list[Node]":
        """Return the kids that are elements, in the order of the source."""
        return sorted((kid for kid in self.kids if isinstance(kid, Node)), key=place)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """An element of the structure tree."""

    role: str
    """A standard structure type of PDF 1.7, or one that `roles.ROLE_MAP` maps to one."""
    kids: "tuple[Part | Content | Annotation, ...]" = ()
    language: str = ""
    """Given where it differs from the parent's."""
    alternative: str = ""
    """Text that stands for a picture."""
    expansion: str = ""
    """What an abbreviation stands for."""
    identifier: str = ""
    """Unique in the document."""
    attributes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Owner (Layout, List, Table) → attribute → value: a number, a name with its slash, or a tuple."""


Kid = Part | Content | Annotation
Kids = tuple[Kid, ...]

INLINE = frozenset({"Span", "Em", "Strong", "Link", "Reference", "Code", "Quote", "Annot"})
"""Roles that stand inside a paragraph."""


def place(node: Node) -> float:
    """Return a sort key: the place in the source, with the pseudo-elements around the element's own kids."""
    _, _, pseudo = node.name.partition("::")
    return float("inf") if pseudo == "after" else node.index - (0.5 if pseudo else 0)


def is_inline(kid: Kid) -> bool:
    """Tell whether a kid stands inside a paragraph; a link around whole paragraphs does not."""
    if not isinstance(kid, Part):
        return True
    return kid.role in INLINE and (kid.role != "Link" or all(map(_fits_a_line, kid.kids)))


def wrap(role: str, kids: Iterable[Kid], **more: Any) -> Kids:
    """Put kids under one part and the notes among them after it, so that no note interrupts a sentence.

    Nothing comes of no kids.
    """
    kids = tuple(kids)
    inside = tuple(kid for kid in kids if not _is_note(kid))
    notes = tuple(kid for kid in kids if _is_note(kid))
    return (Part(role, inside, **more), *notes) if inside else notes


def hold(role: str, kids: Iterable[Kid], **more: Any) -> Kids:
    """Put kids, notes included, under one part; nothing comes of no kids."""
    kids = tuple(kids)
    return (Part(role, kids, **more),) if kids else ()


def paragraphs(kids: Iterable[Kid]) -> Kids:
    """Wrap each run of inline kids into a P; pictures alone stay as they are, without spaces between."""
    done: list[Kid] = []
    run: list[Kid] = []
    for kid in (*kids, None):
        if kid is not None and (is_inline(kid) or (_is_picture(kid) and run)):
            run += [kid] if run or not _is_blank(kid) else []
            continue
        done += wrap("P", run)
        run = []
        if kid is not None:
            done.append(kid)
    return tuple(done)


def speak(kids: Kids, language: str, outer: str) -> Kids:
    """Give kids their language where it differs from the one around: parts directly, text within a Span."""
    if language == outer:
        return kids
    done: list[Kid] = []
    run: list[Kid] = []
    for kid in (*kids, None):
        if isinstance(kid, Content):
            run.append(kid)
            continue
        if run:
            done.append(Part("Span", tuple(run), language=language))
            run = []
        if isinstance(kid, Part) and not kid.language:
            done.append(replace(kid, language=language))
        elif kid is not None:
            done.append(kid)
    return tuple(done)


def _is_note(kid: Kid) -> bool:
    return isinstance(kid, Part) and kid.role == "Note"


def _fits_a_line(kid: Kid) -> bool:
    return is_inline(kid) or _is_picture(kid)


def _is_blank(kid: Kid) -> bool:
    return isinstance(kid, Content) and kid.text.isspace()


def _is_picture(kid: Kid) -> bool:
    return isinstance(kid, Part) and kid.role == "Figure"
