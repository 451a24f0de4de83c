"""Documents made for another machine: a warm process that answers requests one after the other.

It has one thread and nothing loaded but the engine, so that its forks are as well shut in as those of a build
at home. Requests come from the machine's own program, which is trusted, and are pickled.
"""

import json
import pickle
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from briefgen import __version__, files, formats, pipes, workers
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, diagnostic, error
from briefgen.files import Files
from briefgen.formats import Make
from briefgen.model import Bundle
from briefgen.sandbox import Limits
from briefgen.typeset.versions import libraries
from briefgen.workers import Made

PACKAGES = (
    "weasyprint",
    "pydyf",
    "fonttools",
    "tinycss2",
    "cssselect2",
    "tinyhtml5",
    "pyphen",
    "pillow",
    "pikepdf",
)
"""Packages that the bytes of a document depend on."""


@dataclass(frozen=True, slots=True)
class Request:
    """A document to be made."""

    name: str
    make: Make
    """Of a format; known on both machines under one name."""
    bundle: Bundle
    limits: Limits
    engine: str
    """Digest of what is to make it, as `engine` gives it."""
    fonts: tuple[Path, ...] = ()
    """Folders of the project's own fonts, where the document is made."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request."""

    header: Mapping[str, Any]
    """"versions" of one who must refuse; else "sha256" and "facts", or "exit" and "diagnostics"."""
    data: bytes = b""

    @property
    def sound(self) -> bool:
        """Tell whether the bytes are those that were made."""
        digest = self.header.get("sha256")
        return digest is None or digest == sha256(self.data).hexdigest()

    @property
    def made(self) -> Made:
        """Return the document, or what is wrong with it."""
        if "facts" in self.header:
            return self.data, self.header["facts"]
        rows = self.header["diagnostics"]
        return BriefgenError([diagnostic(row) for row in rows], self.header["exit"])


class Outpost:
    """The process that answers, started when it is first asked."""

    def __init__(self, fonts: tuple[Path, ...] = ()) -> None:
        """Take the folders of a project's own fonts: fontconfig serves one set of fonts a process."""
        self.fonts = fonts
        command = [sys.executable, "-P", "-c", "from briefgen.outpost import main; main()"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603

    def ask(self, request: Request) -> Answer:
        """Return the answer to a request. Raises OSError where the process has died."""
        assert self._process.stdin and self._process.stdout
        pipes.say(self._process.stdin, pickle.dumps(replace(request, fonts=self.fonts)))
        header = pipes.heard(self._process.stdout)
        data = pipes.heard(self._process.stdout)
        if header is None or data is None:
            raise BrokenPipeError("the process that makes documents died")
        return Answer(json.loads(header), data)

    def close(self) -> None:
        """Let the process end."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        self._process.wait()


def versions() -> dict[str, str]:
    """Return the version of each package and library that bytes depend on, and of briefgen."""
    found = {
        "briefgen": __version__,
        **{package: _version(package) for package in PACKAGES},
        **libraries(),
    }
    return {name: number for name, number in found.items() if number}


@cache
def engine(fonts: tuple[Path, ...]) -> str:
    """Return the digest of what makes documents: this package, others, native libraries, folders of fonts.

    Two machines that give one digest make one document of a bundle.
    """
    digest = sha256(repr(sorted(versions().items())).encode())
    for folder, suffixes in ((Path(__file__).parent, (".py",)), *((folder, ("",)) for folder in fonts)):
        tree = Files(folder).tree(".", suffixes)
        digest.update(repr(sorted((path, sha256(data).digest()) for path, data in tree.items())).encode())
    return digest.hexdigest()


def refusal(where: str, theirs: Mapping[str, str]) -> Diagnostic:
    """Return what is told of a machine whose versions are not those of this one."""
    ours = versions()
    others = [
        f"{name} {theirs.get(name, 'missing')} in place of {ours.get(name, 'none')}"
        for name in sorted({*ours, *theirs})
        if ours.get(name) != theirs.get(name)
    ]
    what = ", ".join(others) or "files of briefgen or its fonts that differ from those here"
    hint = "install the same briefgen and libraries on every machine; other versions make other bytes"
    return error(Place(where), f"has {what}", hint)


def answer(request: Request) -> Answer:
    """Make a document in a process of its own, shut in as in a build at home."""
    fonts = (*request.fonts, files.builtin("fonts"))
    if engine(fonts) != request.engine:
        return Answer({"versions": versions()})
    make = partial(request.make, request.bundle, fonts)
    ((_, made),) = workers.make_all([(request.name, make)], 1, request.limits, _warm(request.make, fonts))
    if isinstance(made, BriefgenError):
        return Answer({"exit": made.exit_code, "diagnostics": [each.row() for each in made.diagnostics]})
    return Answer({"facts": dict(made[1]), "sha256": sha256(made[0]).hexdigest()}, made[0])


@cache
def _warm(make: Make, fonts: tuple[Path, ...]) -> tuple[Path, ...]:
    """Load what a format needs, and return the folders that its documents may read."""
    for form in (*formats.known().values(), formats.FIT):
        if form.make is make and form.warm:
            return tuple(form.warm(fonts))
    return fonts


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def serve(asked: IO[bytes], answered: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    while (message := pipes.heard(asked)) is not None:
        said = answer(pickle.loads(message))  # noqa: S301
        pipes.say(answered, json.dumps(dict(said.header)).encode())
        pipes.say(answered, said.data)


def main() -> None:
    """Answer what is asked on stdin; whatever else is printed goes to stderr."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    serve(sys.stdin.buffer, answers)
