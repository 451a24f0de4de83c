"""A project without its texts: which blocks there are, what they follow, and their ids.

What was read of a file is remembered with the time of its last change, as git does in its index; a file that
changed about when that was written is read again.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefgen import config, files, yaml
from briefgen.diagnostics import BriefgenError, Place
from briefgen.files import CACHE, Files, blob_id
from briefgen.model import Block, Issue, PartialDate, Project, Revision, Series, Text
from briefgen.parse import CONTENT, ISSUE, head, identity
from briefgen.schema import IssueFile, checked

KEPT = f"{CACHE}/outline.json"
RACY = 2_000_000_000
"""Nanoseconds within which two changes may bear one time."""

_VERSION = 1
_FOLDER = re.compile(rf"{CONTENT}/([0-9]+-[a-z0-9]+(?:-[a-z0-9]+)*)/(?:({ISSUE})|([^/]+)/([^/]+\.md))")
_NOTHING = Text((), {})


def project(root: Path) -> Project:
    """Return the issues of a project, with blocks that have no text.

    Raises BriefgenError with exit code 2 for an unsound configuration; other faults wait for a full reading.
    """
    source = Files(root)
    series, _ = config.load(source)
    facts = _facts(root, source)
    heads: dict[str, Any] = {}
    blocks: dict[str, dict[tuple[str, str, str], Block]] = {}
    for path, said in facts.items():
        match = _FOLDER.fullmatch(path)
        if match and match[2]:
            heads[match[1]] = said
        elif match and series.language(match[3]):
            key = identity(series, match[4])
            if key:
                block = _block(path, match[3], key, said)
                blocks.setdefault(match[1], {})[match[3], *key] = block
    issues = (_issue(name, said, blocks.get(name, {}), series) for name, said in heads.items() if said)
    return Project(series, tuple(sorted(issues, key=lambda issue: issue.number)), ())


def _facts(root: Path, source: Files) -> Mapping[str, Any]:
    """Return what is to be known of each file of the content, read only where it has changed."""
    before, written = _kept(source)
    stamps = source.stamps(CONTENT, 2) if source.folders(CONTENT) else {}
    after: dict[str, list[Any]] = {}
    for path, (time, size) in stamps.items():
        if not path.endswith((".md", f"/{ISSUE}")):
            continue
        row = before.get(path)
        fresh = row and row[0] == time and row[1] == size and time < written - RACY
        after[path] = row if row and fresh else [time, size, _read(source, path)]
    if after != before:
        data = json.dumps({"version": _VERSION, "files": after}, separators=(",", ":")).encode()
        try:
            files.write(root / KEPT, data, sync=False)
        except OSError:
            # A folder that cannot be written to makes the next run slow, not wrong.
            return {path: row[2] for path, row in after.items()}
    return {path: row[2] for path, row in after.items()}


def _kept(source: Files) -> tuple[dict[str, list[Any]], int]:
    """Return what is remembered, and when it was written in nanoseconds."""
    if not source.is_file(KEPT):
        return {}, 0
    try:
        kept = json.loads(source.read_bytes(KEPT))
    except (BriefgenError, ValueError):
        return {}, 0
    if not isinstance(kept, dict) or kept.get("version") != _VERSION:
        return {}, 0
    return kept["files"], source.stamp(KEPT)


def _read(source: Files, path: str) -> Any:
    """Return what is to be known of a file, as JSON has it; None where it cannot be read."""
    try:
        data = source.read_bytes(path, files.MAX_TEXT)
        if path.endswith(".md"):
            row = head(data, path)
            follows = row.translation_of
            return [blob_id(data), follows and [follows.path, follows.blob]]
        said = checked(yaml.load(files.decode(data, path), path), IssueFile)
    except BriefgenError:
        return None
    briefs = [[brief.language, brief.length, brief.blocks] for brief in said.briefs]
    return [said.number, said.source_language, said.lengths, said.blocks, briefs]


def _block(path: str, code: str, key: tuple[str, str], said: Any) -> Block:
    blob, follows = said or ["", None]
    revision = Revision(*follows) if follows else None
    return Block(key[0], code, key[1], "", path, 1, _NOTHING, revision, blob)


def _issue(name: str, said: Any, blocks: Mapping[tuple[str, str, str], Block], series: Series) -> Issue:
    number, language, lengths, own, briefs = said
    codes = [each.code for each in series.languages]
    exceptions = {(code, length): tuple(kinds) for length, kinds in own.items() for code in codes}
    exceptions |= {(code, length): tuple(kinds) for code, length, kinds in briefs}
    return Issue(
        name=name,
        number=number,
        date=PartialDate(1),
        source_language=language,
        title={},
        short_title={},
        authors=(),
        editors=(),
        keywords={},
        notice={},
        based_on=None,
        sources={},
        lengths=tuple(each.name for each in series.lengths if lengths is None or each.name in lengths),
        exceptions=exceptions,
        blocks=blocks,
        figures={},
        place=Place(f"{CONTENT}/{name}/{ISSUE}", 1),
    )
