"""Remember what was made: bytes and facts under the digest of everything they were made of.

An entry carries its key and its own digest; one that does not match, for whatever reason, is as good as none.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefgen import disk, files
from briefgen.diagnostics import BriefgenError
from briefgen.files import Files
from briefgen.model import Bundle

FOLDER = f"{files.CACHE}/memo"
MOST = 128 << 20
"""Bytes beyond which nothing is remembered."""

Entry = tuple[bytes, Mapping[str, Any]]
_SEPARATOR = b"\n"


@dataclass(frozen=True, slots=True)
class Store:
    """Entries in a folder, one file each."""

    folder: Path

    def get(self, key: str) -> Entry | None:
        """Return an entry, or None where there is none that can be trusted."""
        try:
            kept = Files(self.folder).read_bytes(path(key), MOST)
        except BriefgenError:
            return None
        entry = unpacked(key, kept)
        if entry:
            disk.mark_used(self.folder / path(key))
        return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry; a store that cannot be written to is a slow one, not a fault."""
        kept = packed(key, entry)
        if len(kept) <= MOST:
            try:
                disk.write(self.folder / path(key), kept, sync=False)
            except OSError:
                return


def packed(key: str, entry: Entry) -> bytes:
    """Return an entry as it is stored: its digest, then its key, facts and bytes."""
    data, facts = entry
    rest = _SEPARATOR.join((key.encode(), json.dumps(facts).encode(), data))
    return sha256(rest).hexdigest().encode() + _SEPARATOR + rest


def unpacked(key: str, kept: bytes) -> Entry | None:
    """Return an entry as it was before it was stored; None where it is another's, or not whole."""
    told, _, rest = kept.partition(_SEPARATOR)
    if told != sha256(rest).hexdigest().encode():
        return None
    try:
        name, head, data = rest.split(_SEPARATOR, 2)
        facts = json.loads(head)
    except (ValueError, RecursionError):
        return None  # whole, but not written by us
    return (data, facts) if name == key.encode() and isinstance(facts, dict) else None


def path(key: str) -> str:
    """Return where an entry is kept within a store."""
    return f"{key[:2]}/{key[2:]}"


def key(bundle: Bundle, form: str, engine: str) -> str:
    """Return the digest of a bundle, a format and what makes one of the other, as `inputs` tells it."""
    parts: list[str | bytes] = [engine, form, bundle.name, bundle.language, bundle.html, bundle.text]
    parts.append(repr(bundle.budget))
    for name in sorted(bundle.files):
        parts += [name, bundle.files[name]]
    return digest(*parts, *([key(bundle.shorter, form, engine)] if bundle.shorter else []))


def digest(*parts: str | bytes) -> str:
    """Return one digest of parts in their order, each with its length, so that no two rows are alike."""
    whole = sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.hexdigest()
