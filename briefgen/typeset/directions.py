"""Where the direction of an element and of its text comes from: HTML's `dir`, CSS's `unicode-bidi`."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.css.tokens import get_single_keyword

from briefgen.typeset.levels import classes_of

STYLES = """
[dir=ltr i], [dir=rtl i], bdi, output { unicode-bidi: isolate }
bdo, bdo[dir] { unicode-bidi: isolate-override }
pre[data-dir=auto], textarea[data-dir=auto] { unicode-bidi: plaintext }
::marker, ::footnote-call, ::footnote-marker { unicode-bidi: isolate }
"""
"""The rules of HTML's rendering section that WeasyPrint's sheet leaves out, and the marks of notes."""

VALUES = ("normal", "embed", "isolate", "bidi-override", "isolate-override", "plaintext")

CONTROLS = {
    ("embed", "ltr"): ("\u202a", "\u202c"),
    ("embed", "rtl"): ("\u202b", "\u202c"),
    ("isolate", "ltr"): ("\u2066", "\u2069"),
    ("isolate", "rtl"): ("\u2067", "\u2069"),
    ("bidi-override", "ltr"): ("\u202d", "\u202c"),
    ("bidi-override", "rtl"): ("\u202e", "\u202c"),
    ("isolate-override", "ltr"): ("\u2068\u202d", "\u202c\u2069"),
    ("isolate-override", "rtl"): ("\u2068\u202e", "\u202c\u2069"),
    ("plaintext", "ltr"): ("\u2068", "\u2069"),
    ("plaintext", "rtl"): ("\u2068", "\u2069"),
}
"""(`unicode-bidi`, `direction`) → what opens and closes an inline box (CSS Writing Modes 4, §2.4.2)."""

_STRONG = re.compile(b"[LRA]")
_UNREAD = {"bdi", "script", "style", "textarea"}
"""Elements whose text says nothing about the direction of an element around them."""


def unicode_bidi(tokens: Sequence[Any]) -> str | None:
    """Validate a value of the property `unicode-bidi`; return None for one that CSS does not know."""
    keyword = get_single_keyword(tokens)
    return keyword if keyword in VALUES else None


unicode_bidi.wants_base_url = False  # type: ignore[attr-defined]  # read by WeasyPrint's validation


def resolve_auto(root: Element) -> None:
    """Give each element with `dir=auto`, and each `bdi` without `dir`, the direction of its text.

    This is HTML, §3.2.6.4. The attribute is rewritten to `ltr` or `rtl`; `data-dir=auto` remains.
    """
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        stated = element.get("dir", "auto" if element.tag == "bdi" else "").lower()
        if stated != "auto" and not (element.tag == "bdi" and stated not in ("ltr", "rtl")):
            continue
        found = next((match for text in _read(element) if (match := _STRONG.search(classes_of(text)))), None)
        element.set("dir", "rtl" if found and found[0] != b"L" else "ltr")
        element.set("data-dir", "auto")


def _read(element: Element) -> Iterator[str]:
    """Yield the texts that decide the direction of an element, in order."""
    if element.text:
        yield element.text
    for kid in element:
        if isinstance(kid.tag, str) and kid.tag not in _UNREAD and not kid.get("dir"):
            yield from _read(kid)
        if kid.tail:
            yield kid.tail
