"""Translations beside their sources: which follow, which lag behind, what an editor accepts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from briefgen import layout, outline, worddiff
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error, warning
from briefgen.files import MAX_TEXT, Files
from briefgen.history import History
from briefgen.model import Block, Brief, Follows, Issue, Length, PartialDate, Project, Series
from briefgen.select import kinds_of, named, rendition


class State(StrEnum):
    """How a block stands to its source."""

    SOURCE = "source"
    """It is in the language the issue was written in."""
    CURRENT = "current"
    STALE = "stale"
    """Its source has changed since."""
    MISSING = "missing"
    UNTRACKED = "untracked"
    """It does not say what it is a translation of."""
    UNREVIEWED = "never reviewed"
    """It names its source, but not the version that it follows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one block stands to its source."""

    state: State
    sources: tuple[Block, ...] = ()
    """The block it follows; after a split, all that came of it; none where it is gone."""
    moved: bool = False
    """Whether the source stands elsewhere than the translation says."""


class Row(NamedTuple):
    """One block of one brief, as the status tells it."""

    issue: str
    language: str
    kind: str
    length: str
    state: State
    path: str
    """Path of the block that serves; empty where it is missing."""
    source: str
    """Path of the block it follows; empty where there is none."""
    words: int | None
    """How many words of the source changed since; None where the old text is unknown."""


_STATES = {str(state): state for state in State}


def path_of(issue: Issue, within: str) -> str:
    """Return the path within the project of a path within an issue's folder."""
    return f"{issue.place.path.rpartition('/')[0]}/{within}"


def standing(issue: Issue, block: Block, history: History | None = None) -> Standing:
    """Return how a block stands to its source; the history is asked only where that is not at its place."""
    if block.translation_of is None:
        own = block.language == issue.source_language
        return Standing(State.SOURCE if own else State.UNTRACKED)
    followed = block.translation_of
    path = path_of(issue, followed.path)
    # Nearly always it is the block of the same kind and length.
    source = issue.blocks.get((issue.source_language, block.kind, block.length))
    if source is None or source.path != path:
        source = _by_path(issue).get(path)
    if source is None:
        return _moved(block, path, _by_path(issue), history)
    if not followed.blob:
        return Standing(State.UNREVIEWED, (source,))
    if source.is_version(followed.blob):
        return Standing(State.CURRENT, (source,))
    by_path = _by_path(issue) if history else {}
    parts = [by_path[new] for new in history.moved(path) if new in by_path] if history else []
    return Standing(State.STALE, (source, *_fellows(source, parts)))


def _by_path(issue: Issue) -> dict[str, Block]:
    return {block.path: block for block in issue.blocks.values()}


def _fellows(source: Block, parts: Sequence[Block]) -> list[Block]:
    """Return the blocks of the source's own language and length that were split off it."""
    return [part for part in parts if (part.language, part.length) == (source.language, source.length)]


def _moved(block: Block, path: str, by_path: Mapping[str, Block], history: History | None) -> Standing:
    """Return the standing of a translation whose source is not where it was."""
    blob = block.translation_of.blob if block.translation_of else ""
    others = [other for other in by_path.values() if other.language != block.language]
    same = next((other for other in others if other.is_version(blob)), None)
    if same:
        return Standing(State.CURRENT, (same,), moved=True)
    language = path.split("/")[-2]
    parts = [by_path[new] for new in history.moved(path) if new in by_path] if history else []
    parts = [part for part in parts if part.language == language]
    return Standing(State.STALE if blob else State.UNREVIEWED, tuple(parts), moved=True)


def rows(series: Series, issue: Issue, history: History | None = None) -> Iterator[Row]:
    """Yield a row for every block of every brief of an issue; without a history no words are counted."""
    for language in series.languages:
        for length in series.lengths:
            if length.name in issue.lengths:
                for kind in kinds_of(issue, language, length):
                    block = rendition(series, issue, language.code, kind, length)
                    if block:
                        yield _row(issue, block, length, history)
                    elif kind not in length.optional:
                        yield Row(issue.name, language.code, kind, length.name, State.MISSING, "", "", None)


