"""Stylesheets that were read before: the same bytes are parsed once in a process."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any, NoReturn

from weasyprint import CSS, html
from weasyprint.urls import FatalURLFetchingError, fetch

from briefgen.typeset import rules, solutions

_EFFECTS = re.compile(rb"@(?:font-face|import|layer|color-profile|namespace|[\w-]*\\)", re.IGNORECASE)
"""Rules that do more than name styles, pages and counters, and names that are spelt with a backslash."""
_FIXED = ("decimal", "disc")
"""Counters that no sheet may define anew."""

Rules = tuple[Any, tuple[Any, ...], dict[str, Any]]
"""Those of elements, of pages and of counters."""

_prepared: dict[tuple[str, str, bytes], Rules] = {}
"""Address, medium and text of stylesheets of the package → their rules."""


def sheet(original: Any, *source: Any, **more: Any) -> Any:
    """Return the stylesheet at an address. Replaces `weasyprint.css.CSS`."""
    url = more.get("url")
    if url is None or source or "matcher" in more:
        return original(*source, **more)
    with fetch(more["url_fetcher"], url) as response:
        text, kind = response.read(), response.content_type
    if kind != "text/css" or _EFFECTS.search(text):
        return original(**more)
    medium = more["media_type"]
    matcher, page_rules, counters = _prepared.get((url, medium, text)) or _parsed(original, url, medium, text)
    made = original.__new__(original)
    made.base_url, made.matcher, made.layers = url, matcher, more["layers"]
    made.page_rules = more["page_rules"]
    made.page_rules.extend(page_rules)
    more["counter_style"].update(counters)
    return made


def prepare(texts: Mapping[str, bytes], roots: Sequence[Mapping[str, str]], base_url: str) -> None:
    """Read stylesheets of the package for print, by their addresses, before documents ask for them.

    `roots` are the attributes of the first elements of pages whose values are found ahead, see `solutions`.
    """

    def read() -> dict[str, Rules]:
        found = {url: _read(CSS, url, "print", text) for url, text in plain.items()}
        solutions.prepare(tuple(found.values()), roots, base_url)
        return found

    plain = {url: text for url, text in texts.items() if not _EFFECTS.search(text)}
    made = rules.recalled(b"\0".join(plain.values()), f"{[*plain]} {roots} print", read)
    _prepared.update({(url, "print", text): made[url] for url, text in plain.items()})


def prepare_own() -> None:
    """Give WeasyPrint the rules of its own stylesheet, which it has not read itself."""

    def read() -> Rules:
        counters = html.CounterStyle()
        made = CSS(string=html.UA, counter_style=counters)
        return made.matcher, tuple(made.page_rules), dict(counters)

    matcher, page_rules, counters = rules.recalled(html.UA.encode(), "WeasyPrint", read)
    html.UA_STYLESHEET.matcher = matcher
    html.UA_STYLESHEET.page_rules[:] = page_rules
    html.UA_COUNTER_STYLE.update(counters)


def kept(text: str) -> CSS:
    """Return a stylesheet of rules for elements that is part of the package."""
    made = CSS.__new__(CSS)
    made.base_url, made.page_rules, made.layers = None, [], []
    made.matcher = rules.recalled(text.encode(), "package", lambda: CSS(string=text).matcher)
    return made


def _read(original: Any, url: str, media: str, text: bytes) -> Rules:
    """Return the rules of a stylesheet."""
    page_rules: list[Any] = []
    counters: dict[str, Any] = dict.fromkeys(_FIXED)
    made = original(
        file_obj=BytesIO(text),
        base_url=url,
        media_type=media,
        url_fetcher=_nothing,
        page_rules=page_rules,
        counter_style=counters,
    )
    own = {name: rules for name, rules in counters.items() if name not in _FIXED}
    return made.matcher, tuple(page_rules), own


_parsed = lru_cache(maxsize=64)(_read)


def _nothing(url: str) -> NoReturn:
    """Fetch nothing: a stylesheet that names others is read anew for each document, by its own fetcher."""
    raise FatalURLFetchingError(f"a stylesheet asks for {url!r:.200}")
