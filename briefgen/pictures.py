"""Look at an image before anything draws it: its size, and whether an SVG is a drawing and nothing more."""

import re
import struct
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

MAX_PIXELS = 25_000_000
MAX_ELEMENTS = 20_000
"""Most elements of an SVG once every `use` is written out."""
MAX_DEPTH = 50
MAX_DRAWING = 1 << 20
"""Most bytes of an SVG, which is read letter by letter whenever it is drawn."""

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
_ACTIVE = frozenset(
    {
        "animate",
        "audio",
        "base",
        "embed",
        "feimage",
        "foreignobject",
        "iframe",
        "image",
        "img",
        "link",
        "object",
    }
    | {"script", "set", "tref", "video"}
)
"""Elements that some program acts upon whatever their namespace; WeasyPrint passes over namespaces."""
_HTML = "{http://www.w3.org/1999/xhtml}"
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
_GRADIENTS = frozenset({f"{_SVG}linearGradient", f"{_SVG}radialGradient"})
_WORDS = frozenset({"a", "switch", "text", "textPath", "tspan"})
_NUMBERS = re.compile(r"[-+]?(?:\d+\.?|\.\d)")
_PLAIN = re.compile(r"<\?xml[^>]*\bencoding\s*=\s*['\"](?!utf-8|us-ascii|ascii)", re.IGNORECASE)
_ADDRESS = re.compile(r"url\(\s*(?!['\"]?#)|@import|expression\(|\\", re.IGNORECASE)
_COLOUR = re.compile("#[0-9a-fA-F]+")
_ENDLESS = re.compile(r"(?<![\w.-])[-+]?(?:nan|inf|infinity)(?![\w.-])|\d{40}|\de[-+]?\d{3}", re.IGNORECASE)
"""Numbers that are none, or so large that they become infinite: no line is ever wide enough for them."""
_SIZE = re.compile(r"(?:\d{1,6}(?:\.\d{0,20})?|\.\d{1,20})(?:e[-+]?\d)?(?:%|[a-z]{1,4})?", re.IGNORECASE)
_BOX = re.compile(
    r"(?:[-+]?(?:\d{1,9}(?:\.\d{0,20})?|\.\d{1,20})(?:e[-+]?\d)?(?:[\s,]{1,9}|$)){4}", re.IGNORECASE
)
_NAMING = frozenset({"id", "class"})
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}


def faults(path: str, data: bytes) -> Iterator[str]:
    """Yield what is wrong with an image file; the path tells what it should be."""
    suffix = path[path.rfind(".") :].lower().replace("jpeg", "jpg")
    if suffix == ".svg":
        yield from _drawing(data)
    elif suffix in {".png", ".jpg"}:
        yield from _photograph(suffix, data)


def elements(root: ElementTree.Element) -> int:
    """Return how many elements are drawn once every `use` is written out.

    It stops soon after MAX_ELEMENTS is passed; what is nested deeper than MAX_DEPTH counts as too many.
    """
    by_id, count, waiting = _by_id(root), 0, [(root, 0)]
    while waiting and count + len(waiting) <= MAX_ELEMENTS:
        element, depth = waiting.pop()
        count += 1 + _letters(element)
        if depth > MAX_DEPTH:
            return MAX_ELEMENTS + 1
        waiting += [(child, depth + 1) for child in element]
        for name, times in _referred(element):
            target = by_id.get(name)
            if target is not None:
                waiting += [(target, depth + 1)] * min(times, MAX_ELEMENTS)
    return count + len(waiting)


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
    if len(data) > MAX_DRAWING:
        yield f"is a drawing of more than {MAX_DRAWING // 1024} KB"
        return
    try:
        text = data.decode("utf-8-sig")
    except ValueError:
        yield "is not SVG in UTF-8"
        return
    # Entities could name files or multiply; no drawing program needs a document type.
    if "<!DOCTYPE" in text or "<!ENTITY" in text or "<?xml-stylesheet" in text or _PLAIN.match(text):
        yield "has a document type, a stylesheet or an encoding of its own"
        return
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities are refused just above
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as fault:
        yield f"is not SVG: {fault}"
        return
    if root.tag != f"{_SVG}svg":
        yield "is not SVG: it has another root element"
        return
    yield from _forbidden(root)
    yield from _effects(root, _by_id(root))
    if elements(root) > MAX_ELEMENTS:
        yield f"has more than {MAX_ELEMENTS} elements once every <use> is written out, or is nested too deep"


