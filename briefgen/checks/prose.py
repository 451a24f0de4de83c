"""Rules about the hand: slips of the pen, sentences and paragraphs too long for their readers."""

import re
from collections.abc import Iterator

from briefgen.checks.references import everything
from briefgen.diagnostics import Diagnostic, Place, warning
from briefgen.markdown import line_of, paragraphs
from briefgen.model import Issue, Series
from briefgen.prose import slips as found

SENTENCE, PARAGRAPH = (40, 60), (110, 180)
"""Most words: for readers of the shortest length, and of the others."""

_SENTENCE_END = re.compile(r"(?<=[.?!؟…])[\"'”’»)]*\s+")


def slips(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Texts are written with the marks of their language, and nothing stands twice."""
    for block in issue.blocks.values():
        language = series.language(block.language)
        for slip in found(block.source, language) if language else ():
            line = block.source.count("\n", 0, slip.start) + 1
            column = slip.start - block.source.rfind("\n", 0, slip.start)
            hint = "run: briefgen check --fix" if slip.fix is not None else "read the line once more"
            yield warning(Place(block.path, line, column), slip.what, hint)


def long_winded(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Sentences and paragraphs are as short as the readers of their length may expect."""
    for block in issue.blocks.values():
        rank = int(block.length != series.lengths[0].name)
        for token in everything(block):
            for text in paragraphs([token]):
                place = Place(block.path, line_of(token))
                words = len(text.split())
                longest = max(len(part.split()) for part in _SENTENCE_END.split(text))
                if longest > SENTENCE[rank]:
                    hint = f"readers of {block.length} get at most {SENTENCE[rank]}: make two of it"
                    yield warning(place, f"has a sentence of {longest} words", hint)
                if words > PARAGRAPH[rank]:
                    hint = f"readers of {block.length} get at most {PARAGRAPH[rank]}: make two of it"
                    yield warning(place, f"has a paragraph of {words} words", hint)
