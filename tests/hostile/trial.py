"""The real commands over hostile inputs, each in a process of its own, and what must hold of each."""

import os
import re
import resource
import shutil
import signal
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

import pikepdf
from conftest import CORPUS

from briefgen import build as building
from briefgen import cli, disk, files, fits, formats, review, serve
from briefgen.__main__ import main
from hostile import CANARY, Input

SECONDS, MEGABYTES = 30, 1024
"""What any process may take of processor time and of memory."""
MOST_SECONDS = 2 * SECONDS
"""What ends a process that nothing else does."""
_PATIENCE = 240
_LOADED = (building, cli, fits, review, serve)
"""Loaded once, here, and not by every child."""

_LEAKS = (CANARY.encode(), b"root:x:0:0", b"BRIEFGEN_CANARY")
_DIAGNOSTIC = re.compile(r"(?P<path>[^\n]*?)(?::(?P<line>\d+))?: (?:error|warning): \S")
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")
_TOO_LONG = re.compile("error: [a-z-]+, [a-z]+: .* too long for ")
"""Told of one edition, which alone is not written then."""
_SYSTEM = re.compile("/dev/(null|urandom)|/etc/(ld.so.cache|localtime)|/proc/[0-9]+/(maps|statm)")
"""What a process may read of the system."""


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    """Exit code, or less the number of the signal that ended it."""
    out: str
    err: str
    seconds: float
    """Of processor time, that of its workers too."""
    megabytes: float
    """Most that any of its processes held."""
    deeds: tuple[str, ...]
    """What it did that no command over content has to do: connections, programs, files elsewhere."""

    @property
    def told(self) -> str:
        """Return all that it said."""
        return self.out + self.err


def run(home: Path, *arguments: str, cwd: str = "project", seconds: int = MOST_SECONDS) -> Ran:
    """Run briefgen in a folder of `home`, with arguments; no process gets more seconds of the processor."""
    paths = [home / name for name in ("out", "err", "deeds")]
    child = os.fork()
    if not child:
        streams = [os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for path in paths]
        _become(home, streams, arguments, cwd, seconds)
    status, usage = _waited(child)
    out, err, deeds = (path.read_bytes().decode("utf-8", "backslashreplace") for path in paths)
    seconds = usage.ru_utime + usage.ru_stime
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    code = os.waitstatus_to_exitcode(status)
    return Ran(code, out, err, seconds, usage.ru_maxrss / scale, tuple(deeds.splitlines()))


def _waited(child: int) -> tuple[int, resource.struct_rusage]:
    end, pause = time.monotonic() + _PATIENCE, 0.001
    while True:
        process, status, usage = os.wait4(child, os.WNOHANG)
        if process:
            return status, usage
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def _become(home: Path, streams: list[int], arguments: tuple[str, ...], cwd: str, seconds: int) -> NoReturn:
    """Be the command, with nothing of what the tests have open."""
    code = 1
    try:
        os.setsid()
        for number, stream in enumerate(streams[:2], 1):
            os.dup2(stream, number)
        sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123
        sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
        os.chdir(home / cwd)
        os.environ["BRIEFGEN_CANARY"] = CANARY
        shared = disk.scratch()
        os.environ["XDG_CACHE_HOME"] = str(shared)
        disk.scratch.cache_clear()
        for what, most in (
            (resource.RLIMIT_AS, 6 << 30),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))
        sys.argv = ["briefgen", *arguments]
        _watch((home, shared, disk.scratch()), streams[2])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            import traceback

            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        shutil.rmtree(disk.scratch(), ignore_errors=True)
    finally:
        os._exit(code)


