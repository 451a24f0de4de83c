"""What a change touches: the editions that another state of the project would have made of other bundles.

Not the names of files tell, but what is rendered of them: a change that no edition selects touches nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from markdown_it.token import Token

from briefgen import files, layout, memo, parse, references, revisions, select, workers
from briefgen.build import Edition, bundle
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity, error
from briefgen.files import CONFIGURATION, Files
from briefgen.formats import known
from briefgen.history import History
from briefgen.model import Block, Brief, Issue, Project, Series
from briefgen.revisions import PARTS
from briefgen.theme import Theme
from briefgen.translations import dated

Fate = Literal["added", "removed", "changed"]
_FONTS = "fonts/"
_LOOKS = ("templates/", _FONTS)


@dataclass(frozen=True, slots=True)
class State:
    """A project as it is, or as it was."""

    files: Files
    project: Project
    look: Theme
    fonts: Mapping[str, str]
    """Path of each font of the project's own → its blob id."""
    editions: Mapping[str, Edition]
    """By the paths of their files."""

    def key(self, edition: Edition) -> str:
        """Return the digest of all that an edition is made of; empty where its templates are at fault."""
        fonts = repr(sorted(self.fonts.items())) if edition.format.warm else ""
        try:
            return memo.key(bundle(edition, self.project, self.look), edition.format.suffix, fonts)
        except BriefgenError:
            return ""


@dataclass(frozen=True, slots=True)
class Touched:
    """An edition that a change touches."""

    path: str
    """Of its file within the output folder."""
    fate: Fate
    why: tuple[str, ...]
    """Blocks by their paths within the issue, and parts of issue.yaml, templates and fonts by their names."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What lies between two states."""

    before: State
    after: State
    touched: tuple[Touched, ...]
    diagnostics: tuple[Diagnostic, ...]
    """Errors that keep editions from being made as the project stands."""


def since(root: Path, revision: str, issues: Collection[str] = ()) -> Difference:
    """Return what changed between a revision and the project as it stands on disk.

    `issues` are given by number or folder; none means all. Raises BriefgenError with exit code 2 for a
    revision that git does not know, an issue that there is not, and a configuration that is unsound.
    """
    history = History(root)
    new = Files(root)
    old = revisions.snapshot(root, revision, history)
    new_ids = dict(_ids(new))
    old_ids = {path: row.blob for path, row in old.kept.items()}
    paths = {path for path in old_ids.keys() | new_ids.keys() if old_ids.get(path) != new_ids.get(path)}
    named = select.named({*_issues(old_ids), *_issues(new_ids)}, issues)
    concerned = _concerned(paths, named)
    old.load(path for path in old_ids if _is_read(path, {*concerned, ""}, files.is_builtin(root)))
    try:
        before = _state(old, old_ids, concerned, history, _look(root, old))
    except BriefgenError as fault:
        what = f'is unsound in the revision "{files.printable(revision)}": {fault.diagnostics[0].message}'
        raise BriefgenError([error(Place(CONFIGURATION), what, "name a later revision")], 2) from None
    look = _look(root, new) if any(path.startswith(_LOOKS) for path in paths) else before.look
    after = _state(new, new_ids, concerned, history, look)
    return Difference(before, after, tuple(_touched(before, after)), tuple(_faults(after)))


def _ids(source: Files) -> Iterator[tuple[str, str]]:
    """Yield the path and blob id of every file of a project."""
    folders = [part for part in PARTS if part != CONFIGURATION]
    yield CONFIGURATION, _id(source, CONFIGURATION)
    while folders:
        folder = folders.pop()
        folders += [f"{folder}/{name}" for name in source.folders(folder)]
        for name in source.names(folder):
            yield f"{folder}/{name}", _id(source, f"{folder}/{name}")


def _id(source: Files, path: str) -> str:
    try:
        return files.blob_id(source.read_bytes(path))
    except BriefgenError:
        return ""


def _is_read(path: str, issues: Collection[str], is_builtin: bool) -> bool:
    """Tell whether a file is read to render these issues; fonts are only there where they travel in pages."""
    return _issue(path) in issues and (is_builtin or not path.startswith(_FONTS))


