"""The glyphs of a line of text, cluster by cluster in logical order, as Pango has shaped and placed them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import category

from weasyprint.text.ffi import FROM_UNITS, ffi, harfbuzz, pango

CONTROLS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Characters that shape or order text and have no glyph: they are no part of what one reads."""

_RISE_UNITS = FROM_UNITS


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph at its place."""

    number: int
    """Glyph number in the font file."""
    x: float
    """Distance of its origin from the left edge of the text box, in pixels."""
    rise: float
    """Height of its origin over the baseline, in pixels."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Characters that are shaped together, mostly one, and the glyphs that stand for them."""

    text: str
    """The characters, without `CONTROLS`."""
    start: int
    """Place of the first of them in the text of the box."""
    glyphs: tuple[Glyph, ...]
    """From left to right."""
    left: float
    right: float
    """Edges of its cell, in pixels from the left edge of the box."""
    rtl: bool
    """Whether it stands in a right-to-left run."""
    font: Any
    """WeasyPrint's font."""
    size: float
    """Font size in pixels."""


def clusters(stream: Any, layout: Any, line: Any) -> list[Cluster] | None:
    """Return the clusters of a line of Pango's layout in logical order.

    None where a font has no outlines or lacks a character: such text is drawn as pictures or boxes.
    """
    raw = layout.text.encode()
    found: list[Cluster] = []
    run, x = line.runs[0], 0.0
    while run != ffi.NULL:
        item, run = run.data, run.next
        font, size = stream.add_font(item.item.analysis.font)
        if font.svg or font.png or font.colr or font.bitmap:
            return None
        part = list(_clusters(raw, item, font, size, x))
        if any(glyph.number & pango.PANGO_GLYPH_UNKNOWN_FLAG for cluster in part for glyph in cluster.glyphs):
            return None
        for cluster in part:
            for glyph in cluster.glyphs:
                _measure(stream, font, item.item.analysis.font, size, glyph.number)
        x += sum(glyph.geometry.width for glyph in _glyphs(item)) * FROM_UNITS
        found += part
    found.sort(key=lambda cluster: cluster.start)
    return [cluster for cluster in found if cluster.glyphs]


def _glyphs(item: Any) -> Any:
    return item.glyphs.glyphs[0 : item.glyphs.num_glyphs]


def _clusters(raw: bytes, item: Any, font: Any, size: float, x: float) -> Iterator[Cluster]:
    """Yield the clusters of one shaped run from left to right."""
    rtl = bool(item.item.analysis.level % 2)
    starts = list(item.glyphs.log_clusters[0 : item.glyphs.num_glyphs])
    ends = dict(zip(sorted(set(starts)), [*sorted(set(starts))[1:], item.item.length], strict=True))
    offset = item.item.offset
    at, left, placed = None, x, []
    for start, info in zip([*starts, None], [*_glyphs(item), None], strict=True):
        if start != at:
            if at is not None:
                text = raw[offset + at : offset + ends[at]].decode().translate(CONTROLS)
                first = len(raw[: offset + at].decode())
                yield Cluster(text, first, tuple(placed), left, x, rtl, font, size)
            at, left, placed = start, x, []
        if info is None:
            return
        geometry = info.geometry
        if info.glyph != pango.PANGO_GLYPH_EMPTY:
            shift = x + geometry.x_offset * FROM_UNITS
            placed.append(Glyph(info.glyph, shift, -geometry.y_offset * FROM_UNITS))
        x += geometry.width * FROM_UNITS


def _measure(stream: Any, font: Any, pango_font: Any, size: float, number: int) -> None:
    """Note the width of a glyph, in thousandths of the size, for the font's dictionary."""
    if number not in font.widths:
        pango.pango_font_get_glyph_extents(pango_font, number, stream.ink_rect, stream.logical_rect)
        font.widths[number] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)


def nominal(font: Any, character: str) -> int | None:
    """Return the glyph of a character by the font's own map, without shaping."""
    known: dict[str, int | None] = font.__dict__.setdefault("nominal", {})
    if character not in known:
        number = ffi.new("hb_codepoint_t *")
        found = _harfbuzz().hb_font_get_nominal_glyph(font.hb_font, ord(character), number)
        known[character] = number[0] if found else None
    return known[character]


def blank(font: Any) -> int | None:
    """Return the glyph of the font's space, with its width noted, or None where the font has none."""
    number = nominal(font, " ")
    if number is not None and number not in font.widths:
        units = _harfbuzz().hb_font_get_glyph_h_advance(font.hb_font, number)
        scale = ffi.new("int *"), ffi.new("int *")
        _harfbuzz().hb_font_get_scale(font.hb_font, *scale)
        font.widths[number] = round(units * 1000 / (scale[0][0] or 1))
    return number


def thin(font: Any) -> int | None:
    """Return the glyph of the font's zero-width space where it has an empty one, else that of its space."""
    number = nominal(font, "\u200b")
    if number is None:
        return blank(font)
    extents = ffi.new("hb_glyph_extents_t *")
    _harfbuzz().hb_font_get_glyph_extents(font.hb_font, number, extents)
    if extents.width or extents.height or _harfbuzz().hb_font_get_glyph_h_advance(font.hb_font, number):
        return blank(font)
    font.widths.setdefault(number, 0)
    return number


@cache
def _harfbuzz() -> Any:
    """Return HarfBuzz with four more of its functions declared."""
    ffi.cdef("""
        typedef struct { int32_t x_bearing, y_bearing, width, height; } hb_glyph_extents_t;
        hb_bool_t hb_font_get_glyph_extents (hb_font_t *font, hb_codepoint_t glyph, hb_glyph_extents_t *extents);
        hb_bool_t hb_font_get_nominal_glyph (hb_font_t *font, hb_codepoint_t unicode, hb_codepoint_t *glyph);
        int32_t hb_font_get_glyph_h_advance (hb_font_t *font, hb_codepoint_t glyph);
        void hb_font_get_scale (hb_font_t *font, int *x_scale, int *y_scale);
    """)
    return harfbuzz


def share(cluster: Cluster) -> list[tuple[Glyph, str]]:
    """Share the characters of a cluster out to its glyphs, in the order of the characters.

    A character goes to the glyph that the font maps it to; the rest go in their order to the glyphs that are
    left, all remaining ones to the last. A glyph without a character of its own gets "".
    """
    glyphs = cluster.glyphs
    if len(glyphs) == 1:
        return [(glyphs[0], cluster.text)]
    given: dict[int, str] = {}
    left = list(cluster.text)
    for place, glyph in enumerate(glyphs):
        own = next((c for c in left if nominal(cluster.font, c) == glyph.number), None)
        if own is not None:
            given[place] = own
            left.remove(own)
    waiting = [place for place in _logical(range(len(glyphs)), cluster.rtl) if place not in given]
    for place in waiting[:-1]:
        given[place] = left.pop(0) if left else ""
    if waiting:
        given[waiting[-1]] = "".join(left)
    elif left:
        last = max(given, key=lambda place: cluster.text.rfind(given[place]))
        given[last] += "".join(left)
    order = sorted(given, key=lambda place: _place(cluster.text, given[place]))
    return [(glyphs[place], given[place]) for place in order]


def _logical(places: range, rtl: bool) -> Sequence[int]:
    return places[::-1] if rtl else places


def _place(text: str, part: str) -> int:
    return text.find(part) if part else len(text)


@cache
def is_mark(text: str) -> bool:
    """Tell whether all characters are marks that stand on a letter."""
    return bool(text) and all(category(character) == "Mn" for character in text)
