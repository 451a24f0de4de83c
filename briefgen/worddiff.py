"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]

_WORD = re.compile(r"\s*(?:\[@[^\]\s]*\]|[\w\u0591-\u05c7\u064b-\u065f\u0670]+(?:['’״׳־-]\w+|[.,:]\d+)*|\S)")
_COUNTED = re.compile(r"\w")
_FENCED = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_MOST = 4000
"""Words of a paragraph beyond which it is compared as a whole: the comparison is quadratic at worst."""


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
    fence = _FENCED.match(source)
    title = _TITLE.search(fence[1]) if fence else None
    found = [Paragraph(title[1].strip("\"'"), 1)] if title else []
    body = source[fence.end() :] if fence else source
    line = source.count("\n", 0, fence.end()) + 1 if fence else 1
    for match in re.finditer(r"(?:^[^\n]*\S[^\n]*(?:\n|\Z))+", body, re.MULTILINE):
        text = " ".join(match[0].split())
        found.append(Paragraph(text, line + body.count("\n", 0, match.start())))
    return found


def changes(old: str, new: str) -> list[Change]:
    """Return the paragraphs of a file that changed, in the order of the new text."""
    before, after = paragraphs(old), paragraphs(new)
    texts = [each.text for each in before], [each.text for each in after]
    matcher = SequenceMatcher(None, *texts, autojunk=False)
    found: list[Change] = []
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what != "equal":
            found += _paired(before[start:end], after[new_start:new_end], start, _line(after, new_start))
    return found


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
        yield Change(tuple(_pieces(paragraph.text, new[other].text)), at + index, new[other].line)
    for fresh in range(done, len(new)):
        yield Change((Piece("new", new[fresh].text),), at + len(old), new[fresh].line)


def _partners(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> dict[int, int]:
    """Return old paragraph → new one, in one order, that share at least a third of their words."""
    partner: dict[int, int] = {}
    done = 0
    for index, paragraph in enumerate(old):
        likeness = [
            (_likeness(paragraph.text, other.text), -at) for at, other in enumerate(new) if at >= done
        ]
        best = max(likeness, default=(0.0, 0))
        if best[0] >= 1 / 3:
            partner[index] = -best[1]
            done = -best[1] + 1
    return partner


def _likeness(one: str, other: str) -> float:
    mine, theirs = ({word.strip() for word in _WORD.findall(text)} for text in (one, other))
    return len(mine & theirs) / max(len(mine), len(theirs), 1)


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _MOST:
        yield from (Piece("gone", old), Piece("new", new))
        return
    plain = [word.strip() for word in before], [word.strip() for word in after]
    matcher = SequenceMatcher(None, *plain, autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
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
