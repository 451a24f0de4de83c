"""Lists of the structure tree: items with their labels, definition lists, tables of contents."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from briefgen.typeset.structure import (
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

NUMBERINGS = {
    "none": "None",
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
}
"""`list-style-type` → ListNumbering (ISO 32000-1, table 347)."""

Shaper = Callable[[Node], Kids]
"""What turns an element into parts."""


def bullets(node: Node, shape: Shaper, shape_kids: Shaper) -> Kids:
    """Shape ul and ol: LI with Lbl and LBody."""
    items: list[Kid] = []
    for kid in node.nodes():
        if kid.name == "li":
            items += speak(item(kid, shape_kids), kid.language, node.language)
        else:  # not valid HTML, but what it holds must stay readable
            items += hold("LI", hold("LBody", paragraphs(speak(shape(kid), kid.language, node.language))))
    return hold("L", items, attributes=numbering(node))


def item(node: Node, shape_kids: Shaper) -> Kids:
    """Shape one li: its marker becomes the Lbl, everything else the LBody."""
    marker = label(node)
    rest = replace(node, kids=[kid for kid in node.kids if kid is not marker])
    labels = wrap("Lbl", shape_kids(marker)) if marker else ()
    return hold("LI", (*labels, *hold("LBody", shape_kids(rest))))


def label(node: Node) -> Node | None:
    """Return the marker of an item, or a ::before that a stylesheet put in its place."""
    pseudo = {kid.name: kid for kid in node.kids if isinstance(kid, Node) and "::" in kid.name}
    return pseudo.get("li::marker") or (pseudo.get("li::before") if node.numbering == "none" else None)


def numbering(node: Node) -> dict[str, dict[str, str]]:
    """Return the ListNumbering of a list, that of its first item.

    Styles that PDF 1.7 has no name for (hebrew, arabic-indic, …) count as Decimal: the labels say the rest.
    """
    items = [kid for kid in node.nodes() if kid.name == "li"]
    style = items[0].numbering if items else "none"
    if items and label(items[0]) is None:
        style = "none"
    unknown = "Decimal" if node.name == "ol" else "Disc"
    if style == "none" and items and label(items[0]) is not None:
        return {"List": {"ListNumbering": f"/{unknown}"}}
    return {"List": {"ListNumbering": f"/{NUMBERINGS.get(style, unknown)}"}}


def definitions(node: Node, shape_kids: Shaper) -> Kids:
    """Shape dl: an LI for each group of terms and their descriptions, the terms as Lbl."""
    items: list[Kid] = []
    terms: list[Node] = []
    bodies: list[Node] = []
    for kid in (*_terms(node), None):
        if kid is None or (kid.name == "dt" and bodies):
            items += _definition(terms, bodies, node.language, shape_kids)
            terms, bodies = [], []
        if kid is not None:
            (terms if kid.name == "dt" else bodies).append(kid)
    return hold("L", items, attributes={"List": {"ListNumbering": "/None"}})


def _definition(terms: list[Node], bodies: list[Node], language: str, shape_kids: Shaper) -> Kids:
    """Shape terms and what they mean: a Lbl each, and an LBody, which holds the notes of the terms too."""
    shaped = (speak(shape_kids(node), node.language, language) for node in terms)
    names = [part for kids in shaped for part in wrap("Lbl", kids)]
    labels = [part for part in names if isinstance(part, Part) and part.role == "Lbl"]
    notes = [part for part in names if part not in labels]
    texts = _each(bodies, language, shape_kids)
    return hold("LI", (*labels, *hold("LBody", (*notes, *(paragraphs(texts) if notes else texts)))))


def _each(nodes: list[Node], language: str, shape_kids: Shaper) -> Kids:
    """Shape elements of one kind: a single one as it is, several as a paragraph each."""
    shaped = [speak(shape_kids(node), node.language, language) for node in nodes]
    return shaped[0] if len(shaped) == 1 else tuple(part for kids in shaped for part in paragraphs(kids))


def _terms(node: Node) -> Iterable[Node]:
    """Yield the dt and dd of a list; a div may group them."""
    for kid in node.nodes():
        if kid.name in ("dt", "dd"):
            yield kid
        elif kid.name == "div":
            yield from _terms(kid)


def contents(node: Node, shape_kids: Shaper) -> Kids:
    """Shape the list of a table of contents: TOCI with Reference and nested TOC."""
    entries = (speak(_entry(kid, shape_kids), kid.language, node.language) for kid in node.nodes())
    return hold("TOC", (part for entry in entries for part in entry))


def _entry(node: Node, shape_kids: Shaper) -> Kids:
    marker = label(node)
    done: list[Kid] = list(wrap("Lbl", shape_kids(marker)) if marker else ())
    own: list[Node | Content | Annotation] = []
    for kid in (*node.kids, None):
        if kid is marker:
            continue
        if kid is not None and not (isinstance(kid, Node) and kid.name in ("ul", "ol")):
            own.append(kid)
            continue
        done += _own_entry(shape_kids(replace(node, kids=own)))
        own = []
        done += contents(kid, shape_kids) if isinstance(kid, Node) else ()
    return hold("TOCI", done)


def _own_entry(kids: Kids) -> Kids:
    """Shape what an entry holds beside inner lists: Reference for a link, P for other text."""
    done: list[Kid] = []
    run: list[Kid] = []
    for kid in (*kids, None):
        if kid is not None and is_inline(kid) and not _is_target(kid):
            run.append(kid)
            continue
        done += wrap("P", run)
        run = []
        done += (_allowed(kid),) if kid is not None else ()
    return tuple(done)


def _is_target(kid: Kid) -> bool:
    return isinstance(kid, Part) and kid.role in ("Link", "Reference")


def _allowed(kid: Kid) -> Part:
    """Return what a TOCI may hold: Reference, P or NonStruct."""
    if isinstance(kid, Part) and kid.role in ("P", "Reference"):
        return kid
    return Part("Reference" if _is_target(kid) else "NonStruct", (kid,))
