"""Marked content: what a mark says, and what it comes to with the marks around it."""

from dataclasses import dataclass, field
from typing import Self


@dataclass(slots=True)
class Mark:
    """An open marked-content sequence."""

    tag: str
    mcid: int | None = None
    actual: str | None = None
    """Text that stands for what is shown inside."""
    language: str = ""
    outer: "Mark | None" = field(default=None, repr=False, compare=False)
    """The mark around; found, as all that follows, when it is opened."""
    counts: "Mark | None" = field(default=None, repr=False, compare=False)
    """The innermost mark with an MCID, or the outermost."""
    paints: "Mark | None" = field(default=None, repr=False, compare=False)
    """The innermost mark that makes content tagged or an artifact, or the outermost."""
    replaced: "Mark | None" = field(default=None, repr=False, compare=False)
    """The outermost mark with ActualText."""
    speech: str = field(default="", repr=False, compare=False)
    """The language in force; empty where no mark says."""
    is_tagged: bool = field(default=False, repr=False, compare=False)
    """Whether this mark or one around has an MCID."""
    is_artifact: bool = field(default=False, repr=False, compare=False)
    """Whether this mark or one around says that it is decoration."""
    is_painted: bool = field(default=False, repr=False, compare=False)
    """Whether something was painted that this mark makes tagged or an artifact."""

    def opened_in(self, outer: "Mark | None") -> Self:
        """Note what the mark comes to within another, or alone; return the mark."""
        has_number, is_artifact = self.mcid is not None, self.tag == "Artifact"
        self.outer = outer
        if outer is None:
            self.counts = self.paints = self
            self.replaced = self if self.actual is not None else None
            self.speech, self.is_tagged, self.is_artifact = self.language, has_number, is_artifact
        else:
            self.counts = self if has_number else outer.counts
            self.paints = self if has_number or is_artifact else outer.paints
            self.replaced = outer.replaced or (self if self.actual is not None else None)
            self.speech = self.language or outer.speech
            self.is_tagged = has_number or outer.is_tagged
            self.is_artifact = is_artifact or outer.is_artifact
        return self

    def stack(self) -> "tuple[Mark, ...]":
        """Return the mark with those around it, the outermost first."""
        marks = [self]
        while (outer := marks[-1].outer) is not None:
            marks.append(outer)
        return tuple(reversed(marks))


NOTHING = Mark("")
"""What is in force where no mark is open."""


def in_force(around: tuple[Mark, ...], mark: Mark = NOTHING) -> Mark:
    """Return a mark whose findings are those of a mark of a form that is drawn with marks around."""
    found = NOTHING
    if around:
        found = Mark("")
        for each in (*around, *(() if mark is NOTHING else mark.stack())):
            found.counts = each if found.counts is None or each.mcid is not None else found.counts
            found.replaced = each if found.replaced is None and each.actual is not None else found.replaced
            found.speech = each.language or found.speech
            found.is_artifact |= each.tag == "Artifact"
        return found
    return mark
