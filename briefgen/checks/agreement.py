"""Rules about what a translation must not change: figures, dates, citations, links."""

from collections.abc import Iterator

from briefgen.diagnostics import Diagnostic, Place, warning
from briefgen.figures import Difference, Facts, differences, facts
from briefgen.model import Block, Issue, Series
from briefgen.translations import line_of, standing

_ADAPTED = "or say adaptation: true at the head of the file"


def figures(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Translations have the numbers, dates, citations and links of their sources, in any script."""
    known: dict[str, Facts] = {}

    def of(block: Block) -> Facts:
        if block.path not in known:
            known[block.path] = facts(block)
        return known[block.path]

    for block in issue.blocks.values():
        sources = standing(issue, block).sources if block.translation_of and not block.adaptation else ()
        for source in sources[:1]:
            for difference in differences(of(source), of(block)):
                yield _told(source, block, difference)


def _told(source: Block, block: Block, difference: Difference) -> Diagnostic:
    lost, new = difference.source, difference.translation
    if lost and new:
        what = f"has the {new.kind} {new.text} where {source.path}:{lost.line} has {lost.text}"
        return warning(Place(block.path, new.line), what, f"correct one of them, {_ADAPTED}")
    if lost:
        what = f"lacks the {lost.kind} {lost.text} of {source.path}:{lost.line}"
        return warning(_beside(source, block, lost.line), what, f"put it back, {_ADAPTED}")
    assert new
    what = f"has the {new.kind} {new.text}, which {source.path} lacks"
    return warning(Place(block.path, new.line), what, f"delete it, {_ADAPTED}")


def _beside(source: Block, block: Block, line: int) -> Place:
    """Return the place of the paragraph that stands where one of the source does."""
    ours, theirs = _lines(block), _lines(source)
    ordinal = sum(1 for start in theirs if start <= line) - 1
    if len(ours) == len(theirs) and ordinal >= 0:
        return Place(block.path, ours[ordinal])
    return line_of(block)


def _lines(block: Block) -> list[int]:
    return [token.map[0] for token in block.text.tokens if token.type == "inline" and token.map]
