"""A parcel as XLIFF 2.1: a file a block, a unit a paragraph, `ph` and `pc` for markup, glossaries, notes."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.parcel import Entry, Parcel, Part, Said, Slot

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_DATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_TERMS = "urn:oasis:names:tc:xliff:glossary:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = {"emphasis": "fmt", "strong": "fmt", "link": "link", "address": "link", "image": "image"}
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_FACTS = ("issue", "source", "target", "through")


def _etree() -> Any:
    return import_module("lxml.etree")


def write(parcel: Parcel) -> bytes:
    """Return a parcel as an XLIFF file; the same parcel gives the same bytes."""
    from translate.storage.xliff2 import Xliff2File

    for prefix, space in (("mda", _DATA), ("gls", _TERMS)):
        _etree().register_namespace(prefix, space)
    store = Xliff2File(sourcelanguage=parcel.source_language, targetlanguage=parcel.target_language)
    root = store.document.getroot()
    root.set("version", "2.1")
    for node in list(root):
        root.remove(node)
    for part in parcel.parts:
        path = part.target.partition("@")[0]
        file = _node(root, "file", id=path.rpartition("/")[2].removesuffix(".md"), original=path)
        facts = dict(zip(_FACTS, (parcel.issue, part.source, part.target, part.through), strict=True))
        _facts(file, facts)
        for entry in part.entries:
            _write_unit(file, entry)
    return bytes(store)


def _node(parent: Any, name: str, text: str = "", space: str = _CORE, **attributes: str) -> Any:
    node = _etree().SubElement(parent, f"{{{space}}}{name}", attributes)
    node.text = text or None
    return node


def _facts(parent: Any, facts: dict[str, str]) -> None:
    group = _node(_node(parent, "metadata", space=_DATA), "metaGroup", space=_DATA, category="briefgen")
    for name, value in facts.items():
        if value:
            _node(group, "meta", value, _DATA, type=name)


def _write_unit(file: Any, entry: Entry) -> None:
    unit = _node(file, "unit", id=entry.id)
    if entry.terms:
        glossary = _node(unit, "glossary", space=_TERMS)
        for source, target in entry.terms:
            row = _node(glossary, "glossEntry", space=_TERMS)
            _node(row, "term", source, _TERMS)
            _node(row, "translation", target, _TERMS)
    notes = _node(unit, "notes")
    for place in entry.places:
        _node(notes, "note", place, category="location")
    for note in entry.notes:
        _node(notes, "note", note, category="developer")
    codes = _codes(entry)
    if codes:
        kept = _node(unit, "originalData")
        for (number, turn), code in codes.items():
            _node(kept, "data", code, id=_name(number, turn)).set(_SPACE, "preserve")
    state = "initial" if entry.fuzzy or entry.target is None else "translated"
    segment = _node(unit, "segment", state=state)
    for name, said in (("source", entry.source), ("target", entry.target)):
        if said is not None:
            node = _node(segment, name)
            node.set(_SPACE, "preserve")
            _fill(node, said, codes)


def _codes(entry: Entry) -> dict[tuple[int, str], str]:
    slots = [piece for piece in (*entry.source, *(entry.target or ())) if isinstance(piece, Slot)]
    return {(slot.number, slot.turn): slot.code for slot in slots}


def _name(number: int, turn: str) -> str:
    return f"d{number}{'e' if turn == 'close' else ''}"


def _fill(node: Any, said: Said, codes: dict[tuple[int, str], str]) -> None:
    """Put texts and markup into a source or target."""
    opened = [node]
    for piece in said:
        here = opened[-1]
        if isinstance(piece, str):
            if len(here):
                here[-1].tail = (here[-1].tail or "") + piece
            else:
                here.text = (here.text or "") + piece
        elif piece.turn == "close":
            opened.pop()
        else:
            number, kind = piece.number, _TYPES.get(piece.kind, "other")
            given = {"id": str(number), "type": kind, "subType": f"briefgen:{piece.kind}"}
            if piece.turn == "alone":
                _node(
                    here, "ph", **given, dataRef=_name(number, "alone"), disp=codes[number, "alone"].strip()
                )
            else:
                ends = {"dataRefStart": _name(number, "open"), "dataRefEnd": _name(number, "close")}
                opened.append(_node(here, "pc", **given, **ends))


def read(text: str, path: str) -> Parcel:
    """Return the parcel that an XLIFF file holds; nothing it names is opened. Raises BriefgenError."""
    from translate.storage.xliff2 import Xliff2File

    place = Place(path)
    declared = _DECLARED.match(text)
    if declared and declared[1].upper() not in {"UTF-8", "UTF8"}:
        raise BriefgenError([error(place, f"says that it is {declared[1]}", "save it as UTF-8")])
    # In UTF-8 a document type cannot hide, and without one there are no entities to expand or fetch.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BriefgenError([error(place, "has a document type, which XLIFF has no use for", "take it out")])
    try:
        store: Any = Xliff2File.parsestring(text.encode())  # type: ignore[no-untyped-call]
    except (_etree().XMLSyntaxError, ValueError, AssertionError, StopIteration) as fault:
        what = str(fault).split("\n", maxsplit=1)[0] or "another root"
        raise BriefgenError([error(place, f"is not an XLIFF 2 file: {what}", "export it again")]) from None
    root = store.document.getroot()
    if root.tag != f"{{{_CORE}}}xliff":
        raise BriefgenError([error(place, "is not an XLIFF 2 file: another root", "export it again")])
    parts = [(_facts_of(file), list(_entries(file, path))) for file in root.iterchildren(f"{{{_CORE}}}file")]
    issues = {facts.get("issue", "") for facts, _ in parts}
    if len(issues) != 1:
        raise BriefgenError([error(place, "does not say of which one issue it is", "export it again")])
    return Parcel(
        issues.pop(),
        str(store.sourcelanguage),
        str(store.targetlanguage or ""),
        [
            Part(facts.get("source", ""), facts.get("target", ""), facts.get("through", ""), entries)
            for facts, entries in parts
        ],
    )


def _facts_of(file: Any) -> dict[str, str]:
    found = file.iterfind(f"{{{_DATA}}}metadata/{{{_DATA}}}metaGroup[@category='briefgen']/{{{_DATA}}}meta")
    return {str(meta.get("type")): "".join(meta.itertext()).strip() for meta in found}


def _entries(file: Any, path: str) -> Iterator[Entry]:
    for unit in file.iter(f"{{{_CORE}}}unit"):
        id = str(unit.get("id", ""))
        segments = list(unit.iterchildren(f"{{{_CORE}}}segment", f"{{{_CORE}}}ignorable"))
        place = Place(path, unit.sourceline or 0)
        data = unit.iterfind(f"{{{_CORE}}}originalData/{{{_CORE}}}data")
        codes = {str(node.get("id")): "".join(node.itertext()) for node in data}
        source: Said = ()
        target: Said = ()
        fuzzy = False
        for segment in segments:
            source += _told(segment, "source", codes, place)
            target += _told(segment, "target", codes, place)
            if segment.tag.endswith("}segment"):
                fuzzy |= segment.get("state", "translated") == "initial"
        empty = not any(isinstance(piece, Slot) or piece.strip() for piece in target)
        yield Entry(id, source, None if empty else target, fuzzy, (str(place),))


def _told(segment: Any, name: str, codes: dict[str, str], place: Place) -> Said:
    node = segment.find(f"{{{_CORE}}}{name}")
    return () if node is None else tuple(_inline(node, codes, place))


def _inline(node: Any, codes: dict[str, str], place: Place) -> Iterator[str | Slot]:
    """Yield the texts and markup of a source or target.

    Raises BriefgenError for elements that mean neither.
    """
    if node.text:
        yield node.text
    for child in node:
        name = str(child.tag).rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "ph":
            yield _slot(child, "id", "alone", codes.get(str(child.get("dataRef")), ""), place)
        elif name == "pc":
            yield _slot(child, "id", "open", codes.get(str(child.get("dataRefStart")), ""), place)
            yield from _inline(child, codes, place)
            yield _slot(child, "id", "close", codes.get(str(child.get("dataRefEnd")), ""), place)
        elif name in {"sc", "ec"}:
            key = "startRef" if name == "ec" and child.get("startRef") else "id"
            code = codes.get(str(child.get("dataRef")), "")
            yield _slot(child, key, "open" if name == "sc" else "close", code, place)
        elif name == "mrk":
            yield from _inline(child, codes, place)
        elif name and name not in {"sm", "em"}:
            raise BriefgenError(
                [error(place, f"has an element that no text can have: {name}", "take it out")]
            )
        if child.tail:
            yield child.tail


def _slot(node: Any, key: str, turn: Any, code: str, place: Place) -> Slot:
    number = str(node.get(key, ""))
    if not re.fullmatch(r"[1-9]\d{0,3}", number):
        what = f'has a placeholder "{number}" that was not exported'
        raise BriefgenError([error(place, what, "take it out")])
    return Slot(int(number), turn, "", code)
