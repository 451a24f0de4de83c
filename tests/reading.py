"""How a reader meets a paragraph: its pieces from the edge where reading begins, each in its own order."""

from collections.abc import Iterable
from itertools import groupby

from markdown_it.token import Token

from briefgen import markdown
from briefgen.languages import Language
from briefgen.typeset.levels import classes_of, reset_separators, resolve, visual_order

_OPENING = {"ltr": "\u2066", "rtl": "\u2067"}
_CONTROLS = "\u200e\u200f\u2066\u2067\u2068\u2069"


def controlled(tokens: Iterable[Token]) -> str:
    """Return the text of inline tokens with the controls of their isolates (CSS Writing Modes 4, §2.4.2)."""
    parts, closing = [], []
    for token in tokens:
        if token.nesting == 1:
            direction = token.attrs.get("dir") or ("ltr" if token.attrs.get("lang") else "")
            parts.append(_OPENING.get(str(direction), ""))
            closing.append("\u2069" if direction else "")
        elif token.nesting == -1:
            parts.append(closing.pop())
        else:
            parts.append(
                "\n" if token.type == "softbreak" else "[@]" if token.type == "citation" else token.content
            )
    return "".join(parts).replace("\n", " ")


def pieces(text: str, base: int) -> list[str]:
    """Return the pieces of a line of text: each has one direction, the first is where the reader begins."""
    classes = classes_of(text)
    levels = reset_separators(classes, resolve(classes, text, base), base)
    order = visual_order(levels)
    runs = [list(run) for _, run in groupby(order[:: -1 if base else 1], key=lambda at: levels[at] % 2)]
    found = []
    for run in runs:
        # Numbers in a right-to-left run of their own level keep their digits together.
        places = run[::-1] if base != levels[run[0]] % 2 else run
        found.append("".join(text[at] for at in places if text[at] not in _CONTROLS))
    return [piece.strip() for piece in found if piece.strip()]


def read(source: str, language: Language) -> list[list[str]]:
    """Return the pieces of every text of a Markdown source."""
    text = markdown.read(source, language)
    base = 1 if language.direction == "rtl" else 0
    return [pieces(controlled(token.children or ()), base) for token in text.tokens if token.type == "inline"]