def _watch(own: tuple[Path, ...], stream: int) -> None:
    """Note what this process and those it forks do beyond their work."""
    folders = (*own, files.package().parent, sys.prefix, sys.base_prefix, "/usr", "/lib")
    allowed = tuple(f"{os.path.realpath(folder)}/" for folder in folders)

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        what = ""
        if event in _NETWORK or event in _PROGRAMS:
            if event == "subprocess.Popen" and arguments[0] == "git":
                return
            what = f"{event} {arguments[1:]!r}"
        elif event == "open" and isinstance(arguments[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if not f"{path}/".startswith(allowed) and not _SYSTEM.fullmatch(path):
                what = f"open {path!r}"
        if what:
            os.write(stream, f"{what}\n".encode("utf-8", "backslashreplace"))

    sys.addaudithook(note)


def warm() -> None:
    """Load what makes PDFs, so that no child has to."""
    formats.FORMATS["pdf"].warm(files.font_folders(CORPUS / "base"))


def lay_out(given: Input, base: Path, home: Path) -> None:
    """Copy the base project into `home`/project and lay an input over it."""
    shutil.copytree(base, home / "project")
    outside = home / "outside"
    outside.mkdir()
    for folder in (outside, home):
        (folder / "canary.txt").write_text(CANARY)
    (outside / "background.md").write_text(CANARY)
    for path, data in given.files.items():
        target = home / "project" / path
        clear(target)
        target.write_bytes(data)
    for path, leads in given.links.items():
        target = home / "project" / path
        clear(target)
        target.symlink_to(leads.replace("{outside}", str(outside)).replace("{self}", target.name))
    for path in given.pipes:
        target = home / "project" / path
        clear(target)
        os.mkfifo(target)


def clear(target: Path) -> None:
    """Make room for something at a path."""
    for above in reversed(target.parents):
        if above.is_file() and not above.is_symlink():
            above.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)


def outputs(folder: Path) -> dict[str, bytes]:
    """Return every file of a project's output folder but the lock."""
    root = folder / "output"
    paths = (path for path in root.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def faults(ran: Ran) -> Iterator[str]:
    """Yield what is wrong with how a command ended and with what it said."""
    if ran.code not in {0, 1, 2, 3}:
        yield f"ended with {ran.code}"
    if "Traceback" in ran.told:
        yield "traceback"
    if ran.seconds > SECONDS:
        yield f"took {ran.seconds:.0f} s"
    if ran.megabytes > MEGABYTES:
        yield f"held {ran.megabytes:.0f} MB"
    steering = {character for character in ran.told if steers(character)}
    if steering:
        yield f"said {sorted(map(ascii, steering))}"
    leaks = [leak for leak in _LEAKS if leak in ran.told.encode()]
    if leaks:
        yield f"told {leaks}"
    if ran.code and not any(_DIAGNOSTIC.match(line) for line in ran.err.splitlines()):
        yield f"no diagnostic: {ran.told[-300:]!r}"
    yield from (f"did {deed}" for deed in ran.deeds)


def steers(character: str) -> bool:
    """Tell whether a character steers a terminal or the direction of what stands around it."""
    kind = unicodedata.category(character)
    directional = "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    return (kind in {"Cc", "Cs", "Zl", "Zp"} and character != "\n") or directional


def changed(ran: Ran, before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[str]:
    """Yield what is wrong with the output that a build leaves."""
    for path, data in before.items():
        new = after.get(path)
        if new == data or path == "manifest.json":
            continue
        if ran.code in {1, 2} and not _TOO_LONG.search(ran.err):
            yield f"{path} is {'gone' if new is None else 'changed'}"
        elif new is None and ran.code:
            yield f"{path} is lost"
        elif new is not None and path not in ran.out:
            yield f"{path} changed and nobody says so"
    yield from (f"{path} is left over" for path in after if path.endswith(".part"))
    for path, data in after.items():
        if data != before.get(path):
            yield from (f"{path} holds {leak!r}" for leak in leaks(path, data))


def leaks(path: str, data: bytes) -> Iterator[bytes]:
    """Yield what stands in a file of the output that stands outside the project."""
    texts = [data]
    if data.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(data)) as pdf:
            texts += [
                each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream) and _plain(each)
            ]
    for leak in _LEAKS:
        if any(leak in text for text in texts):
            yield leak


def _plain(stream: pikepdf.Stream) -> bool:
    return "/DCTDecode" not in str(stream.get("/Filter", ""))
