"""Exported XLIFF against the constraints of its standard (OASIS XLIFF 2.1): order, ids, values."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import REPOSITORY
from lxml import etree

from briefgen import exchange, request, xliff
from briefgen.files import Files
from briefgen.history import History

CORE, GLOSSARY, META = (
    f"{{urn:oasis:names:tc:xliff:{name}:2.0}}" for name in ("document", "glossary", "metadata")
)
ORDER = {
    f"{CORE}xliff": [f"{CORE}file"],
    f"{CORE}file": [f"{META}metadata", f"{CORE}unit"],
    f"{CORE}unit": [f"{GLOSSARY}glossary", f"{CORE}notes", f"{CORE}originalData", f"{CORE}segment"],
    f"{CORE}notes": [f"{CORE}note"],
    f"{CORE}originalData": [f"{CORE}data"],
    f"{CORE}segment": [f"{CORE}source", f"{CORE}target"],
    f"{CORE}source": [f"{CORE}pc", f"{CORE}ph"],
    f"{CORE}target": [f"{CORE}pc", f"{CORE}ph"],
    f"{CORE}pc": [f"{CORE}pc", f"{CORE}ph"],
    f"{GLOSSARY}glossary": [f"{GLOSSARY}glossEntry"],
    f"{GLOSSARY}glossEntry": [f"{GLOSSARY}term", f"{GLOSSARY}translation"],
    f"{META}metadata": [f"{META}metaGroup"],
    f"{META}metaGroup": [f"{META}meta"],
}
"""Element → its children, in their order; within texts any order goes."""
TEXTS = {f"{CORE}source", f"{CORE}target", f"{CORE}pc"}
ATTRIBUTES = {
    "xliff": {"version", "srcLang", "trgLang"},
    "file": {"id", "original"},
    "unit": {"id"},
    "note": {"category"},
    "data": {"id", "space"},
    "segment": {"state"},
    "source": {"space"},
    "target": {"space"},
    "pc": {"id", "type", "subType", "dataRefStart", "dataRefEnd"},
    "ph": {"id", "type", "subType", "dataRef", "disp"},
    "metaGroup": {"category"},
    "meta": {"type"},
}
KINDS = {"fmt", "ui", "quote", "link", "image", "other"}


def faults(root: Any) -> Iterator[str]:
    for node in root.iter():
        name = etree.QName(node).localname
        order = ORDER.get(node.tag, [])
        places = [order.index(child.tag) if child.tag in order else -1 for child in node]
        if -1 in places or (node.tag not in TEXTS and places != sorted(places)):
            yield f"{name} holds {[etree.QName(child).localname for child in node]}"
        if name in {"notes", "originalData", "glossary", "metaGroup"} and not len(node):
            yield f"{name} is empty"
        if {etree.QName(key).localname for key in node.attrib} - ATTRIBUTES.get(name, set()):
            yield f"{name} has attributes {dict(node.attrib)}"
    files = [file.get("id") for file in root]
    if len(files) != len(set(files)):
        yield "two files of one id"
    for file in root:
        ids = [unit.get("id") for unit in file.iter(f"{CORE}unit")]
        if len(ids) != len(set(ids)) or not all(re.fullmatch(r"[\w.:-]+", id) for id in ids):
            yield f"ids of units: {ids}"
        for unit in file.iter(f"{CORE}unit"):
            yield from faults_of_unit(unit)


def faults_of_unit(unit: Any) -> Iterator[str]:
    data = [node.get("id") for node in unit.iter(f"{CORE}data")]
    if len(data) != len(set(data)):
        yield f"{unit.get('id')}: two data of one id"
    used = set()
    for side in ("source", "target"):
        marks = [mark for node in unit.iter(f"{CORE}{side}") for mark in node.iter(f"{CORE}pc", f"{CORE}ph")]
        if len(marks) != len({mark.get("id") for mark in marks}):
            yield f"{unit.get('id')}: two marks of one id in its {side}"
        for mark in marks:
            used |= {mark.get(key) for key in ("dataRef", "dataRefStart", "dataRefEnd")} - {None}
            if mark.get("type") not in KINDS or not re.fullmatch(r"briefgen:\w+", mark.get("subType", "")):
                yield f"{unit.get('id')}: a mark of type {mark.get('type')} {mark.get('subType')}"
    if used != set(data):
        yield f"{unit.get('id')}: data {data}, used {used}"
    if unit.find(f"{CORE}segment").get("state") not in {"initial", "translated", "reviewed", "final"}:
        yield f"{unit.get('id')}: its state"


@pytest.mark.parametrize("code", ["he", "ar", "en"])
def test_exports_of_every_issue_keep_the_rules(code: str) -> None:
    desk = exchange.Desk(Files(REPOSITORY), request.read(REPOSITORY), History(REPOSITORY))
    issues = [issue for issue in desk.project.issues if issue.source_language != code]
    for issue in issues:
        root = etree.fromstring(xliff.write(exchange.export(desk, issue, code)))
        assert root.get("version") == "2.1" and root.tag == f"{CORE}xliff"
        assert len(root) > 3
        assert list(faults(root)) == []
    assert issues or code != "he"


def test_faults_are_found() -> None:
    spaces = f'xmlns="{CORE[1:-1]}" version="2.1"'
    unit = '<unit id="a b"><segment state="new"><target/><source><ph id="1"/></source></segment></unit>'
    root = etree.fromstring(f'<xliff {spaces}><file id="f">{unit}</file></xliff>')
    assert len(list(faults(root))) == 4
