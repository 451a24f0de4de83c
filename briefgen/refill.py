"""Put other texts in place of a file's units; what is left alone keeps its bytes."""

import json
import re
from collections.abc import Mapping, Sequence

from briefgen import yaml
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.inline import Mark, Piece, same
from briefgen.units import Sheet, Unit, read

_SPECIAL = re.compile(r"[\\`*_\[\]<>{}|&~!]|(?:\A|(?<= ))[#+=:-]|(?<=\d)[.)]|(?<=[:=-])[:=-]")


def rewritten(sheet: Sheet, changed: Mapping[int, Sequence[Piece]]) -> str:
    """Return the text of a file with the pieces of some units, by ordinal from 0, put in place of their own.

    Raises BriefgenError where no Markdown would read as the pieces say.
    """
    careful: set[int] = set()
    while True:
        text = _joined(sheet, changed, careful)
        wrong = _misread(text, sheet, changed)
        if not wrong:
            return text
        if wrong <= careful:
            read(text.encode(), sheet.path)  # tells itself where no page could hold the text
            at = sheet.units[min(wrong)].line
            what = "cannot have the text given for it: it would be read otherwise"
            raise BriefgenError([error(Place(sheet.path, at), what, "take signs of Markdown out of it")])
        careful |= wrong


def _joined(sheet: Sheet, changed: Mapping[int, Sequence[Piece]], careful: set[int]) -> str:
    parts, at = [], 0
    for ordinal, unit in enumerate(sheet.units):
        if ordinal in changed:
            parts += [sheet.text[at : unit.start], _markdown(unit, changed[ordinal], ordinal in careful)]
            at = unit.end
    return "".join([*parts, sheet.text[at:]])


def _misread(text: str, sheet: Sheet, changed: Mapping[int, Sequence[Piece]]) -> set[int]:
    """Return the ordinals of the changed units that would not be read as they should."""
    try:
        found = read(text.encode(), sheet.path)
    except BriefgenError:
        return set(changed)
    if found.shape != sheet.shape or any(
        unit.classes != other.classes for unit, other in zip(found.units, sheet.units, strict=True)
    ):
        return set(changed)
    wanted = [changed.get(ordinal, unit.pieces) for ordinal, unit in enumerate(sheet.units)]
    wrong = {at for at, unit in enumerate(found.units) if not same(unit.pieces, wanted[at])}
    return wrong if wrong <= changed.keys() else set(changed)


def _markdown(unit: Unit, pieces: Sequence[Piece], careful: bool) -> str:
    """Return pieces as Markdown; a careful one escapes every sign that could mean more than itself."""
    text = " ".join("".join(piece for piece in pieces if isinstance(piece, str)).split())
    if unit.role == "title":
        return _scalar(text)
    if unit.plain:
        return re.sub(r"([\"'\[\]\\])", r"\\\1", text) if careful else text
    written = "".join(
        piece.code if isinstance(piece, Mark) else _escaped(re.sub(r"\s+", " ", piece), careful)
        for piece in pieces
    ).strip(" ")
    return re.sub(r"(?<!\\)\|", r"\\|", written) if unit.role == "cell" else written


def _escaped(text: str, careful: bool) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text) if careful else text


def _scalar(text: str) -> str:
    """Return text as a YAML scalar on one line, in quotes where it needs them."""
    try:
        bare = yaml.load(f"title: {text}\n", "").value == {"title": text}
    except BriefgenError:
        bare = False
    return text if bare else json.dumps(text, ensure_ascii=False)
