"""The glyphs of a line of text, cluster by cluster in logical order, placed as WeasyPrint places them."""

from array import array
from collections.abc import Callable, Iterator
from functools import cache
from struct import Struct
from typing import Any, NamedTuple
from unicodedata import category

from weasyprint.text.ffi import FROM_UNITS, ffi, harfbuzz, pango

ffi.cdef("""
    typedef struct { int32_t x_bearing, y_bearing, width, height; } hb_glyph_extents_t;
    hb_bool_t hb_font_get_glyph_extents (hb_font_t *font, hb_codepoint_t glyph, hb_glyph_extents_t *extents);
    hb_bool_t hb_font_get_nominal_glyph (hb_font_t *font, hb_codepoint_t unicode, hb_codepoint_t *glyph);
    int32_t hb_font_get_glyph_h_advance (hb_font_t *font, hb_codepoint_t glyph);
    void hb_font_get_scale (hb_font_t *font, int *x_scale, int *y_scale);
""")

CONTROLS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Characters that shape or order text and have no glyph: they are no part of what one reads."""

GAP = 0.025
"""Distance, in font sizes, that poppler may take for a space (`maxCharSpacing` is 0.03)."""
_THOUSAND = 1000 * FROM_UNITS
_INFO = Struct("=IiiiI")
"""Pango's PangoGlyphInfo: glyph, width, x offset, y offset, whether a cluster begins."""
_EMPTY = 0x0FFFFFFF
_UNKNOWN = 0x10000000


class Glyph(NamedTuple):
    """One glyph at its place; a tuple because a page has thousands."""

    number: int
    """Glyph number in the font file."""
    x: float
    """Distance of its origin from the left edge of the text box, in pixels."""
    rise: float
    """Height of its origin over the baseline, in pixels."""


class Cluster(NamedTuple):
    """Characters that are shaped together, mostly one, and the glyphs that stand for them."""

    text: str
    """The characters, without `CONTROLS`."""
    start: int
    """Place of the first of them in the text of the box."""
    glyphs: tuple[Glyph, ...]
    """From left to right."""
    left: float
    """Left edge of its cell, in pixels from the left edge of the box."""
    right: float
    """Right edge, likewise."""
    rtl: bool
    """Whether it stands in a right-to-left run."""
    font: Any
    """WeasyPrint's font."""
    size: float
    """Font size in pixels."""


class Run(NamedTuple):
    """A run of a line as Pango shaped it: one font, one direction."""

    stream: Any
    text: str
    """Of the whole text box."""
    places: list[int]
    """The place in `text` of each of its bytes."""
    offset: int
    """The byte of the text at which the run begins."""
    starts: list[int]
    """For each glyph, from left to right, the byte of the run at which its cluster begins."""
    length: int
    """Of its text, in bytes."""
    infos: bytes
    """The glyphs as Pango keeps them, `_INFO` each."""
    pango_font: Any
    font: Any
    """WeasyPrint's font."""
    size: float
    """Font size in pixels."""
    rtl: bool

    @property
    def signature(self) -> bytes:
        """Return number, width and offsets of each glyph, four bytes each.

        The fifth word of Pango's has bits nobody set.
        """
        numbers = array("i", self.infos)
        del numbers[4::5]
        return numbers.tobytes()

    def clusters(self, x: float, first: int = 0, last: int | None = None) -> tuple[list[Cluster], float]:
        """Return the clusters of some of its glyphs from left to right, which begin at x, and their end.

        Places are rounded as WeasyPrint rounds them (`draw_first_line`), so that the picture stays the same.
        Raises `PictureError` where a character has no glyph.
        """
        font, size, starts, places = self.font, self.size, self.starts, self.places
        widths, scale = font.widths, size / 1000
        count, offset, rtl = len(starts), self.offset, self.rtl
        last = count if last is None else last
        end = starts[first - 1] if first and rtl else self.length
        found: list[Cluster] = []
        own: list[Glyph] = []
        left = x
        infos = _INFO.iter_unpack(self.infos[first * _INFO.size : last * _INFO.size])
        for place, (number, width, shift, rise, _) in enumerate(infos, first + 1):
            if number == _EMPTY:
                x += width * FROM_UNITS
            elif number & _UNKNOWN:
                raise PictureError
            else:
                if number not in widths:
                    widths[number] = _width(self.stream, self.pango_font, number, size)
                moved, wide = shift / size, widths[number]
                own.append(Glyph(number, x + moved * scale, -rise / 1000))
                x += (wide + moved - int(wide + moved - width * _THOUSAND / size)) * scale
            start = starts[place - 1]
            if place < last and starts[place] == start:
                continue
            if not rtl:
                end = starts[place] if place < count else self.length
            if own:
                begin = places[offset + start]
                read = self.text[begin : places[offset + end]]
                if not read.isalnum():
                    read = read.translate(CONTROLS)
                found.append(Cluster(read, begin, tuple(own), left, x, rtl, font, size))
                own = []
            left, end = x, start
        return found, x


