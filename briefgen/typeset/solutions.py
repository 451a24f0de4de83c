"""What declarations with variables come to.

WeasyPrint reads their values anew for each style, and where one declaration sets four sides for each of them.
The same tokens mean the same, so what they mean is kept. What the package's own stylesheets come to is found
before documents ask, and kept with their rules from start to start.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

from cssselect2 import ElementWrapper
from tinycss2 import serialize
from weasyprint.css import Pending, resolve_var

from briefgen.typeset.cascade import Styles

_MOST = 100
"""Values of a declaration that are kept."""
_LONGEST = 1000
"""Tokens of a value that is kept: variables of variables may come to millions."""


def solve(original: Callable[..., Any], pending: Any, tokens: Any, name: str, base_url: Any) -> Any:
    """Return the value of a declaration with variables. Replaces `weasyprint.css.tokens.Pending.solve`."""
    if len(tokens) > _LONGEST:
        return original(pending, tokens, name, base_url)
    known = _known(pending, tokens, base_url)
    if name not in known:
        known[name] = original(pending, tokens, name, base_url)
    return known[name]


def prepare(rules: Sequence[Any], roots: Sequence[Mapping[str, str]], base_url: str) -> None:
    """Find what stylesheets come to where all variables are those of a page's first element.

    `rules` are the matchers and page rules of each, `roots` the attributes that such elements have.
    """
    sheets = [(SimpleNamespace(matcher=matcher, layers=[]), "author", None) for matcher, *_ in rules]
    pending = [each for matcher, pages, *_ in rules for each in _pending(matcher, pages)]
    for attributes in roots:
        root = Element("html", dict(attributes))
        page = SimpleNamespace(
            etree_element=root, wrapper_element=ElementWrapper.from_html_root(root), base_url=base_url
        )
        style = Styles(page, sheets, False, None, None)(root)
        for name, value in pending:
            tokens: list[Any] = []
            for token in value.tokens:
                found = resolve_var(style, token, None)
                tokens.extend([token] if found is None else found)
            known = _known(value, tokens, base_url)
            with suppress(Exception):  # where a variable is of other elements, the value is found there
                known[name] = value.validate(tokens, name, base_url)


def _pending(matcher: Any, pages: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the declarations with variables of a stylesheet."""
    groups = (matcher.id_selectors, matcher.class_selectors, matcher.lower_local_name_selectors)
    entries = [entry for group in groups for entries in group.values() for entry in entries]
    for *_, (declarations, _) in (*entries, *matcher.lang_attr_selectors, *matcher.other_selectors):
        yield from _of(declarations)
    for _, _, declarations in pages:
        yield from _of(declarations)


def _of(declarations: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    return ((name.replace("_", "-"), value) for name, value, _ in declarations if isinstance(value, Pending))


def _known(pending: Any, tokens: Any, base_url: Any) -> dict[str, Any]:
    """Return what is known of a declaration where its variables make it these tokens: property → value."""
    solved: dict[Any, dict[str, Any]] = pending.__dict__.setdefault("solved", {})
    key = serialize(tokens), base_url
    if key not in solved and len(solved) >= _MOST:
        solved.clear()
    return solved.setdefault(key, {})
