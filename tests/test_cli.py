"""The command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS, REPOSITORY
from test_check import lay_out

from briefgen.cli import cli
from briefgen.cli.common import tell_path
from briefgen.usage import USAGE

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY)}


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "briefgen", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=ENVIRONMENT, check=False)


def test_usage_is_what_the_commands_say(update: bool) -> None:
    said = CliRunner().invoke(cli, ["--help"], prog_name="briefgen", terminal_width=80).output
    if update:
        path = REPOSITORY / "briefgen" / "usage.py"
        path.write_text(f'"""What `briefgen --help` prints."""\n\nUSAGE = """\\\n{said}"""\n')
    else:
        assert said == USAGE


def test_help_loads_no_command() -> None:
    script = "import sys; sys.argv = ['briefgen', '--help']\nfrom briefgen.__main__ import main\n"
    script += "try: main()\nexcept SystemExit: print('click' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    assert done.stdout == f"{USAGE}False\n"


def test_exit_codes() -> None:
    assert run("--help").returncode == 0
    assert run().returncode == 2
    assert run("--version").returncode == 0
    assert run("no-such-command").returncode == 2


@pytest.mark.parametrize("limit", ["seconds=²", "output=" + "9" * 5000, "memory=", "seconds=0", "all=1", "1"])
def test_limits_are_numbers(limit: str) -> None:
    done = run("build", "--limit", limit)
    assert done.returncode == 2 and "is not like seconds=30" in done.stderr


def test_names_need_not_be_utf_8(tmp_path: Path) -> None:
    done = run("init", "\udcff", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "") and "\\udcff/briefgen.yaml" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["\udcff"]


def test_results_go_to_stdout_and_findings_to_stderr(tmp_path: Path) -> None:
    lay_out(CORPUS / "check-unknown-source", tmp_path / "project")
    done = run("check", cwd=tmp_path / "project" / "content")
    assert done.stdout == "" and "hint: did you mean report?" in done.stderr and done.returncode == 1


def test_every_command_has_the_common_options() -> None:
    for command in (["build"], ["check"], ["init"], ["new", "issue"], ["typeset"], ["verify"], ["fit"]):
        said = CliRunner().invoke(cli, [*command, "--help"]).output
        assert "--project" in said and "--report" in said, command


@pytest.mark.parametrize("name", ["../evil", "a b", "", "x/y"])
def test_new_issue_refuses_odd_slugs(tmp_path: Path, name: str) -> None:
    lay_out(CORPUS / "base", tmp_path / "project")
    done = run("new", "issue", "7", name, cwd=tmp_path / "project")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("7-*"))


def test_init_refuses_a_folder_in_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("init", str(tmp_path))
    assert done.returncode == 2 and "is not empty" in done.stderr


def test_init_gives_a_project_that_checks_clean(tmp_path: Path) -> None:
    assert run("init", "demo", cwd=tmp_path).returncode == 0
    done = run("check", cwd=tmp_path / "demo")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert run("new", "issue", "2", "second", cwd=tmp_path / "demo").returncode == 0
    assert run("check", "2", cwd=tmp_path / "demo").returncode == 0


def test_a_reader_that_has_read_enough_is_no_error(tmp_path: Path) -> None:
    lay_out(CORPUS / "base", tmp_path / "project")
    reading, writing = os.pipe()
    os.close(reading)
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "briefgen", "status", "--project", str(tmp_path / "project")]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize(("terminal", "shown"), [(True, "a\\u202eb.pdf\n"), (False, "a\u202eb.pdf\n")])
def test_names_of_files_steer_no_terminal(
    terminal: bool, shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    tell_path(Path("a\u202eb.pdf"))
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["build", "--nothing-of-the-kind"], 2)])
def test_the_command_ends_with_its_code_and_takes_nothing_apart(words: list[str], code: int) -> None:
    """But what was to be done at the end is done, and all that was said is there."""
    script = (
        "import atexit, sys\nfrom briefgen.__main__ import command\n"
        "class Kept:\n    def __del__(self):\n        print('taken apart')\n"
        f"sys.kept, sys.argv = Kept(), ['briefgen', *{words!r}]\n"
        "def main():\n    atexit.register(print, 'tidied up')\n    kept()\n"
        "import briefgen.__main__ as module\nkept, module.main = module.main, main\ncommand()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == code
    assert "taken apart" not in done.stdout and "tidied up" in done.stdout
    assert "briefgen" in done.stdout + done.stderr
