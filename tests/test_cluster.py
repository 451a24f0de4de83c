"""Documents made by the workers of a Dask cluster, some of which die, lie or are not of our kind."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS, REPOSITORY
from distributed import LocalCluster
from test_build import contents
from test_check import lay_out
from test_engine import bundle

from briefgen import build, cluster, files, formats, outpost
from briefgen.cli import cli
from briefgen.diagnostics import BriefgenError
from briefgen.formats import Facts
from briefgen.model import Bundle
from briefgen.request import Choice
from briefgen.sandbox import Limits

FONTS = files.font_folders(REPOSITORY)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Yield the address of a scheduler without workers."""
    with LocalCluster(n_workers=0, dashboard_address=None, scheduler_port=0, silence_logs=50) as started:
        yield started.scheduler_address


@contextmanager
def worker(scheduler: str, path: Path, extra: str = "") -> Iterator[subprocess.Popen[str]]:
    """Run a worker of its own, whom nobody nurses; `extra` is Python run in it and in what it starts."""
    (path / "more").mkdir(parents=True)
    (path / "more/sitecustomize.py").write_text(extra)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{path / 'more'}{os.pathsep}{REPOSITORY}",
        "TMPDIR": str(path),
    }
    options = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(path)]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, *options]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if "Registered to" in line:
                break
        else:
            raise AssertionError("the worker did not start")
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster") / "project"
    lay_out(CORPUS / "base", folder)
    return folder


def built(folder: Path, scheduler: str = "", progress: build.Progress | None = None) -> build.Outcome:
    work = build.Work(folder / "output", 2, cluster=scheduler)
    return build.build(folder, Choice(), work, progress)


OTHER = """
import importlib.metadata as metadata
real = metadata.version
metadata.version = lambda name: "69.0" if name == "weasyprint" else real(name)
"""
LIAR = """
import briefgen.outpost as outpost
real = outpost.Outpost.ask
def ask(self, request):
    answer = real(self, request)
    return answer if request.name != "damaged" else outpost.Answer(answer.header, b"%PDF of another")
outpost.Outpost.ask = ask
"""


@pytest.fixture(scope="module")
def ours(scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run a worker that makes what we would, but damages one document."""
    with worker(scheduler, tmp_path_factory.mktemp("ours") / "worker", LIAR):
        yield


def document(name: str) -> tuple[str, "partial[tuple[bytes, Facts]]"]:
    return name, partial(formats.FORMATS["pdf"].make, bundle("<p>Text.</p>"), FONTS)


def test_a_cluster_without_workers_is_given_up(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    monkeypatch.setattr(cluster, "_TICK", 1)
    with pytest.raises(BriefgenError, match="the scheduler has no workers") as raised:
        list(cluster.make_all([document("a")], scheduler, Limits(), FONTS))
    assert raised.value.exit_code == 2


def test_a_worker_with_other_versions_is_refused(
    scheduler: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with worker(scheduler, tmp_path / "other", OTHER):
        with pytest.raises(BriefgenError, match=r"has weasyprint 69\.0 in place of 70\.0") as raised:
            list(cluster.make_all([document("a")], scheduler, Limits(), FONTS))
        assert raised.value.exit_code == 2
        request.getfixturevalue("ours")
        made = dict(cluster.make_all([document("a"), document("b")], scheduler, Limits(), FONTS))
    told = [made.pop(name) for name in [*made] if name.startswith("tcp://")]
    assert all(isinstance(each, BriefgenError) and each.exit_code == 0 for each in told) and len(told) < 2
    assert made["a"] == made["b"] and isinstance(made["a"], tuple) and made["a"][0].startswith(b"%PDF")


def test_bytes_are_checked_by_their_digest(scheduler: str, ours: None) -> None:
    ((name, made),) = cluster.make_all([document("damaged")], scheduler, Limits(), FONTS)
    assert name == "damaged" and isinstance(made, BriefgenError) and made.exit_code == 3
    assert "damaged: error: came back damaged" in str(made)


def test_a_killed_worker_costs_no_edition_and_no_byte(
    scheduler: str, ours: None, project: Path, tmp_path: Path
) -> None:
    there = tmp_path / "project"
    shutil.copytree(project, there)
    # A font of the project's own travels.
    for folder in (project, there):
        (folder / "fonts").mkdir()
        shutil.copy(REPOSITORY / "fonts/IBMPlexSerif-Regular.ttf", folder / "fonts/Own.ttf")
    assert built(project).exit_code == 0
    with worker(scheduler, tmp_path / "worker") as doomed:
        killed = []

        def kill(path: str, done: int, total: int) -> None:
            if path.endswith("pdf") and not killed:
                killed.append(path)
                doomed.send_signal(signal.SIGKILL)

        outcome = built(there, scheduler, kill)
        assert doomed.wait() == -signal.SIGKILL and killed
    assert outcome.exit_code == 0 and outcome.diagnostics == []
    assert contents(there) == contents(project)
    assert len(killed) == 1 and sum(path.endswith("pdf") for path in outcome.written) == 4


def test_limits_hold_where_documents_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = outpost.Request(
        "a", _secret, bundle(""), Limits(seconds=5), outpost.engine((files.builtin("fonts"),))
    )
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PYTHONPATH", f"{REPOSITORY}{os.pathsep}{Path(__file__).parent}")
    process = outpost.Outpost()
    try:
        assert process.ask(asked).made == (b"[] 13", {})
        assert "takes longer than 1 seconds" in str(
            process.ask(outpost.Request("a", _endless, bundle(""), Limits(seconds=1), asked.engine)).made
        )
        answer = process.ask(outpost.Request("a", _secret, bundle(""), Limits(), "another engine"))
        assert answer.header == {"versions": outpost.versions()}
    finally:
        process.close()


def _secret(bundle: Bundle, fonts: object) -> tuple[bytes, Facts]:
    try:
        Path("/etc/passwd").read_bytes()
    except OSError as fault:
        return f"{sorted(os.environ)} {fault.errno}".encode(), {}
    return b"read", {}


def _endless(bundle: Bundle, fonts: object) -> tuple[bytes, Facts]:
    while True:
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://", "ftp://example.org"])
def test_a_scheduler_that_is_not_there_is_told(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 1)
    arguments = ["build", "--cluster", address, "--project", str(project), "--output", str(tmp_path / "new")]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 2, result.output
    assert f"{address}: error: no scheduler answers" in result.output
    assert re.search("hint: .*tcp://HOST:8786", result.output)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = CliRunner().invoke(cli, ["build", "--cluster", "tcp://127.0.0.1:9", "--project", str(project)])
    assert result.exit_code == 2 and "pip install 'briefgen[cluster]'" in result.output
