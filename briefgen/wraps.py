"""Put elements around stretches of a paragraph's text: tokens and wraps in, tokens out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from briefgen.runs import OPAQUE

WHOLE = "whole"
"""Class of what stands on one line."""

_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Wrap:
    """An element around a stretch of a paragraph's text."""

    start: int
    end: int
    direction: str = ""
    """Direction of an isolate; empty for a span that only keeps a line together."""
    language: str = ""
    whole: bool = False

    def tokens(self) -> tuple[Token, Token]:
        """Return the tokens that open and close the element."""
        tag = "bdi" if self.direction else "span"
        attrs: dict[str, str | int | float] = {}
        if self.whole:
            attrs["class"] = WHOLE
        if self.language:
            attrs["lang"] = self.language
        if self.direction:
            attrs["dir"] = self.direction
        return Token(f"{tag}_isolate_open", tag, 1, attrs), Token(f"{tag}_isolate_close", tag, -1)


@dataclass(slots=True)
class Piece:
    """Tokens that stand together."""

    tokens: list[Token]
    text: str
    """What counts as their text."""
    nesting: int = 0
    """1 for a tag that opens, -1 for one that closes."""


def pieces(children: Sequence[Token]) -> Iterator[Piece]:
    """Yield text, tags, and what stays as it is: code, marks, spans with a language, text with controls."""
    depth, held = 0, list[Token]()
    for token in children:
        if held:
            held.append(token)
            depth += token.nesting
            if not depth:
                yield Piece(held, OPAQUE)
                held = []
        elif token.nesting == 1 and ("lang" in token.attrs or "dir" in token.attrs):
            held, depth = [token], 1
        elif token.nesting:
            yield Piece([token], "", token.nesting)
        elif token.type == "text" and not _CONTROL.search(token.content):
            yield Piece([token], token.content)
        else:
            breaks = token.type in {"softbreak", "hardbreak"}
            yield Piece([token], "\n" if breaks else OPAQUE)
    if held:
        yield Piece(held, OPAQUE)


def spans(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Return the stretches of text that inline elements take."""
    at, opened, out = 0, list[int](), list[tuple[int, int]]()
    for piece in pieces:
        at += len(piece.text)
        if piece.nesting == 1:
            opened.append(at)
        elif piece.nesting == -1 and opened:
            out.append((opened.pop(), at))
    return [(start, end) for start, end in out if start < end]


def nested(wraps: list[Wrap]) -> list[Wrap]:
    """Return wraps in order, each before those within it, without those that end beyond one around them."""
    out: list[Wrap] = []
    ends: list[int] = []
    for wrap in sorted(wraps, key=lambda wrap: (wrap.start, -wrap.end, bool(wrap.direction))):
        while ends and ends[-1] <= wrap.start:
            ends.pop()
        if not ends or wrap.end <= ends[-1]:
            out.append(wrap)
            ends.append(wrap.end)
    return out


def wrapped(pieces: Sequence[Piece], wraps: Sequence[Wrap]) -> list[Token]:
    """Return the tokens of pieces with elements around stretches of their text; the wraps are nested."""
    cut = list(_cut(pieces, {place for wrap in wraps for place in (wrap.start, wrap.end)}))
    gaps, parents = _gaps(cut)
    opening: dict[int, list[Token]] = {}
    closing: dict[int, list[Token]] = {}
    for wrap in wraps:
        found = _gap(wrap, gaps, parents)
        if found is None:
            continue  # it begins in one element and ends in another; the order of UAX #9 must do
        first, last = found
        open_token, close_token = wrap.tokens()
        opening.setdefault(first, []).append(open_token)
        closing.setdefault(last, []).insert(0, close_token)
    out: list[Token] = []
    for index, piece in enumerate(cut):
        out += closing.get(index, ())
        out += opening.get(index, ())
        out += piece.tokens
    return [*out, *closing.get(len(cut), ())]


def _cut(pieces: Sequence[Piece], places: set[int]) -> Iterator[Piece]:
    """Yield pieces with the text among them cut at the given places."""
    at = 0
    ordered = sorted(places)
    index = 0
    for piece in pieces:
        end, start = at + len(piece.text), at
        while index < len(ordered) and ordered[index] <= at:
            index += 1
        while index < len(ordered) and ordered[index] < end:
            yield _text(piece, piece.text[start - at : ordered[index] - at])
            start = ordered[index]
            index += 1
        yield piece if start == at else _text(piece, piece.text[start - at :])
        at = end


def _text(piece: Piece, content: str) -> Piece:
    return Piece([piece.tokens[0].copy(content=content)], content)


def _gaps(pieces: Sequence[Piece]) -> tuple[dict[int, list[int]], list[int]]:
    """Return the gaps between pieces at each place of the text, and the element that each gap is in."""
    gaps: dict[int, list[int]] = {0: [0]}
    parents, stack, at = [-1], [-1], 0
    for index, piece in enumerate(pieces):
        at += len(piece.text)
        if piece.nesting == 1:
            stack.append(index)
        elif piece.nesting == -1 and len(stack) > 1:
            stack.pop()
        parents.append(stack[-1])
        gaps.setdefault(at, []).append(index + 1)
    return gaps, parents


def _gap(wrap: Wrap, gaps: dict[int, list[int]], parents: list[int]) -> tuple[int, int] | None:
    """Return the outermost gaps at both ends of a wrap that are in the same element."""
    ends = {parents[gap]: gap for gap in gaps[wrap.end]}
    for gap in gaps[wrap.start]:
        if ends.get(parents[gap], -1) > gap:
            return gap, ends[parents[gap]]
    return None
