"""Lines of text that were shaped before: the same words in the same type and width are not shaped again.

A page break tries the same paragraph twice, and the layouts of one search differ by spaces and leading more
often than by type. What Pango found is kept with the fonts it was found in, and goes with them.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from weasyprint.text.line_break import Layout

Result = tuple[Any, ...]

_MOST = 50_000
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
    key = (text, max_width, rest, tuple(more.items()), _SHAPING(style))
    try:
        found = known.get(key)
    except TypeError:  # a property whose value is a list
        return original(text, style, context, max_width, *rest, **more)
    if found is None:
        found = original(text, style, context, max_width, *rest, **more)
        if len(known) > _MOST:
            known.clear()
        known[key] = (_copy(found[0]), *found[1:])
        return found
    return (_copy(found[0]), *found[1:])


def _copy(layout: Layout) -> Layout:
    """Return a layout of its own: drawing wakes it and gives it a style."""
    copy: Layout = Layout.__new__(Layout)
    copy.__dict__.update(layout.__dict__)
    return copy
