"""A project without its texts: which blocks there are, what they follow, and their ids.

What was read of a file is remembered with the time of its last change, as git does in its index; a file that
changed about when that was written is read again. Beside it stands what was told of the issue, for as long as
nothing of it changes.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from briefgen import disk, files, layout
from briefgen.diagnostics import BriefgenError, Place
from briefgen.files import CACHE, CONFIGURATION, Files, version_ids
from briefgen.languages import Language
from briefgen.layout import CONTENT, ISSUE
from briefgen.model import Block, Issue, Length, PartialDate, Revision, Series, Text

KEPT = f"{CACHE}/outline.json"
RACY = 2_000_000_000
"""Nanoseconds within which two changes may bear one time."""

_SHORT = 40
"""Digits of an id by SHA-1."""
_MOST = 256 << 20
"""Bytes beyond which a memory is not read."""
_SETTINGS = (CONFIGURATION, f"{CONTENT}/people.yaml")
_NOTHING = Text((), {})
_SERIES: dict[str, Any] = {
    **{"id": "", "name": {}, "publisher": {}, "url": "", "editors": (), "issn": "", "licence": {}},
    "disclaimer": {},
}
"""What an outline does not tell of a series."""
_REST: dict[str, Any] = {
    **{"date": PartialDate(1), "title": {}, "short_title": {}, "authors": (), "editors": (), "keywords": {}},
    **{"notice": {}, "based_on": None, "sources": {}, "figures": {}},
}
"""What it does not tell of an issue."""

Stamps = Mapping[str, list[int]]
"""Path of a file → [time of its last change in ns, bytes]."""
Facts = Mapping[str, Any]
"""Path of a file within its issue's folder → what is to be known of it; None where it cannot be read."""


class Outline:
    """The issues of a project, with blocks that have no text, and what was told of each."""

    __slots__ = ("_before", "_keys", "_root", "_rows", "_settings", "_version", "_written", "series")

    def __init__(self, root: Path) -> None:
        """Look at the files of a project; the series only says what its issues need.

        Raises BriefgenError with exit code 2 for an unsound configuration; other faults wait for a full
        reading.
        """
        source = Files(root)
        # What other code remembered says nothing.
        code = sorted(Files(files.package()).stamps(".", 0).items())
        self._version = files.blob_id(repr(code).encode())
        self._before, self._written = _kept(source, self._version)
        self._settings = _settings(source, self._before, self._written)
        self._rows = _issues(source, self._before.get("issues", {}), self._written)
        if self._settings is not self._before.get("settings"):
            self._rows = {name: {**row, "told": None} for name, row in self._rows.items()}
        self.series = _series(self._settings)
        self._root = root
        self._keys: dict[str, tuple[str, str] | None] = {}

    @property
    def names(self) -> list[str]:
        """Return the folders of the issues that can be read, by their numbers."""
        numbers = {
            name: row["facts"][ISSUE][0] for name, row in self._rows.items() if row["facts"].get(ISSUE)
        }
        return sorted(numbers, key=numbers.__getitem__)

    def issue(self, name: str) -> Issue:
        """Return one of the issues."""
        return _issue(name, self._rows[name]["facts"], self.series, self._keys)

    def told(self, name: str) -> Any:
        """Return what was told of an issue, as JSON gives it back; None where anything changed since."""
        return self._rows[name]["told"]

    def tell(self, name: str, what: Any) -> None:
        """Note what is told of an issue, as JSON can hold it."""
        self._rows[name] = {**self._rows[name], "told": what}

    def keep(self) -> None:
        """Write down what is known now."""
        after = {"version": self._version, "settings": self._settings, "issues": self._rows}
        if after != self._before or _is_racy(after, self._written):
            data = json.dumps(after, separators=(",", ":")).encode()
            # A folder that cannot be written to makes the next run slow, not wrong.
            with suppress(OSError):
                disk.write(self._root / KEPT, data, sync=False)


def _is_racy(after: Mapping[str, Any], written: int) -> bool:
    """Tell whether something was read again only because the memory was written soon after its change."""
    return any(row["latest"] >= written - RACY for row in after["issues"].values())


def _kept(source: Files, version: str) -> tuple[dict[str, Any], int]:
    """Return what is remembered, and when it was written in nanoseconds."""
    try:
        kept: Any = json.loads(source.read_bytes(KEPT, _MOST)) if source.is_file(KEPT) else None
    except (BriefgenError, ValueError, RecursionError):
        return {}, 0
    if not isinstance(kept, dict) or kept.get("version") != version or "issues" not in kept:
        return {}, 0
    return kept, source.stamp(KEPT)[0]


