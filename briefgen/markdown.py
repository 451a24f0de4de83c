"""Read the Markdown of a block into tokens: CommonMark and the few extensions that papers need.

Nothing here knows where a block will be printed; `markup` turns the tokens into HTML.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from briefgen import typography
from briefgen.languages import Language, language
from briefgen.model import Text

CONTAINERS = ("pull-quote", "key-point", "note", "table")
"""Names that may follow `:::`."""
ATTRIBUTES = ("class", "id", "lang", "dir", "scope")
"""Attributes that content may set."""

MOST_LETTERS = 10_000
"""Characters of a paragraph: beyond them lines take their time to break, and no reader gets to the end."""
MOST_ELEMENTS = 1_500
"""Paragraphs, cells, links, emphasis and isolated runs of a block: the engine lays out each by itself."""
MOST_COLUMNS = 100
DEEPEST = 16
"""Quotes, lists and containers within one another; a list counts twice."""
_GROWTH = 20, 1 << 20
"""Most characters that come of one, and of none: a link that is defined once may be used a thousand times."""

_CITATION = re.compile(r"\[(@[\w][\w.:-]*(?:\s*;\s*@[\w][\w.:-]*)*)\]")
_TRAILING = re.compile(r"(?:^|\s)(\{[^{}]*\})\s*$")


class TooMuchError(Exception):
    """A text is more than a page can hold; where and what, as a diagnostic says it."""

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        self.what = what
        super().__init__(what)


def read(source: str, around: Language, first_line: int = 1) -> Text:
    """Return the tokens of a Markdown source in a language.

    `first_line` is the line of its file on which it begins, counted from 1. Raises TooMuchError.
    """
    try:
        tokens = _parser(around).parse(source, {})
        _weigh(tokens, len(source))
    except TooMuchError as fault:
        raise TooMuchError(fault.line + first_line, fault.what) from None
    for token in walk(tokens):
        if token.map:
            token.map = [token.map[0] + first_line, token.map[1] + first_line]
    flow: list[Token] = []
    notes: dict[str, tuple[Token, ...]] = {}
    target, label = flow, ""
    for token in tokens:
        if token.type == "footnote_reference_open":
            target, label = [], str(token.meta["label"])
        elif token.type == "footnote_reference_close":
            notes.setdefault(label, tuple(target))
            target = flow
        else:
            target.append(token)
    return Text(tuple(flow), notes)


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield every token and the tokens within it, in reading order."""
    for token in tokens:
        yield token
        if token.children:
            yield from walk(token.children)


def line_of(block: Token) -> int:
    """Return the line of the file on which a block begins; 0 where that is unknown."""
    return block.map[0] if block.map else 0


def inlines(block: Token) -> Iterator[tuple[Token, int]]:
    """Yield the tokens of a line of text with their lines in the file.

    They carry no line of their own: it is counted from the start of their block.
    """
    line = line_of(block)
    for child in block.children or ():
        yield child, line
        if line and child.type in {"softbreak", "hardbreak"}:
            line += 1


def classes(token: Token) -> frozenset[str]:
    """Return the classes an editor gave a token."""
    return frozenset(str(token.attrs.get("class", "")).split())


def without(tokens: Iterable[Token], unwanted: frozenset[str]) -> tuple[Token, ...]:
    """Return tokens less everything that carries an unwanted class, and headings left without text."""
    kept: list[Token] = []
    skipping = 0
    for token in tokens:
        if skipping or (token.nesting >= 0 and _carries(token, unwanted)):
            skipping += token.nesting
            continue
        whole = not token.children or not any(_carries(child, unwanted) for child in token.children)
        kept.append(token if whole else token.copy(children=list(without(token.children or (), unwanted))))
    return tuple(_without_stranded_headings(list(_without_empty(kept))))


def _carries(token: Token, unwanted: frozenset[str]) -> bool:
    """Tell whether a token has one of some classes."""
    return "class" in token.attrs and not unwanted.isdisjoint(classes(token))


def _without_stranded_headings(tokens: list[Token]) -> list[Token]:
    """Drop headings that nothing follows before the next heading of their rank or a higher one."""
    kept = list(tokens)
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].type != "heading_open":
            continue
        after = kept[index + 3] if index + 3 < len(kept) else None
        if after is None or (after.type == "heading_open" and after.tag <= tokens[index].tag):
            del kept[index : index + 3]
    return kept


def _without_empty(tokens: list[Token]) -> Iterator[Token]:
    """Drop paragraphs, lists and containers whose whole content was left out."""
    pending: list[Token] = []
    for token in tokens:
        if token.nesting == 1 and not token.type.startswith(("td", "th", "tr")):
            pending.append(token)
        elif token.nesting == -1 and pending:
            pending.pop()
        elif token.type != "inline" or token.children or not pending:
            yield from pending
            pending.clear()
            yield token