def _row(issue: Issue, block: Block, length: Length, history: History | None) -> Row:
    found = standing(issue, block, history)
    source = found.sources[0].path if found.sources else ""
    words = words_changed(block, found, history) if history and found.state is State.STALE else None
    place = (issue.name, block.language, block.kind, length.name)
    return Row(*place, found.state, block.path, source, words)


def dated(brief: Brief, history: History | None) -> Brief:
    """Return a brief that says which version it follows, where it lags behind and its project wants that."""
    if brief.series.stale != "banner":
        return brief
    lagging = [
        block
        for block in brief.blocks
        if standing(brief.issue, block).state is State.STALE and block.language == brief.language.code
    ]
    if not lagging:
        return brief
    blobs = [block.translation_of.blob for block in lagging if block.translation_of]
    days = [history.date(blob) if history else "" for blob in blobs]
    day = "" if "" in days else min(days)
    return replace(brief, follows=Follows(PartialDate(*map(int, day.split("-"))) if day else None))


def words_changed(block: Block, found: Standing, history: History) -> int | None:
    """Return how many words of a block's source changed since; None where the old text is unknown."""
    since = changes(block, found, history)
    return None if since is None else sum(change.words for change in since)


def changes(block: Block, found: Standing, history: History) -> Sequence[worddiff.Change] | None:
    """Return what changed in a block's source since; None where the old text or the source is gone.

    A file that took over a part of the source counts as a part of it; a mere copy does not.
    """
    old = old_text(block, history)
    if old is None or not found.sources:
        return None
    parts = [each.source for each in found.sources]
    readings = [worddiff.changes(old, _joined(parts[:count])) for count in range(1, len(parts) + 1)]
    return min(readings, key=lambda reading: sum(change.words for change in reading))


def old_text(block: Block, history: History) -> str | None:
    """Return the text that a translation follows; None where no history holds it, or it is no block's."""
    blob = block.translation_of.blob if block.translation_of else ""
    data = history.texts([blob]).get(blob)
    if data is None or len(data) > MAX_TEXT:
        return None
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _joined(texts: Sequence[str]) -> str:
    first, *rest = texts
    bodies = ("\n\n".join(part.text for part in worddiff.paragraphs(text)) for text in rest)
    return "\n\n".join([first, *bodies])


def told(
    root: Path, given: Collection[str], history: History, *, texts: bool = False
) -> tuple[Series, list[Issue], list[Row]]:
    """Return the series, issues that were read, and a row for each block of the briefs that are asked for.

    These are of the issues given by number or folder, or of all. Of those whose translations lag behind the
    texts are read that lag and that are followed, with `texts` all issues whole. Raises BriefgenError with
    exit code 2 for an unsound configuration or an issue that there is not.
    """
    light, source = outline.Outline(root), Files(root)
    chosen = named(light.names, given)
    found = {name: _remembered(light, name) for name in light.names if name in chosen and not texts}
    light.keep()
    if texts:
        from briefgen import parse

        read = parse.project(source, chosen)
        series, issues = read.series, [issue for issue in read.issues if issue.name in chosen]
    else:
        lagging = (name for name, its in found.items() if any(row.state is State.STALE for row in its))
        series, issues = light.series, [_with_texts(light.issue(name), source, history) for name in lagging]
    prepared(issues, history)
    found |= {issue.name: list(rows(series, issue, history)) for issue in issues}
    return series, issues, [row for its in found.values() for row in its]


def _remembered(light: outline.Outline, name: str) -> list[Row]:
    """Return a row for every block of every brief of an issue; no words are counted."""
    folder = f"{layout.CONTENT}/{name}/"
    told = light.told(name)
    if told is None:
        its = rows(light.series, light.issue(name))
        told = [[*row[1:5], row.path.removeprefix(folder), row.source.removeprefix(folder)] for row in its]
        light.tell(name, told)
    return [
        Row(name, code, kind, size, _STATES[state], path and folder + path, source and folder + source, None)
        for code, kind, size, state, path, source in told
    ]


