"""Rule about figures and tables that a text names by number, which a shorter length may have left out."""

import re
from collections.abc import Iterator

from briefgen import select
from briefgen.diagnostics import Diagnostic, Place, warning
from briefgen.markdown import line_of, plain, walk
from briefgen.model import Brief, Issue, Series

_PREFIX = r"\b\w{0,2}"
"""What Hebrew and Arabic join to a word: in Figure 2, and to Figure 2."""


def mentions(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every figure and table that a brief names by its number is in that brief."""
    for brief in select.briefs(series, issue):
        if isinstance(brief, Brief):
            yield from _orphans(brief)


def _orphans(brief: Brief) -> Iterator[Diagnostic]:
    kinds = [token.type for block in brief.blocks for token in walk(block.text.tokens)]
    language = brief.language
    counts = (language.figures, kinds.count("image")), (language.tables, kinds.count("container_table_open"))
    for words, count in counts:
        if words:
            named = re.compile(rf"{_PREFIX}(?:{'|'.join(map(re.escape, words))})\s+(\d+)")
            for place, name, number in _named(brief, named):
                if number > count:
                    message = f'{brief.length.name}: names "{name}", which is not in this length'
                    yield warning(place, message, "leave the sentence out with it, or write another one")


def _named(brief: Brief, named: re.Pattern[str]) -> Iterator[tuple[Place, str, int]]:
    """Yield where a brief names something by number, the words it does so with, and the number."""
    for block in brief.blocks:
        for token in block.text.tokens:
            if token.type == "inline":
                for match in named.finditer(" ".join(plain([token]).split())):
                    yield Place(block.path, line_of(token)), match[0], int(match[1])
