"""The editions somebody looks at, in their last good state, and what is told of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from briefgen.diagnostics import Diagnostic
from briefgen.layout import CONTENT
from briefgen.model import Brief, Project
from briefgen.serve import notes, strips
from briefgen.serve.events import PICTURES
from briefgen.serve.notes import Stale
from briefgen.serve.proofs import Proof
from briefgen.serve.sheets import Sheet, digest


@dataclass(slots=True)
class Shown:
    """An edition somebody looks at: the last good state of it."""

    name: str
    brief: Brief | None = None
    sheet: Sheet | None = None
    faults: tuple[Diagnostic, ...] = ()
    """What keeps it from being what the files say."""
    proof: Proof | None = None
    proof_faults: tuple[Diagnostic, ...] = ()
    key: str = ""
    """Digest of what the pages were made of."""
    words: int | None = None
    task: "asyncio.Task[None] | None" = None


@dataclass(slots=True)
class Known:
    """What the rules found in an issue."""

    findings: list[Diagnostic] = field(default_factory=list)
    stale: tuple[Stale, ...] = ()
    checked: bool = False


def page(shown: Shown) -> dict[str, Any] | None:
    """Return what tells a window the text of an edition; None where there has never been a good one."""
    drawn = shown.sheet
    if drawn is None:
        return None
    pieces = [(piece.kind, piece.path) for piece in drawn.pieces]
    return {"digest": drawn.digest, "dress": drawn.dress, "body": drawn.body, "pieces": pieces}


def pages(shown: Shown) -> dict[str, Any] | None:
    """Return what tells a window the pages of an edition; None where nothing came of them yet."""
    proof = shown.proof
    if proof is None and not shown.proof_faults:
        return None
    leaves = [(page, [digest(each) for each in page.strips]) for page in proof.pages] if proof else []
    return {
        "pages": [
            {"digest": digest(" ".join(names)), "size": page.size, "strips": names} for page, names in leaves
        ],
        "high": strips.HIGH,
        PICTURES: {
            name: each for page, names in leaves for name, each in zip(names, page.strips, strict=True)
        },
        "places": proof.facts["places"] if proof else [],
        "pieces": [(piece.kind, piece.path) for piece in proof.pieces] if proof else [],
        "faults": [notes.row(each) for each in shown.proof_faults],
    }


def faults(
    project: Project | None,
    known: Sequence[Diagnostic],
    name: str,
    brief: Brief | None,
    missing: Sequence[Diagnostic],
) -> tuple[Diagnostic, ...]:
    """Return the errors that keep an edition from being built.

    `known` are those that rules found in its issue; `missing` tells what its brief lacks.
    """
    folder, language, _ = name.split(".")
    home = f"{CONTENT}/{folder}/"
    paths = {block.path for block in brief.blocks} if brief else set[str]()
    read, others = set[str](), set[str]()
    if project:
        issues = (issue for issue in project.issues if issue.name == folder)
        read = {block.path for issue in issues for block in issue.blocks.values()}
        others = {each.code for each in project.series.languages} - {language}

    def concerns(path: str) -> bool:
        part, _, rest = path.removeprefix(home).partition("/")
        if path in paths or path in read or part in others:
            return path in paths
        # A text that could not be read is missing from a brief of its language; figures are anybody's.
        return part != language or rest.endswith(".md")

    content = project.diagnostics if project else ()
    own = [each for each in (*content, *known) if each.place.path.startswith(home)]
    found = [each for each in notes.errors(own) if concerns(each.place.path)]
    unreadable = {each.place.path for each in found}
    found += [each for each in notes.errors(missing) if each.place.path not in unreadable]
    return tuple(dict.fromkeys(found))
