"""What was made, kept in the memo that `briefgen build` uses too."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from briefgen import inputs, memo
from briefgen.index import Seen
from briefgen.memo import Entry, Store
from briefgen.model import Bundle
from briefgen.typeset import libraries


class Kept:
    """The memo of a project."""

    def __init__(self, root: Path, fonts: Sequence[Path]) -> None:
        self.fonts = fonts
        self.store = Store(root / memo.FOLDER)
        self._engine = ""

    async def key(self, bundle: Bundle, form: str) -> str:
        """Return the key of a bundle in a form."""
        if not self._engine:
            self._engine = await asyncio.to_thread(inputs.engine, self.fonts, Seen({}, 0), libraries())
        return memo.key(bundle, form, self._engine)

    def get(self, key: str) -> Entry | None:
        """Return what was made, where it is kept."""
        return self.store.get(key)

    def put(self, key: str, entry: Entry) -> None:
        """Keep what was made."""
        self.store.put(key, entry)
