"""The workflow that `init --ci github` writes, and this repository's action: their text, their steps run."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import CORPUS, REPOSITORY
from test_check import lay_out
from test_history import AUTHOR, commit, git

from briefgen import __version__, yaml
from briefgen.cli import cli

WORKFLOW = ".github/workflows/briefs.yml"
INPUTS = {
    "actions/checkout": {"fetch-depth", "persist-credentials"},
    "actions/setup-python": {"python-version"},
    "actions/cache/restore": {"path", "key", "restore-keys"},
    "actions/cache/save": {"path", "key"},
    "actions/upload-artifact": {"name", "path", "if-no-files-found"},
    "actions/upload-pages-artifact": {"path"},
    "actions/deploy-pages": set(),
}
"""Action → inputs of that version that are used here."""
STEP = {"name", "id", "if", "uses", "with", "run", "env", "shell"}


def written(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    lay_out(CORPUS / "base", folder)
    result = CliRunner().invoke(cli, ["init", str(folder), "--ci", "github"])
    assert result.exit_code == 0 and result.output == f"{folder / WORKFLOW}\n"
    return folder


def loaded(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), path.name).value
    return value


@pytest.fixture
def workflow(tmp_path: Path) -> dict[str, Any]:
    return loaded(written(tmp_path) / WORKFLOW)


ACTION = loaded(REPOSITORY / "action.yml")


def steps(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in document.get("jobs", {"": document.get("runs")}).values():
        yield from job["steps"]


def test_a_new_project_has_it_too(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["init", str(tmp_path / "new"), "--ci", "github"])
    assert result.exit_code == 0 and result.output.endswith(f"{tmp_path / 'new' / WORKFLOW}\n")
    assert (tmp_path / "new/briefgen.yaml").is_file()
    assert f"briefgen[pictures]=={__version__}" in (tmp_path / "new" / WORKFLOW).read_text()


def test_another_workflow_is_not_written_over(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert CliRunner().invoke(cli, ["init", str(folder), "--ci", "github"]).exit_code == 0, "the same again"
    (folder / WORKFLOW).write_text("name: mine\n")
    result = CliRunner().invoke(cli, ["init", str(folder), "--ci", "github"])
    assert result.exit_code == 2 and "exists already" in result.output
    assert (folder / WORKFLOW).read_text() == "name: mine\n"


def test_without_ci_nothing_is_written_into_a_project(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["init", str(written(tmp_path))]).exit_code == 2


def test_strangers_get_a_token_that_reads_and_no_secret(workflow: dict[str, Any], tmp_path: Path) -> None:
    text = (tmp_path / "project" / WORKFLOW).read_text()
    assert set(workflow["on"]) == {"pull_request", "push"} and workflow["on"]["push"] == {
        "branches": ["main"]
    }
    assert "secrets" not in re.sub("#.*", "", text) and "pull_request_target" not in text
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in workflow["jobs"]["build"]
    (checkout,) = (step for step in steps(workflow) if "checkout" in step.get("uses", ""))
    assert checkout["with"]["persist-credentials"] is False
    for step in steps(workflow):
        if re.search(r"cache/save|pages", step.get("uses", "")) and step.get("id") != "site":
            assert step["if"] == "github.event_name == 'push'", step
    for where in (workflow["env"], next(each["env"] for each in steps(ACTION) if each["name"] == "Build")):
        assert "event_name == 'pull_request' && 'none'" in where["BRIEFGEN_STORE"]
    assert set(workflow["concurrency"]) == {"group", "cancel-in-progress"}


def test_only_a_job_of_its_own_may_publish(workflow: dict[str, Any]) -> None:
    publish = workflow["jobs"]["publish"]
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert publish["needs"] == "build" and publish["if"] == "github.event_name == 'push'"
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == ["actions/deploy-pages"]
    assert publish["environment"] == {
        "name": "github-pages",
        "url": f"${{{{ steps.{publish['steps'][0]['id']}.outputs.page_url }}}}",
    }


@pytest.mark.parametrize("which", ["workflow", "action"])
def test_steps_are_as_the_service_knows_them(which: str, tmp_path: Path) -> None:
    path = written(tmp_path) / WORKFLOW if which == "workflow" else REPOSITORY / "action.yml"
    document, text = loaded(path), path.read_text()
    for step in steps(document):
        assert set(step) <= STEP and ("uses" in step) != ("run" in step), step
        if "uses" in step:
            name, _, commit_id = step["uses"].partition("@")
            assert set(step.get("with", {})) <= INPUTS[name], step
            # Tags can be moved; the comment tells people which version a commit is.
            assert re.fullmatch("[0-9a-f]{40}", commit_id)
            assert re.search(rf"@{commit_id} # v\d+\.\d+\.\d+\n", text)
        else:
            assert "${{" not in step["run"], "what others choose never becomes part of a script"
            assert subprocess.run(["bash", "-n", "-c", step["run"]], check=False).returncode == 0
    for expression in re.findall(r"\$\{\{(.*?)\}\}", text):
        names = re.findall(r"\b(?:github|runner|inputs|steps|secrets|env)\.[\w.-]+", expression)
        assert set(names) <= {
            *("github.workflow", "github.ref", "github.event_name", "github.sha", "runner.os"),
            *(f"inputs.{name}" for name in ACTION["inputs"]),
            *("steps.site.outputs.page_url", "env.BRIEFGEN_STORE"),
        }, expression


def test_the_action_explains_itself() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert all(row["description"] and "default" in row for row in ACTION["inputs"].values())
    assert all("shell" in step for step in ACTION["runs"]["steps"] if "run" in step)
    used = set(re.findall(r"inputs\.([\w-]+)", (REPOSITORY / "action.yml").read_text()))
    assert used == set(ACTION["inputs"])


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a runner: a Python of its own, and a wheel of this repository for pip."""
    folder = tmp_path_factory.mktemp("runner")
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--wheel-dir", folder]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, REPOSITORY], check=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    # The dependencies come from the environment of the tests.
    (site,) = (folder / "venv/lib").glob("*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
    return (
        kept
        | AUTHOR
        | {
            "PATH": f"{folder / 'venv/bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "BRIEFGEN": f"{wheel}[pictures]",
            "PIP_NO_DEPS": "1",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        }
    )


def run(
    document: dict[str, Any], where: Path, runner: dict[str, str], values: dict[str, str]
) -> Iterator[str]:
    """Run the steps of a pull request that are commands; yield a log."""
    for step in document["steps"]:
        condition = str(step.get("if", "")).strip("${} ")
        if condition and not said_by_github(condition):
            yield f"- {step['name']}: not for a pull request\n"
        elif "uses" in step:
            yield f"- {step['name']}: {step['uses']}, passed over\n"
        else:
            given = {
                name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)
                if "inputs." in text
                else said_by_github(text.strip("${} "))
                for name, text in step.get("env", {}).items()
            }
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            done = subprocess.run(
                command,
                cwd=where,
                env=runner | given,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            said = done.stdout.decode()
            yield f"- {step['name']}: exit {done.returncode}\n{said}"
            if done.returncode:
                return


class _Github:
    event_name = "pull_request"


class _Inputs:
    build = "true"


def said_by_github(expression: str) -> Any:
    """Return what an expression comes to for a pull request."""
    for theirs, ours in (("&&", "and"), ("||", "or"), ("!cancelled()", "True")):
        expression = expression.replace(theirs, ours)
    return eval(expression, {}, {"github": _Github, "inputs": _Inputs})


@pytest.fixture
def request_to_merge(tmp_path: Path) -> Path:
    """A checkout as a pull request's job has it: the merge of a branch into main."""
    folder = written(tmp_path)
    (folder / ".gitignore").write_text("output/\n.briefgen/\n")
    commit(folder)
    git(folder, "switch", "--quiet", "--create", "change")
    path = folder / "content/1-first/en/insights.md"
    path.write_text(path.read_text() + "\nOne more paragraph, of a stranger.\n")
    commit(folder)
    git(folder, "switch", "--quiet", "-")
    git(folder, "merge", "--quiet", "--no-ff", "--no-edit", "change")
    return folder


def test_a_pull_request_runs_through(request_to_merge: Path, runner: dict[str, str]) -> None:
    folder = request_to_merge
    log = "".join(run(loaded(folder / WORKFLOW)["jobs"]["build"], folder, runner, {}))
    print(log)
    assert log.count(": exit 0\n") == 5 and ": exit 1" not in log, log
    assert (folder / "output/1-first/1-first.en.full.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "output/index.html").is_file()
    summary = Path(runner["GITHUB_STEP_SUMMARY"]).read_text()
    assert (
        summary.startswith("```\nedition")
        and "1-first/1-first.en.full.pdf   changed  en/insights.md" in summary
    )
    assert "<ins>One more paragraph, of a stranger.</ins>" in (folder / "diff.html").read_text()


def test_faults_stand_on_their_lines(request_to_merge: Path, runner: dict[str, str]) -> None:
    path = request_to_merge / "content/1-first/en/insights.md"
    path.write_text(path.read_text() + "\nA claim.[@nobody]\n")
    values = {name: row["default"] for name, row in ACTION["inputs"].items()}
    action = {"steps": [step for step in ACTION["runs"]["steps"] if step["name"] in {"Check", "Build"}]}

    def log(**chosen: str) -> str:
        return "".join(run(action, request_to_merge, runner, values | chosen))

    assert "exit 2" in log(project="$(touch sprung); .")
    assert not (request_to_merge / "sprung").exists(), "an input is a name, not a command"
    said = log()
    assert "exit 1" in said
    assert re.search("^::error file=content/1-first/en/insights.md,line=12::", said, re.MULTILINE)
    git(request_to_merge, "checkout", "--quiet", "--", str(path))
    said = log(strict="true", shard="1/4")
    assert said.count("exit 0") == 2 and "index.html" in said
