"""Conditions on links, form fields and other annotations: checkpoint 28."""

from collections.abc import Iterator

from briefgen.verify.findings import Fault
from briefgen.verify.model import Annotation, Document
from briefgen.verify.structure import Content, Element

KNOWN = frozenset(
    {"Text", "Link", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline"}
    | {
        "Squiggly",
        "StrikeOut",
        "Stamp",
        "Caret",
        "Ink",
        "Popup",
        "FileAttachment",
        "Sound",
        "Movie",
        "Widget",
    }
    | {"Screen", "PrinterMark", "TrapNet", "Watermark", "3D", "Redact"}
)
"""Subtypes of ISO 32000-1, table 169."""


def _visible(document: Document) -> Iterator[tuple[Annotation, Element | None]]:
    for annotation in document.annotations:
        if not annotation.hidden and annotation.kind != "Popup":
            yield annotation, document.tree.objects.get(annotation.key)


def c28_002(document: Document) -> Iterator[Fault]:
    """Yield annotations, other than links and fields, in no Annot element."""
    for annotation, owner in _visible(document):
        if annotation.kind in ("Widget", "Link", "PrinterMark"):
            continue
        if owner is None or owner.standard != "Annot":
            yield _fault(annotation, owner, f"the {annotation.kind} annotation is in no Annot element")


def c28_004(document: Document) -> Iterator[Fault]:
    """Yield annotations that nothing describes."""
    for annotation, owner in _visible(document):
        if annotation.kind in ("Widget", "Link", "PrinterMark"):
            continue
        if not annotation.contents and not (owner and owner.texts.get("Alt")):
            yield _fault(annotation, owner, f"the {annotation.kind} annotation has no Contents")


def c28_005(document: Document) -> Iterator[Fault]:
    """Yield form fields that nothing describes."""
    for annotation, owner in _visible(document):
        if annotation.kind == "Widget" and not annotation.name and not (owner and owner.texts.get("Alt")):
            yield _fault(annotation, owner, "the form field has no TU")


def c28_006(document: Document) -> Iterator[Fault]:
    """Yield annotations of unknown kinds."""
    for annotation, owner in _visible(document):
        if annotation.kind not in KNOWN:
            yield _fault(annotation, owner, f"the annotation is of an unknown kind {annotation.kind!r}")


def c28_007(document: Document) -> Iterator[Fault]:
    """Yield trap networks."""
    for annotation, owner in _visible(document):
        if annotation.kind == "TrapNet":
            yield _fault(annotation, owner, "the annotation is a trap network")


def c28_008(document: Document) -> Iterator[Fault]:
    """Yield pages with annotations that do not say in which order they are reached."""
    for index, page in enumerate(document.pages, start=1):
        if page.has_annotations and not page.tabs:
            yield Fault("the page has annotations but no Tabs", index)


def c28_009(document: Document) -> Iterator[Fault]:
    """Yield pages where the order of annotations is not that of the structure."""
    for index, page in enumerate(document.pages, start=1):
        if page.has_annotations and page.tabs not in ("", "S"):
            yield Fault(f"Tabs is {page.tabs}, not S", index)


def c28_010(document: Document) -> Iterator[Fault]:
    """Yield form fields in no Form element."""
    for annotation, owner in _visible(document):
        if annotation.kind == "Widget" and not (owner and owner.within("Form")):
            yield _fault(annotation, owner, "the form field is in no Form element")


def v7_18_4_2(document: Document) -> Iterator[Fault]:
    """Yield Form elements that hold more than one field, or something beside it."""
    for element in document.tree.elements:
        if element.standard == "Form" and "Role" not in element.attributes and _holds_several(element):
            yield Fault("Form holds more than its field", document.page_number(element.page), element.path)


def _holds_several(element: Element) -> bool:
    return len(element.kids) > 1 or any(
        isinstance(kid, Content) and len(kid.mcids) > 1 for kid in element.kids
    )


def c28_011(document: Document) -> Iterator[Fault]:
    """Yield links in no Link element, and Link elements without a link."""
    for annotation, owner in _visible(document):
        if annotation.kind == "Link" and not (owner and owner.within("Link")):
            yield _fault(annotation, owner, "the link is in no Link element")


def c28_012(document: Document) -> Iterator[Fault]:
    """Yield links that nothing describes."""
    for annotation, owner in _visible(document):
        if annotation.kind == "Link" and not (annotation.contents or "").strip():
            yield _fault(annotation, owner, "the link has no Contents")


def link_elements(document: Document) -> Iterator[Fault]:
    """Yield Link elements that no annotation belongs to."""
    owners = {id(owner) for owner in document.tree.objects.values()}
    for element in document.tree.elements:
        if element.standard == "Link" and not _holds(element, owners):
            page = document.page_number(element.page)
            yield Fault("the Link element has no annotation", page, element.path)


def _holds(element: Element, owners: set[int]) -> bool:
    work = [element]
    while work:
        current = work.pop()
        if id(current) in owners:
            return True
        work += current.inner
    return False


def _fault(annotation: Annotation, owner: Element | None, message: str) -> Fault:
    return Fault(message, annotation.page, owner.path if owner else "")
