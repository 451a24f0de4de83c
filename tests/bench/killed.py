"""Build on two workers of Dask, one of which is killed; print how many files are not as at home.

Run: python tests/bench/killed.py
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import series
from distributed import LocalCluster
from measure import environment

from briefgen import build, request

CHOICE = request.Choice(formats=["pdf"])
ISSUES = 3


def worker(scheduler: str, folder: Path) -> "subprocess.Popen[str]":
    """Start a worker that nobody restarts; return it once it is ready."""
    options = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, *options]
    process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    assert process.stderr and any("Registered to" in line for line in process.stderr)
    return process


def contents(root: Path) -> dict[str, bytes]:
    """Return what was built."""
    paths = (path for path in (root / "output").rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def main() -> int:
    """Return how many files differ from those of a build at home, or are missing."""
    with (
        TemporaryDirectory() as name,
        LocalCluster(n_workers=0, dashboard_address=None, scheduler_port=0, silence_logs=50) as cluster,
    ):
        folder = Path(name)
        for place in ("home", "away"):
            series.lay_out(folder / place, ISSUES)
        build.build(folder / "home", CHOICE, build.Work(folder / "home/output"))
        doomed, other = (worker(cluster.scheduler_address, folder / f"worker{number}") for number in (1, 2))
        done: list[str] = []

        def kill(path: str, so_far: int, total: int) -> None:
            done.extend([path] if path.endswith(".pdf") else [])
            if len(done) == ISSUES:
                os.kill(doomed.pid, signal.SIGKILL)

        work = build.Work(folder / "away/output", cluster=cluster.scheduler_address)
        outcome = build.build(folder / "away", CHOICE, work, kill)
        assert doomed.wait() == -signal.SIGKILL and outcome.exit_code == 0
        other.terminate()
        other.wait()
        home, away = contents(folder / "home"), contents(folder / "away")
        assert sum(path.endswith(".pdf") for path in home) == ISSUES * len(series.LANGUAGES)
        return sum(home.get(path) != away.get(path) for path in {*home, *away})


if __name__ == "__main__":
    print(main())
