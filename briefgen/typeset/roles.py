"""What each HTML element is in the structure tree: one function an element kind, in one visible table.

The roles are the standard structure types of PDF 1.7 (ISO 32000-1, 14.8.4).
"""

from collections.abc import Callable
from dataclasses import replace

from briefgen.scripts import FOREIGN, foreign_runs, script_of
from briefgen.typeset import foreign, lists, tables
from briefgen.typeset.structure import (
    INLINE,
    Annotation,
    Content,
    Kid,
    Kids,
    Node,
    Part,
    hold,
    is_inline,
    paragraphs,
    speak,
    wrap,
)

ROLE_MAP = {"Em": "Span", "Strong": "Span"}
"""Roles that PDF 1.7 does not have (2.0 does) → the standard type that stands for each."""

Shape = Callable[[Node], Kids]
"""What makes parts of an element: usually one, several where one splits, none where nothing is left."""


def shape(node: Node, outer: str) -> Kids:
    """Turn an element into parts; `outer` is the language around it.

    A part whose language differs from the one around says so, and so does text without markup whose letters
    belong to another script.
    """
    is_footnote = any(isinstance(kid, Node) and kid.name.endswith("::footnote-call") for kid in node.kids)
    kids = _footnote(node) if is_footnote else SHAPES.get(node.name, _generic)(node)
    return speak(kids, node.language, outer)


def shape_kids(node: Node) -> Kids:
    """Shape the kids of an element: in the order of the layout, or of the source where no text is between."""
    kids = list(node.kids)
    if all(isinstance(kid, Node) for kid in kids):
        kids = list(node.nodes())
    done: list[Kid] = []
    for kid in kids:
        if isinstance(kid, Node):
            done += shape(kid, node.language)
        else:
            done.append(_spoken(kid, node.language) if isinstance(kid, Content) else kid)
    return tuple(done)


def _spoken(content: Content, language: str) -> Kid:
    """Give generated text a language if all its letters are of another script, as the א of a list may be."""
    likely = {run[2] for run in foreign_runs(content.text, language)}
    home = language and FOREIGN.get(script_of(language))
    if len(likely) != 1 or not home or any(char.isalpha() and not home.match(char) for char in content.text):
        return content
    return Part("Span", (content,), language=likely.pop())


def _block(role: str) -> Shape:
    return lambda node: wrap(role, shape_kids(node))


def _section(role: str) -> Shape:
    return lambda node: hold(role, paragraphs(shape_kids(node)))


def _inline(role: str) -> Shape:
    return lambda node: _phrase(role, shape_kids(node))


def _phrase(role: str, kids: Kids) -> Kids:
    """Put what stands in a sentence under a role; around whole paragraphs the role says nothing."""
    blocks = any(isinstance(kid, Part) and kid.role not in WITHIN for kid in kids)
    return kids if blocks else wrap(role, kids)


def _generic(node: Node) -> Kids:
    """Shape an element without meaning of its own: a paragraph if it holds text, else what it holds."""
    kids = shape_kids(node)
    if "::" in node.name or node.name in PHRASING or not any(map(is_inline, kids)):
        return kids
    return paragraphs(kids)


def _document(node: Node) -> Kids:
    return (Part("Document", paragraphs(shape_kids(node))),)


def _footnote(node: Node) -> Kids:
    call = [kid for kid in node.kids if isinstance(kid, Node) and kid.name.endswith("::footnote-call")]
    mark = [kid for kid in node.kids if isinstance(kid, Node) and kid.name.endswith("::footnote-marker")]
    rest = [kid for kid in node.kids if kid not in call and kid not in mark]
    body = replace(node, kids=rest)
    labels = (part for kid in mark for part in wrap("Lbl", _linked(kid)))
    reference = (part for kid in call for part in wrap("Reference", _linked(kid)))
    return (*reference, *_note(node, (*labels, *shape_kids(body))))


def _linked(node: Node) -> Kids:
    """Shape the call or the mark of a note, a link where it leads to the other."""
    kids = shape_kids(node)
    return wrap("Link", kids) if any(isinstance(kid, Annotation) for kid in kids) else kids


def _note(node: Node, kids: Kids) -> Kids:
    return hold("Note", kids, identifier=f"note-{node.index}")


def _anchor(node: Node) -> Kids:
    """Shape a link; without a target that the document has, it is plain text."""
    kids = shape_kids(node)
    if not any(isinstance(kid, Annotation) for kid in kids):
        return kids
    attached = any(isinstance(kid, Annotation) and kid.is_attachment for kid in kids)
    link = wrap("Annot" if attached else "Link", kids)
    role = node.attribute("role")
    if role in ("doc-noteref", "doc-biblioref"):
        return wrap("Reference", link)
    return link


