"""Rules about words that a series has agreed on: refused forms, one spelling, counterparts."""

from collections.abc import Iterator, Mapping

from briefgen.diagnostics import Diagnostic, warning
from briefgen.glossary import Finder, Use, finders, holding, reading, uses
from briefgen.model import Block, Brief, Issue, Series
from briefgen.select import briefs
from briefgen.translations import standing

Used = Mapping[str, list[Use]]
"""Path of a block → where it has terms."""


def terms(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Texts have the terms of the glossary as it wants them."""
    wanted = holding(series, issue)
    if not wanted:
        return
    known = {language.code: finders(wanted, language) for language in series.languages}
    used = {block.path: uses(reading(block), known[block.language]) for block in issue.blocks.values()}
    for block in issue.blocks.values():
        yield from _refused(block, used[block.path])
    yield from _spellings(issue, used)
    yield from _counterparts(issue, used)
    yield from _first_mentions(series, issue, known)


def _refused(block: Block, found: list[Use]) -> Iterator[Diagnostic]:
    """No text has a form that the glossary refuses."""
    for use in found:
        if use.spelling < 0:
            forms = use.term.accepted[block.language]
            hint = f"write {forms[0][0]}" if forms else f"see {use.term.place}"
            yield warning(use.place, f'has "{use.text}", which the glossary refuses', hint)


def _spellings(issue: Issue, used: Used) -> Iterator[Diagnostic]:
    """An issue spells a term in one way in all of its briefs of a language."""
    first: dict[tuple[str, str], Use] = {}
    for block in issue.blocks.values():
        for use in used[block.path]:
            other = first.setdefault((block.language, use.term.id), use) if use.spelling >= 0 else use
            if other.spelling != use.spelling:
                what = f'has "{use.text}", and {other.place} has "{other.text}"'
                yield warning(use.place, what, "choose one of them for the whole issue")


def _counterparts(issue: Issue, used: Used) -> Iterator[Diagnostic]:
    """A translation, or another block of its length, has the counterpart of each term of its source."""
    having: dict[tuple[str, str], set[str]] = {}
    for block in issue.blocks.values():
        ids = {use.term.id for use in used[block.path] if use.spelling >= 0}
        having.setdefault((block.language, block.length), set()).update(ids)
    for block in issue.blocks.values():
        sources = standing(issue, block).sources if block.translation_of and not block.adaptation else ()
        met = set(having[block.language, block.length])
        for use in used[sources[0].path] if sources else ():
            forms = use.term.accepted[block.language]
            if use.spelling >= 0 and use.term.id not in met and forms:
                met.add(use.term.id)
                what = f'lacks "{forms[0][0]}" for "{use.text}" of {use.place}'
                yield warning(block.place, what, f"use it, or add the form to {use.term.place}")


def _first_mentions(series: Series, issue: Issue, known: Mapping[str, list[Finder]]) -> Iterator[Diagnostic]:
    """A brief spells an abbreviation out in the block that has it first, or before."""
    short = {code: [row for row in rows if row.term.abbreviations.get(code)] for code, rows in known.items()}
    if any(short.values()):
        for brief in briefs(series, issue):
            if isinstance(brief, Brief) and short[brief.language.code]:
                yield from _unexplained(brief, short)


def _unexplained(brief: Brief, short: Mapping[str, list[Finder]]) -> Iterator[Diagnostic]:
    explained: set[str] = set()
    for block in brief.blocks:
        found = [use for use in uses(reading(block), short[block.language]) if use.spelling >= 0]
        short_for = {use.term.id: use.term.abbreviations[block.language] for use in found}
        explained |= {use.term.id for use in found if use.form not in short_for[use.term.id]}
        for use in (use for use in found if use.form in short_for[use.term.id]):
            if use.term.id not in explained:
                explained.add(use.term.id)
                long = use.term.accepted[block.language][use.spelling][0]
                what = f'has "{use.text}", which the brief ({brief.length.name}) has not spelled out'
                yield warning(use.place, what, f"write at first: {long} ({use.text})")
