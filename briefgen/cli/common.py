"""What all commands share: options, exit codes, how findings are told."""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.shards import Shard, shard

MOST_TOLD = 200
"""Findings of one file that are told to people."""
LONGEST = 400
"""Characters of a line that is told."""

_NUMBER = re.compile("[1-9][0-9]{0,8}")

Report = str
"""How findings are told: text, json or github."""
INTERRUPTED = 130
"""Exit code of a command that is broken off, as shells have it."""


class Words(click.ParamType[tuple[str, ...]]):
    """Words separated by commas."""

    name = "name,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the words."""
        return value if isinstance(value, tuple) else tuple(word for word in value.split(",") if word)


class LimitWords(click.ParamType[Mapping[str, int]]):
    """Limits given as words: seconds=30,memory=1024."""

    name = "what=number,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Mapping[str, int]:
        """Return limit → number; words that name none end the command with exit code 2."""
        if isinstance(value, Mapping):
            return value
        from briefgen.sandbox import Limits

        given = dict(word.partition("=")[::2] for word in value.split(","))
        if not given.keys() <= set(Limits.__slots__) or not all(map(_NUMBER.fullmatch, given.values())):
            self.fail(f"{value} is not like seconds=30,memory=1024,output=64", param, ctx)
        return {what: int(number) for what, number in given.items()}


limited = click.option(
    "--limit",
    "limits",
    type=LimitWords(),
    default={},
    help="Of one document: seconds=30,memory=1024,output=64 (MB).",
)
"""The option of commands that shut in what they do to a document."""


class ShardWord(click.ParamType[Shard]):
    """A share of all: 3/10."""

    name = "number/of"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """Return the share; other words end the command with exit code 2."""
        try:
            return value if isinstance(value, Shard) else shard(value)
        except ValueError:
            self.fail(f"{value} is not like 3/10", param, ctx)


def common(command: Callable[..., int]) -> Callable[..., None]:
    """Give a command the options all have, and end it with its exit code."""
    folder_help = "The project's folder; default: here or the nearest above."
    forms = click.Choice(["text", "json", "github"])

    @click.option("--project", type=click.Path(path_type=Path), help=folder_help)
    @click.option("--report", type=forms, default="text", help="How findings are told.")
    @wraps(command)
    def run(**values: Any) -> None:
        try:
            code = command(**values)
        except BriefgenError as fault:
            tell(fault.diagnostics, values["report"])
            code = fault.exit_code
        except BrokenPipeError:
            raise  # whoever reads has read enough
        except OSError as fault:
            from briefgen.disk import refused

            tell([refused(fault)], values["report"])
            code = 3
        except KeyboardInterrupt:
            click.echo("interrupted: what was there is whole, and the next build goes on from here", err=True)
            code = INTERRUPTED
        sys.exit(code)

    return run


def root_of(given: Path | None) -> Path:
    """Return the project's folder. Raises BriefgenError with exit code 2 where there is none."""
    from briefgen.files import CONFIGURATION, Files, find_project

    root = find_project(given or Path())
    if root is None or (given and not Files(given).is_file(CONFIGURATION)):
        place = Place(str(given or "."))
        raise BriefgenError([error(place, f"there is no {CONFIGURATION} here", "run: briefgen init DIR")], 2)
    return root


def tell_path(path: object) -> None:
    """Print the name of a file that was written; on a terminal with what steers it, or directions, escaped.

    Elsewhere it stays as it is: a script opens the file.
    """
    from briefgen.files import printable

    click.echo(printable(str(path)) if sys.stdout.isatty() else path)


def tell(findings: Sequence[Diagnostic], report: Report) -> None:
    """Print diagnostics: for people on stderr, for machines on stdout."""
    if report == "json":
        click.echo(json.dumps({"diagnostics": [row(finding) for finding in findings]}, ensure_ascii=False))
        return
    for finding in _bounded(findings):
        if report == "github":
            click.echo(_annotation(finding))
        else:
            click.echo(str(_shown(finding)), err=True)


def _bounded(findings: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield findings, of one file no more than anybody reads; the last tells how many there are."""
    counts = Counter(finding.place.path for finding in findings)
    told: Counter[str] = Counter()
    for finding in findings:
        path = finding.place.path
        told[path] += 1
        if told[path] < MOST_TOLD or counts[path] == MOST_TOLD:
            yield finding
        elif told[path] == MOST_TOLD:
            rest = counts[path] - MOST_TOLD + 1
            yield replace(
                finding, message=f"has {rest} more faults, from this line on", hint="mend the first ones"
            )


def _shown(finding: Diagnostic) -> Diagnostic:
    """Return a diagnostic that a terminal can show: nothing in it steers, none of its parts is endless."""
    from briefgen.files import printable

    def shown(text: str) -> str:
        safe = printable(text[:LONGEST])
        return f"{safe}…" if len(text) > LONGEST else safe

    place = replace(finding.place, path=shown(finding.place.path))
    hint = "\n".join(map(shown, finding.hint.split("\n")[:LONGEST]))
    message = "\n".join(map(shown, finding.message.split("\n")[:LONGEST]))
    return replace(finding, place=place, message=message, hint=hint)


def row(finding: Diagnostic) -> dict[str, object]:
    """Return a diagnostic as values that JSON can hold."""
    finding = _shown(finding)
    place = finding.place
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "severity": finding.severity.label,
        "message": finding.message,
        "hint": finding.hint,
    }


def _annotation(finding: Diagnostic) -> str:
    """Return a workflow command that GitHub shows on the line."""

    def escaped(text: str, more: str = "") -> str:
        for character in "%\r\n" + more:
            text = text.replace(character, f"%{ord(character):02X}")
        return text

    finding = _shown(finding)
    place = finding.place
    spot = f"file={escaped(place.path, ',:')}" + (f",line={place.line}" if place.line else "")
    message = finding.message + (f"\nhint: {finding.hint}" if finding.hint else "")
    return f"::{finding.severity.label} {spot}::{escaped(message)}"


class Progress:
    """A progress bar on a terminal, nothing elsewhere: the written files are listed at the end."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.bar: Any = None

    def __enter__(self) -> Callable[[str, int, int], None] | None:
        if self.report != "text" or not sys.stderr.isatty():
            return None
        from rich.console import Console
        from rich.progress import Progress

        self.bar = Progress(console=Console(stderr=True), transient=True)
        self.bar.start()
        task = self.bar.add_task("building", total=None)
        return lambda path, done, total: self.bar.update(task, completed=done, total=total, description=path)

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()
