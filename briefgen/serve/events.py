"""Who looks at what, and what they are to be told: server-sent events, the latest of each kind only."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from briefgen.strings import Strings

Value = dict[str, Any] | Callable[[Strings], dict[str, Any]]
"""What is told, or what says it in the language of a window."""
BEAT = 15.0
"""Seconds of silence after which a line is sent that says nothing, so that a lost connection is noticed."""
PICTURES = "pictures"
"""Key of what is told under which pictures stand: a window is told of each once, as long as it shows it."""
MOST = 24
"""Listeners at once."""


@dataclass(frozen=True, slots=True)
class Look:
    """An edition somebody looks at."""

    edition: str
    """Name of the brief."""
    view: str
    """"html" or "pages"."""


@dataclass(eq=False, slots=True)
class Listener:
    """A browser window."""

    looks: frozenset[Look]
    board: bool
    """Whether it shows the board."""
    words: Strings
    """Of its interface."""
    pending: dict[tuple[str, str], Value] = field(default_factory=dict)
    """(kind, what it is of) → the latest that is to be told."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    held: dict[str, frozenset[str]] = field(default_factory=dict)
    """Edition → names of the pictures of it that the window has."""

    def tell(self, kind: str, of: str, value: Value) -> None:
        """Tell something of an edition, or of the whole; what was not sent yet of that kind is dropped."""
        self.pending.pop((kind, of), None)
        self.pending[kind, of] = value
        self.ready.set()

    async def lines(self) -> AsyncIterator[bytes]:
        """Yield what is to be sent, for ever."""
        yield b"retry: 400\n\n"
        while not self.over:
            try:
                await asyncio.wait_for(self.ready.wait(), BEAT)
            except TimeoutError:
                yield b": \n\n"
                continue
            self.ready.clear()
            said, self.pending = self.pending, {}
            for (kind, of), value in said.items():
                told = value(self.words) if callable(value) else value
                told = {"of": of, **told, **self._new(of, told)}
                data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
                yield f"event: {kind}\ndata: {data}\n\n".encode()

    def _new(self, of: str, told: dict[str, Any]) -> dict[str, Any]:
        """Return the pictures that the window does not have yet, as text."""
        if PICTURES not in told:
            return {}
        had, self.held[of] = self.held.get(of, frozenset()), frozenset(told[PICTURES])
        new = {name: data for name, data in told[PICTURES].items() if name not in had}
        return {PICTURES: {name: b64encode(data).decode() for name, data in new.items()}}


class Listeners:
    """All windows that are open."""

    def __init__(self) -> None:
        self._all: set[Listener] = set()

    def __len__(self) -> int:
        return len(self._all)

    def add(self, listener: Listener) -> None:
        """Add a window."""
        self._all.add(listener)

    def drop(self, listener: Listener) -> None:
        """Forget a window."""
        self._all.discard(listener)

    def of(self, edition: str) -> Iterator[Listener]:
        """Yield the windows that show an edition."""
        return (each for each in self._all if any(look.edition == edition for look in each.looks))

    def boards(self) -> Iterator[Listener]:
        """Yield the windows that show the board."""
        return (each for each in self._all if each.board)

    def end(self) -> None:
        """End what every window is told."""
        for listener in self._all:
            listener.over = True
            listener.ready.set()

    @property
    def looks(self) -> frozenset[Look]:
        """Return all that is looked at."""
        return frozenset().union(*(each.looks for each in self._all))

    def tell(self, kind: str, edition: str, value: Value) -> None:
        """Tell all windows that show an edition."""
        for listener in self.of(edition):
            listener.tell(kind, edition, value)

    def tell_boards(self, kind: str, of: str, value: Value) -> None:
        """Tell all windows that show the board."""
        for listener in self.boards():
            listener.tell(kind, of, value)