def _forbidden(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        space, _, name = str(element.tag).rpartition("}")
        own = f"{space}}}" == _SVG or not space
        if name not in _ELEMENTS if own else name in _ELEMENTS or name.lower() in _ACTIVE:
            yield f"has an element that is not allowed: <{name[:40]}>"
        elif f"{space}}}" == _HTML:
            yield f"has HTML within: <{name[:40]}>"
        if name == "style" and _ADDRESS.search("".join(element.itertext())):
            yield "has a style that names an address"
        for key, value in element.attrib.items():
            yield from _refused(key, value)
        if element.tag == f"{_SVG}svg":
            yield from _unmeasured(element)


def _refused(key: str, value: str) -> Iterator[str]:
    """Yield what is wrong with an attribute."""
    name = key.rpartition("}")[2]
    if key.lower().startswith("on"):
        yield f"has an event handler: {key[:40]}"
    elif name.lower() == "href" and not value.startswith("#"):
        yield f"refers to something outside the drawing: {value[:60]}"
    elif _ADDRESS.search(value):
        yield f"has an attribute that names an address: {name[:40]}"
    elif key not in _NAMING and _ENDLESS.search(_COLOUR.sub("", value)):
        yield f"has an attribute that is no number, or too large a one: {name[:40]}"


def _unmeasured(element: ElementTree.Element) -> Iterator[str]:
    """Yield what keeps the size of a drawing from being told."""
    for key, form in (("width", _SIZE), ("height", _SIZE), ("viewBox", _BOX)):
        value = element.get(key)
        if value not in {None, "auto"} and not form.fullmatch(str(value).strip()):
            yield f'has a size that is none: {key}="{str(value)[:40]}"'


def _effects(root: ElementTree.Element, by_id: Mapping[str, ElementTree.Element]) -> Iterator[str]:
    """Yield what a style sheet refers to beyond gradients: how often that is drawn cannot be told."""
    for element in root.iter():
        if str(element.tag).rpartition("}")[2] == "style":
            for id in _REFERENCE.findall("".join(element.itertext())):
                target = by_id.get(id)
                if target is not None and target.tag not in _GRADIENTS:
                    name = str(target.tag).rpartition("}")[2]
                    yield f"has a style that refers to <{name[:40]}>: make it an attribute"


def _by_id(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {element.get("id", ""): element for element in root.iter()}


def _letters(element: ElementTree.Element) -> int:
    """Return how many elements the letters of a text, or the steps of a path, are worth."""
    letters = len(element.text or "") + len(element.tail or "")
    path = element.get("d", "") + element.get("points", "")
    return (letters if str(element.tag).removeprefix(_SVG) in _WORDS else 0) // 4 + len(path) // 20


def _referred(element: ElementTree.Element) -> Iterator[tuple[str, int]]:
    """Yield the ids of what is drawn with an element, and how often; a marker at every corner of its line."""
    link = element.get("href") or element.get(_LINK)
    if link:
        yield link.removeprefix("#"), 1
    for key, value in element.attrib.items():
        if "#" in value and key not in {"href", _LINK}:
            corners = "marker" in key or "marker" in value
            drawn = (
                len(_NUMBERS.findall(element.get("d", "") + " " + element.get("points", "")))
                if corners
                else 0
            )
            for name in _REFERENCE.findall(value):
                yield name, max(1, drawn // 2)
