"""Rules about what a text refers to: sources, notes, links, images."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain

from markdown_it.token import Token

from briefgen import markdown
from briefgen import pictures as pictures_
from briefgen.diagnostics import Diagnostic, Place, error, warning
from briefgen.markdown import paragraphs, walk
from briefgen.markup import LINK
from briefgen.model import Block, Issue, Series

IMAGES = (".svg", ".png", ".jpg", ".jpeg", ".csv")
"""Files a figure may be made of; a CSV is drawn as a timeline."""

_SCHEME = re.compile(r"([a-zA-Z][\w+.-]*):")


def everything(block: Block) -> Iterator[Token]:
    """Yield the block-level tokens of a text and of its notes."""
    return chain(block.text.tokens, *block.text.notes.values())


def inlines(block: Block) -> Iterator[tuple[Token, Place]]:
    """Yield every token within a line of text, with its place."""
    for token in everything(block):
        for child, line in markdown.inlines(token):
            for inner in walk([child]):
                yield inner, Place(block.path, line)


def citations(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every citation has a source."""
    for block in issue.blocks.values():
        for token, place in inlines(block):
            for source in token.meta["ids"] if token.type == "citation" else ():
                if source not in issue.sources:
                    near = get_close_matches(source, issue.sources, 1)
                    hint = f"did you mean {near[0]}?" if near else f"add it to sources: in {issue.place.path}"
                    yield error(place, f'cites an unknown source "{source}"', hint)


def uncited_sources(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every source is cited somewhere."""
    cited = {
        source
        for block in issue.blocks.values()
        for token, _ in inlines(block)
        if token.type == "citation"
        for source in token.meta["ids"]
    }
    for source in issue.sources.values():
        if source.id not in cited:
            hint = f"cite it with [@{source.id}] or delete it"
            yield warning(source.place, f'the source "{source.id}" is never cited', hint)


def notes(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every footnote has a text and a place that refers to it."""
    for block in issue.blocks.values():
        called = set()
        empty = {label for label, tokens in block.text.notes.items() if not paragraphs(tokens)}
        for token, place in inlines(block):
            if token.type != "footnote_ref":
                continue
            label = str(token.meta["label"])
            called.add(label)
            if label in empty or label not in block.text.notes:
                yield error(place, f'the footnote "{label}" has no text', f"write a line: [^{label}]: …")
        for label, tokens in block.text.notes.items():
            if label not in called:
                line = next((token.map[0] for token in tokens if token.map), 0)
                message = f'the footnote "{label}" is never referred to'
                yield warning(Place(block.path, line), message, f"refer to it with [^{label}] or delete it")


def links(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every link leads to a web or mail address, or to a place in the same brief."""
    for block in issue.blocks.values():
        for token, place in inlines(block):
            if token.type != "link_open" or LINK.fullmatch(str(token.attrs["href"])):
                continue
            scheme = _SCHEME.match(str(token.attrs["href"]))
            what = f"has a link of the kind {scheme[1]}:" if scheme else "has a link without a web address"
            yield error(place, what, "write the whole address, beginning with https://")


def images(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every image exists, is described, and has a paragraph of its own."""
    for block in issue.blocks.values():
        for token in everything(block):
            for child, line in markdown.inlines(token):
                if child.type == "image":
                    yield from _image(issue, Place(block.path, line), token, child)


def pictures(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every image file is of its kind and of a bearable size, and a drawing holds nothing but a drawing."""
    folder = issue.place.path.rpartition("/")[0]
    for path, data in issue.figures.items():
        for fault in dict.fromkeys(pictures_.faults(path, data) if data else ()):
            yield error(Place(f"{folder}/{path}"), fault, "export the image anew")


def _image(issue: Issue, place: Place, paragraph: Token, image: Token) -> Iterator[Diagnostic]:
    path = str(image.attrs["src"])
    folder = issue.place.path.rpartition("/")[0]
    if not path.lower().endswith(IMAGES):
        yield error(place, f'the image "{path}" is of an unknown kind', f"use one of {', '.join(IMAGES)}")
    elif path not in issue.figures:
        near = get_close_matches(path, issue.figures, 1)
        hint = f"did you mean {near[0]}?" if near else f"put the file at {folder}/{path}"
        yield error(place, f'the image "{path}" is missing', hint)
    if not any(child.content.strip() for child in image.children or ()):
        hint = "say between the square brackets what it shows: ![…](…)"
        yield error(place, f'the image "{path}" has no alt text', hint)
    if len(paragraph.children or ()) != 1:
        yield error(place, f'the image "{path}" stands within a paragraph', "give it a paragraph of its own")
