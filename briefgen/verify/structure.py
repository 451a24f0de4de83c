"""The structure tree as a flat list, in reading order, whatever shape it has in the file."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from briefgen.verify.objects import Key, entries, get, items, key_of, plain, text_of
from briefgen.verify.qpdf import Array, Dictionary, Name

MAX_ELEMENTS = 200_000
"""Elements that are read of one tree."""
MAX_DEPTH = 1_000
"""Levels of elements that are followed."""

_STANDARD = """
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl
LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP
Warichu WT WP Figure Formula Form
"""
STANDARD = frozenset(_STANDARD.split())
"""Standard structure types (ISO 32000-1, 14.8.4)."""


TEXTS = ("/Alt", "/ActualText", "/E", "/T")
"""Entries of an element that hold text."""

_REFERENCE = re.compile(rb"(\d+ \d+) R\b")

Fields = Mapping[str, Any]
"""The entries of a dictionary."""


class Content(NamedTuple):
    """References to marked content, in a row."""

    page: Key
    stream: Key | None
    """The form XObject that holds it; None for the page's own stream."""
    mcids: tuple[int, ...]
    """The numbers of pieces that follow each other."""


@dataclass(frozen=True, slots=True)
class Object:
    """A reference to an annotation or another object."""

    key: Key


@dataclass(slots=True, eq=False)
class Element:
    """A structure element."""

    role: str
    """As written."""
    standard: str
    """After the role map."""
    parent: "Element | None"
    depth: int
    position: int
    """Place among the parent's kids of the same role, from 1."""
    page: Key
    language: str
    """In force here: the element's own, its ancestors', or the document's."""
    own_language: str | None
    texts: Mapping[str, str]
    """Alt, ActualText, E and T, as far as given."""
    identifier: str | None
    attributes: Mapping[str, Any] = field(repr=False)
    """Attributes of all owners in one."""
    key: Key = (0, 0)
    has_parent: bool = True
    """Whether it has a P entry."""
    kids: "list[Element | Content | Object]" = field(default_factory=list, repr=False)
    inner: "list[Element]" = field(default_factory=list, repr=False)
    """The kids that are elements."""

    @property
    def path(self) -> str:
        """Return the way from the root: Document/Sect/P[2]."""
        names: list[str] = []
        element: Element | None = self
        while element is not None and len(names) < 40:
            names.append(element.role + (f"[{element.position}]" if element.position > 1 else ""))
            element = element.parent
        return "/".join(("…",) * (element is not None) + tuple(reversed(names)))

    def within(self, role: str) -> bool:
        """Tell whether the element or one of its ancestors has a role."""
        element: Element | None = self
        while element is not None and element.standard != role:
            element = element.parent
        return element is not None


@dataclass(slots=True)
class Tree:
    """All elements of a document and what was odd in reading them."""

    elements: list[Element] = field(default_factory=list)
    """In reading order, parents before kids."""
    role_map: dict[str, str] = field(default_factory=dict)
    owners: defaultdict[Key, dict[int, Element]] = field(default_factory=lambda: defaultdict(dict))
    """Page or form → MCID → the element that holds the content."""
    objects: dict[Key, Element] = field(default_factory=dict)
    """Annotation or other object → the element that holds it."""
    by_number: dict[int, Key | list[Key]] = field(default_factory=dict)
    """The ParentTree: StructParents of a page or form → the elements of its MCIDs, StructParent → element."""
    broken: list[str] = field(default_factory=list)
    """What keeps the tree from being a tree."""


def read_tree(root: Any, language: str) -> Tree:
    """Read the tree under a StructTreeRoot; `language` is the document's."""
    top = entries(root)
    mapped = entries(top.get("/RoleMap"))
    role_map = {key[1:]: text_of(value).removeprefix("/") for key, value in mapped.items()}
    reader = _Reader(Tree(role_map=role_map), language, top.get("/ClassMap"))
    reader.read(top.get("/K"))
    for number, value in _number_tree(top.get("/ParentTree")):
        listed = isinstance(value, Array)
        reader.tree.by_number[number] = _keys(value) if listed else key_of(value)
    return reader.tree


