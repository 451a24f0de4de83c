"""Conditions on what is tagged and how elements nest: checkpoints 01, 02, 09 and 30."""

from collections import Counter
from collections.abc import Iterator

from briefgen.verify.findings import Fault, at
from briefgen.verify.marks import Mark
from briefgen.verify.model import Document
from briefgen.verify.structure import STANDARD, Element

PARENTS = {
    "LI": {"L"},
    "Lbl": {"LI", "Note", "BibEntry", "TOCI", "Caption", "P", "Span", "Link", "Reference"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TOCI": {"TOC"},
}
"""Role → roles it may stand in (ISO 32000-1, tables 333, 336 and 337)."""

KIDS = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "TOC": {"TOC", "TOCI", "Caption"},
    "TOCI": {"Lbl", "Reference", "NonStruct", "P", "TOC"},
}
"""Role → roles that may stand in it."""

ONCE = {"Table": ("THead", "TFoot", "Caption")}
"""Role → roles that it may hold one of at most."""


def c01_003(document: Document) -> Iterator[Fault]:
    """Yield artifacts inside tagged content."""
    for drawn in document.drawn:
        stream, within = drawn.stream, any(mark.mcid is not None for mark in drawn.around)
        for _ in range(stream.artifacts if within else stream.artifacts_in_tagged):
            yield Fault("an artifact stands inside tagged content", drawn.page)


def c01_004(document: Document) -> Iterator[Fault]:
    """Yield tagged content inside artifacts."""
    for drawn in document.drawn:
        stream, within = drawn.stream, any(mark.tag == "Artifact" for mark in drawn.around)
        for _ in range(stream.tagged if within else stream.tagged_in_artifacts):
            yield Fault("tagged content stands inside an artifact", drawn.page)


def c01_005(document: Document) -> Iterator[Fault]:
    """Yield content under no mark that would tag it or make it an artifact."""
    counts: Counter[int] = Counter()
    for drawn in document.drawn:
        if _is_marked(drawn.around):
            continue
        counts[drawn.page] += drawn.stream.bare + drawn.stream.loose
    for page, count in sorted(counts.items()):
        if count:
            yield Fault(f"{count} pieces of content are neither tagged nor an artifact", page)


def _is_marked(stack: tuple[Mark, ...]) -> bool:
    return any(mark.tag == "Artifact" or mark.mcid is not None for mark in stack)


def v7_1_3(document: Document) -> Iterator[Fault]:
    """Yield content that is marked as tagged but belongs to no element of the tree."""
    lost: Counter[int] = Counter()
    for drawn in document.drawn:
        lost[drawn.page] += drawn.stream.lost
    for page, count in sorted(lost.items()):
        if count:
            yield Fault(f"{count} marked pieces of content are missing from the structure tree", page)


def whole(document: Document) -> Iterator[Fault]:
    """Yield that the file has more pages than are read."""
    read = len(document.pages)
    if document.all_pages > read:
        yield Fault(f"the file has {document.all_pages} pages; those after page {read} were not read")


def tagged(document: Document) -> Iterator[Fault]:
    """Yield that the file is not tagged at all."""
    marks = document.catalog.get("MarkInfo")
    if not document.tree.elements or not isinstance(marks, dict) or marks.get("Marked") is not True:
        yield Fault("the file is not tagged: it has no structure tree, or does not say so")


def tree_shape(document: Document) -> Iterator[Fault]:
    """Yield what keeps the structure tree from being a tree that ends."""
    for message in document.tree.broken[:20]:
        yield Fault(message)


def parents(document: Document) -> Iterator[Fault]:
    """Yield elements that do not say what they stand in."""
    for element in document.tree.elements:
        if not element.has_parent:
            yield at(document, element, f"{element.role} has no P entry")


def parent_tree(document: Document) -> Iterator[Fault]:
    """Yield content and annotations that the ParentTree leads to another element than the structure has.

    A screen reader finds by it what stands where it points at (ISO 32000-1, 14.7.4.4).
    """
    tree = document.tree
    for owner, elements in tree.owners.items():
        if owner not in document.struct_parents:
            continue  # a page that was not read
        listed = tree.by_number.get(document.struct_parents[owner])
        for number, element in elements.items():
            if not isinstance(listed, list) or not 0 <= number < len(listed) or listed[number] != element.key:
                yield at(document, element, "the ParentTree does not lead from content to its element")
                return
    for annotation in document.annotations:
        owner_element = tree.objects.get(annotation.key)
        if owner_element and tree.by_number.get(annotation.struct_parent) != owner_element.key:
            yield at(
                document, owner_element, "the ParentTree does not lead from an annotation to its element"
            )
            return


