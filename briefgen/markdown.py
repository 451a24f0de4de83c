"""Read the Markdown of a block into tokens: CommonMark and the few extensions that papers need.

Nothing here knows where a block will be printed; `markup` turns the tokens into HTML.
"""

import re
from collections.abc import Iterable, Iterator
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

from briefgen.model import Text
from briefgen.punctuation import set_quotes

CONTAINERS = ("pull-quote", "key-point", "note", "table")
"""Names that may follow `:::`."""
ATTRIBUTES = ("class", "id", "lang", "dir", "scope")
"""Attributes that content may set."""

_CITATION = re.compile(r"\[(@[\w][\w.:-]*(?:\s*;\s*@[\w][\w.:-]*)*)\]")
_TRAILING = re.compile(r"(?:^|\s)(\{[^{}]*\})\s*$")


def read(source: str, quotes: tuple[str, str, str, str], first_line: int = 1) -> Text:
    """Return the tokens of a Markdown source whose first line is `first_line` of its file (from 1)."""
    tokens = _parser(quotes).parse(source, {})
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


def line_of(block: Token | None, inline: Token | None = None) -> int:
    """Return the line of the file on which a token stands.

    Inline tokens carry no line of their own: it is counted from the start of their block.
    """
    if block is None or not block.map:
        return 0
    line = block.map[0]
    for child in block.children or ():
        if child is inline:
            break
        line += child.type in {"softbreak", "hardbreak"}
    return line


def classes(token: Token) -> frozenset[str]:
    """Return the classes an editor gave a token."""
    return frozenset(str(token.attrs.get("class", "")).split())


def without(tokens: Iterable[Token], unwanted: frozenset[str]) -> tuple[Token, ...]:
    """Return tokens less everything that carries an unwanted class, and headings left without text."""
    kept: list[Token] = []
    skipping = 0
    for token in tokens:
        if skipping or (token.nesting >= 0 and classes(token) & unwanted):
            skipping += token.nesting
            continue
        whole = not token.children or not any(classes(child) & unwanted for child in token.children)
        kept.append(token if whole else token.copy(children=list(without(token.children or (), unwanted))))
    return tuple(_without_stranded_headings(list(_without_empty(kept))))


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
    """Drop lists and containers whose whole content was left out."""
    pending: list[Token] = []
    for token in tokens:
        if token.nesting == 1 and not token.type.startswith(("paragraph", "heading", "td", "th", "tr")):
            pending.append(token)
        elif token.nesting == -1 and pending:
            pending.pop()
        else:
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


@cache
def _parser(quotes: tuple[str, str, str, str]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("table")
    # A link of any kind becomes a link here, so that a check can name the bad ones.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.use(deflist_plugin)
    parser.use(attrs_plugin, spans=True, allowed=ATTRIBUTES)
    for name in CONTAINERS:
        parser.use(container_plugin, name=name)
    parser.inline.ruler.before("link", "citation", _citation)
    parser.core.ruler.before("inline", "trailing_attributes", _trailing_attributes)
    parser.core.ruler.push("quotes", lambda state: _set_quotes(state, quotes))
    return parser


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
    """Move `{…}` at the end of a paragraph, heading or list item to that block."""
    for index, token in enumerate(state.tokens):
        match = _TRAILING.search(token.content) if token.type == "inline" else None
        if not match:
            continue
        try:
            _, attributes = parse_attributes(match[1])
        except ParseError:
            continue
        token.content = token.content[: match.start()].rstrip()
        target = _owner(state.tokens, index)
        for name, value in attributes.items():
            if name == "class":
                target.attrJoin("class", value)
            elif name in ATTRIBUTES:
                target.attrSet(name, value)


def _owner(tokens: list[Token], index: int) -> Token:
    """Return the block an inline token is the text of: a list item for the first paragraph in it."""
    opening = tokens[index - 1]
    if opening.type == "paragraph_open" and index > 1 and tokens[index - 2].type == "list_item_open":
        return tokens[index - 2]
    return opening


def _set_quotes(state: StateCore, quotes: tuple[str, str, str, str]) -> None:
    for token in state.tokens:
        if token.type == "container_table_open":
            token.info = set_quotes([token.info], quotes)[0]
        if token.type != "inline" or not token.children:
            continue
        for image in token.children:
            if image.type == "image" and "title" in image.attrs:
                image.attrs["title"] = set_quotes([str(image.attrs["title"])], quotes)[0]
        runs = [child for child in walk(token.children) if child.type in {"text", "softbreak", "code_inline"}]
        # Code keeps its marks, but counts as a word for what stands beside it.
        given = [_run(child) for child in runs]
        for child, text in zip(runs, set_quotes(given, quotes), strict=True):
            if child.type == "text":
                child.content = text


def _run(token: Token) -> str:
    if token.type == "softbreak":
        return "\n"
    return token.content if token.type == "text" else "x"


def title(text: str, quotes: tuple[str, str, str, str]) -> str:
    """Return a heading with its quotation marks set."""
    return set_quotes([text], quotes)[0]