class PictureError(Exception):
    """Text that is drawn as pictures or boxes: its font has no outlines, or lacks a character."""


def runs(stream: Any, layout: Any, line: Any) -> Iterator[Run]:
    """Yield the runs of a line of Pango's layout from left to right.

    Raises `PictureError` where a font has no outlines.
    """
    places = _places(layout.text)
    run, pango_font = line.runs[0], ffi.NULL
    while run != ffi.NULL:
        item, run = run.data, run.next
        source, string = item.item, item.glyphs
        if source.analysis.font != pango_font:
            pango_font = source.analysis.font
            font, size = stream.add_font(pango_font)
        if font.svg or font.png or font.colr or font.bitmap:
            raise PictureError
        count = string.num_glyphs
        starts = ffi.unpack(string.log_clusters, count)
        yield Run(
            stream=stream,
            text=layout.text,
            places=places,
            offset=source.offset,
            starts=starts,
            length=source.length,
            infos=bytes(ffi.buffer(string.glyphs, count * _INFO.size)),
            pango_font=pango_font,
            font=font,
            size=size,
            rtl=bool(source.analysis.level % 2),
        )


def _width(stream: Any, pango_font: Any, number: int, size: float) -> int:
    """Return the width of a glyph in thousandths of the size, as WeasyPrint writes it into the font."""
    pango.pango_font_get_glyph_extents(pango_font, number, stream.ink_rect, stream.logical_rect)
    width = float(stream.logical_rect.width)
    return round(width * float(_THOUSAND) / size)


def _places(text: str) -> list[int]:
    """Return the number of characters before each byte of the UTF-8 form of a text, and before its end."""
    if text.isascii():
        return list(range(len(text) + 1))
    places: list[int] = []
    for number, character in enumerate(text):
        if character < "\x80":
            places.append(number)
        elif character < "\u0800":
            places += (number, number)
        else:
            places += [number] * len(character.encode())
    return [*places, len(text)]


def nominal(font: Any, character: str) -> int | None:
    """Return the glyph of a character by the font's own map, without shaping."""
    known: dict[str, int | None] = font.__dict__.setdefault("nominal", {})
    if character not in known:
        number = ffi.new("hb_codepoint_t *")
        found = harfbuzz.hb_font_get_nominal_glyph(font.hb_font, ord(character), number)
        known[character] = number[0] if found else None
    return known[character]


def blank(font: Any) -> int | None:
    """Return the glyph of the font's space, with its width noted, or None where the font has none."""
    return _found(font, "blank", _blank)


def thin(font: Any) -> int | None:
    """Return an empty glyph of the font that has no width, or else that of its space.

    It is the zero-width space, or `.null`, which many fonts have for U+0000 (OpenType, `cmap`).
    """
    return _found(font, "thin", _thin)


