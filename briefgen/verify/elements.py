"""Conditions on single elements: figures, headings, formulas, notes, lists: checkpoints 13 to 19."""

from collections import Counter
from collections.abc import Iterator

from briefgen.verify.findings import Fault, at
from briefgen.verify.model import Document
from briefgen.verify.structure import Element


def c13_004(document: Document) -> Iterator[Fault]:
    """Yield figures without a text that stands for them."""
    for element in document.tree.elements:
        if element.standard == "Figure" and not _has_text(element):
            yield at(document, element, "the figure has neither Alt nor ActualText")


def _has_text(element: Element) -> bool:
    return bool(element.texts.get("Alt", "").strip()) or "ActualText" in element.texts


def figure_outside_page(document: Document) -> Iterator[Fault]:
    """Yield figures whose BBox is missing or leaves the page."""
    boxes = {page.key: page.box for page in document.pages}
    for element in document.tree.elements:
        if element.standard != "Figure":
            continue
        bounds = element.attributes.get("BBox")
        if not isinstance(bounds, list) or len(bounds) != 4 or not all(_is_number(n) for n in bounds):
            yield at(document, element, "the figure has no BBox")
            continue
        left, bottom, right, top = boxes.get(element.page, (0, 0, 0, 0))
        inside = (
            left - 1 <= bounds[0] <= bounds[2] <= right + 1
            and bottom - 1 <= bounds[1] <= bounds[3] <= top + 1
        )
        if element.page in boxes and not inside:
            corners = " ".join(f"{number:g}" for number in bounds)
            yield at(document, element, f"the figure's BBox [{corners}] is not within the page")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _headings(document: Document) -> Iterator[tuple[Element, int]]:
    for element in document.tree.elements:
        if len(element.standard) == 2 and element.standard[0] == "H" and element.standard[1].isdigit():
            yield element, int(element.standard[1])


def c14_002(document: Document) -> Iterator[Fault]:
    """Yield that the first heading is not of level 1."""
    for element, level in _headings(document):
        if level != 1:
            yield at(document, element, f"the first heading is {element.role}, not H1")
        return


def c14_003(document: Document) -> Iterator[Fault]:
    """Yield headings that skip a level."""
    last = 0
    for element, level in _headings(document):
        if last and level > last + 1:
            yield at(document, element, f"{element.role} follows H{last}: a level is skipped")
        last = level


def c14_006(document: Document) -> Iterator[Fault]:
    """Yield elements that hold several unnumbered headings."""
    for element in document.tree.elements:
        if sum(kid.standard == "H" for kid in element.inner) > 1:
            yield at(document, element, f"{element.role} holds more than one H")


def c14_007(document: Document) -> Iterator[Fault]:
    """Yield that numbered and unnumbered headings are mixed."""
    plain = next((element for element in document.tree.elements if element.standard == "H"), None)
    if plain is not None and any(True for _ in _headings(document)):
        yield at(document, plain, "H stands beside numbered headings")


def c17_002(document: Document) -> Iterator[Fault]:
    """Yield formulas without a text that stands for them."""
    for element in document.tree.elements:
        if element.standard == "Formula" and not _has_text(element):
            yield at(document, element, "the formula has no Alt")


def c19_003(document: Document) -> Iterator[Fault]:
    """Yield notes without an ID."""
    for element in document.tree.elements:
        if element.standard == "Note" and not element.identifier:
            yield at(document, element, "the note has no ID")


def c19_004(document: Document) -> Iterator[Fault]:
    """Yield notes whose ID is another note's too."""
    notes = [
        element for element in document.tree.elements if element.standard == "Note" and element.identifier
    ]
    counts = Counter(note.identifier for note in notes)
    for note in notes:
        if counts[note.identifier] > 1:
            yield at(document, note, f"the ID {note.identifier!r} is given more than once")


def id_tree(document: Document) -> Iterator[Fault]:
    """Yield IDs that the IDTree does not list."""
    for element in document.tree.elements:
        if element.identifier and element.identifier not in document.identifiers:
            yield at(document, element, f"the ID {element.identifier!r} is missing from the IDTree")


def list_numbering(document: Document) -> Iterator[Fault]:
    """Yield lists with labels that do not say how they are numbered."""
    for element in document.tree.elements:
        items = [kid for kid in element.inner if kid.standard == "LI"] if element.standard == "L" else []
        labelled = any(kid.standard == "Lbl" for item in items for kid in item.inner)
        if labelled and element.attributes.get("ListNumbering") is None:
            yield at(document, element, "the list has labels but no ListNumbering")
