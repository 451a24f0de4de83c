"""Mend the mechanical slips of a project's texts, and keep translations beside sources that were mended."""

from collections.abc import Collection, Iterator, Mapping
from difflib import unified_diff

from briefgen import prose
from briefgen.acceptance import alike, following
from briefgen.files import Files, version_ids
from briefgen.languages import Language
from briefgen.model import Issue, Project
from briefgen.translations import State, standing

_MARK = b"\xef\xbb\xbf"


def mended(files: Files, project: Project, issues: Collection[str]) -> Mapping[str, tuple[bytes, bytes]]:
    """Return path → (bytes as they are, bytes as they should be) of every block of some issues that changes.

    A translation that followed a source which is mended follows it still: mending changes no meaning.
    """
    found: dict[str, tuple[bytes, bytes]] = {}
    for issue in project.issues:
        if issue.name in issues:
            found |= _mended(files, project, issue)
    return found


def _mended(files: Files, project: Project, issue: Issue) -> dict[str, tuple[bytes, bytes]]:
    found: dict[str, tuple[bytes, bytes]] = {}
    for block in issue.blocks.values():
        language = project.series.language(block.language)
        data = files.read_bytes(block.path)
        new = mend(data, language) if language else data
        if new != data:
            found[block.path] = data, new
    for block in issue.blocks.values():
        state = standing(issue, block)
        source = state.sources[0].path if state.sources else ""
        if state.state is State.CURRENT and not state.moved and source in found:
            data, new = found.get(block.path) or (files.read_bytes(block.path),) * 2
            target = source.split("/", 2)[2]
            found[block.path] = (
                data,
                following(block, new, target, alike(block, version_ids(found[source][1]))),
            )
    return found


def mend(data: bytes, language: Language) -> bytes:
    """Return the bytes of a block's file with its slips mended; line ends and a byte order mark stay."""
    mark = _MARK if data.startswith(_MARK) else b""
    lines = data.removeprefix(_MARK).decode().split("\n")
    ends = ["\r" if line.endswith("\r") else "" for line in lines]
    text = "\n".join(line.removesuffix("\r") for line in lines)
    # Mending joins and divides no lines.
    new = prose.mend(text, language).split("\n")
    return mark + "\n".join(line + end for line, end in zip(new, ends, strict=True)).encode()


def difference(path: str, old: bytes, new: bytes) -> Iterator[str]:
    """Yield the lines of a unified diff."""
    before, after = (data.decode("utf-8-sig").splitlines() for data in (old, new))
    yield from unified_diff(before, after, path, path, lineterm="")
