"""Write parts as the objects of a structure tree (ISO 32000-1, 14.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pydyf

from briefgen.typeset import sequences
from briefgen.typeset.structure import Annotation, Content, Kid, Kids, Part

SEPARATORS = (
    b"BMC",
    b"BDC",
    b"EMC",
    b"Do",
    b"sh",
    b"f",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"S",
    b"s",
    b"TJ",
    b"Tj",
)
"""Operators that may not come to stand inside a piece of text."""


class _Element(pydyf.Object):  # type: ignore[misc]
    """A structure element as it is written: the file asks for it twice, once for its identifier."""

    data = b""


class Writer:
    """Number marked content, write structure elements and the trees that find them."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._pages = pdf.page_references
        self._root = pydyf.Dictionary({"Type": "/StructTreeRoot", "K": pydyf.Array()})
        pdf.add_object(self._root)
        self._streams: dict[int, tuple[Any, list[Any]]] = {}
        """id of a stream → the stream and, by MCID, the elements its content belongs to."""
        self._annotations: list[tuple[Any, Any]] = []
        self._identifiers: dict[str, Any] = {}
        self._page_of_stream: dict[int, int] = {}

    def write(self, kids: Kids) -> None:
        """Write the top of the tree with everything below."""
        self._root["K"] = pydyf.Array(
            self._element(kid, self._root.reference).reference for kid in kids if isinstance(kid, Part)
        )

    def decorate(self, contents: Iterable[Content]) -> None:
        """Say of each artifact what it decorates; all content is an artifact until the tree holds it."""
        for content in contents:
            if content.decoration not in ("", "<<>>"):
                content.stream.stream[content.at] = f"/Artifact {content.decoration} BDC".encode()

    def root(self, role_map: Mapping[str, str]) -> Any:
        """Finish and return the root of the tree."""
        self._root["ParentTree"] = self._parent_tree().reference
        self._root["ParentTreeNextKey"] = self._next
        self._root["RoleMap"] = pydyf.Dictionary(
            {role: f"/{standard}" for role, standard in role_map.items()}
        )
        if self._identifiers:
            names = pydyf.Array()
            for name in sorted(self._identifiers, key=str.encode):
                names.extend((pydyf.String(name), self._identifiers[name].reference))
            tree = pydyf.Dictionary({"Names": names})
            self._pdf.add_object(tree)
            self._root["IDTree"] = tree.reference
        return self._root

    def _element(self, part: Part, parent: bytes) -> "_Element":
        element = _Element()
        self._pdf.add_object(element)
        fields = [b"/Type/StructElem/S/%b/P %b" % (part.role.encode(), parent)]
        for key, text in ((b"Lang", part.language), (b"Alt", part.alternative), (b"E", part.expansion)):
            if text:
                fields.append(b"/%b%b" % (key, pydyf.String(text).data))
        if part.identifier:
            fields.append(b"/ID%b" % pydyf.String(part.identifier).data)
            self._identifiers[part.identifier] = element
        if attributes := _attributes(part):
            fields.append(b"/A%b" % attributes.data)
        page = next((kid.page for kid in part.kids if not isinstance(kid, Part)), None)
        if page is not None:
            fields.append(b"/Pg %b" % self._pages[page])
        kids: list[bytes] = []
        for kid in _joined(part.kids):
            if isinstance(kid, Content):
                kids += self._content(kid, element, page)
            else:
                kids.append(self._kid(kid, element))
        if kids:
            fields.append(b"/K[%b]" % b" ".join(kids))
        element.data = b"<<%b>>" % b"".join(fields)
        return element

    def _kid(self, kid: Part | Annotation, element: "_Element") -> bytes:
        if isinstance(kid, Part):
            written: bytes = self._element(kid, element.reference).reference
            return written
        self._annotations.append((kid.dictionary, element))
        values = {"Type": "/OBJR", "Obj": kid.dictionary.reference, "Pg": self._pages[kid.page]}
        return bytes(pydyf.Dictionary(values).data)

    def _content(self, content: Content, element: "_Element", page: int | None) -> Iterable[bytes]:
        """Number a piece of content and refer to it: by numbers alone on the element's own page."""
        stream = content.stream
        _, owners = self._streams.setdefault(id(stream), (stream, []))
        first = len(owners)
        count = sequences.number(stream.stream, content.at, content.end, first)
        owners += [element.reference] * count
        in_group = stream.extra.get("Subtype") == "/Form"
        if content.page == page and not in_group:
            return [" ".join(map(str, range(first, first + count))).encode()]
        values = {"Type": "/MCR", "Pg": self._pages[content.page]}
        if in_group:
            values["Stm"] = stream.reference
        return [pydyf.Dictionary({**values, "MCID": number}).data for number in range(first, first + count)]

    def _parent_tree(self) -> Any:
        """Map content and annotations to their elements: pages first, under the keys WeasyPrint gave them."""
        numbers = pydyf.Array()
        by_page = {
            self._pdf.objects[n]["Contents"]: index for index, n in enumerate(self._pdf.pages["Kids"][::3])
        }
        self._next = len(by_page)
        lists = {}
        for stream, owners in self._streams.values():
            key = by_page.get(stream.reference)
            if key is None:
                key = stream.extra["StructParents"] = self._take()
            lists[key] = pydyf.Array([b" ".join(owners)])
        for dictionary, element in self._annotations:
            key = dictionary["StructParent"] = self._take()
            lists[key] = element.reference
        for key in range(len(by_page)):
            lists.setdefault(key, pydyf.Array())
        for key in sorted(lists):
            numbers.extend((key, lists[key]))
        tree = pydyf.Dictionary({"Nums": numbers})
        self._pdf.add_object(tree)
        return tree

    def _take(self) -> int:
        self._next += 1
        return self._next - 1


def _joined(kids: Kids) -> Iterable[Kid]:
    """Yield kids, pieces of a line that nothing painted parts as one."""
    last: Kid | None = None
    for kid in kids:
        if isinstance(last, Content) and isinstance(kid, Content) and _continues(last, kid):
            operators = kid.stream.stream
            operators[last.end] = operators[kid.at] = b""
            last = replace(last, end=kid.end)
            continue
        if last is not None:
            yield last
        last = kid
    if last is not None:
        yield last


def _continues(last: Content, content: Content) -> bool:
    """Tell whether two pieces stand on a line with nothing painted between."""
    if last.stream is not content.stream or last.line is not content.line or last.line is None:
        return False
    return last.end < content.at and not any(
        map(_separates, content.stream.stream[last.end + 1 : content.at])
    )


def _separates(operator: object) -> bool:
    return not isinstance(operator, bytes) or operator.endswith(SEPARATORS)


def _attributes(part: Part) -> Any:
    """Return the attribute objects of a part, one an owner."""
    made = [
        pydyf.Dictionary({"O": f"/{owner}", **{key: _value(value) for key, value in values.items()}})
        for owner, values in part.attributes.items()
    ]
    return made[0] if len(made) == 1 else pydyf.Array(made)


def _value(value: Any) -> Any:
    """Write a tuple as an array; strings in it are byte strings, not names."""
    if not isinstance(value, tuple):
        return value
    return pydyf.Array(pydyf.String(item) if isinstance(item, str) else item for item in value)
