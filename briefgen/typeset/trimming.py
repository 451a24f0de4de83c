"""A brief's page with fewer words, as an editor who cuts would leave it: tried before a cut is asked for."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil

BLOCK = "data-block"
"""The attribute that an element of a page has which is a block of the brief: its kind."""

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_KIND = re.compile(rf'\s{BLOCK}="([^"]*)"')
_VOID = frozenset({"br", "hr", "img", "link", "meta", "col", "wbr", "path", "circle", "rect", "line"})
_FLOW = frozenset({"p", "li", "dd", "dt", "td", "th"})
_KEPT = frozenset({"h2", "h3", "h4", "h5", "h6", "figcaption", "svg"})
_CELLS = frozenset({"td", "th"})
_LEAST = 1.1
"""A cut is known well enough when it is at most so many times what would not do."""
_TRIES = 6
_TIGHTENED = 1 / 3
"""A paragraph that loses more of its words than this is left out."""


@dataclass(slots=True)
class _Paragraph:
    """A paragraph, item or cell of a block."""

    tag: int
    """Where in the page it is opened."""
    kind: str
    texts: list[int] = field(default_factory=list)
    """Where in the page its words stand."""


def trimmed(html: str, words: Mapping[str, int], *, evenly: bool) -> str | None:
    """Return a page less so many words of some blocks; None where it does not tell which are its blocks.

    The words go from every paragraph as far as such tightening goes, and then, or all, from the end of the
    block. Tables go last.
    """
    parts = _TAG.split(html)
    blocks = _blocks(parts)
    if not words.keys() <= blocks.keys():
        return None
    for kind, count in words.items():
        found = blocks[kind]
        flow = [each for each in found if each.kind not in _CELLS]
        cells = [each for each in found if each.kind in _CELLS]
        left = _evenly(parts, flow, count) if evenly else count
        for paragraph in (*reversed(flow), *reversed(cells)):
            left = _shorten(parts, paragraph, left)
    return "".join(parts)


def least(first: int, most: int, will_do: Callable[[int], bool]) -> int:
    """Return about the fewest words that will do, between none and `most`, or `most`; `first` is a guess."""
    low, high, words = 0, 0, min(first, most)
    for _ in range(_TRIES):
        if will_do(words):
            high = words
        else:
            low = words
        if low >= most or (high and high <= _LEAST * low + 5):
            break
        words = (low + high) // 2 if high else min(most, ceil(1.3 * words) + 5)
    return high or most


def _blocks(parts: list[str]) -> dict[str, list[_Paragraph]]:
    """Return kind of each block → its paragraphs, in the order of the page."""
    blocks: dict[str, list[_Paragraph]] = {}
    opened: list[tuple[str, list[_Paragraph] | None, _Paragraph | None]] = []
    for at, part in enumerate(parts):
        _, block, paragraph = opened[-1] if opened else ("", None, None)
        if at % 2 == 0:
            if paragraph and part.strip():
                paragraph.texts.append(at)
            continue
        match = _NAME.match(part)
        name = match[1].lower() if match else ""
        if not name or name in _VOID or part.endswith("/>"):
            continue
        if part.startswith("</"):
            while opened and opened.pop()[0] != name:
                pass
            continue
        if kind := _KIND.search(part):
            block = blocks.setdefault(kind[1], [])
        if name in _FLOW and block is not None:
            paragraph = _Paragraph(at, name)
            block.append(paragraph)
        opened.append((name, block, None if name in _KEPT else paragraph))
    return blocks


def _evenly(parts: list[str], paragraphs: list[_Paragraph], count: int) -> int:
    """Take words from the ends of all paragraphs in proportion; return how many are left to take."""
    sizes = [_size(parts, each) for each in paragraphs]
    share = min(_TIGHTENED, count / (sum(sizes) or 1))
    for paragraph, size in zip(paragraphs, sizes, strict=True):
        taken = min(count, round(size * share))
        _shorten(parts, paragraph, taken)
        count -= taken
    return count


def _shorten(parts: list[str], paragraph: _Paragraph, count: int) -> int:
    """Take words from the end of a paragraph, or all of it; return how many are left to take."""
    size = _size(parts, paragraph)
    if not count or not size:
        return count
    if size <= count and paragraph.kind not in _CELLS:
        parts[paragraph.tag] = parts[paragraph.tag].replace(">", ' style="display: none">', 1)
    left = count
    for at in reversed(paragraph.texts):
        words = list(_words(parts[at]))
        taken = min(left, len(words))
        if taken:
            parts[at] = parts[at][: words[-taken].start()].rstrip() + " "
            left -= taken
    return left


def _size(parts: list[str], paragraph: _Paragraph) -> int:
    return sum(1 for at in paragraph.texts for _ in _words(parts[at]))


def _words(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"\S+", text)
