"""A build with nothing to do is answered from what was seen of files; anything that changed is noticed."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS, REPOSITORY
from test_build import contents
from test_check import lay_out

from briefgen import build, index, request
from briefgen.cli import cli
from briefgen.index import ABSENT, Seen

ARGUMENTS = ["build", "--format", "html"]


def run(folder: Path, *more: str) -> str:
    """Build as from the command line; return what is told on stdout and stderr, and the exit code."""
    words = [*ARGUMENTS, "--project", str(folder), *more]
    result = CliRunner().invoke(cli, words, obj=words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return f"{result.output}exit {result.exit_code}"


def answered(folder: Path, *more: str) -> str | None:
    """Return what the index says of the same build, None where it has to be run."""
    found = index.answer([*ARGUMENTS, "--project", str(folder), *more])
    return found and f"{found.told[2]}{found.told[3]}exit {found.told[1]}"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    lay_out(CORPUS / "check-source-never-cited", folder)
    assert "exit 0" in run(folder)
    return folder


def test_nothing_changed(built: Path) -> None:
    again = run(built)
    assert "warning: the source" in again and "0 written, 9 current" in again
    assert answered(built) == again
    assert answered(built, "--strict") is None, "asked for something else"


def test_errors_are_told_again(tmp_path: Path) -> None:
    lay_out(CORPUS / "check-unknown-source", tmp_path / "project")
    told = run(tmp_path / "project")
    assert told.endswith("exit 1") and answered(tmp_path / "project") == told


@pytest.mark.parametrize(
    "path",
    [
        "content/1-first/en/summary.md",
        "content/people.yaml",
        "briefgen.yaml",
        "output/1-first/1-first.en.full.html",
    ],
)
def test_changes_that_times_do_not_show(built: Path, path: str) -> None:
    """The same size and the same time of the content, as tools leave it that copy or unpack."""
    file = built / path
    facts, data = file.stat(), file.read_bytes()
    file.write_bytes(data.replace(b"e", b"a", 1))
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert file.stat().st_mtime_ns == facts.st_mtime_ns and file.stat().st_size == facts.st_size
    assert answered(built) is None
    if path.startswith("output"):
        run(built)
        assert file.read_bytes() == data


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "content/1-first/en/insights.short.md").write_text("New.\n"),
        lambda folder: (folder / "content/1-first/en/insights.md").unlink(),
        lambda folder: (folder / "templates").mkdir(),
        lambda folder: (folder / "fonts").mkdir(),
        lambda folder: (folder / "output/index.html").unlink(),
        lambda folder: (folder / "output/manifest.json").write_text("{}"),
        lambda folder: shutil.rmtree(folder / "output"),
        lambda folder: os.environ.__setitem__("SOURCE_DATE_EPOCH", "1"),
    ],
    ids=["new", "gone", "templates", "fonts", "page", "manifest", "output", "environment"],
)
def test_other_changes(built: Path, change: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")  # so that it is put back even where it was not set
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert answered(built) is not None
    change(built)  # type: ignore[operator]
    assert answered(built) is None


def test_code_fonts_and_libraries_count(built: Path) -> None:
    record = index.load(index.record_path(str(built), [*ARGUMENTS, "--project", str(built)]))
    assert record is not None
    seen = record.rows()
    assert {
        str(REPOSITORY / path) for path in ("briefgen/build.py", "templates/base.html", "fonts/FONTS.md")
    } <= (seen.keys())
    assert any("libpango" in path for path in seen) or sys.platform != "linux"
    assert any(path.endswith("site-packages") for path in seen)


@pytest.mark.parametrize("at", [0, 17, 20, 200, -1])
def test_a_flipped_bit_means_there_is_no_record(built: Path, at: int) -> None:
    path = Path(index.record_path(str(built), [*ARGUMENTS, "--project", str(built)]))
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))
    assert answered(built) is None
    path.write_bytes(bytes(data[: len(data) // 2]))
    assert answered(built) is None
    assert "0 written, 9 current" in run(built) and answered(built) is not None


def test_without_index_every_file_is_read(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without times is played: every file bears one stamp, whatever is in it."""
    modes = index._stat
    monkeypatch.setattr(index, "_stat", lambda path: ((1, 1, 1, 1), modes(path)[1]))
    run(built)
    path = built / "content/1-first/en/summary.md"
    path.write_text(path.read_text().replace("summary", "surmise"))
    before = contents(built)
    assert "0 written" in run(built), "this is what the option is for"
    run(built, "--no-index")
    assert contents(built) != before


