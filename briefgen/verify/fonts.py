"""Fonts as far as a reader needs them: what each character code means, and whether the glyphs are there."""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from sys import byteorder
from typing import Any

from briefgen.verify.objects import Key, data_of, dictionary, key_of, name_of, number, string_of, text_of
from briefgen.verify.programs import Program, cid_widths, read_program
from briefgen.verify.qpdf import Array, Dictionary, Name, Object, Stream
from briefgen.verify.strings import decode_string

MAX_CODES = 1 << 17
"""Codes of one font that are looked at; a range of a CMap may claim more."""

WIDTH = 1
"""Thousandths of an em by which a width may differ from the font's."""

_BEGIN = re.compile(rb"begin(bfchar|bfrange|cidchar|cidrange)")
_ITEM = re.compile(rb"<[0-9A-Fa-f\s]*>|\[[^\]]*\]|\d+")
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_UNICODE_NAME = re.compile(r"^(?:uni|u)([0-9A-F]{4,6})")
STANDARD_14 = re.compile(r"^(Courier|Helvetica|Times-|Symbol|ZapfDingbats)")
STANDARD_ENCODINGS = ("WinAnsiEncoding", "MacRomanEncoding", "MacExpertEncoding")


@dataclass(frozen=True, slots=True)
class Font:
    """One font dictionary."""

    name: str
    """Without the prefix of a subset."""
    kind: str
    """Subtype: Type0, TrueType, Type1, Type3, …"""
    width: int
    """Bytes a code."""
    embedded: bool
    has_unicode: bool
    """Whether it has a ToUnicode map, or an encoding that stands for one (31-027)."""
    unicode: Mapping[int, str] = field(repr=False)
    """Code → text."""
    whole: bool
    """Whether codes that `unicode` lacks cannot be mapped; false for an encoding we cannot read."""
    glyph_map: str
    """CIDToGIDMap of a TrueType CID font: Identity, a stream, or missing; empty for other fonts."""
    notdef: frozenset[int] = field(repr=False)
    """Codes known to show the glyph for missing characters."""
    collections: tuple[str, str] = ("", "")
    """Registry and ordering of an embedded CMap, and of the font it is used with."""
    absent: frozenset[int] = field(default=frozenset(), repr=False)
    """Codes whose glyphs the embedded program lacks."""
    misfit: frozenset[int] = field(default=frozenset(), repr=False)
    """Codes whose glyphs are of another width there than the file gives."""

    def text(self, data: bytes) -> str:
        """Return the text of a shown string; U+FFFD for what cannot be mapped."""
        known = self.unicode
        return "".join([known.get(code, "\ufffd") for code in self.codes(data)])

    def codes(self, data: bytes) -> Sequence[int]:
        """Split a shown string into character codes."""
        if self.width == 1:
            return data
        codes = array("H", data[: len(data) // 2 * 2])
        if byteorder == "little":
            codes.byteswap()
        return codes


Known = dict[Key, tuple[Program | None, Mapping[int, float]]]
"""Descendant font → its program and widths: many fonts may share one."""


def read_font(font: Object, known: Known) -> Font:
    """Read a font dictionary, however broken; `known` are the descendant fonts read so far."""
    kind = name_of(font, "/Subtype")
    composite = kind == "Type0"
    inner = _descendant(font) if composite else font
    name = _SUBSET.sub("", name_of(font, "/BaseFont") or name_of(inner, "/BaseFont"))
    descriptor = dictionary(inner, "/FontDescriptor")
    embedded = kind == "Type3" or any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    unicode = read_cmap(data_of(font, "/ToUnicode"))
    encoded = {} if composite else _encoding(font, name)
    identity = name_of(font, "/Encoding").startswith("Identity")
    embedded_map = {} if not composite or identity else _cids(font)
    program, widths = _program(inner, descriptor, known)
    glyphs = {code: code if identity else embedded_map.get(code, 0) for code in unicode} if program else {}
    return Font(
        name=name,
        kind=kind,
        width=2 if composite else 1,
        embedded=embedded,
        has_unicode=bool(unicode) or bool(encoded),
        unicode={**encoded, **unicode},
        whole=bool(unicode) or bool(encoded) or composite,
        glyph_map=_glyph_map(inner) if name_of(inner, "/Subtype") == "CIDFontType2" else "",
        notdef=frozenset({0} if identity else {code for code, cid in embedded_map.items() if cid == 0}),
        collections=("", "") if not composite or identity else _collections(font, inner),
        absent=frozenset(code for code, glyph in glyphs.items() if program and glyph >= program.glyphs),
        misfit=frozenset(_misfit(widths, float(number(inner, "/DW", 1000)), program, glyphs))
        if program
        else frozenset(),
    )


def _program(inner: Any, descriptor: Any, known: Known) -> tuple[Program | None, Mapping[int, float]]:
    """Return the program and widths of a CID font whose codes can be followed to its glyphs."""
    if name_of(inner, "/Subtype") != "CIDFontType2" or _glyph_map(inner) != "Identity":
        return None, {}
    key = key_of(inner)
    if key == (0, 0) or key not in known:
        known[key] = read_program(data_of(descriptor, "/FontFile2")), cid_widths(inner)
    return known[key]


def _misfit(
    widths: Mapping[int, float], otherwise: float, program: Program, glyphs: Mapping[int, int]
) -> Iterator[int]:
    """Yield the codes whose widths differ; the glyph for missing characters has a rule of its own."""
    advances, last, units, count = program.advances, len(program.advances) - 1, program.units, program.glyphs
    for code, glyph in glyphs.items():
        if 0 < glyph < count:
            own = advances[glyph if glyph < last else last] * 1000 / units
            if not -WIDTH <= widths.get(glyph, otherwise) - own <= WIDTH:
                yield code


def _collections(font: Any, inner: Any) -> tuple[str, str]:
    """Return the character collections of an embedded CMap and of its font; empty for a predefined CMap."""
    if not isinstance(font.get("/Encoding"), Stream):
        return "", ""
    found = [dictionary(holder, "/CIDSystemInfo") for holder in (font.get("/Encoding"), inner)]
    first, second = (f"{string_of(d, '/Registry')}-{string_of(d, '/Ordering')}" for d in found)
    return first, second


def read_cmap(data: bytes) -> dict[int, str]:
    """Read a ToUnicode CMap: code → text (ISO 32000-1, 9.10.3)."""
    made: dict[int, str] = {}
    for kind, body in _blocks(data):
        items = _ITEM.findall(body)
        if kind == b"bfchar":
            pairs = zip(items[::2], items[1::2], strict=False)
            made.update([(_code(code), _utf16(text)) for code, text in pairs])
        elif kind == b"bfrange":
            for first, last, text in zip(items[::3], items[1::3], items[2::3], strict=False):
                made.update(_range(_code(first), _code(last), text))
        if len(made) > MAX_CODES:
            break
    return {code: text for code, text in made.items() if text}


def _blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and body of each block of a CMap."""
    position = 0
    while begin := _BEGIN.search(data, position):
        position = data.find(b"end" + begin[1], begin.end())
        if position < 0:
            return
        yield begin[1], data[begin.end() : position]


def _range(first: int, last: int, text: bytes) -> dict[int, str]:
    last = min(last, first + 65535)
    if text.startswith(b"["):
        texts = [_utf16(item) for item in re.findall(rb"<[0-9A-Fa-f\s]*>", text)]
        return dict(zip(range(first, last + 1), texts, strict=False))
    start = _utf16(text)
    if not start:
        return {}
    head, tail = start[:-1], ord(start[-1])
    return {first + step: head + chr(min(tail + step, 0x10FFFF)) for step in range(last - first + 1)}


def _cids(font: Object) -> dict[int, int]:
    """Read which character of its font an embedded CMap sends each code to."""
    made: dict[int, int] = {}
    for kind, body in _blocks(data_of(font, "/Encoding")):
        items = _ITEM.findall(body)
        if kind == b"cidrange":
            for first, last, cid in zip(items[::3], items[1::3], items[2::3], strict=False):
                start, most = _code(first), min(_code(last), _code(first) + MAX_CODES)
                if cid.isdigit():
                    made.update((code, int(cid) + code - start) for code in range(start, most + 1))
        if kind == b"cidchar":
            pairs = zip(items[::2], items[1::2], strict=False)
            made.update((_code(code), int(cid)) for code, cid in pairs if cid.isdigit())
    return made


def _encoding(font: Object, name: str) -> dict[int, str]:
    """Read the encoding of a simple font: code → text; empty where it says nothing of Unicode."""
    encoding = font.get("/Encoding")
    base = name_of(font, "/Encoding")
    differences: Any = []
    if isinstance(encoding, Dictionary):
        base = name_of(encoding, "/BaseEncoding")
        found = encoding.get("/Differences")
        differences = list(found) if isinstance(found, Array) else []
    flags = number(dictionary(font, "/FontDescriptor"), "/Flags")
    symbolic = bool(flags & 4) or name.startswith(("Symbol", "ZapfDingbats"))
    made: dict[int, str] = {}
    if base in STANDARD_ENCODINGS or (not symbolic and (STANDARD_14.match(name) or differences)):
        codec = "mac_roman" if base == "MacRomanEncoding" else "cp1252"
        made = {code: bytes([code]).decode(codec, "replace") for code in range(32, 256)}
    code = 0
    for item in differences[:MAX_CODES]:
        if isinstance(item, Name):
            if text := _glyph_text(str(item)[1:]):
                made[code] = text
            code += 1
        else:
            code = int(item) if isinstance(item, int) else code
    return made


@cache
def _glyph_text(name: str) -> str:
    """Return the text a glyph name stands for (Adobe Glyph List); empty where it stands for none."""
    from fontTools.agl import AGL2UV  # type: ignore[import-untyped]

    stem = name.partition(".")[0]
    if found := _UNICODE_NAME.match(stem):
        point = int(found[1], 16)
        return chr(point) if point < 0x110000 else ""
    return chr(AGL2UV[stem]) if stem in AGL2UV else ""


def _descendant(font: Object) -> Any:
    descendants = font.get("/DescendantFonts")
    first = descendants[0] if isinstance(descendants, Array) and len(descendants) else None
    return first if isinstance(first, Dictionary) else Dictionary()


def _glyph_map(inner: Object) -> str:
    value = inner.get("/CIDToGIDMap")
    if value is None:
        return "missing"
    if isinstance(value, Stream):
        return "stream"
    return text_of(value).removeprefix("/") or "missing"


@lru_cache(4096)
def _code(token: bytes) -> int:
    return int.from_bytes(decode_string(token)[:4], "big")


@lru_cache(4096)
def _utf16(token: bytes) -> str:
    return decode_string(token).decode("utf-16-be", "replace") if token[:1] == b"<" else ""
