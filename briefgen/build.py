"""The four arrows in one go: read, check, select, render, make, publish."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from briefgen import files, manifest, memo, render, select, site, workers
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity, error
from briefgen.files import Files
from briefgen.formats import FIT, Facts, Format, Warm, known
from briefgen.history import History
from briefgen.manifest import Entry, Manifest
from briefgen.memo import Store
from briefgen.model import Brief, Bundle, Project
from briefgen.request import Choice, chosen, contrast, read, theme
from briefgen.sandbox import Limits
from briefgen.theme import Theme
from briefgen.typeset import libraries, typeset, warm
from briefgen.workers import Made

OUTPUT = "output"


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
    editions = [edition for edition in editions if choice.shard.holds(edition.path)]
    # What is of the series as a whole is made once.
    pages = _site(project, look, briefs if choice == Choice() else None) if choice.shard.first else {}
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


def _site(project: Project, look: Theme, briefs: list[Brief] | None) -> dict[str, bytes]:
    """Return the pages of the series, if it is sound as a whole.

    `briefs` are those of the whole series where a command asks for it, known to be sound; else None.
    """
    if briefs is None:
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
            yield edition.path, _attempt(partial(edition.format.make, bundle(edition, project, look), fonts))
    store, environment = (
        Store(root / files.CACHE / "memo"),
        memo.environment(fonts, libraries()) if slow else "",
    )
    keys: dict[str, str] = {}
    remembered: list[tuple[str, Made]] = []
    warmed: set[Warm] = set()
    readable: list[Path] = []

    def tasks() -> Iterator[tuple[str, workers.Make]]:
        for edition in slow:
            made_of = bundle(edition, project, look)
            key = memo.key(made_of, edition.format.suffix, environment)
            entry = store.get(key)
            if entry:
                remembered.append((edition.path, entry))
                continue
            if edition.format.warm and edition.format.warm not in warmed:
                warmed.add(edition.format.warm)
                readable.extend(edition.format.warm(fonts))
            keys[edition.path] = key
            yield edition.path, partial(edition.format.make, made_of, fonts)

    for path, made in workers.make_all(tasks(), work.jobs or files.cores(), work.limits, readable):
        if not isinstance(made, BriefgenError):
            store.put(keys[path], made)
        yield path, made
        while remembered:
            yield remembered.pop()
    yield from remembered


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