def test_unsettled_files_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    stamp = index._stat(str(path))[0]
    now = stamp[1]
    assert not index.is_settled(stamp, now) and index.is_settled(stamp, now + 3_000_000_000)
    whole_seconds = (3, 1_000_000_000, 1_000_000_000, 7)
    assert not index.is_settled(whole_seconds, 2_900_000_000) and index.is_settled(
        whole_seconds, 3_100_000_000
    )
    for began, read_again in ((now, True), (now + 3_000_000_000, False)):
        seen = Seen({}, began)
        seen.digest(str(path))
        row = seen.rows[str(path)]
        # What the row says stands for what cannot be seen from outside.
        later = Seen({str(path): (row[0], bytes(31) + b"x", row[2])}, began)
        assert (later.digest(str(path)) == row[1]) is read_again
    record = index.record(("", 0, "", ""), {str(path): (stamp, row[1], False)}, now)
    assert record.holds() and not record.is_settled
    os.utime(path, ns=(now, now))
    assert not record.holds(), "the time of the inode tells"
    lying = index.record(("", 0, "", ""), {str(path): (index._stat(str(path))[0], bytes(32), False)}, 0)
    assert not lying.holds(), "an unsettled file is read"


def test_what_is_absent_counts(tmp_path: Path) -> None:
    seen = Seen({}, 0)
    seen.digest(str(tmp_path / "none"))
    assert seen.rows[str(tmp_path / "none")][0] == ABSENT
    record = index.record(("", 0, "", ""), seen.rows, 0)
    assert record.holds()
    (tmp_path / "none").touch()
    assert not record.holds()


def test_links_out_and_round_are_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "deep").mkdir(parents=True)
    (inside / "deep/round").symlink_to(inside)
    (inside / "out").symlink_to("/etc")
    (inside / "zero").symlink_to("/dev/zero")
    os.mkfifo(inside / "fifo")
    found = Seen({}, 0).tree(str(inside), str(inside))
    assert sorted(Path(path).name for path in found) == ["deep", "fifo", "inside", "out", "round", "zero"]


def test_nothing_heavy_is_loaded_for_nothing(built: Path) -> None:
    words = [*ARGUMENTS, "--project", str(built)]
    script = (
        f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); sys.argv = ['briefgen', *{words!r}]\n"
        "from briefgen.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        "print(code, *sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", script]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=built, check=True)
    loaded = done.stderr.splitlines()[-1].split()
    assert "9 current" in done.stderr and loaded[0] == "0"
    heavy = {"click", "pydantic", "jinja2", "weasyprint", "babel", "rich", "pathlib", "dataclasses", "json"}
    assert not heavy & set(loaded)


def test_any_edits_give_what_a_first_build_would(tmp_path: Path) -> None:
    """Random edits, one after the other, each built on what is remembered of those before."""
    dice = random.Random(6)
    folder = tmp_path / "project"
    lay_out(CORPUS / "base", folder)
    shutil.copytree(folder / "content/1-first", folder / "content/2-second")
    issue = folder / "content/2-second/issue.yaml"
    issue.write_text(issue.read_text().replace("number: 1", "number: 2"))
    rows: Mapping[str, index.Row] = {}
    for step in range(6):
        blocks = sorted((folder / "content").glob("*/*/*.md"))
        path = dice.choice(blocks)
        match dice.randrange(4):
            case 0:
                path.write_text(path.read_text() + f"\nStep {step}.\n")
            case 1:
                path.write_text(path.read_text().replace("text", "words", 1))
            case 2:
                issue.write_text(issue.read_text() + f"# {step}\n")
            case _:
                shutil.copytree(folder / "content/1-first", folder / f"content/{step + 10}-more")
                more = folder / f"content/{step + 10}-more/issue.yaml"
                more.write_text(more.read_text().replace("number: 1", f"number: {step + 10}"))
        rows = whole(folder, rows) or {}
        fresh = tmp_path / f"fresh{step}"
        shutil.copytree(folder, fresh, ignore=shutil.ignore_patterns("output", ".briefgen"))
        whole(fresh, {})
        assert contents(folder) == contents(fresh), f"step {step}"


def whole(folder: Path, rows: Mapping[str, index.Row]) -> Mapping[str, index.Row] | None:
    work = build.Work(folder / "output", 1, before=rows)
    outcome = build.build(folder, request.Choice(formats=["html"]), work)
    assert outcome.exit_code == 0, outcome.diagnostics
    return outcome.rows
