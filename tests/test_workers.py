"""Worker processes and the sandbox they make documents in."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY

from briefgen import workers
from briefgen.diagnostics import BriefgenError, Place, warning
from briefgen.sandbox import Limits
from briefgen.workers import Made, Make, make_all

Product = tuple[bytes, Mapping[str, Any]]
SMALL = Limits(seconds=2, memory=512, output=1)


def outcome(make: Make, limits: Limits = SMALL, folders: tuple[Path, ...] = ()) -> Made:
    ((name, made),) = make_all([("document", make)], 1, limits, folders)
    assert name == "document"
    return made


def failure(make: Make, limits: Limits = SMALL) -> str:
    made = outcome(make, limits)
    assert isinstance(made, BriefgenError) and made.exit_code == 3, made
    return str(made)


def test_bytes_and_facts_come_back() -> None:
    assert outcome(lambda: (b"one\ntwo", {"pages": 2})) == (b"one\ntwo", {"pages": 2})


def test_diagnostics_come_back() -> None:
    def fail() -> Product:
        raise BriefgenError([warning(Place("a", 1, 2), "what", "hint")], 1)

    made = outcome(fail)
    assert isinstance(made, BriefgenError)
    assert made.diagnostics == (warning(Place("a", 1, 2), "what", "hint"),) and made.exit_code == 1


def test_a_worker_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PATIENCE", 2)

    def loop() -> Product:
        while True:
            pass

    def sleep() -> Product:
        time.sleep(60)
        return b"", {}

    began = time.monotonic()
    made = dict(make_all([("loop", loop), ("sleep", sleep)], 2, Limits(seconds=1)))
    for name in ("loop", "sleep"):
        assert isinstance(made[name], BriefgenError)
        assert f"{name}: error: takes longer than 1 seconds" in str(made[name])
    assert time.monotonic() - began < 10


def test_memory_and_output_are_bounded() -> None:
    assert "512 MB of memory" in failure(lambda: (bytes(bytearray(1 << 30)), {}))
    assert "more than 1 MB" in failure(lambda: (bytes(2 << 20), {}))


def test_a_document_has_room_although_its_parent_holds_much() -> None:
    held = bytearray(SMALL.memory << 20)
    held[::4096] = b"x" * len(held[::4096])
    assert outcome(lambda: (bytes(bytearray(64 << 20))[:4], {})) == (bytes(4), {})
    assert f"{SMALL.memory} MB of memory" in failure(lambda: (bytes(bytearray(SMALL.memory << 20)), {}))


def test_a_worker_that_dies_is_named_and_the_others_go_on() -> None:
    def die() -> Product:
        os.kill(os.getpid(), signal.SIGKILL)
        return b"", {}

    made = dict(make_all([("a", lambda: (b"a", {})), ("dead", die), ("b", lambda: (b"b", {}))], 2, SMALL))
    assert made["a"] == (b"a", {}) and made["b"] == (b"b", {})
    assert "dead: error: its process died" in str(made["dead"])


def test_the_environment_is_empty() -> None:
    os.environ["SECRET_TOKEN"] = "x"
    assert outcome(lambda: (repr(sorted(os.environ)).encode(), {})) == (b"[]", {})


def attempt(what: Any) -> Make:
    def make() -> Product:
        try:
            what()
        except OSError as fault:
            return str(fault.errno).encode(), {}
        return b"done", {}

    return make


def test_no_file_but_the_given_ones_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    given = tmp_path / "given"
    given.mkdir()
    (given / "file").write_text("y")
    (given / "link").symlink_to(tmp_path / "secret")
    refused = (b"13", {})
    assert outcome(attempt((tmp_path / "secret").read_bytes), folders=(given,)) == refused
    assert outcome(attempt((given / "link").read_bytes), folders=(given,)) == refused
    assert outcome(attempt(Path("/proc/self/environ").read_bytes), folders=(given,)) == refused
    assert outcome(attempt(Path("/etc/passwd").read_bytes), folders=(given,)) == refused
    assert outcome(attempt((given / "file").read_bytes), folders=(given,)) == (b"done", {})


def test_nothing_can_be_written_but_scratch(tmp_path: Path) -> None:
    assert outcome(attempt(lambda: (tmp_path / "new").write_text("x")), folders=(tmp_path,)) == (b"13", {})
    assert outcome(attempt(tempfile.mkdtemp)) == (b"done", {})
    assert not (tmp_path / "new").exists()


def test_no_connection_can_be_opened() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        assert outcome(attempt(lambda: socket.create_connection(address, 1))) == (b"13", {})


def offspring(process: int, count: int) -> list[str]:
    """Wait until a process has so many children, and return their ids."""
    while True:
        found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False)
        if len(found.stdout.split()) >= count:
            return found.stdout.split()


def test_an_interrupted_build_leaves_no_worker_and_no_scratch(tmp_path: Path) -> None:
    script = (
        "import signal, time\nfrom briefgen.workers import make_all\nfrom briefgen.sandbox import Limits\n"
        # Whatever runs the tests may have been started with this signal ignored, as nohup does.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\nprint('ready', flush=True)\n"
        "list(make_all([('a', lambda: time.sleep(60)), ('b', lambda: time.sleep(60))], 2, Limits()))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout
        process.stdout.readline()
        children = offspring(process.pid, 2)
        process.send_signal(signal.SIGINT)
        assert process.wait(10)
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert not list(tmp_path.glob("briefgen-*"))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_as_many_at_a_time_as_jobs(jobs: int) -> None:
    tasks: list[tuple[str, Make]] = [(str(n), lambda n=n: (b"%d" % n, {})) for n in range(7)]
    made = dict(make_all(tasks, jobs, SMALL))
    assert made == {str(n): (b"%d" % n, {}) for n in range(7)}


def shout(text: str) -> Product:
    return text.upper().encode(), {"environment": sorted(os.environ), "pid": os.getpid()}


def fail_far_away() -> Product:
    raise BriefgenError([warning(Place("a", 1, 2), "what", "hint")], 1)


def read_far_away(path: Path) -> Product:
    return path.read_bytes(), {}


def test_workers_without_fork(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workers, "FORKS", False)
    monkeypatch.setattr(os, "fork", None)
    monkeypatch.setenv("SECRET_TOKEN", "x")
    (tmp_path / "secret").write_text("x")
    tasks: list[tuple[str, Make]] = [
        ("loud", partial(shout, "text")),
        ("faulty", fail_far_away),
        ("curious", partial(read_far_away, tmp_path / "secret")),
        ("hungry", partial(bytearray, 1 << 30)),  # type: ignore[list-item]
    ]
    made = dict(make_all(tasks, 2, SMALL))
    assert isinstance(made["loud"], tuple) and made["loud"][0] == b"TEXT"
    assert made["loud"][1]["environment"] == [] and made["loud"][1]["pid"] != os.getpid()
    assert isinstance(made["faulty"], BriefgenError)
    assert made["faulty"].diagnostics == (warning(Place("a", 1, 2), "what", "hint"),)
    assert "its process died" in str(made["curious"])
    assert "512 MB of memory" in str(made["hungry"])


def test_what_is_made_already_is_passed_on() -> None:
    tasks: list[tuple[str, Make | Made]] = [("a", lambda: (b"a", {})), ("b", (b"b", {})), ("c", (b"c", {}))]
    made = list(make_all(tasks, 1, SMALL))
    assert dict(made) == {"a": (b"a", {}), "b": (b"b", {}), "c": (b"c", {})}


def test_a_killed_build_takes_its_workers_along_and_the_next_tidies_up(tmp_path: Path) -> None:
    script = (
        "import time\nfrom briefgen.workers import make_all\nfrom briefgen.sandbox import Limits\n"
        "list(make_all([('a', lambda: time.sleep(60)), ('b', lambda: time.sleep(60))], 2, Limits()))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", script], env=environment) as process:
        children = offspring(process.pid, 2)
        process.kill()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert list(tmp_path.glob("briefgen-*"))
    # A folder that is not ours looks like ours and is old: it stays.
    (tmp_path / "briefgen-scratch-of-mine").mkdir()
    os.utime(tmp_path / "briefgen-scratch-of-mine", (0, 0))
    quick = script.replace("time.sleep(60)", "(b'', {})")
    subprocess.run([sys.executable, "-c", quick], env=environment, check=True)
    assert [path.name for path in tmp_path.glob("briefgen-*")] == ["briefgen-scratch-of-mine"]


def test_stricter_limits_of_the_caller_hold() -> None:
    script = (
        "import resource, os\nfrom briefgen.workers import make_all\nfrom briefgen.sandbox import Limits\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "def make():\n    return repr(resource.getrlimit(resource.RLIMIT_FSIZE)).encode(), {}\n"
        "print(dict(make_all([('a', make)], 1, Limits())))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert b"(1000, 1000)" in done.stdout
