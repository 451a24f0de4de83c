"""What a glyph reads as: font resources that share a font file and differ in their ToUnicode map.

A glyph may stand for several characters over a document (a mirrored bracket, a no-break space), and one map
gives it one reading. Each further reading goes into a twin: a second font dictionary with the same descendant
font and another ToUnicode map (ISO 32000-1, 9.10.3).

Two more resources serve readers that disagree (see `textlayer`):

- a *silent* font reads every glyph as one direction mark, RIGHT-TO-LEFT MARK or LEFT-TO-RIGHT MARK;
- a *carrier* font reads a code as the character of that number and draws each as the font's space.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pydyf

from briefgen.typeset.glyphs import nominal

RLM = "\u200f"
LRM = "\u200e"
POP = "\u202c"
"""POP DIRECTIONAL FORMATTING, which does nothing where nothing is open."""

_PAIRS = "()[]{}<>«»‹›≤≥⟨⟩"
MIRRORED = dict(zip(_PAIRS, "".join(_PAIRS[n : n + 2][::-1] for n in range(0, len(_PAIRS), 2)), strict=True))
"""Character → the one whose glyph stands for it in right-to-left text (BidiMirroring.txt, as far as used)."""

_SYSTEM = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
    b"1 begincodespacerange <0000> <ffff> endcodespacerange",
)
_ENCODING = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> def",
    b"/CMapName /Carrier def /CMapType 1 def",
    b"1 begincodespacerange <0000> <ffff> endcodespacerange",
)
_END = (b"endcmap CMapName currentdict /CMap defineresource pop end end",)


Call = tuple[Any, ...]
"""A function of this module and what follows the font."""


@dataclass(slots=True)
class Readings:
    """The further readings of one font."""

    twins: list[dict[int, str]] = field(default_factory=list)
    """Glyph number → text, a map for each twin."""
    silent: dict[str, set[int]] = field(default_factory=dict)
    """Direction mark → the glyphs that are read as it."""
    carried: set[str] = field(default_factory=set)
    """Characters that the carrier font reads."""


def readings(font: Any) -> Readings:
    """Return the further readings of WeasyPrint's font."""
    known: Readings = font.__dict__.setdefault("readings", Readings())
    return known


class Unread(dict[int, str]):
    """The readings of a font that only notes what it is asked for: none is known."""

    def get(self, glyph: int, default: object = None, /) -> str:
        """Return a reading that no text has."""
        return ""

    setdefault = get


def noting(font: Any) -> Any:
    """Return a font like another for which names of resources are only noted: `{0}`, `{1}` and so on."""
    made = object.__new__(type(font))
    made.__dict__.update(font.__dict__)
    for name in ("readings", "settled", "names", "blank", "thin", "spare"):
        made.__dict__.pop(name, None)
    made.to_unicode, made.widths, made.notes, made.like = Unread(), {}, {}, font
    return made


def calls(font: Any) -> tuple[Call, ...]:
    """Return what a font of `noting` has noted: each a function and what it was asked beside the font."""
    return tuple(font.notes)


def name(font: Any, call: Call) -> str:
    """Return the name that a call gives for a document's font, asked once: no reading is ever forgotten."""
    known: dict[Call, str] = font.__dict__.setdefault("names", {})
    found = known.get(call)
    if found is None:
        function, *rest = call
        found = known[call] = function(font, *rest)
    return found


def is_noting(font: Any) -> bool:
    """Tell whether a font is one of `noting`."""
    return "notes" in font.__dict__


def _noted(font: Any, *call: Any) -> str | None:
    notes: dict[Call, str] | None = font.__dict__.get("notes")
    return None if notes is None else notes.setdefault(call, f"{{{len(notes)}}}")


def reading(font: Any, glyph: int, text: str) -> str:
    """Return the name of a font resource in which a glyph reads as the text."""
    if note(font, glyph, text) == text:
        return str(font.hash)
    return resource(font, {glyph: text})


def note(font: Any, glyph: int, text: str) -> str:
    """Note and return what a glyph reads as in the font itself: the first of its texts, but no mirrored one.

    WeasyPrint writes left-to-right paragraphs in that font, wherever in the document they stand.
    """
    known: str | None = font.to_unicode.get(glyph)
    if known is None:
        pair = MIRRORED.get(text, "")
        known = font.to_unicode[glyph] = pair if pair and nominal(font, pair) == glyph else text
    return known


