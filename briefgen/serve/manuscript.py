"""The project as its files stand: read whole at first, and of a saved file no more than that file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from briefgen import build, layout, parse, request, select, workers
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.files import Files
from briefgen.formats import FORMATS
from briefgen.history import History
from briefgen.model import Brief, Bundle, Issue, Project, Series
from briefgen.serve import editions, notes
from briefgen.serve.editions import Known
from briefgen.serve.sheets import Look
from briefgen.theme import Theme
from briefgen.translations import dated

_BLOCK = re.compile(r"content/([^/]+)/[^/]+/[^/]+\.md")
_ISSUE = re.compile(r"content/([0-9][^/]*)(?:/.*)?")


class Manuscript:
    """A project, what is wrong with it, and how it looks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project: Project | None = None
        self.wrong: tuple[Diagnostic, ...] = ()
        """What is wrong with the project as a whole."""
        self.known: dict[str, Known] = {}
        """Issue → what the rules found in it."""
        self.history = History(root)
        self.theme = Theme(())
        """Of what is handed out and printed."""
        self.look = Look((), {})
        """The same, of what is shown."""
        self._files = Files(root)
        self.load()

    def load(self) -> None:
        """Read the project anew. An unsound configuration is told of, and the last good one stays."""
        self.wrong = ()
        try:
            self.theme = request.theme(self.root)
            self.look = Look(self.theme.folders, self.theme.fonts, workers.apart)
            project = parse.project(self._files)
            self.project = replace(project, issues=self._in_order(project, ()))
        except BriefgenError as fault:
            self.wrong = fault.diagnostics
        except OSError as fault:
            path = str(fault.filename or ".").removeprefix(f"{self.root}/")
            self.wrong = (error(Place(path), fault.strerror or "cannot be read"),)
        self.known.clear()

    # ---------- what there is ----------

    @property
    def series(self) -> Series:
        """Return the series of a project that could be read once, as it must have been."""
        assert self.project
        return self.project.series

    @property
    def issues(self) -> Sequence[Issue]:
        """Return the issues of the project, none where it could never be read."""
        return self.project.issues if self.project else ()

    @property
    def content(self) -> Sequence[Diagnostic]:
        """Return what is wrong with the content."""
        return self.project.diagnostics if self.project else ()

    @property
    def loose(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the content and with no issue that is shown."""
        names = {issue.name for issue in self.issues}
        parts = ((each, each.place.path.split("/")) for each in self.content)
        return tuple(each for each, (_, *inner) in parts if len(inner) < 2 or inner[0] not in names)

    def issue(self, name: str) -> Issue | None:
        """Return an issue by its folder."""
        return next((issue for issue in self.issues if issue.name == name), None)

    def names(self, issue: Issue) -> list[str]:
        """Return the names of the briefs that an issue should have."""
        return [
            f"{issue.name}.{language.code}.{length.name}"
            for language in self.series.languages
            for length in self.series.lengths
            if length.name in issue.lengths
        ]

    def brief(self, name: str) -> tuple[Brief | None, tuple[Diagnostic, ...]]:
        """Return a brief, and what it lacks. Raises KeyError where no brief is called so."""
        parts = name.split(".")
        issue = self.issue(parts[0])
        if not issue or name not in self.names(issue):
            raise KeyError(name)
        found = list(select.briefs(self.series, issue, [parts[1]], [parts[2]]))
        briefs = [dated(each, self.history) for each in found if isinstance(each, Brief)]
        return next(iter(briefs), None), tuple(each for each in found if isinstance(each, Diagnostic))

    def bundle(self, brief: Brief, form: str) -> Bundle:
        """Return the bundle of a brief in a format, as `briefgen build` makes it."""
        assert self.project
        return build.bundle(build.Edition(brief, FORMATS[form]), self.project, self.theme)

    def printed(self, name: str) -> Bundle | None:
        """Return the bundle of a brief's PDF; None where blocks are missing. Raises KeyError."""
        brief, _ = self.brief(name)
        return self.bundle(brief, "pdf") if brief else None

    def faults(self, name: str) -> tuple[Diagnostic, ...]:
        """Return the errors that keep an edition from being built. Raises KeyError."""
        return self.faults_of(name, *self.brief(name))

    def faults_of(
        self, name: str, brief: Brief | None, missing: Sequence[Diagnostic]
    ) -> tuple[Diagnostic, ...]:
        """Return the errors that keep an edition from being built, where its brief is known."""
        known = self.known.get(name.split(".", maxsplit=1)[0], Known()).findings
        return (*notes.errors(self.wrong), *editions.faults(self.project, known, name, brief, missing))

    # ---------- after a save ----------

    def reread(self, path: str) -> str | None:
        """Read one block anew and return the name of its issue; None where that is not all there is to do."""
        sound = self.project and not self.wrong and _BLOCK.fullmatch(path)
        after = parse.reread(self._files, self.project, path) if self.project and sound else None
        if after is None:
            return None
        self.project = after
        name = path.split("/")[1]
        known, issue = self.known.setdefault(name, Known()), self.issue(name)
        assert issue
        known.findings = [each for each in known.findings if each.place.path != path]
        if all(each.place.path != path for each in notes.errors(after.diagnostics)):
            known.findings += notes.quick(after.series, issue, path)
        return name

    def read(self, paths: Iterable[str]) -> set[str]:
        """Read issues anew, or everything; return the names of those that may look different."""
        names = {match[1] if (match := _ISSUE.fullmatch(path)) else "" for path in paths}
        if "" in names or not self.project or self.wrong:
            before = {issue.name for issue in self.issues}
            self.load()
            return before | {issue.name for issue in self.issues}
        try:
            part = parse.project(self._files, names)
        except BriefgenError as fault:
            self.wrong = fault.diagnostics
            return names
        others = [issue for issue in self.project.issues if issue.name not in names]
        issues = self._in_order(part, others)
        homes = tuple(f"{layout.CONTENT}/{name}/" for name in names)
        elsewhere = [each for each in self.project.diagnostics if not each.place.path.startswith(homes)]
        own = [each for each in part.diagnostics if each.place.path.startswith(homes)]
        self.project = replace(self.project, issues=issues, diagnostics=(*elsewhere, *own))
        for name in names:
            self.known.pop(name, None)
        return names

    def _in_order(self, read: Project, kept: Iterable[Issue]) -> tuple[Issue, ...]:
        """Return the issues that were read now and those that are kept, by their numbers.

        One whose issue.yaml cannot be read is as it was when it could be: its pages stay, with what is wrong.
        """
        unread = {each.place.path for each in notes.errors(read.diagnostics)}
        there = {issue.name for issue in (*read.issues, *kept)}
        last = (each for each in self.issues if each.name not in there and each.place.path in unread)
        return tuple(sorted([*read.issues, *kept, *last], key=lambda issue: (issue.number, issue.name)))