class _Reader:
    """Walks a tree that may have cycles or no end."""

    def __init__(self, tree: Tree, language: str, class_map: Any) -> None:
        self.tree = tree
        self._language = language
        self._class_map = class_map
        self._seen: set[Key] = set()
        self._counts: dict[tuple[int, str], int] = {}

    def read(self, top: Any) -> None:
        work: list[tuple[Any, Element | None, Key]] = [(kid, None, (0, 0)) for kid in reversed(kids_of(top))]
        while work:
            value, parent, page = work.pop()
            if isinstance(value, list):
                if parent is not None:
                    self._contents(value, parent, page)
                continue
            if not isinstance(value, Dictionary):
                continue
            fields = entries(value)
            kind = text_of(fields.get("/Type"))
            if kind in ("/MCR", "/OBJR"):
                if parent is not None:
                    self._reference(fields, kind, parent, page)
            elif (element := self._element(key_of(value), fields, parent, page)) is not None:
                work += [(kid, element, element.page) for kid in reversed(kids_of(fields.get("/K")))]

    def _contents(self, numbers: list[int], parent: Element, page: Key) -> None:
        """Read kids that are numbers of content; what two elements claim belongs to the first."""
        parent.kids.append(Content(page, None, tuple(numbers)))
        owned, new = self.tree.owners[page], dict.fromkeys(numbers, parent)
        owned.update(new if owned.keys().isdisjoint(new) else new | owned)

    def _element(self, key: Key, fields: Fields, parent: Element | None, page: Key) -> Element | None:
        """Read one element without its kids; None where it cannot be followed."""
        tree = self.tree
        if key != (0, 0) and key in self._seen:
            tree.broken.append(f"object {key[0]} is in the tree twice")
            return None
        depth = parent.depth + 1 if parent else 0
        if depth > MAX_DEPTH or len(tree.elements) >= MAX_ELEMENTS:
            message = f"more than {MAX_DEPTH} levels or {MAX_ELEMENTS} elements; the rest is not read"
            if message not in tree.broken:
                tree.broken.append(message)
            return None
        self._seen.add(key)
        role = text_of(fields.get("/S"))[1:]
        place = (id(parent), role)
        self._counts[place] = position = self._counts.get(place, 0) + 1
        own = text_of(fields.get("/Lang")) if "/Lang" in fields else None
        element = Element(
            role=role,
            standard=standard_role(role, tree.role_map),
            parent=parent,
            depth=depth,
            position=position,
            page=key_of(fields["/Pg"]) if "/Pg" in fields else page,
            language=own or (parent.language if parent else self._language),
            own_language=own,
            texts={name[1:]: text_of(fields[name]) for name in TEXTS if name in fields},
            identifier=text_of(fields["/ID"]) if "/ID" in fields else None,
            attributes=self._attributes(fields),
            key=key,
            has_parent=isinstance(fields.get("/P"), Dictionary),
        )
        tree.elements.append(element)
        if parent is not None:
            parent.kids.append(element)
            parent.inner.append(element)
        return element

    def _reference(self, fields: Fields, kind: str, parent: Element, page: Key) -> None:
        """Read a kid that is content or an object."""
        if kind == "/OBJR":
            key = key_of(fields.get("/Obj"))
            parent.kids.append(Object(key))
            self.tree.objects[key] = parent
            return
        own = key_of(fields["/Pg"]) if "/Pg" in fields else page
        stream = key_of(fields["/Stm"]) if "/Stm" in fields else None
        mcid = fields.get("/MCID")
        number = mcid if isinstance(mcid, int) else -1
        parent.kids.append(Content(own, stream, (number,)))
        self.tree.owners[stream or own].setdefault(number, parent)

    def _attributes(self, fields: Fields) -> dict[str, Any]:
        """Merge the attribute objects of an element, those of its classes first."""
        found: list[Any] = []
        for name in items(fields.get("/C")):
            if isinstance(name, Name):
                found += items(get(self._class_map, str(name)))
        found += items(fields.get("/A"))
        made: dict[str, Any] = {}
        for attributes in found:
            values = plain(attributes, 3)
            if isinstance(values, dict):
                made |= values
        return made


def kids_of(value: Any) -> list[Any]:
    """Return the kids of an element, numbers that follow each other as a list."""
    written = value.unparse()[1:-1] if isinstance(value, Array) else b""
    if written and not written.translate(None, b"0123456789 R"):
        return _plain_kids(value, written)
    found: list[Any] = []
    for kid in items(value):
        if not isinstance(kid, int):
            found.append(kid)
        elif found and isinstance(found[-1], list):
            found[-1].append(kid)
        else:
            found.append([kid])
    return found


def _plain_kids(value: Any, written: bytes) -> list[Any]:
    """Return kids that are numbers and references, as they are written: much quicker than one by one."""
    found: list[Any] = []
    place = -1
    for piece in _REFERENCE.sub(b"R", written).split(b"R"):
        if place >= 0:
            found.append(value[place])
        numbers = piece.split()
        if numbers:
            found.append(list(map(int, numbers)))
        place += len(numbers) + 1
    return found


def standard_role(role: str, role_map: Mapping[str, str]) -> str:
    """Follow the role map to a standard type; return where it ends, also if that is none."""
    for _ in range(len(role_map) + 1):
        if role in STANDARD or role not in role_map:
            return role
        role = role_map[role]
    return role


def name_tree(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield the pairs of a name tree; cycles end."""
    for name, value in _pairs(node, "/Names"):
        yield text_of(name), value


def _keys(array: Any) -> list[Key]:
    """Return the keys of an array of references: read as written, which is much quicker than one by one."""
    found = _REFERENCE.findall(array.unparse())
    if len(found) != len(array):
        return [key_of(item) for item in array]
    keys = {each: _key(each) for each in set(found)}
    return [keys[each] for each in found]


def _key(reference: bytes) -> Key:
    number, generation = reference.split()
    return int(number), int(generation)


def _number_tree(node: Any) -> Iterator[tuple[int, Any]]:
    for number, value in _pairs(node, "/Nums"):
        if isinstance(number, int):
            yield number, value


def _pairs(node: Any, kind: str) -> Iterator[tuple[Any, Any]]:
    work, seen = [node], set()
    while work:
        current = work.pop()
        key = key_of(current)
        if not isinstance(current, Dictionary) or (key != (0, 0) and key in seen):
            continue
        seen.add(key)
        names = items(get(current, kind))
        yield from zip(names[::2], names[1::2], strict=False)
        work += reversed(items(get(current, "/Kids")))
