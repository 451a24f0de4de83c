"""Embedded font programs, as far as glyphs and their widths go (OpenType: maxp, hhea, hmtx, head)."""

import re
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from sys import byteorder
from typing import Any

from briefgen.verify.objects import get
from briefgen.verify.qpdf import Array

MAX_GLYPHS = 1 << 16
_NUMBER = rb"[-+]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})"
_WIDTHS = re.compile(
    rb"(?<![\d.])(\d{1,6})\s*(?:\[((?:\s*" + _NUMBER + rb"\s)*+\s*)\]|\s(\d{1,6})\s+(" + _NUMBER + rb"))"
)


@dataclass(frozen=True, slots=True)
class Program:
    """What a TrueType program holds."""

    glyphs: int
    units: int
    """Units an em."""
    advances: Sequence[int] = field(repr=False)
    """Of the first glyphs; all others are as wide as the last of them."""


def read_program(data: bytes) -> Program | None:
    """Read a TrueType program; None for anything else, or where it is broken."""
    try:
        (count,) = struct.unpack_from(">H", data, 4)
        tables = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in _records(count)}
        (glyphs,) = struct.unpack_from(">H", data, tables[b"maxp"] + 4)
        (units,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
        (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
        numbers = array("H", data[tables[b"hmtx"] :][: metrics * 4])
    except (struct.error, KeyError, ValueError):
        return None
    if byteorder == "little":
        numbers.byteswap()
    advances = numbers[::2]
    return Program(glyphs, units, advances) if units and advances and data[:4] != b"OTTO" else None


def _records(count: int) -> range:
    return range(12, 12 + 16 * count, 16)


def cid_widths(font: Any) -> dict[int, float]:
    """Read the W array of a CID font (ISO 32000-1, 9.7.4.3), as it is written: quicker than by items."""
    made: dict[int, float] = {}
    array = get(font, "/W")
    written = array.unparse(resolved=True) if isinstance(array, Array) else b""
    for first, widths, last, width in _WIDTHS.findall(written):
        start = int(first)
        if last:
            end = min(int(last), start + MAX_GLYPHS)
            made.update(dict.fromkeys(range(start, end + 1), float(width)))
        else:
            made.update(enumerate(map(float, widths.split()), start))
        if len(made) > MAX_GLYPHS:
            break
    return made
