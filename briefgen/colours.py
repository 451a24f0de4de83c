"""Colours of a theme, and whether they can be read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.theme import Theme

_BRACE = re.compile(r"[{}]")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
AA = 4.5
"""The least contrast of text (WCAG 2.2, success criterion 1.4.3)."""
_PAIRS = {
    ("ink", "paper"): 7.0,
    ("ink", "tint"): 7.0,
    ("muted", "paper"): 4.5,
    ("muted", "tint"): 4.5,
    ("accent", "paper"): 4.5,
    ("accent", "tint"): 4.5,
}
"""Text and ground → the least ratio; 4.5 is WCAG 2.2 success criterion 1.4.3 (AA), 7 is 1.4.6 (AAA)."""


@dataclass(frozen=True, slots=True)
class Paints:
    """The colours of a drawing on paper; on screens the stylesheets set them."""

    ink: str
    muted: str
    accent: str
    paper: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """How well a colour of text stands out from its ground."""

    scheme: str
    """"light" or "dark"."""
    text: str
    ground: str
    ratio: float
    """Between 1 and 21."""
    least: float
    """What the ratio must reach."""


def tokens(theme: Theme) -> dict[str, str]:
    """Return the custom properties of :root, the theme's own over the built-in ones, without their dashes."""
    found: dict[str, str] = {}
    for path in ("style/tokens.css", "style/theme.css"):
        for selector, body in _rules(_COMMENT.sub("", theme.source(path).decode())):
            if selector == ":root":
                found |= {name.removeprefix("--"): value.strip() for name, value in _TOKEN.findall(body)}
    return found


def paints(theme: Theme) -> Paints:
    """Return the colours for drawings on paper."""
    values = tokens(theme)
    return Paints(values["ink"], values["muted"], values["accent"], values["paper"])


def contrasts(theme: Theme) -> tuple[Contrast, ...]:
    """Return the contrast of every pair of colours that text is set in, light and dark.

    Raises ValueError for a colour that is not written #rrggbb.
    """
    values = tokens(theme)
    return tuple(
        Contrast(scheme, text, ground, ratio(values[text + suffix], values[ground + suffix]), least)
        for scheme, suffix in (("light", ""), ("dark", "-dark"))
        for (text, ground), least in _PAIRS.items()
    )


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours written #rrggbb (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f'the colour "{colour}" is not written #rrggbb')
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield the rules that stand in no other: selector and body."""
    depth = start = opened = 0
    for match in _BRACE.finditer(css):
        depth += 1 if match[0] == "{" else -1
        if match[0] == "{" and depth == 1:
            opened = match.start()
        elif depth == 0:
            yield css[start:opened].strip(), css[opened + 1 : match.start()]
            start = match.end()
