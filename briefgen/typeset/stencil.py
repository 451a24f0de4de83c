"""A page that is parsed once for many versions: a stretch of its text is a hole, and each version fills it.

To parse HTML takes a sixth of what the layout of a next version takes. HTML's parser (§13.2 of its standard)
goes the same way through any two stretches of text that begin and end with something else than white space
and hold no markup: the tree differs by their letters alone. Where the hole lies is found by parsing, too: a
mark stands in it, and if that does not come back as text of the tree, once, there is no hole.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from html import unescape
from xml.etree.ElementTree import Element

import tinyhtml5

_MARK = "\ue000&amp;\ue000"
"""What stands in the hole. Where references are not read, as in scripts, it does not come back."""
_FILLING = re.compile(r"(?![ \t\n\f])(?:[^<>&\r\0]|&(?:amp|lt|gt|quot|#34|#39);)+(?<![ \t\n\f])")
"""What may: text, and references that nothing after them can make others of."""


@dataclass(frozen=True, slots=True)
class Stencil:
    """A page that was parsed, and where its next version is expected to differ."""

    text: str
    before: str = ""
    """What stands before the hole."""
    after: str = ""
    tree: Element | None = None
    """The tree with a mark in the hole; None without one."""

    def filling(self, text: str) -> str | None:
        """Return what another version has in the hole; None where that is not all in which it differs."""
        if self.tree is None or not text.startswith(self.before) or not text.endswith(self.after):
            return None
        found = text[len(self.before) : len(text) - len(self.after)]
        return found if _FILLING.fullmatch(found) else None


def read(text: str, last: Stencil | None = None) -> tuple[Element, Stencil]:
    """Return the tree of a page, and what reads its next version; `last` comes of the version before."""
    stencil = last
    if stencil and stencil.filling(text) is None:
        stencil = _cut(stencil.text, text)
    filling = stencil.filling(text) if stencil else None
    if stencil is None or filling is None:
        return _parsed(text), Stencil(text)
    tree, letters = deepcopy(stencil.tree), unescape(filling)
    assert tree is not None
    for element, slot in _marked(tree):
        setattr(element, slot, getattr(element, slot).replace(unescape(_MARK), letters))
    return tree, replace(stencil, text=text)


def _cut(old: str, new: str) -> Stencil | None:
    """Return a page with a hole between the tags around what differs in two versions, if it can have one."""
    start = _alike(old, new)
    rest = min(len(old), len(new)) - start
    end = len(new) - _alike(old[len(old) - rest :][::-1], new[len(new) - rest :][::-1])
    start, end = new.rfind(">", 0, start) + 1, new.find("<", end)
    found = new[start : max(start, end)]
    inner = found.strip(" \t\n\f")
    if not start or "\ue000" in new or not _FILLING.fullmatch(inner):
        return None
    start += found.index(inner)
    before, after = new[:start], new[start + len(inner) :]
    tree = _parsed(before + _MARK + after)
    places = [getattr(element, slot).count(unescape(_MARK)) for element, slot in _marked(tree)]
    return Stencil(new, before, after, tree) if places == [1] else None


def _alike(one: str, other: str) -> int:
    """Return with how many letters both of two texts begin."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def _marked(tree: Element) -> Iterator[tuple[Element, str]]:
    """Yield the texts of a tree that hold the mark: "text" or "tail" of an element."""
    mark = unescape(_MARK)
    for element in tree.iter():
        for slot, text in (("text", element.text), ("tail", element.tail)):
            if text and mark in text:
                yield element, slot


def _parsed(text: str) -> Element:
    root: Element = tinyhtml5.parse(text, namespace_html_elements=False)
    return root
