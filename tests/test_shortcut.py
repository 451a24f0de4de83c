"""A build with nothing to do needs no Python: the launcher answers it, or leaves it to Python."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CORPUS, REPOSITORY
from test_check import lay_out

from briefgen import index

LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere find says other things, and Python answers"
)
SCRIPT = """#!{python}
import sys
open({marker!r}, "w").close()
from briefgen.__main__ import main
main()
"""


class Installed:
    """The launcher as it is installed, with a Python that tells when it is started."""

    def __init__(self, folder: Path) -> None:
        self.command, self.marker = folder / "briefgen", folder / "started"
        self.cache = folder / "cache"
        folder.mkdir()
        shutil.copy(REPOSITORY / "briefgen" / "launcher.sh", self.command)
        beside = folder / "briefgen-python"
        beside.write_text(SCRIPT.format(python=sys.executable, marker=str(self.marker)))
        beside.chmod(0o755)

    def kept(self, project: Path) -> Path:
        """Return where the launcher looks for what it knows of a project."""
        return self.cache / f"briefgen{project}/.quick"

    def forget_python(self) -> None:
        """Let Python tell that it is started, and do nothing more."""
        beside = self.command.with_name("briefgen-python")
        beside.write_text(f"#!/bin/sh\ntouch {self.marker}\n")

    def run(self, *arguments: str, cwd: Path | None = None, **variables: str) -> tuple[bool, str]:
        """Return whether Python was started, and all that was said."""
        self.marker.unlink(missing_ok=True)
        command = [self.command, "build", "--format", "html", *arguments]
        own = {"PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(self.cache)}
        environment = {**os.environ, **own, **variables}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd, check=False)
        return self.marker.exists(), f"{done.stdout}{done.stderr}exit {done.returncode}"


@pytest.fixture
def briefgen(tmp_path: Path) -> Installed:
    return Installed(tmp_path / "bin")


@pytest.fixture
def project(tmp_path: Path, briefgen: Installed) -> Path:
    """A project that is built, and of which the launcher knows."""
    folder = tmp_path / "project"
    lay_out(CORPUS / "check-source-never-cited", folder)
    for _ in range(3):
        briefgen.run("--project", str(folder))
    return folder


@LINUX
def test_the_launcher_says_what_python_said(briefgen: Installed, project: Path) -> None:
    started, said = briefgen.run("--project", str(project))
    assert not started
    assert "warning: the source" in said and said.endswith("0 written, 9 current\nexit 0")
    shutil.rmtree(briefgen.kept(project))
    assert briefgen.run("--project", str(project)) == (True, said)


@LINUX
def test_errors_are_told_again(briefgen: Installed, tmp_path: Path) -> None:
    folder = tmp_path / "faulty"
    lay_out(CORPUS / "check-unknown-source", folder)
    told = [briefgen.run(cwd=folder / "content") for _ in range(4)]
    assert [started for started, _ in told] == [True, True, False, False]
    assert {said for _, said in told} == {told[0][1]} and told[0][1].endswith("exit 1")


def _edit_in_secret(folder: Path) -> None:
    """Change a file and give it the size and the time it had."""
    path = folder / "content/1-first/en/summary.md"
    facts = path.stat()
    path.write_bytes(path.read_bytes().replace(b"e", b"a", 1))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "edited": _edit_in_secret,
    "new": lambda folder: (folder / "content/1-first/en/insights.short.md").write_text("New.\n"),
    "gone": lambda folder: (folder / "content/1-first/en/insights.md").unlink(),
    "templates": lambda folder: (folder / "templates").mkdir(),
    "fonts": lambda folder: (folder / "fonts").mkdir(),
    "output": lambda folder: (folder / "output/index.html").write_text("?"),
    "no output": lambda folder: shutil.rmtree(folder / "output"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_python_sees_to_what_changed(briefgen: Installed, project: Path, change: str) -> None:
    CHANGES[change](project)
    briefgen.forget_python()
    started, _ = briefgen.run("--project", str(project))
    assert started


def test_another_question_is_python_s(briefgen: Installed, project: Path, tmp_path: Path) -> None:
    briefgen.forget_python()
    for arguments in (["--strict"], ["--no-index"], ["--lang", "en"], ["--output", str(tmp_path / "new")]):
        assert briefgen.run("--project", str(project), *arguments)[0], arguments
    assert briefgen.run(cwd=project)[0]
    assert briefgen.run("--project", str(project), SOURCE_DATE_EPOCH="1")[0]
    assert briefgen.run("--project", str(tmp_path))[0]
    assert briefgen.run("--project", f"{project}/content/..")[0]
    assert briefgen.run("--project", str(project), XDG_CACHE_HOME="", HOME="")[0]


def test_what_is_cut_off_or_gone_is_not_believed(briefgen: Installed, project: Path) -> None:
    expected = briefgen.run("--project", str(project))[1]
    for part in ("asked", "names", "stamps", "absent", "out", "err"):
        (path,) = briefgen.kept(project).glob(f"{part}*")
        path.unlink()
        assert briefgen.run("--project", str(project)) == (True, expected), part
    for part in ("asked", "names", "stamps", "absent", "out", "err"):
        (path,) = briefgen.kept(project).glob(f"{part}*")
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] or b"?")
        assert briefgen.run("--project", str(project)) == (True, expected), part


def test_without_its_tools_the_launcher_leaves_it_to_python(
    briefgen: Installed, project: Path, tmp_path: Path
) -> None:
    expected = briefgen.run("--project", str(project))[1]
    (tmp_path / "none").mkdir()
    assert briefgen.run("--project", str(project), PATH=str(tmp_path / "none")) == (True, expected)
    poor = tmp_path / "none" / "find"
    poor.write_text("#!/bin/sh\necho find: unrecognized: -files0-from >&2\nexit 1\n")
    poor.chmod(0o755)
    path = f"{poor.parent}{os.pathsep}{os.environ['PATH']}"
    assert briefgen.run("--project", str(project), PATH=path) == (True, expected)


@LINUX
def test_no_project_says_what_was_built(briefgen: Installed, project: Path, tmp_path: Path) -> None:
    """A record that comes with the files of a project, or was copied with them, is not believed."""
    briefgen.run("--project", str(project))
    assert not list(project.rglob("*quick*"))
    expected = briefgen.run("--project", str(project))[1]
    for path in (project / ".briefgen/index").iterdir():
        data = path.read_bytes()
        (tmp_path / "copy").write_bytes(data)
        (tmp_path / "copy").replace(path)
        assert index.load(str(path)) is None
    shutil.rmtree(briefgen.cache)
    assert briefgen.run("--project", str(project)) == (True, expected)


@LINUX
def test_it_is_found_through_a_link(briefgen: Installed, project: Path, tmp_path: Path) -> None:
    expected = briefgen.run("--project", str(project))
    briefgen.command = tmp_path / "link"
    briefgen.command.symlink_to(tmp_path / "bin/briefgen")
    assert briefgen.run("--project", str(project)) == expected == (False, expected[1])


def test_the_installed_command_is_the_launcher() -> None:
    installed = Path(sys.executable).with_name("briefgen")
    assert installed.read_bytes() == (REPOSITORY / "briefgen/launcher.sh").read_bytes(), "run make"
    done = subprocess.run([installed, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("briefgen, version ")
