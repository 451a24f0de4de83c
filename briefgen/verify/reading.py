"""The text of a PDF as a screen reader walks it: the structure tree, element by element."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from briefgen.verify import shown
from briefgen.verify.findings import Fault
from briefgen.verify.model import Document
from briefgen.verify.objects import Key
from briefgen.verify.structure import Content, Element

INLINE = frozenset(
    {"Span", "Quote", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu"}
    | {"WT", "WP", "Form", "NonStruct"}
)
"""Roles that do not begin a line of their own."""

LINE = 8.0
"""Difference of height, in the units of the page, from which text is on another line and not raised."""

Place = tuple[Key, int]
"""Page or form, and MCID."""


def structure_text(document: Document) -> str:
    """Return the text of the tree, a block a line; ActualText and Alt replace what they stand for."""
    return "\n".join(line for line in (" ".join(block.split()) for block in _blocks(document)) if line)


def _blocks(document: Document) -> Iterator[str]:
    """Yield the text between one border of a block and the next."""
    texts = content_texts(document)
    heights = {(drawn.owner, n): y for drawn in document.drawn for n, y in shown.heights(drawn)}
    parts: list[str] = []
    height: float | None = None
    work: list[Element | Content | None] = [e for e in reversed(document.tree.elements) if e.parent is None]
    while work:
        item = work.pop()
        if isinstance(item, Content):
            for mcid in item.mcids:
                place = (item.stream or item.page, mcid)
                before, height = height, heights.get(place, height)
                broken = before is not None and height is not None and abs(height - before) > LINE
                parts += [" "] if broken and not _goes_on(parts) else []
                parts.append(texts.get(place, ""))
            continue
        if item is None or item.standard not in INLINE:
            yield "".join(parts)
            parts = []
        if item is not None:
            work += [None] if item.standard not in INLINE else []
            replacement = _replacement(item)
            if replacement is not None:
                parts.append(replacement)
            else:
                work += [kid for kid in reversed(item.kids) if isinstance(kid, Element | Content)]
    yield "".join(parts)


def _goes_on(parts: list[str]) -> bool:
    """Tell whether a line ends within a word, at its hyphen or maqaf."""
    last = next((part for part in reversed(parts) if part), "")
    return len(last) > 1 and last[-1] in "-־/–" and last[-2].isalnum()


def _replacement(element: Element) -> str | None:
    """Return the text that stands for an element and all it holds."""
    if "ActualText" in element.texts:
        return element.texts["ActualText"]
    return element.texts.get("Alt") if element.standard in ("Figure", "Formula") else None


def content_texts(document: Document) -> Mapping[Place, str]:
    """Return the text of every marked piece of content, ActualText in place of what it replaces."""
    parts: dict[Place, str] = defaultdict(str)
    for piece in shown.shown(document):
        if piece.mcid is not None:
            parts[piece.owner, piece.mcid] += piece.text
    return parts


def reading_order(document: Document) -> Iterator[Fault]:
    """Yield places where the structure goes back to an earlier page and on again.

    To end on an earlier page is common: an imprint at its foot is read last. So it is for a cell of a table
    to begin on an earlier page than the cell before it, or a row spanned by it, has ended on.
    """
    last = 0
    back: Fault | None = None
    for element, content in _contents(document):
        page = document.page_number(content.page)
        if back and page > back.page:
            yield back
            back = None
        if page and page < last and not (element.within("TD") or element.within("TH")):
            back = Fault(f"page {page} is read after page {last}", page, element.path)
        last = page or last


def _contents(document: Document) -> Iterator[tuple[Element, Content]]:
    """Yield content in reading order, with its element, once where more of the same page follows.

    Notes and feet of tables stand apart.
    """
    work: list[tuple[Element, Element | Content]] = [
        (element, element) for element in reversed(document.tree.elements) if element.parent is None
    ]
    while work:
        owner, item = work.pop()
        if isinstance(item, Content):
            yield owner, item
        elif item.standard not in ("Note", "TFoot"):
            page, kids = None, []
            for kid in item.kids:
                if isinstance(kid, Element) or (isinstance(kid, Content) and kid.page != page):
                    page = None if isinstance(kid, Element) else kid.page
                    kids.append((item, kid))
            work += reversed(kids)
