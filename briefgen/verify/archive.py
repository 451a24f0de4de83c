"""Conditions of PDF/A-2 and PDF/A-3 (ISO 19005), asked of files that claim one of them.

The part that can be told from the objects alone: rules on font programs and on the syntax of the file are
left to veraPDF.
"""

import re
from collections.abc import Iterator
from typing import Any

from briefgen.verify.findings import Fault, shorten
from briefgen.verify.model import Document

_PART = re.compile(r"(?:<pdfaid:part>\s*|\bpdfaid:part\s*=\s*[\"'])\s*(\d)")
_LEVEL = re.compile(r"(?:<pdfaid:conformance>\s*|\bpdfaid:conformance\s*=\s*[\"'])\s*([ABUabu])")


ACTIONS = ("GoTo", "GoToR", "GoToE", "Thread", "URI", "Named", "SubmitForm")
"""Types of actions that an archive may hold."""


def claim(metadata: str) -> str:
    """Return the part and level of PDF/A that XMP metadata claim, such as 3U; empty without one."""
    part, level = _PART.search(metadata), _LEVEL.search(metadata)
    return f"{part[1]}{level[1].upper() if level else ''}" if part else ""


def _claims(document: Document) -> bool:
    return claim(document.metadata)[:1] in ("2", "3")


def _intents(document: Document) -> list[dict[str, Any]]:
    intents = document.catalog.get("OutputIntents")
    return [intent for intent in intents if isinstance(intent, dict)] if isinstance(intents, list) else []


def a6_1_3(document: Document) -> Iterator[Fault]:
    """Yield that the file has no identifier or is encrypted."""
    if _claims(document) and not document.has_identifier:
        yield Fault("the file has no ID")
    if _claims(document) and document.encrypted:
        yield Fault("the file is encrypted")


def a6_2_3(document: Document) -> Iterator[Fault]:
    """Yield that no output intent says what the colours mean."""
    named = [intent for intent in _intents(document) if intent.get("S") == "/GTS_PDFA1"]
    if _claims(document) and not any(intent.get("DestOutputProfile") for intent in named):
        yield Fault("the file has no output intent with a colour profile")


def a6_2_4_3(document: Document) -> Iterator[Fault]:
    """Yield pages in colours of a printing press where the output intent is a screen's."""
    profiles = [intent.get("DestOutputProfile") for intent in _intents(document)]
    if not _claims(document) or any(isinstance(p, dict) and p.get("N") == 4 for p in profiles):
        return
    pictures = {
        page
        for page, image in document.images
        if isinstance(image, dict) and image.get("ColorSpace") == "/DeviceCMYK"
    }
    for page in sorted(document.cmyk | pictures):
        yield Fault("colours are given as CMYK, the output intent is none", page)


def a6_2_8(document: Document) -> Iterator[Fault]:
    """Yield images that ask to be interpolated."""
    for page, image in document.images if _claims(document) else ():
        if isinstance(image, dict) and image.get("Interpolate") is True:
            yield Fault("an image asks to be interpolated", page)


def a6_3_2(document: Document) -> Iterator[Fault]:
    """Yield annotations that are not printed."""
    for annotation in document.annotations if _claims(document) else ():
        if annotation.kind != "Popup" and (not annotation.flags & 4 or annotation.flags & 0b100011):
            yield Fault(f"the {annotation.kind} annotation is not printed", annotation.page)


def a6_3_3(document: Document) -> Iterator[Fault]:
    """Yield annotations that nothing draws."""
    for annotation in document.annotations if _claims(document) else ():
        if not annotation.appearance:
            yield Fault(f"the {annotation.kind} annotation has no appearance", annotation.page)


def a6_5_1(document: Document) -> Iterator[Fault]:
    """Yield actions that an archive cannot keep: programs, scripts, sounds."""
    for annotation in document.annotations if _claims(document) else ():
        if annotation.action and annotation.action not in ACTIONS:
            yield Fault(
                f"an annotation starts an action of type {shorten(annotation.action)}", annotation.page
            )


def a6_6_2_3(document: Document) -> Iterator[Fault]:
    """Yield that the metadata use the PDF/UA namespace without describing it."""
    described = "pdfaSchema:namespaceURI" in document.metadata
    if _claims(document) and "pdfuaid:part" in document.metadata and not described:
        yield Fault("the metadata do not describe the PDF/UA properties they use")


def a6_8(document: Document) -> Iterator[Fault]:
    """Yield attachments that do not say what they are to the document."""
    for file in document.files if _claims(document) else ():
        name = shorten(str(file.get("UF") or "")) if isinstance(file, dict) else ""
        if claim(document.metadata).startswith("2"):
            yield Fault(f"the attachment {name!r} is not allowed in PDF/A-2 unless it is PDF/A itself")
            continue
        stream = file.get("EF") if isinstance(file, dict) else None
        inner = stream.get("F") if isinstance(stream, dict) else None
        if not isinstance(inner, dict) or not inner.get("Subtype"):
            yield Fault(f"the attachment {name!r} has no media type")
        if not isinstance(file, dict) or not file.get("AFRelationship"):
            yield Fault(f"the attachment {name!r} has no AFRelationship")
    if _claims(document) and document.files and not document.catalog.get("AF"):
        yield Fault("the file's attachments are not listed as its associated files (AF)")