def _settings(source: Files, before: Mapping[str, Any], written: int) -> dict[str, Any]:
    """Return what is to be known of the configuration, read only where it has changed."""
    stamps = {path: source.stamp(path) for path in _SETTINGS}
    row: dict[str, Any] = before.get("settings", {})
    if row.get("stamps") == stamps and all(stamp[0] < written - RACY for stamp in stamps.values() if stamp):
        return row
    from briefgen import config

    series, _ = config.load(source)
    return {
        "stamps": stamps,
        "languages": [_plain(asdict(language)) for language in series.languages],
        "lengths": [_plain(asdict(length)) for length in series.lengths],
        "kinds": dict(series.kinds),
        "fallback": _plain(series.fallback),
        "stale": series.stale,
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON gives them back."""
    return {key: _listed(value) for key, value in values.items()}


def _listed(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _series(said: Mapping[str, Any]) -> Series:
    languages = (
        Language(**{**row, "quotes": tuple(row["quotes"]), "units": tuple(row["units"])})
        for row in said["languages"]
    )
    lengths = (
        Length(**{**row, "blocks": tuple(row["blocks"]), "optional": frozenset(row["optional"])})
        for row in said["lengths"]
    )
    return Series(
        **_SERIES,
        languages=tuple(languages),
        lengths=tuple(lengths),
        kinds=said["kinds"],
        fallback={code: tuple(others) for code, others in said["fallback"].items()},
        stale=said["stale"],
    )


def _issues(source: Files, before: Mapping[str, Any], written: int) -> dict[str, Any]:
    """Return what is to be known of the files of each issue, read only where they have changed."""
    after: dict[str, Any] = {}
    for name in filter(layout.is_issue, source.folders(CONTENT)):
        row = before.get(name)
        folder = f"{CONTENT}/{name}"
        if row and row["latest"] < written - RACY and source.stands(folder, row["stamps"]):
            after[name] = row
        else:
            after[name] = _looked_at(source, folder, row or {"stamps": {}, "facts": {}}, written)
    return after


def _looked_at(source: Files, folder: str, known: Mapping[str, Any], written: int) -> dict[str, Any]:
    stamps = source.stamps(folder, 1)
    facts = {
        path: known["facts"][path]
        if known["stamps"].get(path) == stamp and stamp[0] < written - RACY
        else _read(source, f"{folder}/{path}")
        for path, stamp in stamps.items()
        if path == ISSUE or path.endswith(".md")
    }
    if any(said and len((said[1] or [""])[-1]) > _SHORT for path, said in facts.items() if path != ISSUE):
        facts |= {path: _read(source, f"{folder}/{path}", long=True) for path in facts if path != ISSUE}
    latest = max(stamp[0] for stamp in stamps.values())
    return {"stamps": stamps, "latest": latest, "facts": facts, "told": None}


def identity(series: Series, name: str) -> tuple[str, str] | None:
    """Return the kind and length that the name of a block's file tells, where the series has them."""
    found = layout.rendition(name, series.lengths[-1].name)
    return found if found and found[0] in series.kinds and series.length(found[1]) else None


def _read(source: Files, path: str, *, long: bool = False) -> Any:
    """Return what is to be known of a file, as JSON has it; None where it cannot be read.

    Ids by SHA-256, which `long` asks for, are of use where translations name such.
    """
    from briefgen import blocks, yaml
    from briefgen.schema import IssueFile, checked

    try:
        data = source.read_bytes(path, files.MAX_TEXT)
        if path.endswith(".md"):
            follows = blocks.head(data, path).translation_of
            ids = [id for id in version_ids(data) if long or len(id) <= _SHORT]
            return [ids[0], follows and [follows.path, follows.blob], *ids[1:]]
        said = checked(yaml.load(files.decode(data, path), path), IssueFile)
    except BriefgenError:
        return None
    briefs = [[brief.language, brief.length, brief.blocks] for brief in said.briefs]
    return [said.number, said.source_language, said.lengths, said.blocks, briefs]


def _issue(name: str, facts: Facts, series: Series, keys: dict[str, tuple[str, str] | None]) -> Issue:
    """Return an issue with blocks that have no text; `keys` remembers what names of files tell."""
    number, language, lengths, own, briefs = facts[ISSUE]
    codes = [each.code for each in series.languages]
    exceptions = {(code, length): tuple(kinds) for length, kinds in own.items() for code in codes}
    exceptions |= {(code, length): tuple(kinds) for code, length, kinds in briefs}
    blocks = {}
    for path, said in facts.items():
        code, _, file = path.partition("/")
        if file not in keys:
            keys[file] = identity(series, file)
        key = keys[file]
        if key and code in codes:
            blob, follows, *twins = said or ("", None)
            revision = Revision(*follows) if follows else None
            whole = f"{CONTENT}/{name}/{path}"
            place = (key[0], code, key[1], "", whole, 1, _NOTHING, revision, blob)
            blocks[code, *key] = Block(*place, twins=tuple(twins))
    return Issue(
        name=name,
        number=number,
        source_language=language,
        lengths=tuple(each.name for each in series.lengths if lengths is None or each.name in lengths),
        exceptions=exceptions,
        blocks=blocks,
        place=Place(f"{CONTENT}/{name}/{ISSUE}", 1),
        **_REST,
    )
