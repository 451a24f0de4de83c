"""Brief → Sheet: the HTML edition as the preview shows it, each of its elements with the line it comes from.

The edition's own styles are lifted out of it, since the preview's pages may hold none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from typing import Any

from markdown_it.token import Token

from briefgen.diagnostics import BriefgenError
from briefgen.model import Block, Brief, Text
from briefgen.render import render
from briefgen.theme import Apart, Folder, Theme, embedded_css

_STYLE = re.compile(r'<style(?: media="([^"]*)")?[^>]*>(.*?)</style>', re.DOTALL)
_INLINE = re.compile(r'(<[a-z][^<>]*?) style="')
_MARK = re.compile(r' class="(?:([^"]*) )?at-(\d+)-(\d+)(?: ([^"]*))?"')
_BODY = re.compile(r"(?<=<body>)(.*)(?=</body>)", re.DOTALL)
_UNMARKED = re.compile(r"(?:t[dhr]|thead|tbody|dl|bullet_list|ordered_list|footnote\w*)_open")
_MEDIA = "all"
_DRESS = re.compile(r'<html[^>]*>|<link rel="stylesheet"[^>]*>')
_OWN = '<link rel="stylesheet" href="/static/sheet.css">\n</head>'


class Look(Theme):
    """A theme whose screen pages name their stylesheets by digests instead of holding them."""

    def __init__(
        self, folders: Sequence[Folder], fonts: Mapping[str, bytes], apart: Apart | None = None
    ) -> None:
        super().__init__(folders, fonts, apart)
        self.texts: dict[str, str] = {}
        """Digest → stylesheet, of those met so far."""
        embedded = self.sheet

        @cache
        def named(path: str) -> str:
            text = str(embedded_css(embedded(path)))
            name = digest(text)
            self.texts[name] = text
            return name

        self.sheet = named
        # Pages that are rendered in a worker name stylesheets which this process has to have met.
        for path in {path for folder in folders for path in folder} if self._apart else ():
            if path.endswith(".css"):
                with suppress(BriefgenError):  # told where a page asks for it
                    named(path)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of an edition."""

    kind: str
    path: str
    """Path of its file relative to the project folder."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An edition on a screen."""

    name: str
    head: str
    """The document up to its body."""
    body: str
    """What stands in its body; `data-at="2:14"` is line 14 of the file of piece 2."""
    styles: Mapping[str, str] = field(repr=False)
    """Digest → stylesheet."""
    pieces: tuple[Piece, ...]

    @property
    def html(self) -> str:
        """Return the whole document."""
        return f"{self.head}{self.body}</body>\n</html>\n"

    @property
    def dress(self) -> str:
        """Return a name for what a frame cannot change without loading anew: language and stylesheets."""
        return digest("".join(_DRESS.findall(self.head)))

    @property
    def digest(self) -> str:
        """Return what tells this sheet from its other versions."""
        return digest(self.html)


def digest(text: str | bytes) -> str:
    """Return a short name for a content."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:16]


def sheet(brief: Brief, look: Look) -> Sheet:
    """Return the sheet of a brief. Raises BriefgenError as `render` does."""
    html = render(marked(brief), look, "screen", [brief]).html
    styles: dict[str, str] = {}

    def lifted(match: re.Match[str]) -> str:
        known = match[2].strip()
        name = known if known in look.texts else digest(match[2])
        styles[name] = look.texts.get(name, match[2])
        return f'<link rel="stylesheet" media="{match[1] or _MEDIA}" href="/look/{name}.css">'

    html = _STYLE.sub(lifted, html).replace("</head>", _OWN, 1)
    html = _MARK.sub(_placed, html)
    # Scripts set these one by one, which needs no leave from the page's policy.
    html = _INLINE.sub(r'\1 data-style="', html)
    body = _BODY.search(html)
    head, inner = (html[: body.start()], body[0]) if body else (html, "")
    return Sheet(brief.name, head, inner, styles, pieces(brief))


def pieces(brief: Brief) -> tuple[Piece, ...]:
    """Return the blocks of a brief in the order of their marks."""
    return tuple(Piece(block.kind, block.path) for block in brief.blocks)


def _placed(match: re.Match[str]) -> str:
    others = " ".join(part for part in (match[1], match[4]) if part)
    return (f' class="{others}"' if others else "") + f' data-at="{match[2]}:{match[3]}"'


def marked(brief: Brief) -> Brief:
    """Return a brief whose paragraphs, headings, items and figures carry a class that tells their line."""
    blocks = (_marked(block, index) for index, block in enumerate(brief.blocks))
    return replace(brief, blocks=tuple(blocks))


def _marked(block: Block, index: int) -> Block:
    return replace(block, text=Text(tuple(_tokens(block.text.tokens, index)), block.text.notes))


def _tokens(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    for token in tokens:
        if token.nesting == 1 and token.map and not token.hidden and not _UNMARKED.fullmatch(token.type):
            mark = f"{token.attrs.get('class', '')} at-{index}-{token.map[0]}".strip()
            attrs: dict[str, Any] = {**token.attrs, "class": mark}
            yield token.copy(attrs=attrs)
        else:
            yield token
