"""Lines of text that were shaped before: the same words in the same type and width are not shaped again.

A page break tries the same paragraph twice, the layouts of one search differ by spaces and leading more often
than by type, and a brief is set again with one paragraph changed. What Pango found is kept with the fonts it
was found in, and goes with them. So does what Pango has been told of a style: it is told once, not for each
line.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.line_break import Layout

from briefgen.typeset import firstline

Result = tuple[Any, ...]

_MOST = 20_000
"""Lines that are kept, those of ten long papers."""
_MOST_STYLES = 1_000
_MOST_KEPT = 2_000
"""Lines whose glyphs are kept, those of forty pages: some 6 kB each."""

ffi.cdef("PangoLayout * pango_layout_copy (PangoLayout *layout);")

_SHAPING = itemgetter(
    "font_family",
    "font_size",
    "font_weight",
    "font_style",
    "font_stretch",
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
    "font_variation_settings",
    "font_language_override",
    "lang",
    "direction",
    "white_space",
    "letter_spacing",
    "word_spacing",
    "overflow_wrap",
    "word_break",
    "hyphens",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "tab_size",
    "text_decoration_line",
)
"""All properties that a line's glyphs and its end depend on."""


def key(style: Any) -> Any:
    """Return what is the same for styles that texts look alike in."""
    found = style.__dict__.get("shaping")
    if found is None:
        found = _SHAPING(style)
        try:
            hash(found)
        except TypeError:  # a property whose value is a list
            found = repr(found)
        style.shaping = found
    return found


def split(
    original: Callable[..., Result],
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    *rest: Any,
    **more: Any,
) -> Result:
    """Fit as much of a text as possible on a line. Replaces `weasyprint.text.line_break.split_first_line`."""
    known: dict[Any, Result] = style.font_config.__dict__.setdefault("shapes", {})
    same = (text, max_width, rest, tuple(more.items()), key(style))
    found = known.get(same)
    if found is None:
        found = firstline.fit(original, text, style, context, max_width, *rest, **more)
        if len(known) > _MOST:
            known.clear()
        known[same] = (copied(found[0]), *found[1:])
        return found
    return (copied(found[0]), *found[1:])


def set_up(original: Callable[..., None], layout: Any, style: Any) -> None:
    """Tell Pango of a style. Replaces `weasyprint.text.line_break.Layout.setup`.

    WeasyPrint makes a context and a font description for each line and again to draw it.
    """
    known: dict[Any, Any] = style.font_config.__dict__.setdefault("contexts", {})
    same = key(style)
    found = known.get(same)
    if found is None:
        original(layout, style)
        if len(known) > _MOST_STYLES:
            known.clear()
        told = {name: value for name, value in layout.__dict__.items() if name not in _OWN}
        known[same] = {**told, "layout": _copied(layout.layout)}
        return
    layout.__dict__.update(found)
    layout.style = style
    layout.layout = _copied(found["layout"])


@dataclass(slots=True)
class Shaped:
    """The glyphs of a line."""

    key: Any
    """Of its style, see `key`."""
    found: tuple[Any, Any] | None
    """Pango's layout and language; None where there are too many."""


def put_away(original: Callable[..., None], layout: Any) -> None:
    """Keep the glyphs of a right-to-left line. Replaces `weasyprint.text.line_break.Layout.deactivate`.

    WeasyPrint forgets them and shapes each line again to draw it, with its own spaces where it has some.
    """
    style = layout.style
    spaced = layout.justification_spacing or style["word_spacing"] or style["letter_spacing"] != "normal"
    if style["direction"] == "rtl" and not spaced and "shaped" not in layout.__dict__:
        kept: deque[Shaped] = style.font_config.__dict__.setdefault("kept", deque())
        layout.shaped = Shaped(key(style), (layout.layout, layout.language))
        kept.append(layout.shaped)
        if len(kept) > _MOST_KEPT:
            kept.popleft().found = None
    original(layout)


def wake(original: Callable[..., None], layout: Any, style: Any) -> None:
    """Make a line ready to be drawn. Replaces `weasyprint.text.line_break.Layout.reactivate`."""
    shaped: Shaped | None = layout.__dict__.get("shaped")
    if shaped and shaped.found and shaped.key == key(style):
        layout.style = style
        layout.layout, layout.language = shaped.found
    else:
        layout.__dict__.pop("shaped", None)
        original(layout, style)


def renew(layout: Any) -> None:
    """Shape a line that is awake again, for those who change it to draw it."""
    if layout.__dict__.pop("shaped", None):
        layout.setup(layout.style)
        layout.set_text(layout.text, justify=True)


_OWN = ("style", "justification_spacing", "max_width", "text")
"""What a layout has that its style does not say."""


def _copied(layout: Any) -> Any:
    return ffi.gc(pango.pango_layout_copy(layout), gobject.g_object_unref)


def copied(layout: Layout) -> Layout:
    """Return a layout of its own: drawing wakes it and gives it a style."""
    copy: Layout = Layout.__new__(Layout)
    copy.__dict__.update(layout.__dict__)
    return copy
