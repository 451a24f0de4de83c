"""Rules about how a text is built: headings, containers, texts that some language lacks."""

import re
from collections.abc import Iterator

from briefgen.checks.references import inlines
from briefgen.diagnostics import Diagnostic, Place, error, warning
from briefgen.markdown import CONTAINERS, paragraphs, walk
from briefgen.model import Issue, Series

_ELEMENT = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(\s[^<>]*)?/?>")
_CONTAINER = re.compile(r":::+\s*(\S+)")


def empty_blocks(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every block says something."""
    for block in issue.blocks.values():
        if not paragraphs(block.text.tokens) and not any(
            token.type == "image" for token in walk(block.text.tokens)
        ):
            yield error(block.place, "has no text", "write it, or delete the file")


def headings(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Headings go down one level at a time, below the block's own."""
    for block in issue.blocks.values():
        level = 2
        for token in block.text.tokens:
            if token.type != "heading_open":
                continue
            place, own = Place(block.path, token.map[0] if token.map else 0), int(token.tag[1])
            if own < 3:
                hint = "the block's title is the heading above it; begin with ###"
                yield error(place, f"has a heading of level {own} inside a block", hint)
            elif own > level + 1:
                yield error(place, f"skips from heading level {level} to {own}", f"use {'#' * (level + 1)}")
            level = max(own, 2)


def stray_markup(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """No HTML and no unknown container, both of which would be printed as they stand."""
    for block in issue.blocks.values():
        for token, place in inlines(block):
            if token.type != "text":
                continue
            element, container = _ELEMENT.search(token.content), _CONTAINER.match(token.content)
            if element:
                hint = "content is Markdown; HTML is printed as it stands"
                yield warning(place, f"has HTML in the text: {element[0][:40]}", hint)
            if container:
                hint = f"known: {', '.join('::: ' + name for name in CONTAINERS)}"
                yield error(place, f'has an unknown container "{container[1][:40]}"', hint)


def texts(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """What issue.yaml says in one language it says in all."""
    given = {"notice": issue.notice, "short-title": issue.short_title}
    if issue.based_on:
        given |= {"based-on: title": issue.based_on.title, "based-on: publisher": issue.based_on.publisher}
    for key, values in given.items():
        for language in series.languages:
            if values and language.code not in values:
                yield error(
                    issue.place, f'"{key}" lacks the language "{language.code}"', f"add {language.code}: …"
                )
    for source in issue.sources.values():
        for language in series.languages:
            if source.about and language.code not in source.about:
                message = f'the source "{source.id}" lacks "about" in the language "{language.code}"'
                yield error(source.place, message, f"add {language.code}: …")
