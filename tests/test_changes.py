"""What a change touches: editions by what is printed of them, between git and the disk."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS
from test_check import lay_out
from test_history import commit, git

from briefgen import changes, parse, revisions
from briefgen.cli import cli
from briefgen.diagnostics import BriefgenError
from briefgen.files import Files
from briefgen.history import History

ISSUE = "content/1-first"
BOTH = ("html", "pdf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project in a folder of a larger repository."""
    folder = tmp_path / "papers" / "project"
    lay_out(CORPUS / "base", folder)
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def touched(folder: Path, revision: str = "HEAD") -> dict[str, tuple[str, ...]]:
    """Return edition, as "he.full.pdf" → why, of those that changed."""
    found = changes.since(folder, revision).touched
    return {each.path.removeprefix("1-first/1-first."): each.why for each in found}


def everything(*suffixes: str) -> set[str]:
    return {
        f"{code}.{length}.{end}"
        for code in ("he", "en")
        for length in ("one-page", "full")
        for end in suffixes
    }


def test_nothing_is_touched_where_nothing_changed(folder: Path) -> None:
    assert touched(folder) == {}


def test_a_paragraph_touches_the_lengths_that_print_it(folder: Path) -> None:
    path = folder / ISSUE / "en/insights.md"
    path.write_text(path.read_text() + "\nOne more paragraph.\n")
    # The one-page length has no insights.
    assert touched(folder) == dict.fromkeys(("en.full.html", "en.full.pdf"), ("en/insights.md",))
    commit(folder.parents[1])
    assert touched(folder) == {} and set(touched(folder, "HEAD~1")) == {"en.full.html", "en.full.pdf"}


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: edit(folder / ISSUE / "en/insights.md", "title:", "# A remark.\ntitle:"),
        lambda folder: (folder / "content/glossary.csv").write_text("id,type,he,en\n"),
        lambda folder: (folder / ISSUE / "en/.draft.md").write_text("Not yet."),
        lambda folder: (folder / "notes.md").write_text("Mine."),
        lambda folder: (folder / ISSUE / "figures/other.svg").write_text("<svg/>"),
        lambda folder: edit(folder / ISSUE / "issue.yaml", "number: 1", "# A remark.\nnumber: 1"),
        lambda folder: (folder / ISSUE / "en/summary.md").write_bytes(
            (folder / ISSUE / "en/summary.md").read_bytes().replace(b"\n", b"\r\n")
        ),
    ],
    ids=["remark", "glossary", "hidden", "outside", "unused-figure", "comment", "line-ends"],
)
def test_what_no_edition_prints_touches_none(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder)
    assert touched(folder) == {}


def test_a_template_touches_all(folder: Path) -> None:
    (folder / "templates/style").mkdir(parents=True)
    (folder / "templates/style/theme.css").write_text(":root { --accent: #7a1f3d }")
    assert touched(folder) == dict.fromkeys(everything(*BOTH), ("templates",))


def test_a_style_for_paper_touches_paper_alone(folder: Path) -> None:
    (folder / "templates/style").mkdir(parents=True)
    sheet = Path(__file__).parent.parent / "templates/style/print.css"
    (folder / "templates/style/print.css").write_text(sheet.read_text() + "h1 { color: #7a1f3d }")
    assert touched(folder) == dict.fromkeys(everything("pdf"), ("templates",))


def test_titles_touch_the_languages_they_are_in(folder: Path) -> None:
    edit(folder / ISSUE / "issue.yaml", "en: Title", "en: New title")
    assert touched(folder) == dict.fromkeys(
        (each for each in everything(*BOTH) if each[:2] == "en"), ("title",)
    )


def test_what_is_of_all_languages_touches_all(folder: Path) -> None:
    edit(folder / ISSUE / "issue.yaml", "\ndate: 2026", "\ndate: 2025")
    assert touched(folder) == dict.fromkeys(everything(*BOTH), ("date",))


def test_a_font_touches_paper(folder: Path) -> None:
    (folder / "fonts").mkdir()
    (folder / "fonts/Mine.ttf").write_bytes(b"a font")
    assert touched(folder) == dict.fromkeys(everything("pdf"), ("fonts",))


def test_each_of_two_causes_is_told_where_it_is_one(folder: Path) -> None:
    edit(folder / ISSUE / "issue.yaml", "he: כותרת", "he: עוד כותרת")
    path = folder / ISSUE / "en/insights.md"
    path.write_text(path.read_text() + "\nOne more paragraph.\n")
    (folder / "templates/style").mkdir(parents=True)
    sheet = Path(__file__).parent.parent / "templates/style/print.css"
    (folder / "templates/style/print.css").write_text(sheet.read_text() + "h1 { color: #7a1f3d }")
    assert touched(folder) == {
        "en.full.html": ("en/insights.md",),
        "en.full.pdf": ("en/insights.md", "templates"),
        "en.one-page.pdf": ("templates",),
        **dict.fromkeys(("he.full.html", "he.one-page.html"), ("title",)),
        **dict.fromkeys(("he.full.pdf", "he.one-page.pdf"), ("title", "templates")),
    }


def test_new_and_gone_editions_are_told(folder: Path) -> None:
    edit(folder / ISSUE / "issue.yaml", "number: 1", "lengths: [one-page]\nnumber: 1")
    fates = {each.path.split(".", 1)[1]: each.fate for each in changes.since(folder, "HEAD").touched}
    assert {name: fate for name, fate in fates.items() if "full" in name} == dict.fromkeys(
        (name for name in everything(*BOTH) if "full" in name), "removed"
    )
    commit(folder.parents[1])
    git(folder, "checkout", "--quiet", "HEAD~1", ".")
    fates = {each.path.split(".", 1)[1]: each.fate for each in changes.since(folder, "HEAD").touched}
    assert {fate for name, fate in fates.items() if "full" in name} == {"added"}


