"""Bad input: each folder tests/corpus/check-* lays its files over the base project and says what is told.

`case.txt` holds what to delete ("- path"), link ("path -> target") or copy ("path = path"); `expected.txt`
what `briefgen check` prints and its exit code. Files that no editor could show
are written as `NAME.hex`.
"""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS

from briefgen.cli import cli

CASES = sorted(CORPUS.glob("check-*"))
FAULTY = [case for case in CASES if "error:" in (case / "expected.txt").read_text()]


def lay_out(case: Path, target: Path) -> None:
    shutil.copytree(CORPUS / "base", target)
    for source in sorted(path for path in case.rglob("*") if path.is_file()):
        path = target / source.relative_to(case)
        if source.parent == case and source.name in {"case.txt", "expected.txt"}:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".hex":
            path.with_suffix("").write_bytes(bytes.fromhex(source.read_text()))
        else:
            shutil.copy(source, path)
    script = case / "case.txt"
    for line in script.read_text().splitlines() if script.exists() else ():
        if line.startswith("- "):
            found = target / line[2:]
            shutil.rmtree(found) if found.is_dir() else found.unlink()
        elif " -> " in line:
            path, _, link = line.partition(" -> ")
            (target / path).unlink(missing_ok=True)
            (target / path).symlink_to(link)
        elif " = " in line:
            path, _, original = line.partition(" = ")
            shutil.copytree(target / original, target / path)


def told(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return f"{result.output}exit {result.exit_code}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, tmp_path: Path, update: bool) -> None:
    project = tmp_path / "project"
    lay_out(case, project)
    output = told("check", "--project", str(project))
    expected = case / "expected.txt"
    if update:
        expected.write_text(output)
    assert output == expected.read_text()


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: case.name)
def test_bad_input_touches_no_output(case: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    lay_out(case, project)
    last_good = project / "output" / "1-first" / "1-first.he.full.pdf"
    last_good.parent.mkdir(parents=True)
    last_good.write_bytes(b"the last good one")
    output = told("build", "--project", str(project))
    assert output == (case / "expected.txt").read_text()
    assert [path for path in (project / "output").rglob("*") if path.is_file()] == [last_good]
    assert last_good.read_bytes() == b"the last good one"


def test_base_is_sound(tmp_path: Path) -> None:
    lay_out(CORPUS / "base", tmp_path / "project")
    assert told("check", "--project", str(tmp_path / "project")) == "exit 0\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--project", "nowhere"],
        ["build", "--lang", "xx"],
        ["build", "--length", "middling"],
        ["build", "--format", "docx"],
        ["build", "99"],
        ["check", "no-such-issue"],
        ["build", "--jobs", "many"],
        ["new", "issue", "1", "again"],
        ["new", "issue", "5", "Not A Slug"],
        ["unheard-of"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(CORPUS / "base", tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    assert told(*arguments).endswith("exit 2\n")


def test_reports_for_machines(tmp_path: Path) -> None:
    import json

    case = CORPUS / "check-unknown-source"
    lay_out(case, tmp_path / "project")
    output = told("check", "--project", str(tmp_path / "project"), "--report", "json")
    (row,) = json.loads(output.splitlines()[0])["diagnostics"]
    assert (row["path"], row["line"], row["severity"]) == ("content/1-first/en/background.md", 4, "error")
    output = told("check", "--project", str(tmp_path / "project"), "--report", "github")
    assert output.startswith("::error file=content/1-first/en/background.md,line=4::")


def test_phrases_that_say_nothing_are_as_they_are_looked_up():
    from briefgen.checks.wording import SAYS_NOTHING, _bare

    assert all(_bare(phrase) == phrase for phrase in SAYS_NOTHING)
    assert {_bare("إقرأ المزيد…"), _bare("هُنا"), _bare("Read  more »")} <= SAYS_NOTHING
