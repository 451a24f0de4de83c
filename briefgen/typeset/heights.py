"""How high the words of a brief stand, and so how much shorter it becomes without some."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from briefgen.typeset.extent import text
from briefgen.typeset.links import POINTS
from briefgen.typeset.trimming import Blocks, Paragraph, shares

if TYPE_CHECKING:
    from weasyprint.document import Document

Lines = list[tuple[int, float]]
"""The words of each line and its height, in CSS pixels."""


@dataclass(slots=True)
class _Stand:
    """Where the words of a paragraph stand."""

    paragraph: Paragraph
    lines: defaultdict[Element, Lines] = field(default_factory=lambda: defaultdict(list))
    """Its lines by the element that they are of: itself, or a note."""
    gap: float = 0.0
    """The space that goes with all of it."""

    def less(self, count: int) -> float:
        """Return by how much it becomes lower without so many words, from the end."""
        if count >= self.paragraph.size:
            return self.gap + sum(height for lines in self.lines.values() for _, height in lines)
        gone: Counter[Element] = Counter()
        whole: Counter[Element] = Counter()
        for element, size in reversed(list(self._texts())):
            whole[element] += size
            gone[element] += min(count, size)
            count -= min(count, size)
        return sum(_less(self.lines[element], gone[element] / whole[element]) for element in gone)

    def _texts(self) -> Iterator[tuple[Element, int]]:
        """Yield of each piece of text the element whose lines it stands on, and its words."""
        parents = {kid: each for each in self.paragraph.within for kid in each}
        for holder, slot, size in self.paragraph.texts:
            element = holder if slot == "text" else parents[holder]
            while element not in self.lines and element is not self.paragraph.element:
                element = parents[element]
            yield element, size


def saving(document: "Document", found: Blocks) -> Callable[[Mapping[str, int], bool], float]:
    """Return what tells by how many points a document becomes shorter without some words of its blocks.

    It is given how many words of which kinds of block go, and whether evenly (see `trimming.shares`). What
    pages leave empty is not foreseen.
    """
    stands = _stands(document, [each for paragraphs in found.values() for each in paragraphs])

    def saved(words: Mapping[str, int], evenly: bool) -> float:
        taken = shares(found, words, evenly=evenly)
        return POINTS * sum(stands[paragraph.element].less(count) for paragraph, count in taken if count)

    return saved


def _less(lines: Lines, share: float) -> float:
    """Return the height of the lines that are gone with a share of their words, from the end."""
    gone, saved = share * sum(words for words, _ in lines), 0.0
    for words, height in reversed(lines):
        gone -= words
        if gone < -1e-6:
            break
        saved += height
    return saved


def _stands(document: "Document", paragraphs: list[Paragraph]) -> dict[Element, _Stand]:
    """Return where each paragraph stands, by its element; a cell has its part of the height of its row."""
    stands = {each.element: _Stand(each) for each in paragraphs}
    owners = {element: stands[each.element] for each in paragraphs for element in each.within}
    for box in (box for page in document.pages for box in page._page_box.descendants()):
        stand = owners.get(box.element)
        if stand is None:
            continue
        paragraph = stand.paragraph
        if isinstance(box, boxes.LineBox):
            stand.lines[box.element].append((len(text(box).split()), box.height / paragraph.beside))
        elif (
            box.element is paragraph.element
            and isinstance(box, boxes.BlockLevelBox)
            and not paragraph.is_cell
        ):
            stand.gap = max(stand.gap, box.margin_top, box.margin_bottom)
    return stands
