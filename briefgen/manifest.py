"""What an output folder holds: each file's digest, the sources it was made from, and what is known of it.

The list is also the proof of ownership: a file that is not in it, or is not as it was, is never removed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefgen import disk
from briefgen.diagnostics import BriefgenError
from briefgen.files import Files

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the output folder."""

    sha256: str
    sources: Mapping[str, str] = field(default_factory=dict)
    """Path of each block → git blob id of what was read."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Pages, fit, and what else the format tells."""


Manifest = Mapping[str, Entry]
"""Path within the output folder → its entry."""


def entry(
    data: bytes, sources: Mapping[str, str] | None = None, facts: Mapping[str, Any] | None = None
) -> Entry:
    """Return the entry of a file with these bytes."""
    return Entry(sha256(data).hexdigest(), dict(sources or {}), dict(facts or {}))


def read(output: Path) -> Manifest:
    """Return the manifest of an output folder; empty where there is none, or none that can be read."""
    try:
        rows = json.loads(Files(output).read_text(NAME))["files"]
        return {str(path): Entry(row["sha256"], row["sources"], row["facts"]) for path, row in rows.items()}
    except (BriefgenError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write(output: Path, manifest: Manifest, versions: Mapping[str, str]) -> bytes:
    """Write the manifest of an output folder, and return its bytes."""
    rows = {path: asdict(manifest[path]) for path in sorted(manifest)}
    text = json.dumps({"versions": dict(versions), "files": rows}, ensure_ascii=False, indent=1)
    data = f"{text}\n".encode()
    disk.write(output / NAME, data)
    return data


def remove_gone(output: Path, old: Manifest, new: Manifest) -> Iterator[str]:
    """Remove the files that an earlier build wrote and this one does not; yield their paths."""
    for path in sorted(old.keys() - new.keys()):
        try:
            untouched = entry(Files(output).read_bytes(path)).sha256 == old[path].sha256
        except BriefgenError:
            continue  # it is gone already, or was never inside the folder
        if untouched:
            disk.remove(output, path)
            yield path
