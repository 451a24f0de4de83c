"""What a brief may do without where room is short: whatever is marked {.if-room}."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from briefgen.markdown import classes, line_of, without
from briefgen.model import Block, Brief, Text

MARK = "if-room"
_FIRST = "first-to-go"


def leaner(brief: Brief) -> Iterator[tuple[str, Brief]]:
    """Yield the brief less ever more of its optional matter, in the order of the page.

    With each goes the place of what was left out last, as "content/…/insights.md:14".
    """
    while found := _first(brief.blocks):
        index, line = found
        blocks = list(brief.blocks)
        place = f"{blocks[index].path}:{line}"
        blocks[index] = _less(blocks[index])
        brief = replace(brief, blocks=tuple(blocks))
        yield place, brief


def _first(blocks: Sequence[Block]) -> tuple[int, int] | None:
    """Return the index of the first block with optional matter, and the line on which that stands."""
    for index, block in enumerate(blocks):
        at = _optional(block.text.tokens)
        if at is not None:
            return index, line_of(block.text.tokens[at])
    return None


def _optional(tokens: Sequence[Token]) -> int | None:
    """Return the index of the first token that opens optional matter."""
    for index, token in enumerate(tokens):
        if token.nesting >= 0 and MARK in classes(token):
            return index
        children = token.children or ()
        # A figure is a paragraph of one image, whose mark may touch it.
        if len(children) == 1 and MARK in classes(children[0]):
            return index - 1
    return None


def _less(block: Block) -> Block:
    """Return a block without the first of its optional matter."""
    tokens = list(block.text.tokens)
    at = _optional(tokens)
    assert at is not None
    first = tokens[at].copy()
    first.attrs = {**first.attrs, "class": _FIRST}
    tokens[at] = first
    return replace(block, text=Text(without(tokens, frozenset({_FIRST})), block.text.notes))
