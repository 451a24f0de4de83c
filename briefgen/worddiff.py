"""What changed between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from briefgen.layout import HEAD

Kind = Literal["same", "gone", "new"]

_WORD = re.compile(r"\s*(?:\[@[^\]\s]*\]|[\w\u0591-\u05c7\u064b-\u065f\u0670]+(?:['’״׳־-]\w+|[.,:]\d+)*|\S)")
_COUNTED = re.compile(r"\w")
_TITLE = re.compile(r"^title:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_MOST = 10_000
"""Pairs of what is alike in two texts beyond which they are compared as a whole: what is a few words over and
over takes as long as the square of its length, or longer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that share their fate."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that is not what it was."""

    pieces: tuple[Piece, ...]
    before: int
    """Ordinal of the paragraph in the old text, from 0; where it is new, of the one it comes before."""
    line: int
    """Line of the new file on which it begins, from 1; where it is gone, of the paragraph that follows."""

    @property
    def words(self) -> int:
        """Return how many words changed: at each place those gone or those new, whichever are more."""
        return sum(max(gone, new) for gone, new in _runs(self.pieces))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a file as it is written."""

    text: str
    line: int
    """Counted from 1."""


def paragraphs(source: str) -> list[Paragraph]:
    """Return the paragraphs of a block's file; of its head only the title, as the first."""
    fence = HEAD.match(source)
    title = _TITLE.search(fence[1]) if fence else None
    found = [Paragraph(title[1].strip("\"'"), 1)] if title else []
    body = source[fence.end() :] if fence else source
    line = source.count("\n", 0, fence.end()) + 1 if fence else 1
    for match in re.finditer(r"(?:^[^\n]*\S[^\n]*(?:\n|\Z))+", body, re.MULTILINE):
        text = " ".join(match[0].split())
        found.append(Paragraph(text, line + body.count("\n", 0, match.start())))
    return found


@lru_cache(maxsize=64)  # both translations of a block, in every length
def changes(old: str, new: str) -> tuple[Change, ...]:
    """Return the paragraphs of a file that changed, in the order of the new text."""
    before, after = paragraphs(old), paragraphs(new)
    texts = [each.text for each in before], [each.text for each in after]
    found: list[Change] = []
    for what, start, end, new_start, new_end in _steps(*texts):
        if what != "equal":
            found += _paired(before[start:end], after[new_start:new_end], start, _line(after, new_start))
    return tuple(found)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield what makes one row of words of another, as `SequenceMatcher.get_opcodes` does."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    if head:
        yield "equal", 0, head, 0, head
    end, new_end = len(old) - tail, len(new) - tail
    mine, theirs = old[head:end], new[head:new_end]
    counts = Counter(mine)
    if sum(counts[word] for word in theirs) > _MOST:
        yield "replace", head, end, head, new_end
    else:
        # Here, since a status of which nothing is stale has no use for it.
        from difflib import SequenceMatcher

        for what, *places in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
            one, two, three, four = (head + place for place in places)
            yield what, one, two, three, four
    if tail:
        yield "equal", end, len(old), new_end, len(new)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many words two rows have in common from their start."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def words(old: str, new: str) -> int:
    """Return how many words of a file changed."""
    return sum(change.words for change in changes(old, new))


def _line(after: Sequence[Paragraph], at: int) -> int:
    return after[min(at, len(after) - 1)].line if after else 1


def _paired(old: Sequence[Paragraph], new: Sequence[Paragraph], at: int, line: int) -> Iterator[Change]:
    """Yield changes of paragraphs at one place: each old one with the new one most like it."""
    partner = _partners(old, new)
    taken = set(partner.values())
    done = 0
    for index, paragraph in enumerate(old):
        other = partner.get(index)
        if other is None:
            yield Change((Piece("gone", paragraph.text),), at + index, line)
            continue
        for fresh in range(done, other):
            if fresh not in taken:
                yield Change((Piece("new", new[fresh].text),), at + index, new[fresh].line)
        done = other + 1
        yield Change(tuple(pieces(paragraph.text, new[other].text)), at + index, new[other].line)
    for fresh in range(done, len(new)):
        yield Change((Piece("new", new[fresh].text),), at + len(old), new[fresh].line)


def _partners(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> dict[int, int]:
    """Return old paragraph → new one, in one order, that share at least a third of their words."""
    partner: dict[int, int] = {}
    if len(old) * len(new) > _MOST:
        return partner
    done = 0
    theirs = [_vocabulary(other.text) for other in new]
    for index, paragraph in enumerate(old):
        mine = _vocabulary(paragraph.text)
        likeness = [(_likeness(mine, other), -at) for at, other in enumerate(theirs) if at >= done]
        best = max(likeness, default=(0.0, 0))
        if best[0] >= 1 / 3:
            partner[index] = -best[1]
            done = -best[1] + 1
    return partner


def _vocabulary(text: str) -> set[str]:
    return {word.strip() for word in _WORD.findall(text)}


def _likeness(mine: set[str], theirs: set[str]) -> float:
    return len(mine & theirs) / max(len(mine), len(theirs), 1)


def pieces(old: str, new: str) -> Iterator[Piece]:
    """Yield the words of two texts, told by their fates, in the order of the new one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    plain = [word.strip() for word in before], [word.strip() for word in after]
    for what, start, end, new_start, new_end in _steps(*plain):
        if what == "equal":
            yield Piece("same", "".join(after[new_start:new_end]))
            continue
        if end > start:
            yield Piece("gone", "".join(before[start:end]))
        if new_end > new_start:
            yield Piece("new", "".join(after[new_start:new_end]))


def _runs(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield (words gone, words new) of each place of change."""
    gone = new = 0
    for piece in pieces:
        if piece.kind == "same":
            yield gone, new
            gone = new = 0
        elif piece.kind == "gone":
            gone += _count(piece.text)
        else:
            new += _count(piece.text)
    yield gone, new


def _count(text: str) -> int:
    """Return how many words a text has; marks alone are none."""
    return sum(1 for word in _WORD.findall(text) if _COUNTED.search(word))
