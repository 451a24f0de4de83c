"""Styles of a page in another setting: those that it has, but for the spaces that the setting changes.

The first steps of a search change variables of the root that nothing is made of but spaces between blocks,
the margins of pages and the widths of pictures. All other values are what they were, and so are the styles of
most elements, by which lines are known again (see `reprise`).
"""

import re
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.css import Pending, declaration_precedence

from briefgen.typeset import cascade
from briefgen.typeset.values import fill

_VARIABLES = re.compile(r":root \{ (?:--[\w-]+: [^;{}]+ !important(?:; | \}))+")
"""A stylesheet that sets variables of the root and no more, as `scale` writes it."""
_SIDES = ("top", "right", "bottom", "left")
_LOGICAL = ("block_start", "block_end", "inline_start", "inline_end")
_SPACES = frozenset(
    (
        *(f"{part}_{side}" for part in ("margin", "padding") for side in (*_SIDES, *_LOGICAL)),
        *(f"{most}{size}" for most in ("", "min_", "max_") for size in ("width", "height")),
        *(f"{most}{size}" for most in ("", "min_", "max_") for size in ("inline_size", "block_size")),
    )
)
"""Properties that are not inherited and that no other value depends on."""


class Sizes(dict[str, Any]):
    """The sizes of a document's first page, and whether a length is a share of them."""

    asked = False

    def __getitem__(self, key: str) -> Any:
        """Return a size."""
        self.asked = True
        return super().__getitem__(key)


class Styles(cascade.Styles):
    """Styles that pages share to which the same rules apply."""

    @property
    def initial_page_sizes(self) -> Sizes:
        """Return the sizes of the first page."""
        return self._sizes

    @initial_page_sizes.setter
    def initial_page_sizes(self, sizes: Mapping[str, Any]) -> None:
        self._sizes = sizes if isinstance(sizes, Sizes) else Sizes(sizes)

    def add_page_declarations(self, page_type: Any) -> None:
        """Look for the rules of a kind of page, where none was met before."""
        known, found = self._computed_styles, self._cascaded_styles
        if (page_type, None) in known:
            return
        others = {other for other, _ in found}
        super().add_page_declarations(page_type)
        parts = {part: cascaded for (whose, part), cascaded in found.items() if whose == page_type}
        for other in others:
            if {part: cascaded for (whose, part), cascaded in found.items() if whose == other} == parts:
                known.update({(page_type, part): known[other, part] for part in (None, *parts)})
                return


class Known(Styles):
    """Styles known from elsewhere; those of more kinds of pages are found when they are asked for."""

    def __init__(self, like: Styles, sheets: Any, computed: dict[Any, Any], wrapped: dict[Any, Any]) -> None:
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles = computed
        self._sheets = sheets
        self.rules, self.wrapped = like.rules, wrapped
        self.font_config = like.font_config
        self.initial_page_sizes = like.initial_page_sizes


def styles(like: Styles, html: Any, sheets: Any) -> Known | None:
    """Return the styles of a page in its setting, None where it changes more than spaces.

    `like` are those in the preferred setting, `sheets` all stylesheets, the last of which makes the setting.
    """
    if not _VARIABLES.fullmatch(html.setting) or like.initial_page_sizes.asked:
        return None
    root = like._computed_styles[html.etree_element, None]
    changed = dict(_declared(sheets[-1], html.wrapper_element))
    names = _closure(root.cascaded, set(changed))
    first = _copied(root)
    first.cascaded = root.cascaded | changed
    for name in names:
        first.pop(name, None)
    again = {id(root): first}
    known: dict[int, bool] = {}
    for (element, _), style in like._computed_styles.items():
        if id(style) in again:
            continue
        made_of = _made_of(style.cascaded, names, known)
        if not made_of <= _SPACES or not names.isdisjoint(style.cascaded):
            return None
        # A page is told how it overflows when it is laid out.
        if made_of or not isinstance(element, Element) or _inherits(style.cascaded):
            new = again[id(style)] = _copied(style)
            new.parent_style = again.get(id(style.parent_style), style.parent_style)
            new.update((name, first[name]) for name in names)
    if not _made_of(root.cascaded, names, known) - names <= _SPACES:
        return None
    computed = {key: again.get(id(style), style) for key, style in like._computed_styles.items()}
    return Known(like, sheets, computed, like.wrapped)


def _declared(source: Any, root: Any) -> Iterator[tuple[str, Any]]:
    """Yield the variables that the sheet of a setting gives the root."""
    sheet, origin, _ = source
    for specificity, _, _, (declarations, _) in sheet.matcher.match(root):
        for name, values, importance in declarations:
            yield name, (values, (declaration_precedence(origin, importance), inf, specificity))


def _closure(cascaded: Any, names: set[str]) -> set[str]:
    """Return variables and those made of them."""
    known: dict[int, bool] = {}
    more = {name for name in _made_of(cascaded, names, known) if name[:2] == "__"} - names
    return _closure(cascaded, names | more) if more else names


def _made_of(cascaded: Any, names: set[str], known: dict[int, bool]) -> set[str]:
    """Return the properties whose values are made of variables; `known` tells it of values, by their ids."""
    found = set()
    for name, (value, _) in cascaded.items():
        if isinstance(value, Pending):
            if id(value) not in known:
                known[id(value)] = any(_asks(token, names) for token in value.tokens)
            if known[id(value)]:
                found.add(name)
    return found


def _asks(token: Any, names: set[str]) -> bool:
    """Tell whether a token asks for a variable."""
    inner = getattr(token, "arguments", None) or getattr(token, "content", None) or ()
    if token.type == "ident":
        return token.value.replace("-", "_") in names
    return not isinstance(inner, str) and any(_asks(each, names) for each in inner)


def _inherits(cascaded: Any) -> bool:
    """Tell whether a space is taken from the parent, whose style may be another one."""
    return any(value == "inherit" and name in _SPACES for name, (value, _) in cascaded.items())


def _copied(style: Any) -> Any:
    """Return a style whose spaces are to be found anew."""
    copy = style.copy()
    for name in _SPACES:
        copy.pop(name, None)
    fill(copy)
    copy.anonymous_style = style.anonymous_style
    return copy
