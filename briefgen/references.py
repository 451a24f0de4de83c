"""What a brief cites: numbers in order of first citation, entries of the list, labels of notes."""

import re
from collections.abc import Iterator, Mapping

from markupsafe import Markup, escape

from briefgen import markdown, markup
from briefgen.model import Block, Brief, Source
from briefgen.strings import Strings
from briefgen.views import SourceView


def numbers(brief: Brief) -> dict[str, int]:
    """Return the number of each cited source; none where the length has no list of sources."""
    if not brief.length.sources:
        return {}
    cited = (id for block in brief.blocks for id in _citations(block) if id in brief.issue.sources)
    return {id: number for number, id in enumerate(dict.fromkeys(cited), 1)}


def labels(block: Block) -> Iterator[str]:
    """Yield the labels of the notes that a block calls, a label as often as it is called."""
    for token in markdown.walk(block.text.tokens):
        if token.type == "footnote_ref" and block.text.notes.get(str(token.meta["label"])):
            yield str(token.meta["label"])


def entries(
    brief: Brief, numbers: Mapping[str, int], calls: Mapping[str, tuple[str, ...]], words: Strings
) -> tuple[SourceView, ...]:
    """Return the list of sources; `calls` are the places that lead back to the text, by source id."""
    return tuple(
        SourceView(
            number=words.number(number),
            id=id,
            entry=_entry(brief.issue.sources[id], words),
            url=brief.issue.sources[id].url,
            address=re.sub("^https?://", "", brief.issue.sources[id].url),
            language=brief.issue.sources[id].language,
            backlinks=calls.get(id, ()),
        )
        for id, number in numbers.items()
    )


def _entry(source: Source, words: Strings) -> Markup:
    """Return publisher, subject and date, as far as they are known."""
    code = words.language.code
    parts = (
        markup.phrase(source.publisher.get(code) or source.publisher.get("", ""), words.language),
        markup.phrase(source.about.get(code, ""), words.language),
        escape(words.date(source.date) if source.date else ""),
    )
    comma = words.pgettext("between the parts of a source", ", ")
    return Markup(comma).join(part for part in parts if part) + "."


def _citations(block: Block) -> Iterator[str]:
    """Yield the ids that a block cites, those in a note where the note is first called."""
    called: set[str] = set()
    for token in markdown.walk(block.text.tokens):
        if token.type == "citation":
            yield from token.meta["ids"]
        elif token.type == "footnote_ref" and token.meta["label"] not in called:
            called.add(token.meta["label"])
            for inner in markdown.walk(block.text.notes.get(str(token.meta["label"]), ())):
                if inner.type == "citation":
                    yield from inner.meta["ids"]
