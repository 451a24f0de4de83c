"""From files to published editions."""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS, REPOSITORY
from test_check import lay_out

from briefgen import build, formats, request
from briefgen.cli import cli
from briefgen.diagnostics import BriefgenError, Place, error

EDITIONS = {
    f"1-first/1-first.{language}.{length}.{suffix}"
    for language in ("he", "en")
    for length in ("one-page", "full")
    for suffix in ("pdf", "html")
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "project"
    lay_out(CORPUS / "base", folder)
    outcome = run(folder)
    assert outcome.exit_code == 0, outcome.diagnostics
    return folder


def run(folder: Path, *, jobs: int = 2, **choice: list[str]) -> build.Outcome:
    return build.build(folder, request.Choice(**choice), build.Work(folder / "output", jobs))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in (folder / "output").rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder / "output")): path.read_bytes() for path in files}


def test_every_edition_is_made(built: Path) -> None:
    made = contents(built)
    assert made.keys() >= EDITIONS
    assert all(made[path].startswith(b"%PDF-1.7") for path in EDITIONS if path.endswith("pdf"))
    assert {"index.html", "he/index.html", "en/index.html", "he/feed.atom", "en/feed.atom"} <= made.keys()


def test_a_changed_paragraph_is_seen_in_the_right_editions(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    path = folder / "content/1-first/en/insights.md"
    path.write_text(path.read_text() + "\nOne more paragraph.\n")
    outcome = run(folder)
    # The one-page length has no insights; Hebrew has its own.
    assert outcome.written == ["1-first/1-first.en.full.html", "1-first/1-first.en.full.pdf"]
    assert b"One more paragraph." in (folder / "output" / outcome.written[0]).read_bytes()


def test_characters_that_no_font_has_are_told_at_their_lines(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    path = folder / "content/1-first/en/insights.md"
    path.write_text(path.read_text() + "\nA word: \u6f22.\n\nAnd \u6f22 \U0001d158; and &#x6c34;.\n")
    (*lines, last) = path.read_text().splitlines()
    outcome = run(folder, languages=["en"], lengths=["full"], formats=["pdf"])
    told = [(str(each.place), each.message.partition(": ")[2]) for each in outcome.diagnostics]
    name = "content/1-first/en/insights.md"
    assert told[:2] == [
        (f"{name}:{len(lines) - 1}", "\u6f22 (U+6F22)"),
        (f"{name}:{len(lines) + 1}", "\U0001d158 (U+1D158)"),
    ]
    assert last.startswith("And") and [place for place, _ in told[2:]] == ["1-first.en.full"], "by its number"


@pytest.mark.parametrize(
    ("zone", "locale", "seed"), [("Asia/Jerusalem", "ar_EG.UTF-8", "1"), ("Pacific/Apia", "C", "2")]
)
def test_same_input_gives_the_same_bytes(
    built: Path, tmp_path: Path, zone: str, locale: str, seed: str
) -> None:
    folder = tmp_path / "elsewhere" / "project"
    lay_out(CORPUS / "base", folder)
    where = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}
    here = {"TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONHASHSEED": seed, "COLUMNS": "40"}
    command = [sys.executable, "-m", "briefgen", "build", "--jobs", "1"]
    subprocess.run(command, cwd=folder, env=where | here, check=True, capture_output=True)
    assert contents(folder) == contents(built)


def test_a_choice_narrows_what_is_built(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    lay_out(CORPUS / "base", folder)
    run(folder, languages=["en"], lengths=["one-page"], formats=["html"], issues=["1"])
    assert [path for path in contents(folder) if path.startswith("1-first")] == [
        "1-first/1-first.en.one-page.html"
    ]


def test_a_failing_engine_keeps_the_last_good_file(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    good = contents(folder)
    path = folder / "content/1-first/en/insights.md"
    path.write_text(path.read_text() + "\nOne more paragraph.\n")

    def fail(*_: object) -> tuple[bytes, formats.Facts]:
        raise BriefgenError([error(Place("1-first"), "the layout failed")], 3)

    monkeypatch.setitem(formats.FORMATS, "pdf", formats.Format("pdf", "print", fail))  # type: ignore[misc]
    outcome = run(folder, jobs=1)
    assert outcome.exit_code == 3
    assert outcome.written == ["1-first/1-first.en.full.html"]
    pdf = "1-first/1-first.en.full.pdf"
    assert contents(folder)[pdf] == good[pdf]
    rows = json.loads((folder / "output/manifest.json").read_text())["files"]
    assert rows[pdf]["sha256"] == sha256(good[pdf]).hexdigest()


def test_the_manifest_lists_what_output_holds(built: Path) -> None:
    rows = json.loads((built / "output/manifest.json").read_text())["files"]
    assert rows.keys() | {"manifest.json"} == contents(built).keys()
    row = rows["1-first/1-first.en.one-page.pdf"]
    assert row["sha256"] == sha256(contents(built)["1-first/1-first.en.one-page.pdf"]).hexdigest()
    assert list(row["sources"]) == ["content/1-first/en/summary.md", "content/1-first/en/background.md"]


def test_editions_that_are_gone_are_removed_and_nothing_else(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    output = folder / "output"
    (output / "notes.txt").write_text("mine")
    (output / "1-first/1-first.en.full.html").write_text("changed by hand")
    path = folder / "content/1-first/issue.yaml"
    path.write_text(path.read_text() + "lengths: [one-page]\n")
    run(folder, lengths=["one-page"])
    assert (output / "1-first/1-first.he.full.pdf").exists(), "a narrowed build removes nothing"
    outcome = run(folder)
    assert outcome.removed == [
        f"1-first/1-first.{end}" for end in ("en.full.pdf", "he.full.html", "he.full.pdf")
    ]
    assert (output / "notes.txt").read_text() == "mine"
    assert (output / "1-first/1-first.en.full.html").read_text() == "changed by hand"


def test_a_manifest_cannot_reach_outside(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    path = folder / "output/manifest.json"
    listed = json.loads(path.read_text())
    listed["files"]["../../victim"] = {"sha256": sha256(b"mine").hexdigest(), "sources": {}, "facts": {}}
    path.write_text(json.dumps(listed))
    assert run(folder).removed == []
    assert victim.exists()


def test_strict_takes_warnings_for_errors(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    lay_out(CORPUS / "check-source-never-cited", folder)
    result = CliRunner().invoke(cli, ["build", "--strict", "--project", str(folder)])
    assert result.exit_code == 1 and "error: the source" in result.output
    assert not (folder / "output").exists()


@pytest.mark.parametrize(
    ("css", "code", "told"),
    [
        (":root { --muted: #999999 }", 1, "error: light: --muted on --paper has a contrast of 2.8"),
        (":root { --ink-dark: #8a8f92 }", 0, "warning: dark: --ink on --paper has a contrast of 5."),
        (":root { --accent: red }", 1, "write the colour as #rrggbb"),
        (":root { --accent: #7a1f3d }", 0, ""),
    ],
)
def test_colours_that_cannot_be_read_are_refused(tmp_path: Path, css: str, code: int, told: str) -> None:
    folder = tmp_path / "project"
    lay_out(CORPUS / "base", folder)
    (folder / "templates/style").mkdir(parents=True)
    (folder / "templates/style/theme.css").write_text(css)
    result = CliRunner().invoke(cli, ["check", "--project", str(folder)])
    assert result.exit_code == code and told in result.output, result.output


def test_the_report_names_what_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    lay_out(CORPUS / "base", folder)
    arguments = ["build", "--format", "html", "--report", "json", "--project", str(folder)]
    report = json.loads(CliRunner().invoke(cli, arguments).output)
    assert set(report["written"]) >= {path for path in EDITIONS if path.endswith("html")}
    again = json.loads(CliRunner().invoke(cli, arguments).output)
    assert again["written"] == [] and again["current"] == len(report["written"])
