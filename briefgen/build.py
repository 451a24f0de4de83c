"""The four arrows in one go: read, check, select, render, make, publish."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefgen import (
    checks,
    colours,
    files,
    manifest,
    memo,
    mending,
    parse,
    render,
    select,
    site,
    timeline,
    workers,
)
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity, error, warning
from briefgen.files import Files
from briefgen.formats import FIT, Facts, Format, known
from briefgen.history import History
from briefgen.manifest import Entry, Manifest
from briefgen.memo import Store
from briefgen.model import Brief, Bundle, Issue, Project
from briefgen.sandbox import Limits
from briefgen.theme import Theme
from briefgen.translations import dated
from briefgen.typeset import libraries, typeset, warm
from briefgen.workers import Made

OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a command asks for; an empty collection means all."""

    issues: Collection[str] = ()
    languages: Collection[str] = ()
    lengths: Collection[str] = ()
    formats: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A brief in one format: one output file."""

    brief: Brief
    format: Format

    @property
    def path(self) -> str:
        """Return the path of its file within the output folder."""
        return f"{self.brief.issue.name}/{self.brief.name}.{self.format.suffix}"


@dataclass(slots=True)
class Outcome:
    """What a build did."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    """Paths within the output folder of the files that changed, sorted when the build is done."""
    removed: list[str] = field(default_factory=list)
    """Paths of files whose edition is gone."""
    files: dict[str, Entry] = field(default_factory=dict)
    """Path of every file this build stands for → what the manifest says of it."""
    engine_failed: bool = False

    @property
    def current(self) -> int:
        """Return how many files were already as they should be."""
        return len(self.files) - len(self.written)

    @property
    def exit_code(self) -> int:
        """Return 0 where all is well, 1 where the content has errors, 3 where the engine failed."""
        failed = any(finding.severity is Severity.ERROR for finding in self.diagnostics)
        return 3 if self.engine_failed else int(failed)


@dataclass(frozen=True, slots=True)
class Work:
    """Where and how to build."""

    output: Path
    jobs: int = 0
    """How many processes; 0 means one for each processor."""
    strict: bool = False
    """Whether warnings count as errors."""
    limits: Limits = field(default_factory=Limits)
    """What one document may cost."""


Progress = Callable[[str, int, int], None]
"""Told of each finished file: its path, how many are done, how many there are."""


def read(root: Path) -> Project:
    """Return the project in a folder. Raises BriefgenError with exit code 2 for an unsound configuration."""
    return parse.project(Files(root))


def theme(root: Path) -> Theme:
    """Return the templates of a project over the built-in ones."""
    builtin = Files(files.builtin("templates").parent).tree("templates")
    web = Files(files.builtin("fonts")).tree("web")
    own = {} if files.is_builtin(root) else Files(root).tree("templates")
    return Theme([own, builtin] if own else [builtin], web)


def chosen(
    project: Project, choice: Choice, history: History | None = None
) -> tuple[list[Brief], list[Diagnostic]]:
    """Return the briefs a command asks for, and all that is wrong with their issues.

    The history tells the day of the version that a stale brief follows, for the page.

    Raises BriefgenError with exit code 2 for a name the project does not know.
    """
    names = issue_names(project, choice)
    findings = [finding for finding in project.diagnostics if _concerns(finding, names)]
    findings += checks.check(project, frozenset(names))
    unreadable = {finding.place.path for finding in project.diagnostics}
    briefs: list[Brief] = []
    for issue in project.issues:
        if issue.name in names:
            findings += _timelines(project, issue)
            found = list(select.briefs(project.series, issue, choice.languages, choice.lengths))
            briefs += [dated(each, history) for each in found if isinstance(each, Brief)]
            findings += [
                each for each in found if isinstance(each, Diagnostic) and each.place.path not in unreadable
            ]
    # The same block may be missing from several lengths.
    return briefs, sorted(dict.fromkeys(findings), key=lambda finding: finding.place)


def contrast(look: Theme) -> Iterator[Diagnostic]:
    """Yield the colours of a theme that are hard to read; an error below 4.5 (WCAG 2.2, 1.4.3 AA)."""
    place = Place("templates/style/theme.css")
    try:
        for each in colours.contrasts(look):
            if each.ratio < each.least:
                message = (
                    f"{each.scheme}: --{each.text} on --{each.ground} has a contrast of {each.ratio:.1f}"
                )
                tell = error if each.ratio < colours.AA else warning
                yield tell(place, message, f"make it at least {each.least}: darken one or lighten the other")
    except ValueError as fault:
        yield error(place, str(fault), "write the colour as #rrggbb")


def _timelines(project: Project, issue: Issue) -> Iterator[Diagnostic]:
    """Yield what keeps a table of an issue from being drawn."""
    folder = issue.place.path.rpartition("/")[0]
    for name, data in issue.figures.items():
        for language in project.series.languages if name.endswith(".csv") else ():
            try:
                path = f"{folder}/{name}"
                timeline.read(files.decode(data, path), path, language.code)
            except BriefgenError as fault:
                yield from fault.diagnostics


def issue_names(project: Project, choice: Choice) -> set[str]:
    """Return the names of the issues asked for, which may be given by number or folder."""
    select.refuse_unknown(
        "language", choice.languages, [language.code for language in project.series.languages]
    )
    select.refuse_unknown("length", choice.lengths, [length.name for length in project.series.lengths])
    select.refuse_unknown("format", choice.formats, list(known()))
    folders = {issue.name for issue in project.issues}
    # An issue that could not be read is named by its faults alone.
    folders |= {name for finding in project.diagnostics if (name := _folder(finding))}
    return select.named(folders, choice.issues)


def _folder(finding: Diagnostic) -> str:
    parts = finding.place.path.split("/")
    return parts[1] if len(parts) > 1 and parts[0] == parse.CONTENT else ""


def _concerns(finding: Diagnostic, names: set[str]) -> bool:
    """Tell whether a fault found while reading stands in one of these issues, or above them all."""
    return not _folder(finding) or _folder(finding) in names


def build(root: Path, choice: Choice, work: Work, progress: Progress | None = None) -> Outcome:
    """Build the editions a command asks for and publish them.

    Nothing is written where the content has an error, or a warning in a strict build. Raises BriefgenError
    with exit code 2 for an unsound configuration or an unknown name.
    """
    project = read(root)
    briefs, findings = chosen(project, choice, History(root))
    look = theme(root)
    findings += contrast(look)
    outcome = Outcome(findings)
    worst = max((finding.severity for finding in findings), default=None)
    if worst is Severity.ERROR or (work.strict and worst is Severity.WARNING):
        if work.strict:
            outcome.diagnostics = [_as_error(finding) for finding in findings]
        return outcome
    formats = {name: form for name, form in known().items() if not choice.formats or name in choice.formats}
    editions = [Edition(brief, form) for brief in briefs for form in formats.values()]
    pages = _site(project, look)
    total = len(editions) + len(pages)
    with files.locked(work.output):
        before = manifest.read(work.output)
        sources = {edition.path: _sources(edition.brief) for edition in editions}
        for done, (path, made) in enumerate(_made(editions, project, look, root, work), 1):
            if isinstance(made, BriefgenError):
                outcome.diagnostics += made.diagnostics
                outcome.engine_failed |= made.exit_code == 3
            else:
                _publish(work.output, path, made[0], manifest.entry(made[0], sources[path], made[1]), outcome)
            if progress:
                progress(path, done, total)
        for path, data in pages.items():
            _publish(work.output, path, data, manifest.entry(data), outcome)
        _keep_books(work.output, before, outcome, whole=choice == Choice())
    outcome.written.sort()
    return outcome


def fits(root: Path, choice: Choice, work: Work) -> tuple[dict[str, Facts], list[Diagnostic]]:
    """Return how each brief fits its pages, by its name, and all that is wrong; nothing is written.

    Raises BriefgenError as `build` does.
    """
    project = read(root)
    briefs, findings = chosen(project, choice, History(root))
    if any(finding.severity is Severity.ERROR for finding in findings):
        return {}, findings
    editions = [Edition(brief, FIT) for brief in briefs]
    made = dict(_made(editions, project, theme(root), root, work))
    found: dict[str, Facts] = {}
    for edition in editions:
        result = made[edition.path]
        if isinstance(result, BriefgenError):
            findings += result.diagnostics
            continue
        found[edition.brief.name] = result[1]
        findings += [error(Place(path), what, hint) for path, what, hint in result[1]["too_long"]]
    return found, findings


def mend(root: Path, choice: Choice) -> Iterator[str]:
    """Mend the texts of the issues a command asks for, and yield the lines of a diff as files are written."""
    project = read(root)
    for path, (old, new) in mending.mended(Files(root), project, issue_names(project, choice)).items():
        files.write(root / path, new)
        yield from mending.difference(path, old, new)


def _keep_books(output: Path, before: Manifest, outcome: Outcome, *, whole: bool) -> None:
    """Write the manifest; after a whole and sound build remove the files of editions that are gone."""
    if whole and not outcome.exit_code:
        outcome.removed += manifest.remove_gone(output, before, outcome.files)
        manifest.write(output, outcome.files, libraries())
    else:
        manifest.write(output, {**before, **outcome.files}, libraries())


def _sources(brief: Brief) -> dict[str, str]:
    return {block.path: block.blob for block in brief.blocks}


def _as_error(finding: Diagnostic) -> Diagnostic:
    return error(finding.place, finding.message, finding.hint)


def _publish(output: Path, path: str, data: bytes, entry: Entry, outcome: Outcome) -> None:
    if files.write(output / path, data):
        outcome.written.append(path)
    outcome.files[path] = entry


def _site(project: Project, look: Theme) -> dict[str, bytes]:
    """Return the pages of the series: of every issue that is sound in all of its briefs."""
    briefs, findings = chosen(project, Choice())
    if any(finding.severity is Severity.ERROR for finding in findings):
        return {}
    return dict(site.pages(project.series, briefs, look))


def _made(
    editions: Sequence[Edition], project: Project, look: Theme, root: Path, work: Work
) -> Iterator[tuple[str, Made]]:
    """Yield what became of each edition, as they are ready; slow ones are remembered or made by workers."""
    fonts = files.font_folders(root)
    slow = [edition for edition in editions if edition.format.warm]
    for edition in editions:
        if not edition.format.warm:
            yield edition.path, _attempt(_task(edition, project, look, fonts))
    store, environment = (
        Store(root / files.CACHE / "memo"),
        memo.environment(fonts, libraries()) if slow else "",
    )
    missing: dict[str, tuple[Edition, str]] = {}
    for edition in slow:
        key = memo.key(bundle(edition, project, look), edition.format.suffix, environment)
        entry = store.get(key)
        if entry:
            yield edition.path, entry
        else:
            missing[edition.path] = edition, key
    warms = dict.fromkeys(edition.format.warm for edition, _ in missing.values())
    folders = [folder for warm in warms if warm for folder in warm(fonts)]
    tasks = ((path, _task(edition, project, look, fonts)) for path, (edition, _) in missing.items())
    for path, made in workers.make_all(tasks, work.jobs or files.cores(), work.limits, folders):
        if not isinstance(made, BriefgenError):
            store.put(missing[path][1], made)
        yield path, made


def _task(edition: Edition, project: Project, look: Theme, fonts: Sequence[Path]) -> workers.Make:
    made_of = bundle(edition, project, look)
    return lambda: edition.format.make(made_of, fonts)


def bundle(edition: Edition, project: Project, look: Theme) -> Bundle:
    """Return the bundle of an edition; it links the other briefs of its issue."""
    siblings = [
        found for found in select.briefs(project.series, edition.brief.issue) if isinstance(found, Brief)
    ]
    return render.render(edition.brief, look, edition.format.medium, siblings)


def _attempt(make: workers.Make) -> Made:
    try:
        return make()
    except BriefgenError as fault:
        return fault


def typeset_page(page: Path, fonts: Sequence[Path], limits: Limits) -> bytes:
    """Return the PDF of an HTML page, made by a worker that reads nothing but files below the page's folder.

    Raises BriefgenError with exit code 3 where the page asks for more, or costs more than the limits.
    """
    made_of = Bundle(page.stem, "", Files(page.parent).read_text(page.name), files.Folder(page.parent), "")
    readable = [warm(fonts), *fonts, page.parent]
    ((_, made),) = workers.make_all([(page.name, lambda: (typeset(made_of, fonts), {}))], 1, limits, readable)
    if isinstance(made, BriefgenError):
        raise made
    return made[0]
