"""Look at an image before anything draws it: its size, and whether an SVG is a drawing and nothing more."""

import re
import struct
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

MAX_PIXELS = 25_000_000
MAX_ELEMENTS = 20_000
"""Most elements of an SVG once every `use` is written out."""
MAX_DEPTH = 50

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = {
    *(
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "metadata",
        "style",
        "switch",
        "a",
        "view",
        "marker",
    ),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath"),
    *("linearGradient", "radialGradient", "stop", "pattern", "mask", "clipPath"),
}
_ADDRESS = re.compile(r"url\(\s*(?!['\"]?#)|@import|expression\(|\\", re.IGNORECASE)
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}


def faults(path: str, data: bytes) -> Iterator[str]:
    """Yield what is wrong with an image file; the path tells what it should be."""
    suffix = path[path.rfind(".") :].lower().replace("jpeg", "jpg")
    if suffix == ".svg":
        yield from _drawing(data)
    elif suffix in {".png", ".jpg"}:
        yield from _photograph(suffix, data)


def _photograph(suffix: str, data: bytes) -> Iterator[str]:
    found = next((kind for signature, kind in _SIGNATURES.items() if data.startswith(signature)), "")
    if found != suffix:
        yield f"is not a {suffix[1:].upper()} image"
        return
    width, height = _png_size(data) if suffix == ".png" else _jpeg_size(data)
    if not width or not height:
        yield "is damaged: its size cannot be read"
    elif width * height > MAX_PIXELS:
        yield f"has {width} × {height} pixels; {MAX_PIXELS // 1_000_000} million are enough for print"


def _png_size(data: bytes) -> tuple[int, int]:
    return struct.unpack(">II", data[16:24]) if len(data) >= 24 and data[12:16] == b"IHDR" else (0, 0)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Return width and height from the first frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return 0, 0


def _drawing(data: bytes) -> Iterator[str]:
    # Entities could name files or multiply; no drawing program needs a document type.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<?xml-stylesheet" in data:
        yield "has a document type or a stylesheet of its own"
        return
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - entities are refused just above
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        yield f"is not SVG: {fault}"
        return
    if root.tag != f"{_SVG}svg":
        yield "is not SVG: it has another root element"
        return
    yield from _forbidden(root)
    by_id = {element.get("id", ""): element for element in root.iter()}
    if _size(root, by_id) > MAX_ELEMENTS:
        yield f"has more than {MAX_ELEMENTS} elements once every <use> is written out, or is nested too deep"


def _forbidden(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        name = str(element.tag).removeprefix(_SVG)
        if name not in _ELEMENTS and str(element.tag).startswith(_SVG):
            yield f"has an element that is not allowed: <{name[:40]}>"
        if name == "style" and _ADDRESS.search(element.text or ""):
            yield "has a style that names an address"
        for key, value in element.attrib.items():
            if key.lower().startswith("on"):
                yield f"has an event handler: {key[:40]}"
            elif key in {"href", _LINK} and not value.startswith("#"):
                yield f"refers to something outside the drawing: {value[:60]}"
            elif _ADDRESS.search(value):
                yield f"has an attribute that names an address: {key.rpartition('}')[2][:40]}"


def _size(root: ElementTree.Element, by_id: Mapping[str, ElementTree.Element]) -> int:
    """Return the number of elements drawn, stopping soon after the limit is passed."""
    count, waiting = 0, [(root, 0)]
    while waiting and count <= MAX_ELEMENTS:
        element, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            return MAX_ELEMENTS + 1
        waiting += [(child, depth + 1) for child in element]
        target = by_id.get((element.get("href") or element.get(_LINK) or "").removeprefix("#"))
        if element.tag == f"{_SVG}use" and target is not None:
            waiting.append((target, depth + 1))
    return count
