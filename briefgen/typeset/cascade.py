"""Styles of elements, found with less looking.

WeasyPrint puts each element to all selectors that may meet it, and makes six styles of pseudo-elements for
each, hardly one of which is ever shown. Here what may meet an element is looked for once for all that are
written alike, and the style of a pseudo-element is made when it is asked for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any
from xml.etree.ElementTree import Element

from cssselect2.tree import ascii_lower
from weasyprint.css import (
    ComputedStyle,
    StyleFor,
    declaration_precedence,
    find_style_attributes,
    preprocess_declarations,
)

from briefgen.typeset.values import fill

_ATTRIBUTES = ("style", "lang", "id", "name", "width", "height")
"""What declares something of an element itself."""

Declared = tuple[str, Any, tuple[Any, ...]]
"""A property, its value, and what it weighs in the cascade."""


class Rules:
    """The rules of all stylesheets of a page, each with a number."""

    def __init__(self, sheets: Sequence[tuple[Any, str, Any]]) -> None:
        self.anchored: set[str] = set()
        """Pseudo-elements that a rule makes an anchor of."""
        self._sheets = sheets
        self._alike: dict[Any, Mapping[str | None, list[tuple[Any, int]]]] = {}
        self._numbers: dict[Any, int] = {}
        self._rules: list[tuple[str, float, Any, Any]] = []
        self._known: dict[tuple[int, int], list[Any]] = {}

    def met(self, element: Any, pseudo: str | None = None) -> tuple[int, ...]:
        """Return the rules that meet an element, as wrapped for selectors, or a pseudo-element of it."""
        own = element.etree_element
        written = own.tag, own.get("id"), own.get("class"), "lang" in own.attrib
        found = self._alike.get(written)
        if found is None:
            found = self._alike[written] = self._candidates(element)
        tests = found.get(pseudo)
        return tuple(number for test, number in tests if test(element)) if tests else ()

    def cascaded(self, own: Sequence[Declared], met: Sequence[int]) -> dict[str, Any]:
        """Return what comes of declarations and rules: property → value and weight."""
        cascaded: dict[str, Any] = {}
        for name, value, weight in own:
            _declare(cascaded, name, value, weight)
        for origin, layer, specificity, declarations in map(self._rules.__getitem__, met):
            for name, value, importance in declarations:
                weight = declaration_precedence(origin, importance), layer, specificity
                _declare(cascaded, name, value, weight)
        return cascaded

    def _candidates(self, element: Any) -> Mapping[str | None, list[tuple[Any, int]]]:
        """Return the tests and numbers of the rules that may meet an element, by their pseudo-elements."""
        found = defaultdict(list)
        for place, (sheet, _, _) in enumerate(self._sheets):
            matcher = sheet.matcher
            lists = (
                matcher.id_selectors.get(element.id),
                *map(matcher.class_selectors.get, element.classes),
                matcher.lower_local_name_selectors.get(ascii_lower(element.local_name)),
                matcher.namespace_selectors.get(element.namespace_url),
                matcher.lang_attr_selectors if "lang" in element.etree_element.attrib else None,
                matcher.other_selectors,
            )
            # By specificity, then in the order of the sheet: no two have the same place there.
            for _, _, pseudo, test, number in sorted(
                rule for entries in lists if entries for rule in self._numbered(place, entries)
            ):
                found[pseudo].append((test, number))
        return found

    def _numbered(self, place: int, entries: Sequence[Any]) -> list[Any]:
        """Return entries of the matcher of a sheet, each with the number of its rule."""
        found = self._known.get((place, id(entries)))
        if found is None:
            sheet, origin, whole = self._sheets[place]
            found = self._known[place, id(entries)] = []
            for test, specificity, order, pseudo, (declarations, layer) in entries:
                depth = inf if layer is None else sheet.layers.index(layer)
                weight = origin, depth, whole or specificity
                number = self._numbers.setdefault((*weight, id(declarations)), len(self._rules))
                if number == len(self._rules):
                    self._rules.append((*weight, declarations))
                if pseudo and any(name == "anchor" for name, _, _ in declarations):
                    self.anchored.add(pseudo)
                found.append((specificity, order, pseudo, test, number))
        return found


class Styles(StyleFor):  # type: ignore[misc]  # WeasyPrint has no types
    """The styles of a page."""

    rules: Rules
    wrapped: dict[Any, Any]
    """Element → what selectors are put to."""

    def __init__(self, html: Any, sheets: Any, _hints: bool, fonts: Any, targets: Any) -> None:
        """Find the styles of elements; there are no presentational hints."""
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles: dict[Any, Any] = {}
        self._sheets, self.font_config = sheets, fonts
        self.initial_page_sizes = {"box": None, "area": None}
        self.rules, self.wrapped = Rules(sheets), {}
        root, base, styles = html.etree_element, html.base_url, self._computed_styles
        declared: dict[Any, list[Declared]] = {}
        shared: dict[Any, Any] = {}
        for wrapped in html.wrapper_element.iter_subtree():
            element, parent = wrapped.etree_element, wrapped.parent and wrapped.parent.etree_element
            self.wrapped[element] = wrapped
            said = element.tag, *map(element.get, _ATTRIBUTES)
            if said not in declared:
                declared[said] = _own(element, base)
            met = self.rules.met(wrapped)
            key = id(styles.get((parent, None))), said if declared[said] else (), met
            if key not in shared:
                self._cascaded_styles[element, None] = self.rules.cascaded(declared[said], met)
                self.set_computed_styles(
                    element, root=root, parent=parent, base_url=base, target_collector=targets
                )
                shared[key] = styles[element, None]
            styles[element, None] = shared[key]
        self._cascaded_styles.clear()
        for element in self.wrapped:
            for pseudo in self.rules.anchored:
                if style := self(element, pseudo):
                    targets.collect_anchor(style["anchor"])

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:
        """Return the style of an element, or of a pseudo-element if a rule meets it."""
        if pseudo_type and (element, pseudo_type) not in self._computed_styles and element in self.wrapped:
            met = self.rules.met(self.wrapped[element], pseudo_type)
            if met:
                self._computed_styles[element, pseudo_type] = self._made(element, pseudo_type, met)
        return super().__call__(element, pseudo_type)

    def _made(self, element: Element, pseudo: str, met: tuple[int, ...]) -> Any:
        parent = self._computed_styles[element, None]
        root = parent if parent.is_root_element else parent.root_style
        cascaded = self.rules.cascaded((), met)
        style = ComputedStyle(
            parent, cascaded, pseudo, root, parent.base_url, self.font_config, self.initial_page_sizes
        )
        fill(style)
        return style

    def set_computed_styles(self, element: Any, *rest: Any, pseudo_type: Any = None, **more: Any) -> None:
        """Set a style, where none is known."""
        if (element, pseudo_type) not in self._computed_styles:
            super().set_computed_styles(element, *rest, pseudo_type=pseudo_type, **more)
            fill(self._computed_styles[element, pseudo_type])


def _own(element: Element, base: str | None) -> list[Declared]:
    """Return what an element itself declares."""
    alone = Element(element.tag, element.attrib)
    return [
        (name, value, (declaration_precedence("author", importance), inf, specificity))
        for specificity, _, declarations, _ in find_style_attributes(alone, base_url=base)
        for name, value, importance in preprocess_declarations(base, declarations)
    ]


def _declare(cascaded: dict[str, Any], name: str, value: Any, weight: tuple[Any, ...]) -> None:
    known = cascaded.get(name)
    if known is None or known[1] <= weight:
        cascaded[name] = value, weight
