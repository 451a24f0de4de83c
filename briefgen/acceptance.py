"""What an editor accepts: a translation that follows its source as this stands now."""

import re
from collections.abc import Sequence

from briefgen.diagnostics import BriefgenError, error
from briefgen.history import History
from briefgen.model import Block, Issue
from briefgen.translations import Standing, State, line_of, standing

_FENCED = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_FOLLOWED = re.compile(rb"^translation-of[ \t]*:[ \t]*([\"']?)([^\s\"'#@]+\.md)(?:@[0-9a-f]*)?", re.MULTILINE)


def accepted(issue: Issue, block: Block, data: bytes, history: History) -> bytes:
    """Return the bytes of a translation's file once it follows its source as that stands.

    Nothing but the value of translation-of changes. Raises BriefgenError where there is not one source.
    """
    found = standing(issue, block, history)
    if found.state in {State.SOURCE, State.UNTRACKED}:
        hint = "write translation-of: LANGUAGE/FILE.md at its head, then accept it"
        raise BriefgenError([error(block.place, "does not say what it is a translation of", hint)])
    source = _successor(block, found)
    ids = (source.blob, *source.twins)
    held = history.texts(ids)
    id = next((id for id in ids if id in held), alike(block, ids))
    return following(block, data, source.path.split("/", 2)[2], id)


def alike(block: Block, ids: Sequence[str]) -> str:
    """Return the id of a source that is of the kind its translation has named so far: by SHA-1 or SHA-256."""
    followed = block.translation_of.blob if block.translation_of else ""
    return next((id for id in ids if len(id) >= len(followed)), ids[0])


def following(block: Block, data: bytes, target: str, blob: str) -> bytes:
    """Return the bytes of a translation's file with another version in its translation-of."""
    fence = _FENCED.match(data)
    match = _FOLLOWED.search(data, fence.start(1), fence.end(1)) if fence else None
    if match is None:
        hint = "write it as translation-of: LANGUAGE/FILE.md"
        raise BriefgenError([error(line_of(block), "has a translation-of that cannot be rewritten", hint)])
    return data[: match.start(2)] + f"{target}@{blob}".encode() + data[match.end() :]


def _successor(block: Block, found: Standing) -> Block:
    """Return the one block to follow: after a split the one of the translation's own kind and length."""
    if not found.sources:
        hint = "name in translation-of the file that holds the text now"
        raise BriefgenError([error(line_of(block), "follows a file that is gone", hint)])
    if not found.moved or len(found.sources) == 1:
        return found.sources[0]
    own = [other for other in found.sources if (other.kind, other.length) == (block.kind, block.length)]
    if len(own) != 1:
        names = ", ".join(other.path.split("/", 2)[2] for other in found.sources)
        hint = f"name one of them in translation-of: {names}"
        raise BriefgenError([error(line_of(block), "follows a file that was split", hint)])
    return own[0]
