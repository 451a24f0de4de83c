"""The desk: a project as it stands, the editions somebody looks at, and what is told of them after each save.

Only what is looked at is made, and of a saved file no more is read than that file. All of it runs in one
thread, in short steps; pages are made by the press.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from briefgen import build, files, memo, parse, request, select, workers
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.files import Files
from briefgen.formats import FORMATS
from briefgen.history import History
from briefgen.model import Brief, Bundle, Issue, Project
from briefgen.serve import editions, events, notes, proofs, watcher
from briefgen.serve.covers import Covers
from briefgen.serve.editions import Known, Shown
from briefgen.serve.events import Listener, Listeners
from briefgen.serve.kept import Kept
from briefgen.serve.press import Press
from briefgen.serve.sheets import Look, Sheet, marked, pieces, sheet
from briefgen.serve.watcher import Saves
from briefgen.theme import Theme
from briefgen.translations import dated, prepared

_FIRST = 0.03
"""Seconds that a window has for itself to paint a page before the press takes a processor."""
_REST = 0.15
"""Seconds without a save before the slower rules are applied."""
_PAGES = 10.0
"""Seconds that the rules wait for pages somebody looks at."""
_BLOCK = re.compile(r"content/([^/]+)/[^/]+/[^/]+\.md")
_ISSUE = re.compile(r"content/([0-9][^/]*)(?:/.*)?")


class Desk:
    """A project on the editor's desk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = Files(self.root)
        self.fonts = files.font_folders(self.root)
        self.listeners = Listeners()
        self.urgent = Press(self.fonts, "urgent")
        self.rules = Press([self.root], "rules")
        self.kept = Kept(self.root, self.fonts)
        self.project: Project | None = None
        self.wrong: tuple[Diagnostic, ...] = ()
        """What is wrong with the project as a whole."""
        self.known: dict[str, Known] = {}
        self.shown: dict[str, Shown] = {}
        self.history = History(self.root)
        self.theme = Theme(())
        """Of what is handed out and printed."""
        self.look = Look((), {})
        """The same, of what is shown."""
        self.covers = Covers(self.kept, self.fonts, self.listeners, self.printed)
        self._unchecked: set[str] = set()
        self._checking: asyncio.Task[None] | None = None
        self.load()

    # ---------- reading ----------

    def load(self) -> None:
        """Read the project anew. An unsound configuration is told of, and the last good one stays."""
        self.wrong = ()
        try:
            self.theme = request.theme(self.root)
            self.look = Look(self.theme.folders, self.theme.fonts, workers.apart)
            self.project = parse.project(self.files)
        except BriefgenError as fault:
            self.wrong = fault.diagnostics
        except OSError as fault:
            path = str(fault.filename or ".").removeprefix(f"{self.root}/")
            self.wrong = (error(Place(path), fault.strerror or "cannot be read"),)
        self.known.clear()
        self._unchecked |= {issue.name for issue in self.issues}

    @property
    def issues(self) -> Sequence[Issue]:
        """Return the issues of the project, none where it could never be read."""
        return self.project.issues if self.project else ()

    def issue(self, name: str) -> Issue | None:
        """Return an issue by its folder."""
        return next((issue for issue in self.issues if issue.name == name), None)

    def names(self, issue: Issue) -> list[str]:
        """Return the names of the briefs that an issue should have."""
        assert self.project
        series = self.project.series
        return [
            f"{issue.name}.{language.code}.{length.name}"
            for language in series.languages
            for length in series.lengths
            if length.name in issue.lengths
        ]

    def brief(self, name: str) -> tuple[Brief | None, tuple[Diagnostic, ...]]:
        """Return a brief, and what it lacks. Raises KeyError where no brief is called so."""
        parts = name.split(".")
        issue = self.issue(parts[0])
        if not self.project or not issue or name not in self.names(issue):
            raise KeyError(name)
        found = list(select.briefs(self.project.series, issue, [parts[1]], [parts[2]]))
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
        brief, missing = self.brief(name)
        return self._faults(name, brief, missing)

    def _faults(
        self, name: str, brief: Brief | None, missing: Sequence[Diagnostic]
    ) -> tuple[Diagnostic, ...]:
        known = self.known.get(name.split(".", maxsplit=1)[0], Known()).findings
        return (*notes.errors(self.wrong), *editions.faults(self.project, known, name, brief, missing))

    # ---------- after a save ----------

    async def follow(self, saved: AsyncIterator[Saves]) -> None:
        """Follow the saves of the project, for ever."""
        self._check_later()
        async for saves in saved:
            self.changed(saves)

    def changed(self, saves: Saves) -> None:
        """Take in what was saved, and tell those who look at it."""
        single = len(saves.paths) == 1
        path = next(iter(saves.paths))
        if single and _BLOCK.fullmatch(path) and self._reread(path):
            if saves.whole and watcher.look(self.root / path) == "written":
                return  # somebody has begun to write again, and what was read may be torn
            touched, frames = {path.split("/")[1]}, False
        else:
            touched, frames = self._read(saves.paths), True
        for name in list(self.shown):
            if name.split(".")[0] in touched:
                self.refresh(name)
                if frames:
                    self.listeners.tell("frame", name, {})
        self._unchecked |= touched
        self._check_later()

    def _reread(self, path: str) -> bool:
        """Read one block anew; tell whether that was all there is to do."""
        after = parse.reread(self.files, self.project, path) if self.project and not self.wrong else None
        if after is None:
            return False
        self.project = after
        name = path.split("/")[1]
        known, issue = self.known.setdefault(name, Known()), self.issue(name)
        assert issue
        known.findings = [each for each in known.findings if each.place.path != path]
        if all(each.place.path != path for each in notes.errors(after.diagnostics)):
            known.findings += notes.quick(after.series, issue, path)
        return True

    def _read(self, paths: Iterable[str]) -> set[str]:
        """Read issues anew, or everything; return the names of those that may look different."""
        names = {match[1] if (match := _ISSUE.fullmatch(path)) else "" for path in paths}
        if "" in names or not self.project or self.wrong:
            before = {issue.name for issue in self.issues}
            self.load()
            return before | {issue.name for issue in self.issues}
        try:
            part = parse.project(self.files, names)
        except BriefgenError as fault:
            self.wrong = fault.diagnostics
            return names
        kept = [issue for issue in self.project.issues if issue.name not in names]
        issues = sorted([*kept, *part.issues], key=lambda issue: (issue.number, issue.name))
        homes = tuple(f"{parse.CONTENT}/{name}/" for name in names)
        others = [each for each in self.project.diagnostics if not each.place.path.startswith(homes)]
        own = [each for each in part.diagnostics if each.place.path.startswith(homes)]
        self.project = replace(self.project, issues=tuple(issues), diagnostics=(*others, *own))
        for name in names:
            self.known.pop(name, None)
        return names

    # ---------- what is looked at ----------

    def opened(self, listener: Listener) -> None:
        """Tell a new window how everything stands that it looks at."""
        self.covers.shown()
        for name in {look.edition for look in listener.looks}:
            if name not in self.shown:
                self.shown[name] = Shown(name)
                self.refresh(name)
            else:
                if self.shown[name].sheet is None:
                    self._draw(self.shown[name], read=True)
                self._tell(self.shown[name], [listener])
                self._tell_notes(self.shown[name], [listener])

    def closed(self) -> None:
        """Forget what nobody looks at any more."""
        looked_at = {look.edition for look in self.listeners.looks}
        for name in set(self.shown) - looked_at:
            task = self.shown.pop(name).task
            if task:
                task.cancel()

    def refresh(self, name: str) -> None:
        """Make an edition anew, and tell those who look at it."""
        shown = self.shown.setdefault(name, Shown(name))
        read = events.Look(name, "html") in self.listeners.looks
        self._draw(shown, read=read)
        self._tell(shown, self.listeners.of(name))
        if shown.faults and shown.proof:
            self._tell_notes(shown, self.listeners.of(name))
        else:
            # Where there has never been a good page, what is there is better than none.
            self._prove(shown, _FIRST if read else 0)

    def page(self, name: str) -> Sheet | None:
        """Return the sheet of an edition for a window that opens; None where there has never been a good one.

        Raises KeyError where no brief is called so.
        """
        self.brief(name)
        shown = self.shown.get(name)
        if shown is None or shown.sheet is None:
            shown = shown or Shown(name)
            self._draw(shown, read=True)
        return shown.sheet

    def _draw(self, shown: Shown, *, read: bool) -> None:
        """Draw the sheet of an edition, if somebody reads it; where it cannot be, the last good one stays."""
        try:
            shown.brief, missing = self.brief(shown.name)
            shown.faults = self._faults(shown.name, shown.brief, missing)
            if read and shown.brief and (not shown.faults or shown.sheet is None):
                shown.sheet = sheet(shown.brief, self.look)
        except KeyError:
            what = "is not there any more"
            shown.faults = self.wrong or (error(Place(f"{parse.CONTENT}/{shown.name.split('.')[0]}"), what),)
        except BriefgenError as fault:
            shown.faults = tuple(dict.fromkeys((*shown.faults, *fault.diagnostics)))

    def _tell(self, shown: Shown, listeners: Iterable[Listener]) -> None:
        faults = {"faults": [notes.row(each) for each in shown.faults]}
        page = editions.page(shown)
        for listener in listeners:
            listener.tell("faults", shown.name, faults)
            if page:
                listener.tell("page", shown.name, page)
            self._tell_pages(shown, [listener])

    def _tell_pages(self, shown: Shown, listeners: Iterable[Listener]) -> None:
        pages = editions.pages(shown)
        for listener in listeners if pages else ():
            listener.tell("pages", shown.name, pages or {})
            if shown.proof:
                listener.tell("meter", shown.name, notes.meter(shown.proof.facts, shown.words))

    def _tell_notes(self, shown: Shown, listeners: Iterable[Listener]) -> None:
        if not shown.brief:
            return
        known = self.known.get(shown.brief.issue.name, Known())
        content = self.project.diagnostics if self.project else ()
        too_long = shown.proof.too_long if shown.proof else ()
        findings = dict.fromkeys((*content, *known.findings, *too_long))
        told = notes.of(shown.brief, tuple(findings), known.stale)
        for listener in listeners:
            listener.tell("notes", shown.name, told)

    # ---------- pages ----------

    def _prove(self, shown: Shown, after: float) -> None:
        """Begin to make the pages of an edition; what was begun before is broken off."""
        if shown.task:
            shown.task.cancel()
        shown.task = asyncio.create_task(self._proved(shown, after))

    async def _proved(self, shown: Shown, after: float) -> None:
        await asyncio.sleep(after)
        if shown.brief is None:
            return
        try:
            made_of, parts = self.bundle(marked(shown.brief), "pdf"), pieces(shown.brief)
        except BriefgenError as fault:
            shown.proof_faults = () if shown.faults else fault.diagnostics
            self._tell_pages(shown, self.listeners.of(shown.name))
            return
        key = memo.key(made_of, "proof", "")
        shown.words = sum(part.words for part in made_of.budget.parts) if made_of.budget else None
        if key == shown.key:
            self._tell_pages(shown, self.listeners.of(shown.name))
            return
        if shown.proof:
            self.listeners.tell("meter", shown.name, notes.meter(shown.proof.facts, shown.words))
        self.listeners.tell("busy", shown.name, {})
        made = await self.urgent.make(shown.name, partial(proofs.proof, made_of, self.fonts))
        shown.key = key
        if isinstance(made, BriefgenError):
            shown.proof_faults = made.diagnostics
        else:
            shown.proof, shown.proof_faults = proofs.opened(made, parts), ()
        self._tell_pages(shown, self.listeners.of(shown.name))
        self._tell_notes(shown, self.listeners.of(shown.name))

    # ---------- in pauses ----------

    def _check_later(self) -> None:
        """Apply all rules to what changed, once nothing was saved for a moment."""
        if self._checking:
            self._checking.cancel()
        self._checking = asyncio.create_task(self._checked())

    async def _checked(self) -> None:
        await asyncio.sleep(_REST)
        pages = [shown.task for shown in self.shown.values() if shown.task]
        if pages:
            await asyncio.wait(pages, timeout=_PAGES)
        for listener in self.listeners.boards():
            listener.tell("board", "", {})
        looked_at = {look.edition.split(".")[0] for look in self.listeners.looks}
        for name in sorted(self._unchecked, key=lambda name: (name not in looked_at, name)):
            issue = self.issue(name)
            if issue:
                await self._check(issue)
            self._unchecked.discard(name)
            await asyncio.sleep(0)

    async def checked(self, name: str) -> None:
        """Apply the rules to an issue, unless that was done since it changed."""
        issue = self.issue(name)
        if issue and (name in self._unchecked or not self.known.get(name, Known()).checked):
            await self._check(issue)
            self._unchecked.discard(name)

    async def _check(self, issue: Issue) -> None:
        """Apply the rules to an issue in a process of its own, which no save waits for."""
        made = await self.rules.make(issue.name, partial(notes.checked, self.root, issue.name))
        history = History(self.root)
        await asyncio.to_thread(prepared, [issue], history)
        lagging = await asyncio.to_thread(lambda: tuple(notes.stale(issue, history)))
        found = list(made.diagnostics) if isinstance(made, BriefgenError) else []
        if not isinstance(made, BriefgenError):
            found = [notes.unpacked(row) for row in made[1]["findings"]]
        self.history = history
        self.known[issue.name] = Known(found, lagging, checked=True)
        self._settle(issue)

    def _settle(self, issue: Issue) -> None:
        """Tell what the slower rules found."""
        for name in list(self.shown):
            if name.split(".")[0] == issue.name:
                shown = self.shown[name]
                before = shown.faults
                shown.faults = self.faults(name)
                if shown.faults != before:
                    self.refresh(name)
                else:
                    self._tell_notes(shown, self.listeners.of(name))
        for listener in self.listeners.boards():
            listener.tell("board", "", {})
        self.covers.again(issue.name)

    async def stop(self) -> None:
        """End all that was begun."""
        for shown in self.shown.values():
            if shown.task:
                shown.task.cancel()
        if self._checking:
            self._checking.cancel()
        await asyncio.gather(self.urgent.stop(), self.rules.stop(), self.covers.stop())
