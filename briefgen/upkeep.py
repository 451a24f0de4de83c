"""What the memo of a project holds, and what goes: what was not used for long, then what is too much."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefgen import disk, memo

DAYS, MEGABYTES = 30, 1024
"""What stays if nothing else is said: what was used within so many days, and no more than so much of it."""
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry of the memo."""

    path: str
    size: int
    """Bytes."""
    used: float
    """When it was made or used last, in seconds since 1970, give or take an hour."""


def kept(root: Path) -> list[Kept]:
    """Return the entries of a project's memo, what was used last first."""
    return sorted(_entries(root / memo.FOLDER), key=lambda each: (-each.used, each.path))


def prune(root: Path, days: int = DAYS, megabytes: int = MEGABYTES) -> list[Kept]:
    """Remove what was not used for so many days, then what was used longest ago until so much is left.

    Returns what was removed. A build that runs meanwhile makes again what it misses. Raises OSError.
    """
    gone, room, oldest = [], megabytes << 20, time.time() - days * _DAY
    with disk.cache_in_use(root):
        for each in kept(root):
            room -= each.size
            if each.used < oldest or room < 0:
                Path(each.path).unlink(missing_ok=True)
                gone.append(each)
    return gone


def _entries(folder: Path) -> Iterator[Kept]:
    for place, _, names in os.walk(folder):
        for name in names:
            path = f"{place}/{name}"
            # A build under way may replace it at this moment.
            with suppress(FileNotFoundError):
                facts = os.lstat(path)
                yield Kept(path, facts.st_size, facts.st_mtime)