def _issue(path: str) -> str:
    """Return the issue that a file belongs to; empty for what belongs to none."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == layout.CONTENT else ""


def _issues(paths: Iterable[str]) -> set[str]:
    return {_issue(path) for path in paths} - {""}


def _concerned(paths: Collection[str], named: Collection[str]) -> set[str]:
    """Return those of the named issues that changed files may touch."""
    # Nothing is printed of the glossary.
    if any(not _issue(path) and path != layout.GLOSSARY for path in paths):
        return set(named)
    return _issues(paths) & set(named)


def _state(
    source: Files, ids: Mapping[str, str], issues: Collection[str], history: History, look: Theme
) -> State:
    project = parse.project(source, issues)
    briefs = [
        dated(found, history)
        for issue in project.issues
        for found in select.briefs(project.series, issue)
        if isinstance(found, Brief)
    ]
    editions = [Edition(brief, form) for brief in briefs for form in known().values()]
    fonts = {path: id for path, id in ids.items() if path.startswith(_FONTS)}
    return State(source, project, look, fonts, {each.path: each for each in editions})


def _look(root: Path, source: Files) -> Theme:
    """Return the templates of a state over the built-in ones."""
    own = source.tree("templates")
    if files.is_builtin(root):
        return Theme([own], source.tree("fonts/web"))
    builtin = Files(files.builtin("templates").parent).tree("templates")
    web = Files(files.builtin("fonts")).tree("web")
    return Theme([own, builtin] if own else [builtin], web, workers.apart)


def _faults(state: State) -> Iterator[Diagnostic]:
    yield from (fault for fault in state.project.diagnostics if fault.severity is Severity.ERROR)
    for issue in state.project.issues:
        found = select.briefs(state.project.series, issue)
        yield from dict.fromkeys(each for each in found if isinstance(each, Diagnostic))


def _touched(before: State, after: State) -> Iterator[Touched]:
    restyled = (before.look.folders, before.look.fonts) != (after.look.folders, after.look.fonts)
    for path in sorted(before.editions.keys() | after.editions.keys()):
        old, new = before.editions.get(path), after.editions.get(path)
        if not old or not new:
            yield Touched(path, "removed" if old else "added", ())
            continue
        key = after.key(new)
        if before.key(old) == key:
            continue
        why = list(dict.fromkeys([*_blocks(old.brief, new.brief), *_parts(old.brief, new.brief)]))
        if new.format.warm and before.fonts != after.fonts:
            why.append("fonts")
        # Where there are other causes, the templates are one only if they tell on this edition.
        if restyled and (not why or replace(after, look=before.look).key(new) != key):
            why.append("templates")
        yield Touched(path, "changed", tuple(why))


def _blocks(old: Brief, new: Brief) -> Iterator[str]:
    """Yield the blocks that are printed otherwise, by their paths within the issue."""
    before = {block.path: _printed(block) for block in old.blocks}
    after = {block.path: _printed(block) for block in new.blocks}
    for path in dict.fromkeys([*after, *before]):
        if before.get(path) != after.get(path):
            yield path.split("/", 2)[2]
    if [*before] != [*after] and before.keys() == after.keys():
        yield "order of blocks"


def _printed(block: Block) -> object:
    """Return what is printed of a block, wherever in its file that stands."""
    notes = {label: _plain(tokens) for label, tokens in block.text.notes.items()}
    return block.title, _plain(block.text.tokens), sorted(notes.items())


def _plain(tokens: Sequence[Token] | None) -> list[Any]:
    return [
        (
            *(token.type, token.tag, token.content, token.info, _plain(token.children)),
            *(sorted(map(repr, values.items())) for values in (token.attrs, token.meta)),
        )
        for token in tokens or ()
    ]


def _parts(old: Brief, new: Brief) -> Iterator[str]:
    """Yield what else of an issue or of the series is printed otherwise, by its key in the YAML file."""
    before, after = dict(_facts(old)), dict(_facts(new))
    yield from (name for name in after if before[name] != after[name])


def _facts(brief: Brief) -> Iterator[tuple[str, object]]:
    """Yield the name and value of all that a brief prints beside its blocks."""
    issue, series, code = brief.issue, brief.series, brief.language.code
    for name in ("title", "short_title", "keywords", "notice"):
        yield name.replace("_", "-"), getattr(issue, name).get(code)
    for name in ("authors", "editors"):
        yield name, [person.name.get(code) for person in getattr(issue, name)]
    yield "date", issue.date
    based_on = issue.based_on
    yield "based-on", based_on and (based_on.url, based_on.title.get(code), based_on.publisher.get(code))
    yield "sources", list(_sources(brief))
    yield "figures", {path: data for path, data in issue.figures.items() if _shows(brief, path)}
    yield "version followed", brief.follows
    yield "briefgen.yaml", (_imprint(series, code), brief.language, brief.length)
    yield "other editions", _siblings(series, issue)


def _imprint(series: Series, code: str) -> list[object]:
    translated = (series.name, series.publisher, series.licence, series.disclaimer)
    return [*(texts.get(code) for texts in translated), series.url, series.issn]


def _siblings(series: Series, issue: Issue) -> list[str]:
    return [each.name for each in select.siblings(series, issue)]


def _sources(brief: Brief) -> Iterator[object]:
    code = brief.language.code
    for id in references.numbers(brief):
        source = brief.issue.sources.get(id)
        if source:
            publisher = source.publisher.get(code, source.publisher.get(""))
            yield id, source.url, publisher, source.about.get(code), source.date, source.language


def _shows(brief: Brief, path: str) -> bool:
    return any(
        token.type == "image" and token.attrs.get("src") == path
        for block in brief.blocks
        for tokens in block.text.tokens
        for token in tokens.children or ()
    )
