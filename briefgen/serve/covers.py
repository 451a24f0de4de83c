"""Pictures of first pages: made one after the other when a board asks for them, and kept in the memo."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from briefgen.diagnostics import BriefgenError
from briefgen.formats import Facts
from briefgen.model import Bundle
from briefgen.serve import proofs
from briefgen.serve.events import Listeners
from briefgen.serve.kept import Kept
from briefgen.serve.press import Press
from briefgen.serve.sheets import digest

_KEPT = 400
"""Pictures in memory; the others are in the memo."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page of an edition, and how the edition fits its pages."""

    picture: bytes = field(repr=False)
    facts: Facts
    digest: str

    @property
    def too_long(self) -> bool:
        """Tell whether the edition needs more pages than it may have."""
        return bool(self.facts["too_long"])


class Covers:
    """The pictures of the board."""

    def __init__(
        self,
        kept: Kept,
        fonts: Sequence[Path],
        listeners: Listeners,
        bundle: Callable[[str], Bundle | None],
    ) -> None:
        """Take how the bundle of a brief is had by its name; KeyError where there is no such brief."""
        self.fonts = tuple(fonts)
        self.listeners = listeners
        self.bundle = bundle
        self.press = Press(fonts, "quiet")
        self.kept = kept
        self.made: OrderedDict[str, Cover] = OrderedDict()
        self._wanted: dict[str, None] = {}
        """Names in the order in which they were asked for."""
        self._changed: set[str] = set()
        """Issues whose pictures may have changed since a board was open."""
        self._task: asyncio.Task[None] | None = None

    def get(self, name: str) -> Cover | None:
        """Return a picture, or None and begin to make it."""
        cover = self.made.get(name)
        if cover is None:
            self._want(name)
        return cover

    def again(self, issue: str) -> None:
        """Look anew at the pictures of an issue, once a board shows them."""
        self._changed.add(issue)
        self.shown()

    def shown(self) -> None:
        """Begin with what changed, if there is a board that shows it."""
        if any(self.listeners.boards()):
            for name in [each for each in self.made if each.split(".")[0] in self._changed]:
                self._want(name)
            self._changed.clear()

    async def stop(self) -> None:
        """End the work in hand."""
        if self._task:
            self._task.cancel()
        await self.press.stop()

    def _want(self, name: str) -> None:
        self._wanted.setdefault(name)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._wanted:
            name = next(iter(self._wanted))
            try:
                cover = await self._cover(name)
            except (BriefgenError, KeyError):
                cover = None  # the board has the reason in words
            self._wanted.pop(name, None)
            before = self.made.get(name)
            if cover and (before is None or before.digest != cover.digest or before.facts != cover.facts):
                self.made[name] = cover
                while len(self.made) > _KEPT:
                    self.made.popitem(last=False)
                self.listeners.tell_boards("cover", name, {"digest": cover.digest})
                self.listeners.tell_boards("board", "", {})
            await asyncio.sleep(0)

    async def _cover(self, name: str) -> Cover | None:
        made_of = self.bundle(name)
        if made_of is None:
            return None
        key = await self.kept.key(made_of, f"cover-{proofs.COVER}")
        entry = self.kept.get(key)
        if entry is None:
            made = await self.press.make(name, partial(proofs.cover, made_of, self.fonts))
            if isinstance(made, BriefgenError):
                raise made
            entry = made
            self.kept.put(key, made)
        data, facts = entry
        return Cover(data, facts, digest(data))