def plain(tokens: Iterable[Token]) -> str:
    """Return the words of inline tokens, as a reader would copy them."""
    parts = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.type == "inline":
            parts.append(plain(token.children or ()))
    return "".join(parts)


def paragraphs(tokens: Iterable[Token]) -> list[str]:
    """Return the text of every paragraph, heading, list item and cell, in reading order."""
    found = (" ".join(plain([token]).split()) for token in tokens if token.type == "inline")
    return [text for text in found if text]


def written(source: str) -> list[Token]:
    """Return the tokens of a Markdown source as it is written: no marks set, nothing isolated.

    Lines count from 0. The `meta` of an inline token has its source, attributes included, under "written".
    """
    return _plain_parser().parse(source, {})


@cache
def _plain_parser() -> MarkdownIt:
    parser = _parser.__wrapped__(language("en"))
    parser.disable("typography")
    parser.core.ruler.before("trailing_attributes", "written", _keep_written)
    return parser


def _keep_written(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            token.meta = {"written": token.content}


@cache
def _parser(around: Language) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST + 8}).enable("table")
    # A link of any kind becomes a link here, so that a check can name the bad ones.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.use(deflist_plugin)
    parser.use(attrs_plugin, spans=True, allowed=ATTRIBUTES)
    for name in CONTAINERS:
        parser.use(container_plugin, name=name)
    parser.inline.ruler.before("link", "citation", _citation)
    parser.core.ruler.before("inline", "bounds", lambda state: _bound(state.tokens))
    parser.core.ruler.before("inline", "trailing_attributes", _trailing_attributes)
    parser.core.ruler.push("typography", lambda state: typography.apply(state.tokens, around))
    return parser


def _bound(tokens: list[Token]) -> None:
    """Refuse blocks that are too long, too wide or too deep, before their lines of text are read."""
    columns = line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        columns = 0 if token.type == "tr_open" else columns + (token.type in {"th_open", "td_open"})
        if columns > MOST_COLUMNS:
            raise TooMuchError(line, f"has a table of more than {MOST_COLUMNS} columns")
        if token.level > DEEPEST:
            raise TooMuchError(line, "has quotes, lists or containers too deep within one another")
        if len(token.content) > MOST_LETTERS and token.type == "inline":
            raise TooMuchError(line, f"has a paragraph of more than {MOST_LETTERS} characters")
    _count(tokens)


def _count(tokens: Iterable[Token]) -> None:
    line = elements = 0
    for token in walk(tokens):
        line = token.map[0] if token.map else line
        elements += token.nesting == 1 or token.type in _ELEMENTS
        if elements > MOST_ELEMENTS:
            raise TooMuchError(line, f"has more than {MOST_ELEMENTS} paragraphs, cells, links and marks")


_ELEMENTS = frozenset(
    {"image", "citation", "footnote_ref", "code_inline", "hardbreak", "fence", "code_block", "hr"}
)
"""Tokens that are elements without being opened and closed."""


def _weigh(tokens: Sequence[Token], source: int) -> None:
    """Refuse a text of too many elements, or of much more text than its source."""
    _count(tokens)
    times, more = _GROWTH
    weight = 0
    for token in walk(tokens):
        weight += len(token.content) if not token.children else 0
        weight += sum(len(str(value)) for value in token.attrs.values())
    if weight > times * source + more:
        raise TooMuchError(0, f"becomes more than {times} times as long as it is written")


def _citation(state: StateInline, silent: bool) -> bool:
    """Read `[@id; @id]`."""
    match = _CITATION.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"ids": [part.strip()[1:] for part in match[1].split(";")]}
    state.pos = match.end()
    return True


def _trailing_attributes(state: StateCore) -> None:
    """Move `{…}` at the end of a paragraph, heading, list item or `:::` line to that block."""
    for index, token in enumerate(state.tokens):
        opens = token.nesting == 1 and token.type.startswith("container_")
        text = token.info if opens else token.content
        match = _TRAILING.search(text) if opens or token.type == "inline" else None
        if not match:
            continue
        try:
            _, attributes = parse_attributes(match[1])
        except ParseError:
            continue
        if opens:
            token.info, target = text[: match.start()].rstrip(), token
        else:
            token.content, target = text[: match.start()].rstrip(), typography.owner(state.tokens, index)
        for name, value in attributes.items():
            if name == "class":
                target.attrJoin("class", value)
            elif name in ATTRIBUTES:
                target.attrSet(name, value)
