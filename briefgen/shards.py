"""Shares of a series for several machines, each told by nothing but the names of what it makes."""

import re
from dataclasses import dataclass
from hashlib import sha256

_WRITTEN = re.compile(r"([1-9][0-9]{0,4})/([1-9][0-9]{0,4})")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of so many shares."""

    number: int
    """From 1 to `of`."""
    of: int

    def holds(self, name: str) -> bool:
        """Tell whether an edition of that name belongs here.

        The digest of the name decides, so what is added or removed elsewhere moves no edition.
        """
        return int.from_bytes(sha256(name.encode()).digest()[:8]) % self.of == self.number - 1

    @property
    def first(self) -> bool:
        """Tell whether this is the share that has what belongs to the series as a whole."""
        return self.number == 1


WHOLE = Shard(1, 1)
"""All there is."""


def shard(text: str) -> Shard:
    """Read a share as it is written: 3/10. Raises ValueError for any other text."""
    match = _WRITTEN.fullmatch(text)
    if not match or int(match[1]) > int(match[2]):
        raise ValueError(text)
    return Shard(int(match[1]), int(match[2]))
