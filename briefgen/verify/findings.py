"""What a condition says: faults with their place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefgen.verify.model import Document
from briefgen.verify.structure import Element


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a condition is not met."""

    message: str
    page: int = 0
    """Counted from 1; 0 for the file as a whole."""
    element: str = ""
    """Way from the root of the structure tree: Document/Sect/P[2]."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule that a machine can check."""

    number: str
    """Of the Matterhorn protocol (01-003), of veraPDF's rules (7.2-20), or a word for a rule of ours."""
    summary: str
    """The fault, not the rule."""
    check: "Check"


Check = Callable[[Document], Iterator[Fault]]
"""A function that yields the faults of a document."""


def at(document: Document, element: Element, message: str) -> Fault:
    """Return a fault at an element."""
    return Fault(message, document.page_number(element.page), element.path)


def shorten(text: str, length: int = 60) -> str:
    """Return text for a message: one line, printable, not long."""
    clean = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(text.split()))
    return clean if len(clean) <= length else f"{clean[: length - 1]}…"