def c01_007(document: Document) -> Iterator[Fault]:
    """Yield that the tags are marked as suspect."""
    marks = document.catalog.get("MarkInfo")
    if isinstance(marks, dict) and marks.get("Suspects") is True:
        yield Fault("the file says of itself that its tags are suspect")


def c02_001(document: Document) -> Iterator[Fault]:
    """Yield roles that lead to no standard type."""
    first: dict[str, Element] = {}
    for element in document.tree.elements:
        if element.standard not in STANDARD:
            first.setdefault(element.role, element)
    for role, element in first.items():
        yield at(document, element, f"{role} is no standard type and is mapped to none")


def c02_003(document: Document) -> Iterator[Fault]:
    """Yield circles of the role map."""
    for role in document.tree.role_map:
        seen, current = [role], document.tree.role_map[role]
        while current not in seen and current in document.tree.role_map:
            seen.append(current)
            current = document.tree.role_map[current]
        if current == role:
            yield Fault(f"the role map leads from {role} to itself")


def c02_004(document: Document) -> Iterator[Fault]:
    """Yield standard types that the role map changes."""
    for role, target in document.tree.role_map.items():
        if role in STANDARD and role != target:
            yield Fault(f"the role map makes {target} of the standard type {role}")


def c09_004(document: Document) -> Iterator[Fault]:
    """Yield parts of tables out of place."""
    yield from _nesting(document, {"Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"})
    for element in document.tree.elements:
        counts = Counter(kid.standard for kid in element.inner)
        for role in ONCE.get(element.standard, ()):
            if counts[role] > 1:
                yield at(document, element, f"{element.role} holds {counts[role]} {role}")
        if element.standard == "Table" and (counts["THead"] or counts["TFoot"]) and not counts["TBody"]:
            yield at(document, element, f"{element.role} has a head or foot but no TBody")
    yield from _captions(document, "Table", (0, -1))


def c09_005(document: Document) -> Iterator[Fault]:
    """Yield parts of lists out of place."""
    yield from _nesting(document, {"L", "LI", "LBody", "Lbl"})
    yield from _captions(document, "L", (0,))


def c09_006(document: Document) -> Iterator[Fault]:
    """Yield parts of tables of contents out of place."""
    yield from _nesting(document, {"TOC", "TOCI"})
    yield from _captions(document, "TOC", (0,))


def v7_2_20(document: Document) -> Iterator[Fault]:
    """Yield items of lists that hold something beside Lbl and LBody."""
    for element in document.tree.elements:
        if element.standard == "LI":
            for kid in element.inner:
                if kid.standard not in ("Lbl", "LBody"):
                    yield at(document, kid, f"{kid.role} stands in LI")


def _captions(document: Document, role: str, places: tuple[int, ...]) -> Iterator[Fault]:
    """Yield captions that stand elsewhere among the kids of an element than at the given places."""
    for element in document.tree.elements:
        kids = element.inner if element.standard == role else []
        allowed = [kids[place] for place in places if kids]
        for kid in kids:
            if kid.standard == "Caption" and kid not in allowed:
                yield at(document, kid, f"the Caption stands within {element.role}")


def _nesting(document: Document, roles: set[str]) -> Iterator[Fault]:
    for element in document.tree.elements:
        parent = element.parent.standard if element.parent else "StructTreeRoot"
        if element.standard in roles and parent not in PARENTS.get(element.standard, {parent}):
            yield at(document, element, f"{element.role} stands in {parent}")
        if element.standard in roles and element.standard in KIDS:
            for kid in element.inner:
                known = kid.standard in roles and kid.standard in PARENTS  # told by its own rule
                if kid.standard not in KIDS[element.standard] and not known:
                    yield at(document, kid, f"{kid.role} stands in {element.role}")


def c30_002(document: Document) -> Iterator[Fault]:
    """Yield forms with tagged content that are drawn more than once."""
    for key, uses in document.form_uses.items():
        if uses > 1:
            yield Fault(f"form XObject {key[0]} holds tagged content and is drawn {uses} times")


def c30_001(document: Document) -> Iterator[Fault]:
    """Yield forms that stand for a page of another file."""
    for page, dictionary in document.forms:
        if "Ref" in dictionary:
            yield Fault("a form XObject refers to another file", page)
