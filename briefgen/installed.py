"""What is installed beside this package: `importlib.metadata` takes far longer to ask."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path


def versions() -> dict[str, str]:
    """Return name → version of every package; names are in lower case, with hyphens alone."""
    found: dict[str, str] = {}
    for path in _distributions():
        package, _, version = os.path.basename(path).rpartition(".")[0].partition("-")
        found.setdefault(package.replace("_", "-").replace(".", "-").lower(), version)
    return found


def offer(group: str) -> bool:
    """Tell whether a package has entry points of a group."""
    head = f"[{group}]".encode()
    for path in _distributions():
        try:
            with open(f"{path}/entry_points.txt", "rb") as stream:
                if head in stream.read():
                    return True
        except OSError:
            continue  # it has none
    return False


def _distributions() -> Iterator[str]:
    """Yield the folders that say what is installed, in the order in which Python looks."""
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            yield from (entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))


def folders() -> list[str]:
    """Return the folders that packages are installed into: what is installed or goes changes their times."""
    return [entry for entry in sys.path if entry.endswith("-packages")]


def libraries() -> list[str]:
    """Return the native libraries that this process has loaded, where the system tells.

    Elsewhere the folders that libraries are installed into stand for them.
    """
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ["/opt/homebrew/lib", "/usr/local/lib"]
    return sorted({f"/{path}" for line in lines if ".so" in (path := line.partition("/")[2])})
