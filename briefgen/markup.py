"""Turn the tokens of a block into safe HTML for paper or for a screen."""

import re
from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from types import MethodType
from typing import Any, cast

import nh3
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from briefgen import typography
from briefgen.context import Context, Figure, Note, Rendered
from briefgen.languages import Language, direction_of
from briefgen.markdown import CONTAINERS, classes, plain, read
from briefgen.model import Text

LINK = re.compile(r"(?:https?://|mailto:|#)[^\s<>\"\\]*")
"""Addresses that a link of the content may have."""

_TAGS = {
    *(
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "div",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "caption", "figure", "figcaption", "aside"),
    *("a", "span", "bdi", "em", "strong", "code", "sup", "sub", "abbr"),
}
_EVERYWHERE = {"id", "class", "lang", "dir", "role", "aria-label"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": _EVERYWHERE, "a": {"href"}, "ol": {"start"}, "th": {"scope"}, "abbr": {"title"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)


_START = re.compile(r'<ol start="(\d+)">')
"""A list that counts from a number: browsers read the attribute, WeasyPrint only the counter."""


_KEPT = 512
"""Lines that are kept as they were made: every edition of an issue has its title, bylines and headings."""
_SHORT_CODE = 16
"""Letters of code that no line divides, at a hyphen or a stroke."""


@dataclass(slots=True)
class _Page:
    """What one rendering has met so far."""

    text: Text
    context: Context
    ordinals: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


def render(text: Text, context: Context) -> Rendered:
    """Return the HTML of a block, made of known elements and plain attributes only."""
    page = _Page(text, context)
    html = _clean(_html(text.tokens, page), page)
    return Rendered(Markup(html), tuple(page.notes), tuple(page.calls))


@lru_cache(_KEPT)
def inline(source: str, around: Language) -> Markup:
    """Return one line of Markdown as HTML without a paragraph around it; citations and notes are left out.

    Raises TooMuchError as `markdown.read` does.
    """
    text = read(source, around)
    page = _Page(text, Context("screen", "", {}, 1, str, lambda figure: ""))
    tokens = [child for token in text.tokens if token.type == "inline" for child in token.children or ()]
    kept = [token for token in tokens if token.type not in {"footnote_ref", "citation", "image"}]
    return Markup(_clean(_RENDERER.renderInline(kept, _OPTIONS, {"page": page}), page))


@lru_cache(_KEPT)
def phrase(text: str, language: Language) -> Markup:
    """Return one line of plain text as HTML, its marks set and its runs isolated."""
    return _phrase(typography.phrase(text, language)) if text else Markup("")


def _phrase(tokens: Sequence[Token]) -> Markup:
    return Markup(_RENDERER.renderInline(tokens, _OPTIONS, {}))


def _clean(html: str, page: _Page) -> str:
    clean = _CLEANER.clean(html)
    # Figures are made by us from checked data; their SVG would not pass the list of allowed elements.
    clean = re.sub(r'<hr id="figure-(\d+)">', lambda match: page.figures[int(match[1])], clean)
    return _START.sub(
        lambda match: f'{match[0][:-1]} style="counter-reset: list-item {int(match[1]) - 1}">', clean
    )


def _html(tokens: Sequence[Token], page: _Page) -> str:
    return _RENDERER.render(_prepared(tokens), _OPTIONS, {"page": page})


def _prepared(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens in which a paragraph that is one image is a figure."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        children = (tokens[index + 1].children or []) if token.type == "paragraph_open" else []
        if len(children) == 1 and children[0].type == "image":
            image = children[0].copy()
            image.type = "figure"
            image.attrs = {**image.attrs, "class": " ".join(sorted(classes(image) | classes(token)))}
            out.append(image)
            index += 3
            continue
        out.append(token)
        index += 1
    return out


class _Renderer(RendererHTML):
    """HTML for the tokens that CommonMark does not have, or prints otherwise."""

    def figure(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        token, page = tokens[index], env["page"]
        figure = Figure(
            str(token.attrs["src"]),
            plain(token.children or ()),
            _phrase(token.meta.get("caption", ())),
            classes(token),
        )
        page.figures.append(page.context.figure(figure))
        return f'<hr id="figure-{len(page.figures) - 1}">\n'

    def image(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return ""  # a check tells the editor to give it a paragraph of its own

    def citation(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        page: _Page = env["page"]
        links = []
        for source in tokens[index].meta["ids"]:
            number = page.context.numbers.get(source)
            if number is None:
                continue
            call = f"{page.context.prefix}-cite-{len(page.calls) + 1}"
            page.calls.append((source, call))
            links.append(
                f'<a href="#source-{escape(source)}" id="{call}" role="doc-biblioref">'
                f"{page.context.number(number)}</a>"
            )
        return f'<sup class="ref">{", ".join(links)}</sup>' if links else ""

    def footnote_ref(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        page: _Page = env["page"]
        label = str(tokens[index].meta["label"])
        content = page.text.notes.get(label)
        if not content:
            return ""
        first = label not in page.ordinals
        ordinal = page.ordinals.setdefault(label, page.context.first_note + len(page.ordinals))
        mark = page.context.mark(ordinal)
        note = f"{page.context.prefix}-note-{ordinal}"
        if page.context.medium == "print" and first:
            return f'<span class="fn" id="{note}">{self._note(content, env)}</span>'
        call = f"{page.context.prefix}-noteref-{ordinal}"
        if first:
            page.notes.append(Note(note, mark, call, Markup(_CLEANER.clean(self._note(content, env)))))
        anchor = f' id="{call}"' if first else ""
        return f'<sup class="note-ref"><a href="#{note}"{anchor} role="doc-noteref">{escape(mark)}</a></sup>'

    def _note(self, content: Sequence[Token], env: MutableMapping[str, Any]) -> str:
        """Return the paragraphs of a note as one run of text."""
        runs = [token.children or [] for token in content if token.type == "inline"]
        kept = ([child for child in run if child.type != "footnote_ref"] for run in runs)
        return " ".join(self.renderInline(run, _OPTIONS, env) for run in kept)

    def span_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        token = tokens[index]
        return f"<{_span(token)}{self.renderAttrs(_with_direction(token))}>"

    def span_close(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        depth = 0
        for token in reversed(tokens[: index + 1]):
            depth += {"span_close": 1, "span_open": -1}.get(token.type, 0)
            if not depth:
                return f"</{_span(token)}>"
        return "</span>"

    def code_inline(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        # Commands and file names run from left to right in every language; a short word stays on its line.
        code = tokens[index].content
        whole = ' class="whole"' if len(code) <= _SHORT_CODE and " " not in code else ""
        return f'<code dir="ltr"{whole}>{escape(code)}</code>'

    def link_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        token = _with_direction(tokens[index])
        if not LINK.fullmatch(str(token.attrs.get("href", ""))):
            token.attrs.pop("href", None)
        token.attrs.pop("title", None)
        return f"<a{self.renderAttrs(token)}>"

    def container_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        name = tokens[index].info.strip().partition(" ")[0]
        title = _phrase(tokens[index].meta.get("caption", ()))
        given = " ".join(sorted(classes(tokens[index])))
        if name == "pull-quote":
            return f'<blockquote class="{f"pull-quote {given}".strip()}">\n'
        if name == "table":
            caption = f"<figcaption>{title}</figcaption>" if title else ""
            return f'<figure class="{f"wide table {given}".strip()}">{caption}\n'
        return f'<aside class="{f"{name} {given}".strip()}">\n'

    def container_close(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        name = tokens[index].type.removeprefix("container_").removesuffix("_close")
        return {"pull-quote": "</blockquote>\n", "table": "</figure>\n"}.get(name, "</aside>\n")

    def th_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return self._cell(tokens[index], scope="col")

    def td_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return self._cell(tokens[index])

    def _cell(self, token: Token, **attributes: str) -> str:
        """Return a cell whose alignment is a class: a column of figures, or the start edge."""
        copy = token.copy()
        figures = "right" in str(copy.attrs.pop("style", ""))
        copy.attrs = {**copy.attrs, **({"class": "num"} if figures else {}), **attributes}
        return f"<{copy.tag}{self.renderAttrs(copy)}>"


def _span(token: Token) -> str:
    """Return the element of a span: text in another language is isolated from what stands around it."""
    return "bdi" if "lang" in token.attrs or "dir" in token.attrs else "span"


def _with_direction(token: Token) -> Token:
    """Return a token that carries the direction of its language."""
    copy = token.copy()
    copy.attrs = dict(token.attrs)
    if "lang" in copy.attrs and "dir" not in copy.attrs:
        copy.attrs["dir"] = direction_of(str(copy.attrs["lang"]))
    return copy


def _options() -> OptionsDict:
    return OptionsDict(
        {
            "html": False,
            "xhtmlOut": False,
            "breaks": False,
            "langPrefix": "language-",
            "maxNesting": 40,
            "linkify": False,
            "typographer": False,
            "quotes": "",
            "highlight": None,
        }
    )


def _renderer() -> _Renderer:
    renderer = _Renderer()
    for name in CONTAINERS:
        renderer.rules[f"container_{name}_open"] = cast(MethodType, renderer.container_open)
        renderer.rules[f"container_{name}_close"] = cast(MethodType, renderer.container_close)
    return renderer


_OPTIONS = _options()
_RENDERER = _renderer()


def anchors(calls: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the places that cite each source, by source id."""
    found: dict[str, list[str]] = {}
    for source, call in calls:
        found.setdefault(source, []).append(call)
    return {source: tuple(each) for source, each in found.items()}
