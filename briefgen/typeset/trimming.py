"""A brief's page with fewer words, as an editor who cuts would leave it: tried before a cut is asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any
from xml.etree.ElementTree import Comment, Element

from briefgen.typeset.page import Page

BLOCK = "data-block"
"""The attribute that an element of a page has which is a block of the brief: its kind."""

_FLOW = frozenset({"p", "li", "dd", "dt", "td", "th"})
_KEPT = frozenset({"h2", "h3", "h4", "h5", "h6", "figcaption", "svg"})
_CELLS = frozenset({"td", "th"})
_TIGHTENED = 1 / 3
"""A paragraph that loses more of its words than this is left out."""


@dataclass(slots=True)
class Paragraph:
    """A paragraph, item or cell of a block."""

    element: Element
    parent: Element
    texts: list[tuple[Element, str, int]] = field(default_factory=list)
    """Where its words are: elements, with "text" or "tail", and how many."""
    within: list[Element] = field(default_factory=list)
    """The elements that are of it and of no paragraph in it."""
    size: int = 0
    """How many words it has."""

    @property
    def is_cell(self) -> bool:
        """Tell whether it stands in a table."""
        return self.element.tag in _CELLS

    @property
    def beside(self) -> int:
        """Return how many stand in its row, where it is a cell."""
        return len(self.parent) if self.is_cell else 1


Blocks = Mapping[str, Sequence[Paragraph]]
"""Kind of each block → its paragraphs, in the order of the page."""


def blocks(root: Element) -> Blocks:
    """Return the paragraphs of all blocks of a page; nothing for a page that does not tell them."""
    found: dict[str, list[Paragraph]] = {}
    _gather(root, root, None, None, found)
    return found


def shares(found: Blocks, words: Mapping[str, int], *, evenly: bool) -> Iterator[tuple[Paragraph, int]]:
    """Yield how many words each paragraph is to lose so that blocks have so many fewer.

    The words go from every paragraph as far as such tightening goes, and then, or all, from the end of the
    block. Tables go last.
    """
    for kind, count in words.items():
        yield from _of_block(found[kind], count, _TIGHTENED if evenly else 0)


def _of_block(block: Sequence[Paragraph], left: int, tightened: float) -> Iterator[tuple[Paragraph, int]]:
    """Yield how many words each paragraph of a block is to lose, no more than a share of it first."""
    flow = [each for each in block if not each.is_cell]
    cells = [each for each in block if each.is_cell]
    share = min(tightened, left / (sum(each.size for each in flow) or 1))
    taken = []
    for each in flow:
        taken.append(min(left, round(each.size * share)))
        left -= taken[-1]
    gone = chain(reversed(taken), repeat(0))
    for each, already in zip((*reversed(flow), *reversed(cells)), gone, strict=False):
        more = min(left, each.size - already)
        left -= more
        yield each, already + more


def trimmed(page: Page, words: Mapping[str, int], *, evenly: bool) -> Page:
    """Return a page less so many words of some of its blocks, taken as `shares` tells."""
    shorter = page.copy()
    for paragraph, count in list(shares(blocks(shorter.etree_element), words, evenly=evenly)):
        _shorten(paragraph, count)
    return shorter


def _gather(
    element: Any,
    parent: Any,
    block: list[Paragraph] | None,
    paragraph: Paragraph | None,
    found: dict[str, list[Paragraph]],
) -> None:
    if not isinstance(element.tag, str):
        return
    kind = element.get(BLOCK)
    if kind is not None:
        block = found.setdefault(kind, [])
    if element.tag in _FLOW and block is not None:
        paragraph = Paragraph(element, parent)
        block.append(paragraph)
    inner = None if element.tag in _KEPT else paragraph
    if inner:
        inner.within.append(element)
        _note(inner, element, "text")
    for kid in element:
        _gather(kid, element, block, inner, found)
        if inner:
            _note(inner, kid, "tail")


def _note(paragraph: Paragraph, element: Element, slot: str) -> None:
    size = sum(1 for _ in _words(getattr(element, slot) or ""))
    if size:
        paragraph.texts.append((element, slot, size))
        paragraph.size += size


def _shorten(paragraph: Paragraph, count: int) -> None:
    """Take words from the end of a paragraph, or all of it."""
    if count and count >= paragraph.size and not paragraph.is_cell:
        # Its styles stay: without it another one would be the last of its parent.
        parent, gone = paragraph.parent, Comment()
        gone.tail = paragraph.element.tail
        parent[list(parent).index(paragraph.element)] = gone
        return
    for element, slot, _ in reversed(paragraph.texts):
        text = getattr(element, slot)
        words = list(_words(text))
        taken = min(count, len(words))
        if taken:
            setattr(element, slot, text[: words[-taken].start()].rstrip() + " ")
            count -= taken


def _words(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"\S+", text)