def resource(font: Any, table: Mapping[int, str]) -> str:
    """Return the name of a font resource in which the given glyphs read as the given texts."""
    if name := _noted(font, _resource, *table.items()):
        return name
    if all([note(font, glyph, text) == text for glyph, text in table.items()]):
        return str(font.hash)
    twins = readings(font).twins
    for number, twin in enumerate(twins):
        if all(twin.get(glyph, text) == text for glyph, text in table.items()):
            twin.update(table)
            return f"{font.hash}-{number}"
    twins.append(dict(table))
    return f"{font.hash}-{len(twins) - 1}"


def _resource(font: Any, *table: tuple[int, str]) -> str:
    known = font.to_unicode
    for glyph, text in table:
        if known.get(glyph) != text:
            return resource(font, dict(table))
    return str(font.hash)


def silent(font: Any, mark: str, *table: tuple[int, str]) -> str:
    """Return the name of a font resource in which glyphs, elsewhere read as the texts, read as a mark."""
    if name := _noted(font, silent, mark, *table):
        return name
    known = readings(font).silent.setdefault(mark, set())
    for glyph, text in table:
        if glyph not in known:
            note(font, glyph, text)
            known.add(glyph)
    return f"{font.hash}-{'r' if mark == RLM else 'l'}"


def carriable(character: str) -> bool:
    """Tell whether the carrier font has a code for a character."""
    return len(character) == 1 and ord(character) < 0x10000


def carrier(font: Any, blank: int, text: str) -> str:
    """Return the name of the font resource whose codes of the characters read as them and draw a space."""
    if name := _noted(font, carrier, blank, text):
        return name
    known = readings(font).carried
    if not known:
        font.to_unicode.setdefault(blank, " ")
    known.update(text)
    return f"{font.hash}-c"


def add_resources(pdf: Any, font: Any, resources: Any, blank: int | None) -> None:
    """Add the further font dictionaries of a font to the resources of all pages."""
    known: Readings | None = font.__dict__.get("readings")
    if known is None:
        return
    base = pdf.objects[int(bytes(resources[font.hash]).split()[0])]

    def add(name: str, unicode: Mapping[int, str], **changes: Any) -> None:
        stream = pydyf.Stream([*_SYSTEM, *_rows(unicode), *_END], compress=True)
        pdf.add_object(stream)
        twin = pydyf.Dictionary({**base, **changes, "ToUnicode": stream.reference})
        pdf.add_object(twin)
        resources[f"{font.hash}-{name}"] = twin.reference

    for number, table in enumerate(known.twins):
        add(str(number), table)
    for mark, glyphs in known.silent.items():
        add("r" if mark == RLM else "l", dict.fromkeys(sorted(glyphs), mark))
    if known.carried:
        codes = sorted(map(ord, known.carried))
        encoding = _encoding(codes, blank or 0)
        pdf.add_object(encoding)
        add("c", {code: chr(code) for code in codes}, Encoding=encoding.reference)


def _rows(unicode: Mapping[int, str]) -> Iterable[bytes]:
    lines = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>".encode() for code, text in unicode.items()]
    return _sections(lines, "bfchar")


def _encoding(codes: Iterable[int], glyph: int) -> pydyf.Stream:
    lines = [f"<{code:04x}> {glyph}".encode() for code in codes]
    extra = pydyf.Dictionary(
        {
            "Type": "/CMap",
            "CMapName": "/Carrier",
            "CIDSystemInfo": pydyf.Dictionary(
                {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
            ),
        }
    )
    return pydyf.Stream([*_ENCODING, *_sections(lines, "cidchar"), *_END], extra, compress=True)


def _sections(lines: list[bytes], kind: str) -> Iterable[bytes]:
    """Yield lines in the sections of a hundred that a CMap allows."""
    for start in range(0, len(lines), 100):
        part = lines[start : start + 100]
        yield f"{len(part)} begin{kind}".encode()
        yield from part
        yield f"end{kind}".encode()
