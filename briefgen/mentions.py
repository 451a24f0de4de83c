"""Terms of the glossary on screens: abbreviations that explain themselves, an index of where terms stand."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from briefgen import glossary
from briefgen.glossary import Finder, Use
from briefgen.languages import sorting_key
from briefgen.model import Block, Brief, Text
from briefgen.views import TermView


def explained(block: Block, brief: Brief) -> Text:
    """Return the text of a block of a brief with each abbreviation in an element that spells it out."""
    language = brief.series.language(block.language)
    terms = glossary.holding(brief.series, brief.issue)
    short = [term for term in terms if term.abbreviations.get(block.language)]
    if language is None or not short:
        return block.text
    known = glossary.finders(short, language)
    notes = {label: _explained(tokens, known, block) for label, tokens in block.text.notes.items()}
    return Text(_explained(block.text.tokens, known, block), notes)


def _explained(tokens: Sequence[Token], known: Sequence[Finder], block: Block) -> tuple[Token, ...]:
    return tuple(
        token.copy(children=list(_within(token.children or (), known, block)))
        if token.type == "inline"
        else token
        for token in tokens
    )


def _within(children: Sequence[Token], known: Sequence[Finder], block: Block) -> Iterator[Token]:
    for token in children:
        text = glossary.alike(token.content)
        # Where vowel points were taken off, places in the two texts differ.
        if token.type != "text" or len(text) != len(token.content):
            yield token
            continue
        at = 0
        for use in glossary.uses(glossary.Reading(text, (), block.path), known):
            long = _long(use, block.language)
            if long and use.form in use.term.abbreviations[block.language]:
                yield token.copy(content=token.content[at : use.start])
                yield Token("abbr_open", "abbr", 1, {"title": long})
                yield token.copy(content=token.content[use.start : use.end])
                yield Token("abbr_close", "abbr", -1)
                at = use.end
        yield token.copy(content=token.content[at:])


def _long(use: Use, code: str) -> str:
    """Return what an abbreviation is short for; empty where the glossary has only abbreviations."""
    forms = use.term.accepted[code][use.spelling] if use.spelling >= 0 else ()
    return next((form for form in forms if form not in use.term.abbreviations[code]), "")


def index(brief: Brief) -> tuple[TermView, ...]:
    """Return the terms that the sections of a brief have, by name, each with those sections in order."""
    code = brief.language.code
    terms = glossary.holding(brief.series, brief.issue)
    known = glossary.finders(terms, brief.language)
    places: dict[str, dict[str, str]] = {}
    for block in brief.blocks:
        if block.title and block.language == code:
            for use in glossary.uses(glossary.reading(block), known):
                if use.spelling >= 0:
                    places.setdefault(use.term.id, {})[block.kind] = block.title
    views = [
        TermView(term.accepted[code][0][0], tuple(places[term.id].items()))
        for term in terms
        if term.id in places
    ]
    return tuple(sorted(views, key=lambda view: sorting_key(view.name, brief.language)))