def test_other_issues_are_not_even_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (2, 3):
        shutil.copytree(folder / ISSUE, folder / f"content/{number}-more")
        edit(folder / f"content/{number}-more/issue.yaml", "number: 1", f"number: {number}")
    commit(folder.parents[1])
    path = folder / "content/2-more/en/insights.md"
    path.write_text(path.read_text() + "\nOne more paragraph.\n")
    asked: list[set[str]] = []
    real = parse.project
    monkeypatch.setattr(parse, "project", lambda source, only: asked.append(set(only)) or real(source, only))
    assert [each.path for each in changes.since(folder, "HEAD").touched] == [
        f"2-more/2-more.en.full.{suffix}" for suffix in BOTH
    ]
    assert asked == [{"2-more"}, {"2-more"}]
    assert changes.since(folder, "HEAD", ["3"]).touched == ()


def test_three_processes_of_git_serve_any_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "templates/style").mkdir(parents=True)
    (folder / "templates/style/theme.css").write_text(":root { --accent: #7a1f3d }")
    asked: list[str] = []
    real = History._git
    monkeypatch.setattr(
        History, "_git", lambda self, what, given=b"": asked.append(what[0]) or real(self, what, given)
    )
    assert changes.since(folder, "HEAD").touched
    assert asked == ["ls-tree", "cat-file", "cat-file"]


def test_a_snapshot_reads_as_the_disk_does(folder: Path) -> None:
    inner = folder / ISSUE
    (inner / "en/insights.one-page.md").symlink_to("insights.md")
    (folder / "shared").mkdir()
    (folder / "content/2-linked").symlink_to("1-first")
    (inner / "en/.hidden.md").write_text("x")
    commit(folder.parents[1])
    disk, kept = Files(folder), revisions.snapshot(folder, "HEAD", History(folder))
    for path in ("content", ISSUE, f"{ISSUE}/en", "content/2-linked", "content/2-linked/en", "nowhere"):
        assert (kept.folders(path), kept.names(path)) == (disk.folders(path), disk.names(path)), path
    assert kept.tree("content") == disk.tree("content")
    assert kept.is_file("briefgen.yaml") and not kept.is_file("content") and not kept.is_file("nothing")
    with pytest.raises(BriefgenError):
        kept.read_bytes("../../other")
    with pytest.raises(BriefgenError, match="larger than 0 KB"):
        kept.read_bytes("briefgen.yaml", 10)


def test_links_that_multiply_files_are_refused(folder: Path) -> None:
    for number in range(30):
        (folder / "content" / f"{number + 10}-linked").mkdir()
        (folder / "content" / f"{number + 10}-linked" / "all").symlink_to("../../content")
    commit(folder.parents[1])
    with pytest.raises(BriefgenError, match="leads to too many files"):
        revisions.snapshot(folder, "HEAD", History(folder))


@pytest.mark.parametrize("link", ["../../../outside.md", "/etc/passwd", "loop.md"])
def test_links_that_lead_nowhere_are_no_files(folder: Path, link: str) -> None:
    (folder / ISSUE / "en/loop.md").symlink_to(link)
    commit(folder.parents[1])
    assert not revisions.snapshot(folder, "HEAD", History(folder)).is_file(f"{ISSUE}/en/loop.md")


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["changed", *arguments, "--project", str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_the_command_tells_as_a_table_and_as_json(folder: Path) -> None:
    path = folder / ISSUE / "en/insights.md"
    path.write_text(path.read_text() + "\nOne more paragraph.\n")
    code, output = run(folder, "--since", "HEAD")
    assert code == 0 and "1-first/1-first.en.full.pdf   changed  en/insights.md" in output
    assert "touched: 2" in output
    code, output = run(folder, "--since", "HEAD", "--report", "json", "1")
    rows = json.loads(output.splitlines()[0])["editions"]
    assert rows[0] == {"path": "1-first/1-first.en.full.html", "fate": "changed", "why": ["en/insights.md"]}


@pytest.mark.parametrize("revision", ["nothing", "-x", "--output=x", "HEAD~7", "HEAD:content", "", "\u05d0"])
def test_an_unknown_revision_is_told(folder: Path, revision: str) -> None:
    code, output = run(folder, f"--since={revision}")
    assert code == 2 and "hint: " in output and not (folder / "x").exists()


def test_without_git_there_is_nothing_to_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    lay_out(CORPUS / "base", tmp_path / "project")
    code, output = run(tmp_path / "project", "--since", "HEAD")
    assert code == 2 and "is not kept by git" in output


def test_faults_of_either_state_are_told(folder: Path) -> None:
    (folder / ISSUE / "en/insights.md").unlink()
    code, output = run(folder, "--since", "HEAD")
    assert code == 1 and 'the block "insights" is missing' in output and "removed" in output
    (folder / "briefgen.yaml").rename(folder / "kept")
    (folder / "briefgen.yaml").write_text("series: nothing\n")
    commit(folder.parents[1])
    (folder / "kept").replace(folder / "briefgen.yaml")
    code, output = run(folder, "--since", "HEAD")
    assert code == 2 and 'is unsound in the revision "HEAD"' in output
