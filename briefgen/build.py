"""The four arrows in one go: read, check, select, render, make, publish."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from briefgen import depot, disk, files, index, inputs, manifest, memo, parse, render, request, select, site
from briefgen.diagnostics import BriefgenError, Diagnostic, Severity, error
from briefgen.files import Files
from briefgen.formats import Facts, Format, known, placed
from briefgen.history import History
from briefgen.index import Row, Seen
from briefgen.making import Press, nursery
from briefgen.manifest import Entry, Manifest
from briefgen.memo import Store
from briefgen.model import Brief, Bundle, Project
from briefgen.nursery import Nursery
from briefgen.paper import Paper, Workshop
from briefgen.parse import Frame
from briefgen.request import Choice
from briefgen.sandbox import Limits
from briefgen.theme import Theme
from briefgen.typeset import libraries
from briefgen.workers import Made, Make

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
    rows: dict[str, Row] | None = None
    """What was seen of every file; None where the same build may come to something else next time."""

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
    limits: Mapping[str, int] = field(default_factory=dict)
    """What one document may cost, where that is not what the project says."""
    keep_going: bool = True
    """Whether to go on with other issues and editions after one that fails."""
    before: Mapping[str, Row] = field(default_factory=dict)
    """What an earlier build saw of files; those that are as they were are not read again."""
    cluster: str = ""
    """Address of a scheduler of Dask whose workers make the documents; empty means this machine."""


Progress = Callable[[str, int, int], None]
"""Told of each finished file: its path, how many are done, how many there are at most."""


def build(root: Path, choice: Choice, work: Work, progress: Progress | None = None) -> Outcome:
    """Build the editions a command asks for and publish them.

    Nothing is written of an issue that has an error, or a warning in a strict build, and nothing at all where
    the fault lies above the issues. Raises BriefgenError with exit code 2 for an unsound configuration or an
    unknown name, and OSError where files cannot be written; what was there before is whole then.
    """
    with nursery(_formats(choice), work.cluster) as begun, disk.cache_in_use(root):
        seen = Seen(dict(work.before), index.clock(str(root / index.CACHE / "index")))
        shop = workshop(root, seen)
        run = _Run(shop, press(shop, work, begun), choice, work, progress)
        run.all()
        return run.outcome


def workshop(root: Path, seen: Seen) -> Workshop:
    """Read what all issues share, at a moment when nobody changes it."""
    libraries_now = libraries()
    while True:
        made_of = inputs.look(root, seen, libraries_now)
        frame, look = parse.frame(Files(root)), request.theme(root)
        if inputs.common(root, Seen(seen.rows, seen.began), made_of.engine) == made_of.common:
            break
        seen.rows.clear()
    return Workshop(root, frame, look, History(root), made_of, Store(root / memo.FOLDER), seen)


def press(shop: Workshop, work: Work, nursery: Nursery | None = None) -> Press:
    """Return what editions are made with."""
    settings, fonts = shop.frame.settings, files.font_folders(shop.root)
    limits, far = Limits(**{**settings.limits, **work.limits}), depot.named(settings.store)
    return Press(fonts, shop.store, shop.inputs.engine, work.jobs, limits, work.cluster, far, nursery)


@dataclass(slots=True)
class _Open:
    """An issue of which editions are being made."""

    paper: Paper
    briefs: dict[str, Brief]
    """Path of each edition → its brief."""
    waiting: set[str]
    done: dict[str, Entry] = field(default_factory=dict)


class _Run:
    """One build under way."""

    def __init__(
        self, shop: Workshop, press: Press, choice: Choice, work: Work, progress: Progress | None
    ) -> None:
        self.shop, self.press, self.choice, self.work, self.seen = shop, press, choice, work, shop.seen
        self.formats = _formats(choice)
        self.outcome = Outcome()
        self.names = _names(shop.frame, choice)
        self.lasting = True
        self._progress, self._most = (
            progress,
            len(self.names) * len(self.formats) * _combinations(shop, choice),
        )
        self._held = ExitStack()
        self._before: Manifest | None = None
        self._open: dict[str, _Open] = {}
        self._findings: list[Diagnostic] = []
        self._listings: dict[str, site.Listing | None] = {}
        """Name of each issue that was looked at → what the pages of the series say of it."""

    def all(self) -> None:
        """Build all that is asked for."""
        frame = self.shop.frame
        refused = (finding for name, finding in frame.refused.items() if name in self.names)
        general = self._told([*frame.faults, *refused])
        looks = self._told(request.contrast(self.shop.look))
        blocked = any(finding.severity is Severity.ERROR for finding in (*general, *looks))
        failures: list[Diagnostic] = []
        with self._held:
            try:
                for path, result in self.press.run(self._tasks(blocked)):
                    if isinstance(result, BriefgenError):
                        failures += (each for each in self._placed(path, result) if each not in failures)
                        self.outcome.engine_failed |= result.exit_code == 3
                        # What is told of a machine and not of an edition ends nothing, and does not last.
                        self.lasting &= result.exit_code != 0
                        if result.exit_code and not self.work.keep_going:
                            break
                    else:
                        self._take(path, *result)
                self.outcome.diagnostics = request.in_order([*general, *self._findings]) + looks
                if self.choice.shard.first and not blocked:
                    self._publish_site(sound=not self.outcome.exit_code)
                self.outcome.diagnostics += failures
                self._close_books(finished=not self.outcome.exit_code)
            except BaseException as fault:
                # What was written until now goes on the books, if there is room for them.
                with suppress(OSError):
                    self._close_books(finished=False)
                if not isinstance(fault, OSError):
                    raise
                self.outcome.diagnostics = request.in_order([*general, *self._findings]) + failures
                self.outcome.diagnostics.append(disk.refused(fault, self.shop.root))
                self.outcome.engine_failed = True
        self.outcome.written.sort()
        if self.lasting and not self.outcome.engine_failed:
            self.outcome.rows = self.seen.rows

    def _told(self, findings: Iterator[Diagnostic] | list[Diagnostic]) -> list[Diagnostic]:
        """Return findings as they count in this build."""
        return [_as_error(finding) if self.work.strict else finding for finding in findings]

    def _tasks(self, blocked: bool) -> Iterator[tuple[str, Make | Made]]:
        """Yield every edition that is not as it should be; an issue is read when its turn comes."""
        for name in self.shop.frame.folders:
            if name not in self.names:
                continue
            paper = Paper(self.shop, name)
            survey = paper.survey(self.choice)
            found = self._told(list(survey.findings))
            self._findings += found
            faulty = any(finding.severity is Severity.ERROR for finding in found)
            if self.choice.languages or self.choice.lengths:
                survey = paper.survey(Choice())
                self._listings[name] = survey.listing
            else:
                self._listings[name] = None if faulty else survey.listing
            if faulty and not self.work.keep_going:
                return
            if not faulty and not blocked:
                self._begin()
                yield from self._editions(paper)
            self.lasting &= paper.is_lasting

    def _editions(self, paper: Paper) -> Iterator[tuple[str, Make | Made]]:
        kept = paper.editions(self.choice)
        current = {path: entry for path, entry in kept.items() if self._is_current(path, entry)}
        self.outcome.files.update(current)
        self._tell(paper.name)
        if kept and len(current) == len(kept):
            return
        briefs, _ = paper.briefs(self.choice)
        editions = [Edition(brief, form) for brief in briefs for form in self.formats]
        editions = [each for each in editions if self.choice.shard.holds(each.path)]
        wanted = [each for each in editions if each.path not in current]
        its = _Open(
            paper, {each.path: each.brief for each in wanted}, {each.path for each in wanted}, current
        )
        self._open |= dict.fromkeys(its.waiting, its)
        siblings = select.siblings(self.shop.frame.series, briefs[0].issue) if wanted else []
        for edition in wanted:
            made_of = render.render(edition.brief, self.shop.look, edition.format.medium, siblings)
            yield self.press.task(edition.path, edition.format, made_of)

    def _take(self, path: str, data: bytes, facts: Facts) -> None:
        """Publish an edition; when it is the last of its issue, remember them all."""
        its = self._open.pop(path)
        sources = {block.path: block.blob for block in its.briefs[path].blocks}
        its.done[path] = manifest.entry(data, sources, facts)
        self._publish(path, data, its.done[path])
        its.waiting.discard(path)
        if not its.waiting:
            its.paper.keep_editions(self.choice, its.done)

    def _placed(self, path: str, fault: BriefgenError) -> Iterator[Diagnostic]:
        """Yield what ended an edition, at the lines that it comes from where these are known."""
        its = self._open.get(path)
        yield from placed(fault.diagnostics, its.briefs[path]) if its else fault.diagnostics

    def _publish_site(self, *, sound: bool) -> None:
        """Publish the pages of the series, if it is sound as a whole."""
        frame, found = self.shop.frame, self._listings
        if self.choice.languages or self.choice.lengths or not self.names >= set(frame.folders):
            others = (name for name in frame.folders if name not in found)
            found |= {name: Paper(self.shop, name).survey(Choice()).listing for name in others}
            sound = not frame.refused and all(found.values())
        listings = [each for name in frame.folders if (each := found.get(name))]
        if sound:
            self._begin()
            for path, data in site.pages_of(frame.series, listings, self.shop.look).items():
                self._publish(path, data, manifest.entry(data))

    def _begin(self) -> None:
        """Take the output folder, unless that is done."""
        if self._before is None:
            self._held.enter_context(disk.locked(self.work.output))
            self._before = manifest.read(self.work.output)

    def _is_current(self, path: str, entry: Entry) -> bool:
        return self.seen.digest(str(self.work.output / path)).hex() == entry.sha256

    def _publish(self, path: str, data: bytes, entry: Entry) -> None:
        target = self.work.output / path
        if disk.write(target, data):
            self.outcome.written.append(path)
        self.seen.wrote(str(target), bytes.fromhex(entry.sha256))
        self.outcome.files[path] = entry
        self._tell(path)

    def _close_books(self, *, finished: bool) -> None:
        """Write the manifest; after a whole and sound build remove the files of editions that are gone."""
        if self._before is None:
            return
        output, outcome, listed = self.work.output, self.outcome, dict(self._before)
        if finished and self.choice == Choice():
            outcome.removed += manifest.remove_gone(output, self._before, outcome.files)
            listed.clear()
        data = manifest.write(output, {**listed, **outcome.files}, libraries())
        self.seen.wrote(str(output / manifest.NAME), sha256(data).digest())

    def _tell(self, path: str) -> None:
        if self._progress:
            done = len(self.outcome.files)
            self._progress(path, done, max(done, self._most))


def _names(frame: Frame, choice: Choice) -> set[str]:
    return request.names_among(frame.series, {*frame.folders, *frame.refused}, choice)


def _formats(choice: Choice) -> list[Format]:
    return [form for name, form in known().items() if not choice.formats or name in choice.formats]


def _combinations(shop: Workshop, choice: Choice) -> int:
    """Return how many briefs an issue has at most."""
    series = shop.frame.series
    return len(choice.languages or series.languages) * len(choice.lengths or series.lengths)


def _as_error(finding: Diagnostic) -> Diagnostic:
    return error(finding.place, finding.message, finding.hint)


def bundle(edition: Edition, project: Project, look: Theme) -> Bundle:
    """Return the bundle of an edition; it links the other briefs of its issue."""
    siblings = select.siblings(project.series, edition.brief.issue)
    return render.render(edition.brief, look, edition.format.medium, siblings)
