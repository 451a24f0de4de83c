"""The inline markup of a paragraph as marks between texts, as it is written in Markdown."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

Turn = Literal["open", "close", "alone"]

_DESTINATION = re.compile(r"\]\(\s*(<[^<>\n]*>|[^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*)")


@dataclass(frozen=True, slots=True)
class Mark:
    """Inline markup within a unit."""

    kind: str
    """citation, note, code, break, image, address, link, emphasis, strong or span."""
    turn: Turn
    code: str
    """Markdown it stands for; at the end of a pair with all that the pair carries."""
    key: str
    """What tells it from others: two marks of one key mean the same."""
    number: int = 0
    """Counted from 1; the two of a pair share one."""


Piece = str | Mark


def pieces(children: Sequence[Token], source: str) -> Iterator[Piece]:
    """Yield texts and marks of inline tokens, texts in one piece, with one space for any.

    The source is what the tokens were read from: addresses stay as it writes them.
    """
    pending = ""
    for piece in _loose(children, source):
        if isinstance(piece, str):
            pending += piece
            continue
        if pending:
            yield re.sub(r"\s+", " ", pending)
        pending = ""
        yield piece
    if pending:
        yield re.sub(r"\s+", " ", pending)


def _loose(children: Sequence[Token], source: str) -> Iterator[Piece]:
    destinations = {normalizeLink(given.strip("<>")): given for given in _DESTINATION.findall(source)}
    opened: list[Token] = []
    for token in children:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.type in {"softbreak", "text"} or (name == "link" and token.markup == "autolink"):
            if token.type == "text" and not (opened and opened[-1].markup == "autolink"):
                yield token.content
            elif token.type == "softbreak":
                yield " "
            elif token.type == "link_open":
                opened.append(token)
                yield Mark("address", "alone", f"<{token.attrs['href']}>", f"<{token.attrs['href']}>")
            elif token.type == "link_close":
                opened.pop()
        elif token.nesting == 1:
            opened.append(token)
            code = token.markup if name in {"em", "strong"} else "["
            yield Mark(_kind(name), "open", code, _key(token, destinations))
        elif token.nesting == -1:
            opening = opened.pop()
            code = token.markup if name in {"em", "strong"} else _end(opening, destinations)
            yield Mark(_kind(name), "close", code, _key(opening, destinations))
        else:
            yield _alone(token)


def _kind(name: str) -> str:
    return {"em": "emphasis"}.get(name, name)


def _key(token: Token, destinations: Mapping[str, str]) -> str:
    emphasis = token.type in {"em_open", "strong_open"}
    return token.type.removesuffix("_open") if emphasis else _end(token, destinations)


def _end(token: Token, destinations: Mapping[str, str]) -> str:
    """Return the Markdown that ends a link or span."""
    if token.type == "span_open":
        return "]" + (_attributes(token) or "{}")
    href = str(token.attrs.get("href", ""))
    given = destinations.get(href, href)
    target = f"<{given}>" if re.search(r"[\s()]", given) and not given.startswith("<") else given
    title = f" {json.dumps(token.attrs['title'], ensure_ascii=False)}" if token.attrs.get("title") else ""
    return f"]({target}{title}){_attributes(token)}"


def _alone(token: Token) -> Mark:
    if token.type == "citation":
        code = f"[{'; '.join(f'@{id}' for id in token.meta['ids'])}]"
        return Mark("citation", "alone", code, code)
    if token.type == "footnote_ref":
        return Mark("note", "alone", f"[^{token.meta['label']}]", f"[^{token.meta['label']}]")
    if token.type == "code_inline":
        fence = "`" * (max(map(len, re.findall("`+", token.content)), default=0) + 1)
        pad = " " if token.content.startswith("`") or token.content.endswith("`") else ""
        code = f"{fence}{pad}{token.content}{pad}{fence}{_attributes(token)}"
        return Mark("code", "alone", code, code)
    if token.type == "image":
        alt = re.sub(r"([\[\]\\])", r"\\\1", token.content)
        title = f" {json.dumps(token.attrs['title'], ensure_ascii=False)}" if "title" in token.attrs else ""
        code = f"![{alt}]({token.attrs['src']}{title}){_attributes(token)}"
        return Mark("image", "alone", code, code)
    return Mark("break", "alone", "\\\n", "\\")


def _attributes(token: Token) -> str:
    given = []
    for name in ("id", "class", "lang", "dir", "scope"):
        value = str(token.attrs.get(name, ""))
        if name == "class":
            given += [f".{word}" for word in value.split()]
        elif value:
            given.append(f"#{value}" if name == "id" else f"{name}={_value(value)}")
    return f"{{{' '.join(given)}}}" if given else ""


def _value(text: str) -> str:
    return text if re.fullmatch(r"[\w.-]+", text) else f'"{text}"'


def same(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Tell whether two rows of pieces say the same, whatever the numbers of their marks."""
    return said(one) == said(other)


def said(pieces: Sequence[Piece]) -> tuple[tuple[str, str], ...]:
    """Return (text, "") and (turn, key) of pieces, with one space for any."""
    found: list[tuple[str, str]] = []
    for piece in pieces:
        if isinstance(piece, Mark):
            found.append((piece.turn, piece.key))
        elif found and not found[-1][1]:
            found[-1] = (found[-1][0] + piece, "")
        else:
            found.append((piece, ""))
    texts = [(re.sub(r"\s+", " ", text), key) if not key else (text, key) for text, key in found]
    if texts and not texts[0][1]:
        texts[0] = (texts[0][0].lstrip(), "")
    if texts and not texts[-1][1]:
        texts[-1] = (texts[-1][0].rstrip(), "")
    return tuple(part for part in texts if part[0] or part[1])
