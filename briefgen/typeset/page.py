"""The HTML page as the engine reads it."""

import re
from collections.abc import Collection
from copy import copy, deepcopy
from functools import cache
from logging import getLogger
from typing import Any
from xml.etree.ElementTree import Element

from cssselect2 import ElementWrapper
from tinyhtml5 import inputstream
from weasyprint import HTML, _find_base_url

from briefgen.model import Bundle
from briefgen.typeset import alike, directions, foreign, reprise, stencil
from briefgen.typeset.sheets import kept

LOGGER = getLogger("briefgen.typeset")

MAX_DEPTH = 100
"""Elements that may lie in one another; `engine.FRAMES` is what their layout takes."""


class _Patterns(dict[tuple[Collection[str], bool], re.Pattern[str]]):
    """Characters, and whether a text is of them or ends at them → the pattern of such a text.

    tinyhtml5 keeps each pattern under itself, never finds it again and makes it anew for every piece of text.
    """

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        characters, within = key
        found = self[key] = re.compile(f"[{'' if within else '^'}{re.escape(''.join(characters))}]+")
        return found


inputstream.characters_until_regex = _Patterns()


class Page(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A page whose text directions are known, with the rules for them beside WeasyPrint's own."""

    source: Bundle | None = None
    """What it was read from."""
    stencil: stencil.Stencil
    """What reads the next version of it."""
    setting = ""
    """The stylesheet of the setting that it is laid out in."""
    texts: dict[Any, str] | None = None
    """Its texts before they are laid out, where it is asked for what its PDF does not show."""

    def __init__(
        self, string: str, base_url: str | None = None, url_fetcher: Any = None, like: "Page | None" = None
    ) -> None:
        """Read a page; what another version of it is `like` saves work."""
        # This stands in place of WeasyPrint's own, which always parses.
        tree, self.stencil = stencil.read(string, like.stencil if like else None)
        self.base_url = _find_base_url(tree, base_url)
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = tree
        flatten(self.etree_element)
        directions.resolve_auto(self.etree_element)
        foreign.mark_runs(self.etree_element)
        self.styles: dict[Any, Any] = {}
        """Its styles in each setting, as `alike` keeps them."""
        self.lines = reprise.Lines()
        """Its lines, as they were broken in all of them."""

    def take(self, other: "Page") -> None:
        """Take the styles of another page, if that differs in words alone."""
        if self.source and other.source and self.source.files == other.source.files:
            sheets = [data for path, data in self.source.files.items() if path.endswith(".css")]
            self._follow(other, sheets)

    def _follow(self, other: "Page", sheets: Collection[bytes] = ()) -> None:
        """Take styles and lines of another page, or begin without any."""
        twins = alike.twins(other.etree_element, self.etree_element, sheets)
        self.lines = reprise.Lines(other.lines if twins else None, twins)
        self.styles = alike.taken(other.styles, twins, self.lines) if twins else {}

    def copy(self) -> "Page":
        """Return it with a tree of its own, whose elements may lose words, or go, and keep their styles."""
        page = copy(self)
        page.source = None
        root = deepcopy(self.etree_element)
        page.wrapper_element = type(self.wrapper_element).from_html_root(root, content_language=None)
        page.etree_element = root
        page._follow(self)
        return page

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [*super()._ua_stylesheets(forms), more_styles()]

    def _ua_counter_style(self) -> list[Any]:
        return [_with_markers(styles) for styles in super()._ua_counter_style()]


def flatten(root: Element) -> None:
    """Make plain text of what lies deeper in a page than `MAX_DEPTH`, which the layout cannot reach."""
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [kid for element in level for kid in element]
    deep = [element for element in level if len(element)]
    for element in deep:
        element.text = "".join(element.itertext())
        del element[:]
    if deep:
        LOGGER.warning("elements nested deeper than %d were set as plain text", MAX_DEPTH)


MARKERS = {"circle": "–", "square": "•", "disclosure-open": "–", "disclosure-closed": "•"}
"""Style of a list → its marker; text fonts lack WeasyPrint's ◦, ▪, ▾ and ▸ and would print boxes."""

STYLES = """
select:not([multiple])::before { content: none }
a:has(> :is(address, article, aside, blockquote, div, dl, figure, footer, form, h1, h2, h3, h4, h5, h6,
header, hr, main, nav, ol, p, pre, section, table, ul)) { display: block }
"""
"""A printed list opens nothing, and text fonts lack the sign that says so; a link round blocks that stays a
line would lead nowhere, as its boxes hold nothing."""


def _with_markers(styles: Any) -> Any:
    """Replace markers that the bundled fonts lack."""
    for name, marker in MARKERS.items():
        styles[name] = {**styles[name], "symbols": (("string", marker),)}
    return styles


@cache
def more_styles() -> Any:
    """Return the rules that stand beside WeasyPrint's own."""
    return kept(directions.STYLES + STYLES)
