"""Remember what was made: bytes and facts under the digest of everything they were made of.

An entry carries its own digest; one that does not match, for whatever reason, is as good as none.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from briefgen import files
from briefgen.diagnostics import BriefgenError
from briefgen.files import Files
from briefgen.model import Bundle

ENGINE = (
    "weasyprint",
    "pydyf",
    "fonttools",
    "tinycss2",
    "cssselect2",
    "tinyhtml5",
    "pyphen",
    "pillow",
    "pikepdf",
)
"""Packages whose versions the bytes of an edition depend on."""

Entry = tuple[bytes, Mapping[str, Any]]
_SEPARATOR = b"\n"


@dataclass(frozen=True, slots=True)
class Store:
    """Entries in a folder, one file each."""

    folder: Path

    def get(self, key: str) -> Entry | None:
        """Return an entry, or None where there is none that can be trusted."""
        try:
            kept = Files(self.folder).read_bytes(self._path(key))
        except BriefgenError:
            return None
        digest, _, rest = kept.partition(_SEPARATOR)
        if digest != sha256(rest).hexdigest().encode():
            return None
        head, _, data = rest.partition(_SEPARATOR)
        return data, json.loads(head)

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry; a store that cannot be written to is a slow one, not a fault."""
        data, facts = entry
        rest = json.dumps(facts).encode() + _SEPARATOR + data
        try:
            files.write(
                self.folder / self._path(key),
                sha256(rest).hexdigest().encode() + _SEPARATOR + rest,
                sync=False,
            )
        except OSError:
            return

    @staticmethod
    def _path(key: str) -> str:
        return f"{key[:2]}/{key[2:]}"


def key(bundle: Bundle, form: str, environment: str) -> str:
    """Return the digest of a bundle, a format and an environment, as `environment` gives it."""
    digest = sha256()
    budget = repr(bundle.budget)
    for part in (environment, form, bundle.name, bundle.language, bundle.html, bundle.text, budget):
        _feed(digest, part.encode())
    for path in sorted(bundle.files):
        _feed(digest, path.encode())
        _feed(digest, bundle.files[path])
    if bundle.shorter:
        _feed(digest, key(bundle.shorter, form, environment).encode())
    return digest.hexdigest()


def environment(fonts: Sequence[Path], libraries: Mapping[str, str]) -> str:
    """Return the digest of all that is not the bundle: packages, native libraries, fonts."""
    digest = sha256()
    for package in ENGINE:
        _feed(digest, f"{package} {_version(package)}".encode())
    for name, number in sorted(libraries.items()):
        _feed(digest, f"{name} {number}".encode())
    for folder in (Path(__file__).parent, *fonts):
        for path, data in sorted(Files(folder).tree(".", (".py", ".ttf", ".otf", ".json", ".yaml")).items()):
            _feed(digest, path.encode())
            _feed(digest, data)
    return digest.hexdigest()


def _feed(digest: Any, part: bytes) -> None:
    """Add a part with its length, so that no two sequences of parts are alike."""
    digest.update(b"%d:" % len(part))
    digest.update(part)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
