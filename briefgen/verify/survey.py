"""What a content stream holds in sum: what is shown in which language and font, and whether it is marked.

Nothing is kept of a single piece of text: conditions ask for the characters of a page, and only where some of
them are wrong `shown` looks for the place.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import byteorder

from briefgen.verify.content import Properties, Reader, parsed_mark
from briefgen.verify.marks import NOTHING, Mark
from briefgen.verify.structure import Element
from briefgen.verify.tokens import TOKEN

_STRING = re.compile(rb"<([0-9A-Fa-f]*)>")
_MARK = ("tag", "mcid", "rest", "letters", "within", "says", "inside", "ended")
_SEQUENCE = tuple(TOKEN.groupindex[name] for name in _MARK)
_NO_MARK = ("", None, None, "")


Speech = tuple[str, str | None, bool]
"""What decides on the language of shown text, and whether it is read at all.

The language that a mark gives, empty where none does; that of the element that holds the content, None where
no mark of the stream has a number; whether it is an artifact.
"""

Strings = defaultdict[bytes, list[bytes]]
"""Name of a font, as it is written → what is shown in it, in hexadecimal with the operators around."""
Codes = Mapping[bytes, tuple[frozenset[int], frozenset[int]]]
"""Name of a font → the codes shown in it, if they are of one byte, and if they are of two."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is shown under the same conditions of language."""

    read: Codes
    """What stands for itself."""
    silent: Codes
    """What an ActualText replaces."""
    actual: frozenset[str]
    """Each ActualText that replaces something."""


@dataclass(slots=True)
class Stream:
    """What one content stream holds, form XObjects excepted."""

    data: bytes = field(repr=False)
    """The stream itself."""
    said: Mapping[Speech, Said] = field(default_factory=dict)
    artifacts: int = 0
    """Marks of artifacts that were opened."""
    artifacts_in_tagged: int = 0
    """Those of them within a mark with an MCID."""
    tagged: int = 0
    """Marks with an MCID that were opened."""
    tagged_in_artifacts: int = 0
    """Those of them within an artifact."""
    bare: int = 0
    """Painting operators outside any mark."""
    loose: int = 0
    """Marks that something is painted in which neither they nor those around make tagged or an artifact."""
    lost: int = 0
    """Marks that something is painted in that is tagged, but belongs to no element."""
    forms: list[tuple[str, tuple[Mark, ...]]] = field(default_factory=list)
    """XObjects drawn: name and the marks around."""
    properties: dict[str, Mark] = field(default_factory=dict)
    """Property lists that were looked up in the resources."""
    unbalanced: bool = False
    """Whether a mark is closed that was not opened, or left open."""


class Notes:
    """What is shown under the same conditions of language, as it is found."""

    __slots__ = ("actual", "read", "silent")

    def __init__(self) -> None:
        self.read: Strings = defaultdict(list)
        self.silent: Strings = defaultdict(list)
        self.actual: set[str] = set()

    def said(self) -> Said:
        """Return it in sum."""
        return Said(_codes(self.read), _codes(self.silent), frozenset(self.actual))


class Surveyor(Reader):
    """Notes in sum what a stream holds."""

    def __init__(
        self, data: bytes, properties: Properties, elements: Mapping[int, Element], language: str
    ) -> None:
        super().__init__(self._looked_up)
        self.made = Stream(data)
        self._resources, self._elements, self._spoken = properties, elements, language
        self._notes: defaultdict[Speech, Notes] = defaultdict(Notes)

    def survey(self) -> Stream:
        """Read the stream and return what it holds."""
        self.read(self.made.data)
        self.made.said = {
            speech: notes.said() for speech, notes in self._notes.items() if notes.read or notes.silent
        }
        return self.made

    def _looked_up(self, name: str) -> Mark:
        known = self.made.properties
        if name not in known:
            known[name] = self._resources(name)
        return known[name]

    def opened(self, mark: Mark) -> None:
        """Count a mark."""
        made, outer = self.made, mark.outer or NOTHING
        if mark.tag == "Artifact":
            made.artifacts += 1
            made.artifacts_in_tagged += outer.is_tagged
        if mark.mcid is not None:
            made.tagged += 1
            made.tagged_in_artifacts += outer.is_artifact

    def unbalanced(self) -> None:
        """Note that a mark is missing."""
        self.made.unbalanced = True

    def drawn(self, name: str) -> None:
        """Note an XObject with its marks."""
        self.made.forms.append((name, self.mark.stack() if self.mark else ()))

    def painted(self, times: int = 1) -> None:
        """Note, once a mark, whether what is painted is tagged."""
        mark = self.mark
        if mark is None:
            self.made.bare += times
        elif mark.paints and not mark.paints.is_painted:
            mark.paints.is_painted = True
            if mark.is_tagged:
                self.made.lost += all(each.mcid not in self._elements for each in mark.stack())
            else:
                self.made.loose += not mark.is_artifact

    def shown(self, text: bytes) -> None:
        """Note what is shown under the mark."""
        self.painted(text.count(b"Tj") + text.count(b"TJ"))
        mark = self.mark or NOTHING
        number = mark.counts.mcid if mark.counts else None
        element = None if number is None else self._elements.get(number)
        language = self._spoken if element is None else element.language
        notes = self._notes[mark.speech, None if number is None else language, mark.is_artifact]
        if mark.replaced is None:
            notes.read[self.font].append(text)
        else:
            notes.actual.add(mark.replaced.actual or "")
            notes.silent[self.font].append(text)

    def sequence(self, token: re.Match[bytes]) -> None:
        """Read a mark; what nearly all are is read in fewer steps: it stands alone and an element has it."""
        tag, mcid, rest, letters, within, says, inside, ended = token.group(*_SEQUENCE)
        element = self._elements.get(int(mcid)) if mcid else None
        name, _, actual, language = parsed_mark(tag, rest)
        inner, number, reads, other = parsed_mark(within, says or b"") if within else _NO_MARK
        plain = number is None and not other and inner != "Artifact"
        if element is None or self.mark or name == "Artifact" or not plain or ended.count(b"EMC") != 1:
            super().sequence(token)
            return
        notes = self._notes[language, element.language, False]
        face = notes.read if actual is None else notes.silent
        shown = self._plain(letters, face)
        if within and self._plain(inside, face if reads is None else notes.silent):
            shown = True
            if actual is None and reads is not None:
                notes.actual.add(reads)
        if shown and actual is not None:
            notes.actual.add(actual)
        self.made.tagged += 1

    def _plain(self, letters: bytes, face: Strings) -> bool:
        """Note what is shown, by fonts, which begin with a slash; tell whether anything is."""
        text, *parts = letters.split(b"/")
        if b"<" in text:
            face[self.font].append(text)
        for part in parts:
            self.font, _, text = part.partition(b" ")
            if b"<" in text:
                face[self.font].append(text)
        return b"<" in letters


def _codes(shown: Strings) -> Codes:
    made = {}
    for font, written in shown.items():
        strings = set(_STRING.findall(b"".join(written)))
        single = bytes.fromhex(b"".join(strings).decode("ascii"))
        whole = b"".join([string[: len(string) // 4 * 4] for string in strings])
        double = array("H", bytes.fromhex(whole.decode("ascii")))
        if byteorder == "little":
            double.byteswap()
        made[font] = frozenset(single), frozenset(double)
    return made
