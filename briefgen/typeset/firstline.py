"""The first line of a text, found with less shaping.

WeasyPrint shapes about two lines' worth of text to find where a line ends, then the line with the next word
behind it, which Pango may have thought too wide for the space at its end, then the line alone. Here it shapes
no more text than the last line of that style and width took, and the next word only where it may fit.
"""

from array import array
from collections.abc import Callable
from itertools import compress
from math import inf
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import create_layout, first_line_metrics, line_size

Result = tuple[Any, ...]

_RATIO = 4
"""Characters that fit into a font size, at most, as WeasyPrint has it."""
_MORE, _REST = 1.2, 24
"""How much more text is shaped than the last line had: this share of it, and so many characters."""
_DOUBT = 1.0
"""Pixels by which a word must be too wide to be left out untried: letters may stand closer side by side."""
_INFO = 5
"""Numbers that Pango keeps of a glyph; the second is its width."""


def fit(
    original: Callable[..., Result],
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    *rest: Any,
    **more: Any,
) -> Result:
    """Fit as much of a text as possible on a line, as `weasyprint.text.line_break.split_first_line` does."""
    found = quickly(text, style, max_width, *rest[:1]) if is_plain(text, style, max_width) else None
    return found or original(text, style, context, max_width, *rest, **more)


def is_plain(text: str, style: Any, max_width: Any) -> bool:
    """Tell whether a text is broken at its spaces alone."""
    if max_width is None or max_width == inf or style["font_size"] * _RATIO > max_width:
        return False
    if style["white_space"] not in ("normal", "pre-line") or style["hyphens"] == "auto":
        return False
    return not any(sign in text for sign in "\n\t\xad")


def quickly(text: str, style: Any, max_width: float, justification_spacing: float) -> Result | None:
    """Return the line that a text fits on or is broken after, None where WeasyPrint is to look closer."""
    known: dict[Any, int] = style.font_config.__dict__.setdefault("paces", {})
    kind = style["font_size"], style["font_weight"], style["font_style"], max_width
    piece = text[: known.get(kind) or int(max_width / style["font_size"] * _RATIO)]
    layout = create_layout(piece, style, None, max_width, justification_spacing)
    line, resume_at = layout.get_first_line()
    room = max_width - line_size(line, style)[0]
    if room < 0 or not (piece == text if resume_at is None else _ends(piece, layout, resume_at, room)):
        return None
    found: Result = first_line_metrics(line, piece, layout, resume_at, True, style)
    if resume_at is not None:
        known[kind] = max(known.get(kind, 0), int(len(layout.text) * _MORE) + _REST)
    return found


def _ends(text: str, layout: Any, resume_at: int, room: float) -> bool:
    """Tell whether a line ends at a space and has no room for the next word, even without its own."""
    encoded = text.encode()
    end = encoded.find(b" ", resume_at)
    if end < 0 or not encoded[:resume_at].endswith(b" "):
        return False
    second = pango.pango_layout_get_line_readonly(layout.layout, 1)
    return _width(second, end) > room + _DOUBT


def _width(line: Any, end: int) -> float:
    """Return the width of the glyphs of a line up to a byte of its text, in pixels."""
    total, run = 0, line.runs[0] if line.runs else ffi.NULL
    while run != ffi.NULL:
        item, run = run.data, run.next
        source, string = item.item, item.glyphs
        count = string.num_glyphs
        numbers = array("i", bytes(ffi.buffer(string.glyphs, count * _INFO * 4)))
        own = end - source.offset
        if own > 0:
            starts = ffi.unpack(string.log_clusters, count)
            total += sum(compress(numbers[1::_INFO], (start < own for start in starts)))
    return float(total * FROM_UNITS)