def _found(font: Any, name: str, find: Callable[[Any], int | None]) -> int | None:
    """Return a glyph that is found once, with its width noted; a font that is like another asks that one."""
    known: int | None = font.__dict__.get(name)
    if known is None:
        like = font.__dict__.get("like")
        known = find(font) if like is None else _found(like, name, find)
        if like is not None and known is not None:
            font.widths[known] = like.widths[known]
        font.__dict__[name] = known
    return known


def _blank(font: Any) -> int | None:
    number = nominal(font, " ")
    if number is not None:
        _note_width(font, number)
    return number


def _note_width(font: Any, number: int) -> None:
    """Note the width of a glyph in thousandths of the size, where it is not known yet."""
    if number not in font.widths:
        units = harfbuzz.hb_font_get_glyph_h_advance(font.hb_font, number)
        scale = ffi.new("int *"), ffi.new("int *")
        harfbuzz.hb_font_get_scale(font.hb_font, *scale)
        font.widths[number] = round(units * 1000 / (scale[0][0] or 1))


def _thin(font: Any) -> int | None:
    for number in (nominal(font, character) for character in "\u200b\0"):
        if number is None:
            continue
        extents = ffi.new("hb_glyph_extents_t *")
        harfbuzz.hb_font_get_glyph_extents(font.hb_font, number, extents)
        advance = harfbuzz.hb_font_get_glyph_h_advance(font.hb_font, number)
        if not (extents.width or extents.height or advance):
            font.widths.setdefault(number, 0)
            return number
    return blank(font)


def spare(font: Any) -> int | None:
    """Return another empty glyph of the font than its space, with its width noted; None where it has none."""
    if "spare" not in font.__dict__:
        others = (nominal(font, character) for character in "\u2009\u00a0\u2003")
        number = next((other for other in others if other is not None and other != blank(font)), None)
        if number is not None:
            _note_width(font, number)
        font.__dict__["spare"] = number
    return font.__dict__["spare"]  # type: ignore[no-any-return]


def right_edge(cluster: Cluster) -> float:
    """Return where the glyph of a letter ends, or where its glyphs do as they are written, in pixels."""
    if len(cluster.glyphs) != 1:
        return cluster.right
    number, x, _ = cluster.glyphs[0]
    return float(x + cluster.font.widths[number] * cluster.size / 1000)


def gapes(cluster: Cluster, edge: float) -> bool:
    """Tell whether poppler takes the kerning between a letter and an edge left of it for a space."""
    return len(cluster.glyphs) == 1 and cluster.glyphs[0].x - edge > GAP * cluster.size


def share(cluster: Cluster) -> list[tuple[Glyph, str]]:
    """Share the characters of a cluster out to its glyphs, in the order of the characters.

    A character goes to the glyph that the font maps it to; the rest go in their order to the glyphs that are
    left, all remaining ones to the last. A glyph without a character of its own gets "", after the others.
    """
    glyphs, text = cluster.glyphs, cluster.text
    if len(glyphs) == 1:
        return [(glyphs[0], text)]
    if len(text) == 1:  # a letter and its dots, the letter first in the order of reading
        first, *dots = reversed(glyphs) if cluster.rtl else glyphs
        return [(first, text), *((dot, "") for dot in dots)]
    given: dict[int, str] = {}
    left = list(text)
    for place, glyph in enumerate(glyphs):
        own = next((c for c in left if nominal(cluster.font, c) == glyph.number), None)
        if own is not None:
            given[place] = own
            left.remove(own)
    order = range(len(glyphs) - 1, -1, -1) if cluster.rtl else range(len(glyphs))
    waiting = [place for place in order if place not in given]
    for place in waiting[:-1]:
        given[place] = left.pop(0) if left else ""
    last = waiting[-1] if waiting else max(given, key=lambda place: text.rfind(given[place]))
    given[last] = given.get(last, "") + "".join(left)
    order_read = sorted(given, key=lambda place: text.find(given[place]) if given[place] else len(text))
    return [(glyphs[place], given[place]) for place in order_read]


@cache
def is_mark(text: str) -> bool:
    """Tell whether all characters are marks that stand on a letter."""
    return bool(text) and all(category(character) == "Mn" for character in text)
