"""What changed in the words of a brief: the paragraphs of each block, and of what is printed around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefgen import build, markdown, references, runs
from briefgen.build import Edition
from briefgen.changes import Difference, State
from briefgen.diagnostics import BriefgenError
from briefgen.languages import Language
from briefgen.model import Block
from briefgen.plaintext import plaintext
from briefgen.strings import Strings
from briefgen.worddiff import Piece
from briefgen.worddiff import changes as words_changed

_ISOLATE, _END = "\u2066", "\u2069"
_LETTERS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that is not what it was; one side is empty where it is new or gone."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A block, or what is printed around the blocks."""

    title: str
    path: str
    """Of the block within its issue; empty for what is no block."""
    language: Language
    passages: tuple[Passage, ...]


def parts(old: Edition, new: Edition, difference: Difference, words: Strings) -> Iterator[Part]:
    """Yield the blocks whose words changed, in the order of the page, then what changed around them."""
    before = {block.kind: block for block in old.brief.blocks}
    after = {block.kind: block for block in new.brief.blocks}
    for kind in dict.fromkeys([*after, *before]):
        was, now = (_lines(each[kind]) if kind in each else [] for each in (before, after))
        block = after.get(kind) or before[kind]
        language = new.brief.series.language(block.language)
        assert language
        passages = tuple(_passages(was, now, language))
        if passages:
            name = new.brief.series.kinds.get(kind, {}).get(new.brief.language.code)
            path = block.path.split("/", 2)[2]
            title = block.title or name or ""
            yield Part(title, path, language, passages)
    language = new.brief.language
    was, now = _rest(old, difference.before), _rest(new, difference.after)
    passages = tuple(_passages(was, now, language))
    if passages:
        yield Part(words.gettext("Around the text"), "", language, passages)


def _lines(block: Block) -> list[str]:
    """Return the paragraphs of a block as they are printed, its title first and its notes last."""
    notes = (block.text.notes[label] for label in dict.fromkeys(references.labels(block)))
    texts = [text for tokens in (block.text.tokens, *notes) for text in markdown.paragraphs(tokens)]
    return [block.title, *texts] if block.title else texts


def _rest(edition: Edition, state: State) -> list[str]:
    """Return what an edition prints beside its blocks: titles, names, sources, small print."""
    own = {_letters(line) for block in edition.brief.blocks for line in _lines(block)}
    try:
        text = plaintext(build.bundle(edition, state.project, state.look).html)
    except BriefgenError:
        return []
    return [line for line in text.split("\n") if _letters(line) not in own]


def _letters(line: str) -> str:
    return _LETTERS.sub("", line)


def _passages(before: Sequence[str], after: Sequence[str], language: Language) -> Iterator[Passage]:
    """Yield what changed between paragraphs; one that is gone stands beside the new one in its place.

    That is no place for two words beside a long addition: the ones are gone, the other is new.
    """
    waiting: tuple[Piece, ...] = ()
    for change in words_changed("\n\n".join(before), "\n\n".join(after)):
        old, new = (
            tuple(_set([piece for piece in change.pieces if piece.kind != other], language))
            for other in ("new", "gone")
        )
        if waiting and (old or not _stands_for(new, waiting)):
            yield Passage(waiting, ())
            waiting = ()
        if old and not new:
            waiting = old
        else:
            yield Passage(old or waiting, new)
            waiting = ()
    if waiting:
        yield Passage(waiting, ())


def _stands_for(new: Sequence[Piece], old: Sequence[Piece]) -> bool:
    """Tell whether a text may have come in the place of another: neither is three times as long."""
    shorter, longer = sorted(sum(len(piece.text) for piece in each) for each in (new, old))
    return longer <= 3 * shorter


def _set(pieces: Sequence[Piece], language: Language) -> Iterator[Piece]:
    """Yield the pieces of one side as they are shown: foreign runs isolated, marks round words only."""
    text = "".join(piece.text for piece in pieces)
    isolated = runs.left_to_right(text) if language.direction == "rtl" else []
    starts, ends = {run.start for run in isolated}, {run.end for run in isolated}
    at = 0
    for piece in pieces:
        bare = len(piece.text) - len(piece.text.lstrip())
        shown = [
            f"{_ISOLATE if place in starts else ''}{letter}{_END if place + 1 in ends else ''}"
            for place, letter in enumerate(piece.text, at)
        ]
        at += len(piece.text)
        yield Piece("same", "".join(shown[:bare]))
        yield Piece(piece.kind, "".join(shown[bare:]))