def _with_texts(issue: Issue, source: Files, history: History) -> Issue:
    """Return an issue with the texts of its stale blocks and of their sources, less what cannot be read."""
    wanted: set[str] = set()
    for block in issue.blocks.values():
        found = standing(issue, block, history)
        if found.state is State.STALE:
            wanted |= {block.path, *(each.path for each in found.sources)}
    blocks = {}
    for key, block in issue.blocks.items():
        with suppress(BriefgenError):
            text = source.read_text(block.path) if block.path in wanted else ""
            blocks[key] = replace(block, source=text)
    return replace(issue, blocks=blocks)


def prepared(issues: Iterable[Issue], history: History) -> None:
    """Fetch the old texts of all stale blocks at once, so that git is started once."""
    blobs = set()
    for issue in issues:
        for block in issue.blocks.values():
            if block.translation_of and standing(issue, block).state is State.STALE:
                blobs.add(block.translation_of.blob)
    history.texts(blobs)


def unknown(issue: Issue, history: History) -> Iterator[Diagnostic]:
    """Yield a finding for each translation that follows a version which the repository does not hold."""
    for block in issue.blocks.values():
        stale = block.source and block.translation_of and standing(issue, block).state is State.STALE
        if stale and history.is_kept and old_text(block, history) is None:
            blob = block.translation_of.blob if block.translation_of else ""
            what = f"follows a version that the history does not hold ({blob[:7]})"
            yield warning(line_of(block), what, _way(block, history))


def incomparable(block: Block, found: Standing, history: History) -> Diagnostic:
    """Return why nobody can tell what changed in a block's source since it was translated."""
    say = "write translation-of: LANGUAGE/FILE.md at its head"
    what, hint = {
        State.SOURCE: ("is in the language of the source, and follows nothing", "name a translation"),
        State.UNTRACKED: ("does not say what it is a translation of", say),
        State.UNREVIEWED: ("names no version of its source yet", _way(block, None)),
    }.get(found.state, ("follows a version that no history holds", _way(block, history)))
    if found.state is not State.SOURCE and not found.sources and block.translation_of:
        what, hint = "follows a file that is gone", "name in translation-of the file that holds the text now"
    return error(line_of(block), what, hint)


def _way(block: Block, history: History | None) -> str:
    """Return how an editor gets on where the old text is not to be had."""
    fetch = (
        "get the rest of the history: git fetch --unshallow; or " if history and history.is_shallow else ""
    )
    return f"{fetch}compare the two texts, then run: briefgen translation accept {block.path}"


def line_of(block: Block) -> Place:
    """Return the place of the line that says what a block follows."""
    lines = block.source.split("\n")
    return Place(
        block.path, next((at for at, line in enumerate(lines, 1) if line.startswith("translation-of")), 1)
    )


def block_named(project: Project, name: str) -> tuple[Issue, Block]:
    """Return the block that an editor names: by its path, the end of it, or 2077/ar/background.md.

    Raises BriefgenError with exit code 2 where none or more than one is meant.
    """
    wanted = name.rstrip("/").removeprefix("./")
    known = [(issue, block) for issue in project.issues for block in issue.blocks.values()]
    found = [
        (issue, block)
        for issue, block in known
        if f"/{block.path}".endswith(f"/{wanted}")
        or f"{issue.number}/{block.path.split('/', 2)[2]}" == wanted
        or wanted.endswith(f"/{block.path}")
    ]
    if len(found) != 1:
        what = "is the name of more than one block" if found else "is not a block of this project"
        hint = ", ".join(block.path for _, block in found[:3]) or "give its path: 2077/ar/background.md"
        raise BriefgenError([error(Place(wanted), what, hint)], 2)
    return found[0]