def _figure(node: Node) -> Kids:
    """Shape a picture. One that failed to load is the text that stands in its place."""
    kids = shape_kids(node)
    if any(isinstance(kid, Content) and kid.text for kid in kids) or not kids:
        return kids
    box = {"Layout": {"BBox": node.bounds}} if node.bounds else {}
    return (Part("Figure", kids, alternative=alternative(node), attributes=box),)


def alternative(node: Node) -> str:
    """Return the text that stands for a picture.

    It is its alt, its aria-label, the title of an SVG or what an object holds, or its title.
    """
    title = node.element if node.name == "object" else node.element.find("{http://www.w3.org/2000/svg}title")
    within = " ".join("".join(title.itertext()).split()) if title is not None else ""
    return node.attribute("alt") or node.attribute("aria-label") or within or node.attribute("title")


def _table(node: Node) -> Kids:
    if node.attribute("role") in ("presentation", "none"):
        return tuple(part for kid in node.nodes() for part in _layout_table(kid))
    return tables.table(node, _cell)


def _layout_table(node: Node) -> Kids:
    if node.name in ("td", "th", "caption"):
        return paragraphs(shape_kids(node))
    return tuple(part for kid in node.nodes() for part in _layout_table(kid))


def _cell(node: Node) -> Kids:
    kids = shape_kids(node)
    return kids if all(map(is_inline, kids)) else paragraphs(kids)


def _list(node: Node) -> Kids:
    return lists.bullets(node, lambda kid: shape(kid, kid.language), shape_body)


def _definitions(node: Node) -> Kids:
    return lists.definitions(node, shape_body)


def shape_body(node: Node) -> Kids:
    """Shape what an LBody or Lbl holds: text alone as it is, text beside blocks in paragraphs."""
    kids = shape_kids(node)
    if node.is_note or node.attribute("role") in ("doc-endnote", "doc-footnote"):
        return _note(node, kids)
    return kids if all(is_inline(kid) for kid in kids) else paragraphs(kids)


def _navigation(node: Node) -> Kids:
    """Shape nav: a section whose lists are tables of contents."""
    done: list[Kid] = []
    for kid in node.nodes():
        if kid.name in ("ul", "ol"):
            done += speak(lists.contents(kid, shape_kids), kid.language, node.language)
        else:
            done += shape(kid, node.language)
    return hold("Sect", paragraphs(done))


def _abbreviation(node: Node) -> Kids:
    title = node.attribute("title")
    return wrap("Span", shape_kids(node), expansion=title) if title else shape_kids(node)


def _preformatted(node: Node) -> Kids:
    kids = shape_kids(node)
    inside = any(isinstance(kid, Part) and kid.role == "Code" for kid in kids)
    return wrap("P", kids if inside else wrap("Code", kids))


def _group(node: Node) -> Kids:
    """Shape a figure with its caption: side by side, so that neither hides the other from a reader."""
    return hold("Div", paragraphs(shape_kids(node)))


_PHRASING = """
bdi bdo big br button cite data del dfn font input ins kbd label mark meter option output progress rp rt ruby
s samp select small span strike sub sup textarea time tt u var wbr
"""
WITHIN = INLINE | {"Figure", "Note"}
"""Roles of what may stand in a phrase; a note is moved out of it."""
PHRASING = frozenset({*_PHRASING.split(), foreign.TAG})
"""Elements within a sentence that have no role of their own."""

SHAPES: dict[str, Shape] = {
    "html": _document,
    "main": _section("Part"),
    "article": _section("Art"),
    "section": _section("Sect"),
    "nav": _navigation,
    "blockquote": _section("BlockQuote"),
    "figure": _group,
    "figcaption": _block("Caption"),
    "p": _block("P"),
    **{f"h{level}": _block(f"H{level}") for level in range(1, 7)},
    "pre": _preformatted,
    "ul": _list,
    "menu": _list,
    "dir": _list,
    "ol": _list,
    "dl": _definitions,
    "table": _table,
    "img": _figure,
    "svg": _figure,
    "object": _figure,
    "embed": _figure,
    "a": _anchor,
    "em": _inline("Em"),
    "i": _inline("Em"),
    "strong": _inline("Strong"),
    "b": _inline("Strong"),
    "code": _inline("Code"),
    "q": _inline("Quote"),
    "abbr": _abbreviation,
}
"""HTML tag → function."""
