"""The desk: the editions somebody looks at, and what is told of them after each save.

Only what is looked at is made. All of it runs in one thread, in short steps; pages are made by the press.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from functools import partial
from pathlib import Path

from briefgen import files, layout, memo
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.history import History
from briefgen.model import Issue
from briefgen.serve import editions, events, notes, proofs, watcher
from briefgen.serve.covers import Covers
from briefgen.serve.editions import Known, Shown
from briefgen.serve.events import Listener, Listeners
from briefgen.serve.kept import Kept
from briefgen.serve.manuscript import Manuscript
from briefgen.serve.press import Press
from briefgen.serve.sheets import Sheet, marked, pieces, sheet
from briefgen.serve.watcher import Saves
from briefgen.translations import prepared

_FIRST = 0.03
"""Seconds that a window has for itself to paint a page before the press takes a processor."""
_REST = 0.15
"""Seconds without a save before the slower rules are applied."""
_PAGES = 10.0
"""Seconds that the rules wait for pages somebody looks at."""


class Desk:
    """A project on the editor's desk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manuscript = Manuscript(root)
        self.fonts = files.font_folders(root)
        self.listeners = Listeners()
        self.urgent = Press(self.fonts, "urgent")
        self.rules = Press([root], "rules")
        self.kept = Kept(root, self.fonts)
        self.shown: dict[str, Shown] = {}
        self.covers = Covers(self.kept, self.fonts, self.listeners, self.manuscript.printed)
        self._unchecked = {issue.name for issue in self.manuscript.issues}
        self._checking: asyncio.Task[None] | None = None

    # ---------- after a save ----------

    async def follow(self, saved: AsyncIterator[Saves]) -> None:
        """Follow the saves of the project, for ever."""
        self._check_later()
        async for saves in saved:
            self.changed(saves)

    def changed(self, saves: Saves) -> None:
        """Take in what was saved, and tell those who look at it."""
        path, *others = saves.paths
        name = None if others else self.manuscript.reread(path)
        if name and saves.whole and watcher.look(self.root / path) == "written":
            return  # somebody has begun to write again, and what was read may be torn
        touched = {name} if name else self.manuscript.read(saves.paths)
        for edition in list(self.shown):
            if edition.split(".")[0] in touched:
                self.refresh(edition)
                if not name:
                    self.listeners.tell("frame", edition, {})
        self._unchecked |= touched
        self._check_later()

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
        self.manuscript.brief(name)
        shown = self.shown.get(name)
        if shown is None or shown.sheet is None:
            shown = shown or Shown(name)
            self._draw(shown, read=True)
        return shown.sheet

    def _draw(self, shown: Shown, *, read: bool) -> None:
        """Draw the sheet of an edition, if somebody reads it; where it cannot be, the last good one stays."""
        try:
            shown.brief, missing = self.manuscript.brief(shown.name)
            shown.faults = self.manuscript.faults_of(shown.name, shown.brief, missing)
            if read and shown.brief and (not shown.faults or shown.sheet is None):
                shown.sheet = sheet(shown.brief, self.manuscript.look)
        except KeyError:
            place = Place(f"{layout.CONTENT}/{shown.name.split('.')[0]}")
            shown.faults = self.manuscript.wrong or (error(place, "is not there any more"),)
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
        known = self.manuscript.known.get(shown.brief.issue.name, Known())
        too_long = shown.proof.too_long if shown.proof else ()
        findings = dict.fromkeys((*self.manuscript.content, *known.findings, *too_long))
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
            made_of, parts = self.manuscript.bundle(marked(shown.brief), "pdf"), pieces(shown.brief)
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
            issue = self.manuscript.issue(name)
            if issue:
                await self._check(issue)
            self._unchecked.discard(name)
            await asyncio.sleep(0)

    async def checked(self, name: str) -> None:
        """Apply the rules to an issue, unless that was done since it changed."""
        issue = self.manuscript.issue(name)
        if issue and (name in self._unchecked or not self.manuscript.known.get(name, Known()).checked):
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
        self.manuscript.history = history
        self.manuscript.known[issue.name] = Known(found, lagging, checked=True)
        self._settle(issue)

    def _settle(self, issue: Issue) -> None:
        """Tell what the slower rules found."""
        for name in list(self.shown):
            if name.split(".")[0] == issue.name:
                shown = self.shown[name]
                before = shown.faults
                shown.faults = self.manuscript.faults(name)
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
