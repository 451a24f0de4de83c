"""Blocks → Brief: choose the blocks of one issue in one language and length."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.files import CONFIGURATION, printable
from briefgen.languages import Language
from briefgen.model import Block, Brief, Issue, Length, Series, Text


def named(folders: Collection[str], given: Collection[str]) -> set[str]:
    """Return the folders of the issues that are given by number or folder; all where none is given.

    Raises BriefgenError with exit code 2 for an issue that there is not.
    """
    wanted = {str(name).rstrip("/").rpartition("/")[2] for name in given}
    numbers = {name.split("-", 1)[0]: name for name in folders}
    refuse_unknown("issue", wanted, [*sorted(folders), *numbers])
    return {numbers.get(name, name) for name in wanted} or set(folders)


def refuse_unknown(what: str, given: Collection[str], among: Collection[str]) -> None:
    """Raise BriefgenError with exit code 2 for a name that is not among those known."""
    unknown = [name for name in given if name not in among]
    if unknown:
        message = f'there is no {what} "{printable(unknown[0])}"'
        raise BriefgenError([error(Place(CONFIGURATION), message, f"known: {', '.join(among)}")], 2)


def briefs(
    series: Series, issue: Issue, languages: Collection[str] = (), lengths: Collection[str] = ()
) -> Iterator[Brief | Diagnostic]:
    """Yield the briefs of an issue, and a diagnostic for every block one of them lacks.

    `languages` and `lengths` narrow the choice; empty means all.
    """
    for language in series.languages:
        for length in series.lengths:
            wanted = (not languages or language.code in languages) and (not lengths or length.name in lengths)
            if wanted and length.name in issue.lengths:
                yield from _brief(series, issue, language, length)


def kinds_of(issue: Issue, language: Language, length: Length) -> tuple[str, ...]:
    """Return the kinds of blocks a brief is made of, in the order of the page."""
    return issue.exceptions.get((language.code, length.name), length.blocks)


def siblings(series: Series, issue: Issue) -> list[Brief]:
    """Return the briefs that lack no block, as links to them need them: without their texts."""
    return [
        Brief(series, issue, language, length, (), frozenset())
        for language in series.languages
        for length in series.lengths
        if length.name in issue.lengths
        and all(block or kind in length.optional for kind, block in _chosen(series, issue, language, length))
    ]


def _brief(series: Series, issue: Issue, language: Language, length: Length) -> Iterator[Brief | Diagnostic]:
    blocks, fallbacks, complete = [], set(), True
    for kind, block in _chosen(series, issue, language, length):
        if block:
            blocks.append(_shortened(series, block, length))
            if block.language != language.code:
                fallbacks.add(kind)
        elif kind not in length.optional:
            complete = False
            yield _missing(series, issue, language, kind, length)
    if complete:
        yield Brief(series, issue, language, length, tuple(blocks), frozenset(fallbacks))


def _chosen(
    series: Series, issue: Issue, language: Language, length: Length
) -> Iterator[tuple[str, Block | None]]:
    """Yield each kind of block that a brief is made of, and the block, if there is one."""
    codes = (language.code, *series.fallback.get(language.code, ()))
    for kind in kinds_of(issue, language, length):
        found = (rendition(series, issue, code, kind, length) for code in codes)
        yield kind, next(filter(None, found), None)


def rendition(series: Series, issue: Issue, code: str, kind: str, length: Length) -> Block | None:
    """Return the block written for a length, else for the next longer one."""
    own = issue.blocks.get((code, kind, length.name))
    if own:
        return own
    longer = series.lengths[series.lengths.index(length) :]
    return next(
        (issue.blocks[key] for other in longer if (key := (code, kind, other.name)) in issue.blocks), None
    )


def _shortened(series: Series, block: Block, length: Length) -> Block:
    """Return a block without what is marked for longer lengths only."""
    from briefgen.markdown import without

    longer = series.lengths[series.lengths.index(length) + 1 :]
    unwanted = frozenset(f"{other.name}-only" for other in longer)
    text = Text(without(block.text.tokens, unwanted), block.text.notes)
    return replace(block, text=text)


def _missing(series: Series, issue: Issue, language: Language, kind: str, length: Length) -> Diagnostic:
    folder = f"{issue.place.path.rpartition('/')[0]}/{language.code}"
    hint = "write {}, or leave the block out under briefs: in issue.yaml"
    if not any(code == language.code for code, *_ in issue.blocks):
        what = f"has no block in the language {language.code}"
        return error(
            Place(folder),
            what,
            f"write the blocks: {', '.join(f'{name}.md' for name in series.lengths[-1].blocks)}",
        )
    if not any(key[:2] == (language.code, kind) for key in issue.blocks):
        path = f"{folder}/{kind}.md"
        return error(Place(path), f'the block "{kind}" is missing', hint.format(path))
    # Only shorter renditions exist, and a reader of this length is owed more than those.
    path = f"{folder}/{kind}.md" if length == series.lengths[-1] else f"{folder}/{kind}.{length.name}.md"
    message = f'the rendition of "{kind}" for the length "{length.name}" is missing'
    return error(Place(path), message, hint.format(path))
