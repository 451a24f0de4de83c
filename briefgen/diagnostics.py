"""What is wrong, where, and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Severity(IntEnum):
    """How grave a diagnostic is; only errors keep an edition from being built."""

    WARNING = 1
    ERROR = 2

    @property
    def label(self) -> str:
        """Return the word printed before the message."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file an editor can open."""

    path: str
    """Path relative to the project folder, with forward slashes."""
    line: int = 0
    """Counted from 1; 0 where the fault is the file as a whole."""
    column: int = 0
    """Counted from 1 in characters; 0 where unknown."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault of the content, told to an editor."""

    severity: Severity
    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.severity.label}: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text

    def row(self) -> list[str | int]:
        """Return it as values that JSON can hold, for another process or a later run."""
        place = self.place
        return [int(self.severity), place.path, place.line, place.column, self.message, self.hint]


def diagnostic(row: Sequence[Any]) -> Diagnostic:
    """Return the diagnostic of a row."""
    severity, path, line, column, message, hint = row
    return Diagnostic(Severity(severity), Place(path, line, column), message, hint)


def error(place: Place, message: str, hint: str = "") -> Diagnostic:
    """Return a diagnostic that keeps the editions it touches from being built."""
    return Diagnostic(Severity.ERROR, place, message, hint)


def warning(place: Place, message: str, hint: str = "") -> Diagnostic:
    """Return a diagnostic that does not stop a build unless it is strict."""
    return Diagnostic(Severity.WARNING, place, message, hint)


def first_line(fault: BaseException) -> str:
    """Return what an exception of another library says in one line, its type where it says nothing."""
    lines = str(fault).splitlines() or [type(fault).__name__]
    return lines[0][:300]


class BriefgenError(Exception):
    """The one error type: diagnostics that end the command, and its exit code.

    Exit codes: 1 the content has errors, 2 wrong usage or configuration, 3 the engine failed.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], exit_code: int = 1) -> None:
        self.diagnostics = tuple(diagnostics)
        self.exit_code = exit_code
        super().__init__("\n".join(map(str, self.diagnostics)))

    def __reduce__(self) -> tuple[type["BriefgenError"], tuple[tuple[Diagnostic, ...], int]]:
        """Let a worker process hand the error back."""
        return BriefgenError, (self.diagnostics, self.exit_code)
