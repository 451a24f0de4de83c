"""Words in another script than their language's, made elements of their own.

A screen reader changes its voice where the language changes. Authors mark long passages, but hardly each
abbreviation: the script says enough. The elements have no style and no direction, so nothing moves.
"""

from typing import Any
from xml.etree.ElementTree import Element

from briefgen.scripts import foreign_runs

TAG = "foreign-run"
"""Name of the elements; a word with a hyphen is never one of HTML's own."""
LANGUAGE = "language"
"""Their attribute; not `lang`, which stylesheets may ask for."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOST = 300
"""Runs that are marked in one text: where nothing breaks, a line takes the square of their number in time."""
OPAQUE = frozenset({"head", "script", "style", "template", "textarea", "option"})
"""Elements whose text is none of the document's."""


def mark_runs(html: Element) -> None:
    """Wrap each foreign run of a document's text into an element, in place."""
    work: list[tuple[Element, str]] = [(html, "")]
    while work:
        element, outer = work.pop()
        if not isinstance(element.tag, str) or element.tag in OPAQUE or element.tag.startswith("{"):
            continue
        language = language_of(element, outer)
        kids = list(element)
        work += ((kid, language) for kid in kids)
        if not language:
            continue
        place = _wrap(element, 0, element, "text", language)
        for kid in kids:
            place = _wrap(element, place + 1, kid, "tail", language)


def language_of(element: Element, outer: str) -> str:
    """Return the language in force in an element, given the one around it."""
    own = element.get(LANGUAGE) if element.tag == TAG else element.get("lang", element.get(XML_LANG))
    return outer if own is None else own.strip()


def _wrap(parent: Any, place: int, holder: Any, slot: str, language: str) -> int:
    """Split the text in a slot of an element; `place`, returned anew, is the index of what comes after it."""
    text = getattr(holder, slot)
    runs = sorted(foreign_runs(text, language)) if text else []
    if not 0 < len(runs) <= MOST:
        return place
    setattr(holder, slot, text[: runs[0][0]])
    stops = [start for start, _, _ in runs[1:]] + [len(text)]
    for (start, end, likely), stop in zip(runs, stops, strict=True):
        made = parent.makeelement(TAG, {LANGUAGE: likely})
        made.text, made.tail = text[start:end], text[end:stop]
        parent.insert(place, made)
        place += 1
    return place
