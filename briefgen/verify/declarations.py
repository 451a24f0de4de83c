"""Conditions on what the file says of itself: checkpoints 06, 07, 20, 21 and 26, and its addresses."""

import re
from collections.abc import Iterator
from typing import Any

from briefgen.languages import direction_of
from briefgen.verify.findings import Fault, shorten
from briefgen.verify.model import Document

_UA = re.compile(r"(?:<pdfuaid:part>\s*|\bpdfuaid:part\s*=\s*[\"'])\s*(\d)")
_TITLE = re.compile(r"<dc:title\b[\s\S]*?<rdf:li\b[^>]*>([\s\S]*?)</rdf:li>")


def c06_001(document: Document) -> Iterator[Fault]:
    """Yield that there are no XMP metadata, or that they are not called so."""
    entries = document.catalog.get("Metadata")
    if not document.metadata:
        yield Fault("the file has no XMP metadata")
    elif isinstance(entries, dict) and (entries.get("Type"), entries.get("Subtype")) != ("/Metadata", "/XML"):
        yield Fault("the stream of metadata is not of type Metadata and subtype XML")


def c06_002(document: Document) -> Iterator[Fault]:
    """Yield that the metadata do not claim PDF/UA."""
    if document.metadata and not _UA.search(document.metadata):
        yield Fault("the metadata do not claim PDF/UA")


def c06_003(document: Document) -> Iterator[Fault]:
    """Yield that the metadata have no title."""
    title = _TITLE.search(document.metadata)
    if document.metadata and not (title and title[1].strip()):
        yield Fault("the metadata have no dc:title")


def _preferences(document: Document) -> dict[str, Any]:
    found = document.catalog.get("ViewerPreferences")
    return found if isinstance(found, dict) else {}


def c07_001(document: Document) -> Iterator[Fault]:
    """Yield that readers are not told to show the title."""
    if "DisplayDocTitle" not in _preferences(document):
        yield Fault("ViewerPreferences has no DisplayDocTitle")


def c07_002(document: Document) -> Iterator[Fault]:
    """Yield that readers are told to show the file's name, not its title."""
    if _preferences(document).get("DisplayDocTitle") not in (None, True):
        yield Fault("DisplayDocTitle is not true")


def direction(document: Document) -> Iterator[Fault]:
    """Yield that the pages of a right-to-left document are not said to run so."""
    found = _preferences(document).get("Direction", "/L2R")
    wanted = "/R2L" if direction_of(document.language) == "rtl" else "/L2R"
    if document.language and found != wanted:
        yield Fault(f"the language is {shorten(document.language)}, the direction {found.removeprefix('/')}")


def _configurations(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    content = document.catalog.get("OCProperties")
    if not isinstance(content, dict):
        return
    if isinstance(content.get("D"), dict):
        yield "D", content["D"]
    configurations = content.get("Configs")
    for configuration in configurations if isinstance(configurations, list) else ():
        if isinstance(configuration, dict):
            yield "Configs", configuration


def c20_001(document: Document) -> Iterator[Fault]:
    """Yield configurations of optional content without a name."""
    for where, configuration in _configurations(document):
        if where == "Configs" and not configuration.get("Name"):
            yield Fault("a configuration of optional content has no Name")


def c20_002(document: Document) -> Iterator[Fault]:
    """Yield that the configuration of optional content in force has no name."""
    for where, configuration in _configurations(document):
        if where == "D" and not configuration.get("Name"):
            yield Fault("the configuration of optional content in force has no Name")


def c20_003(document: Document) -> Iterator[Fault]:
    """Yield configurations that switch optional content by themselves."""
    for _, configuration in _configurations(document):
        if "AS" in configuration:
            yield Fault("a configuration of optional content has an AS entry")


def c21_001(document: Document) -> Iterator[Fault]:
    """Yield attachments without F or UF."""
    for file in document.files:
        if not isinstance(file, dict) or not file.get("F") or not file.get("UF"):
            name = file.get("UF") or file.get("F") if isinstance(file, dict) else ""
            yield Fault(f"the attachment {shorten(str(name or ''))!r} lacks F or UF")


def c25_001(document: Document) -> Iterator[Fault]:
    """Yield forms of the kind that only one maker's reader can show: dynamic XFA."""
    if document.dynamic_form:
        yield Fault("the file holds a dynamic XFA form")


def c26_002(document: Document) -> Iterator[Fault]:
    """Yield that an encrypted file locks out assistive technology: bit 10 of P."""
    if document.encrypted and document.permissions is not None and not document.permissions & (1 << 9):
        yield Fault("the file is encrypted and forbids extraction for accessibility")


def file_address(document: Document) -> Iterator[Fault]:
    """Yield addresses of files on somebody's machine."""
    for address in dict.fromkeys(document.addresses):
        if address.strip().lower().startswith("file:"):
            yield Fault(f"the file names an address on a machine: {shorten(address)}")


def version(document: Document) -> Iterator[Fault]:
    """Yield a version of PDF for which PDF/UA-1 was not written."""
    if not re.fullmatch(r"1\.[0-7]", document.version):
        yield Fault(f"the file is of PDF {document.version}; PDF/UA-1 ends at 1.7")


def claims_ua(document: Document) -> bool:
    """Tell whether the metadata claim PDF/UA-1."""
    found = _UA.search(document.metadata)
    return found is not None and found[1] == "1"
