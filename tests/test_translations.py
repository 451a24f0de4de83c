"""Translations beside their sources: states, differences, acceptance, and the policy of a project."""

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS
from test_check import lay_out, told
from test_history import commit, git, lines

from briefgen import board, build, request, tally
from briefgen.build import Choice
from briefgen.cli import cli
from briefgen.files import Files, blob_id
from briefgen.history import History
from briefgen.languages import language
from briefgen.translations import Row, State

SOURCE = "content/1-first/he/insights.md"
TRANSLATION = "content/1-first/en/insights.md"
OLD = "---\ntitle: כותרת\n---\nמשפט ראשון של הקטע.\n\nמשפט שני של הקטע, ובו 12 מילים.\n"
NEW = OLD.replace("שני", "אחרון").replace("12", "14")


def follow(project: Path, path: str, source: str, blob: str = "") -> None:
    """Make a file the translation of a version of another one."""
    target = project / path
    text = re.sub(r"\A---\n.*?^---\n", "", target.read_text(), flags=re.DOTALL | re.MULTILINE)
    following = f"{source}@{blob}" if blob else source
    target.write_text(
        f"---\n# Checked by the editor.\ntitle: 'Part'\ntranslation-of:  {following}  # here\n---\n{text}"
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Lay out a project whose English follows the Hebrew, in a repository."""
    root = tmp_path / "project"
    lay_out(CORPUS / "base", root)
    (root / SOURCE).write_text(OLD)
    (root / TRANSLATION).write_text(
        "---\ntitle: Part\n---\nFirst sentence.\n\nSecond sentence, of 12 words.\n"
    )
    for name in ("summary", "background", "insights"):
        source = root / f"content/1-first/he/{name}.md"
        follow(root, f"content/1-first/en/{name}.md", f"he/{name}.md", blob_id(source.read_bytes()))
    commit(root, "2026-03-01")
    return root


def states(root: Path) -> dict[str, dict[str, object]]:
    """Return `LANGUAGE/KIND/LENGTH` → the row that the status tells of it."""
    result = CliRunner().invoke(cli, ["status", "--project", str(root), "--report", "json"])
    assert result.exit_code == 0, result.output
    rows = json.loads(result.output)["rows"]
    return {f"{row['language']}/{row['kind']}/{row['length']}": row for row in rows}


def run(root: Path, *arguments: str) -> str:
    return told(*arguments, "--project", str(root))


def test_current_until_the_source_changes(project: Path) -> None:
    assert states(project)["en/insights/full"]["state"] == "current"
    assert states(project)["he/insights/full"]["state"] == "source"
    assert run(project, "check") == "exit 0\n"
    (project / SOURCE).write_text(NEW)
    row = states(project)["en/insights/full"]
    assert (row["state"], row["words"], row["source"]) == ("stale", 2, SOURCE)
    assert run(project, "check").startswith(
        f"{TRANSLATION}:4: warning: follows he/insights.md as it was before it changed\n"
        f"  hint: see: briefgen translation diff {TRANSLATION}; "
        f"when it follows again: briefgen translation accept {TRANSLATION}\n"
    )


def test_missing_untracked_and_never_reviewed(project: Path) -> None:
    (project / "content/1-first/en/summary.md").unlink()
    follow(project, TRANSLATION, "he/insights.md")
    (project / "content/1-first/en/background.md").write_text("Text [@report].\n")
    found = states(project)
    assert found["en/summary/full"]["state"] == "missing"
    assert found["en/background/full"]["state"] == found["en/background/one-page"]["state"] == "untracked"
    assert found["en/insights/full"]["state"] == "never reviewed"
    assert "has not been compared with he/insights.md yet" in run(project, "check")


def test_without_git_stale_is_still_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / SOURCE).write_text(NEW)
    (project / ".git").rename(project.parent / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    row = states(project)["en/insights/full"]
    assert (row["state"], row["words"]) == ("stale", None)
    assert "follows a version that no history holds" in run(project, "translation", "diff", "en/insights.md")
    assert run(project, "translation", "accept", "en/insights.md") == f"{TRANSLATION}\nexit 0\n"
    assert states(project)["en/insights/full"]["state"] == "current"


def test_difference_word_by_word(project: Path) -> None:
    (project / SOURCE).write_text(NEW)
    output = run(project, "translation", "diff", "en/insights.md")
    assert "[-שני-]" in output and "{+אחרון+}" in output and "[-12-]" in output and "{+14+}" in output
    assert "Second sentence, of 12 words." in output and "First sentence." not in output
    assert run(project, "translation", "diff", "en/summary.md").endswith("exit 0\n")


def test_difference_as_a_page_has_each_side_in_its_direction(project: Path) -> None:
    (project / SOURCE).write_text(NEW)
    page = project / "difference.html"
    run(project, "translation", "diff", "1/en/insights.md", "--html", str(page))
    html = page.read_text()
    assert re.search(r'<td lang="he" dir="rtl">[^<]*<del>[^<]*שני</del> <ins>[^<]*אחרון</ins>', html)
    assert '<td lang="en" dir="ltr">Second sentence, of 12 words.</td>' in html


def test_acceptance_changes_the_id_alone(project: Path) -> None:
    (project / SOURCE).write_text(NEW)
    before = (project / TRANSLATION).read_bytes().replace(b"\n", b"\r\n")
    (project / TRANSLATION).write_bytes(b"\xef\xbb\xbf" + before)
    assert run(project, "translation", "accept", "en/insights.md") == f"{TRANSLATION}\nexit 0\n"
    old, new = blob_id(OLD.encode()), blob_id(NEW.encode())
    assert (project / TRANSLATION).read_bytes() == b"\xef\xbb\xbf" + before.replace(
        old.encode(), new.encode()
    )
    assert states(project)["en/insights/full"]["state"] == "current"
    assert run(project, "translation", "accept", "en/insights.md") == "exit 0\n"


def test_acceptance_of_a_first_version(project: Path) -> None:
    follow(project, TRANSLATION, '"he/insights.md"')
    run(project, "translation", "accept", "en/insights.md")
    assert (
        f'translation-of:  "he/insights.md@{blob_id(OLD.encode())}"  # here'
        in (project / TRANSLATION).read_text()
    )


def test_acceptance_of_several_is_all_or_nothing(project: Path) -> None:
    (project / SOURCE).write_text(NEW)
    before = (project / TRANSLATION).read_bytes()
    output = run(project, "translation", "accept", "en/insights.md", "he/summary.md")
    assert "does not say what it is a translation of" in output and output.endswith("exit 1\n")
    assert (project / TRANSLATION).read_bytes() == before


@pytest.mark.parametrize("name", ["insights.md", "en/nothing.md", "", "../x", "en"])
def test_blocks_are_named_without_doubt(project: Path, name: str) -> None:
    for command in ("diff", "accept"):
        output = run(project, "translation", command, name)
        assert output.endswith("exit 2\n") and "hint:" in output


def test_a_renamed_source_is_followed_without_git(project: Path) -> None:
    (project / ".git").rename(project.parent / "elsewhere")
    (project / SOURCE).rename(project / SOURCE.replace("insights", "background"))
    row = states(project)["en/insights/full"]
    assert (row["state"], row["source"]) == ("current", SOURCE.replace("insights", "background"))
    assert "follows he/insights.md, which is now content/1-first/he/background.md" in run(project, "check")
    run(project, "translation", "accept", "en/insights.md")
    assert "translation-of:  he/background.md@" in (project / TRANSLATION).read_text()


def test_a_source_renamed_and_changed_is_followed_by_git(project: Path) -> None:
    text = f"---\ntitle: כותרת\n---\n{lines(0, 20)}"
    (project / SOURCE).write_text(text)
    run(project, "translation", "accept", "en/insights.md")
    (project / SOURCE.replace("insights", "background")).unlink()
    commit(project)
    git(project, "mv", SOURCE, SOURCE.replace("insights", "background"))
    (project / SOURCE.replace("insights", "background")).write_text(text.replace("number 3.", "figure 3."))
    commit(project)
    row = states(project)["en/insights/full"]
    assert (row["state"], row["source"], row["words"]) == (
        "stale",
        SOURCE.replace("insights", "background"),
        1,
    )
    assert "{+figure+}" in run(project, "translation", "diff", "en/insights.md")
    run(project, "translation", "accept", "en/insights.md")
    assert states(project)["en/insights/full"]["state"] == "current"


def test_a_split_source_is_followed_into_both_parts(project: Path) -> None:
    (project / SOURCE).write_text(lines(0, 20) + "\n" + lines(20, 40))
    run(project, "translation", "accept", "en/insights.md")
    (project / SOURCE.replace("insights", "background")).unlink()
    commit(project)
    (project / SOURCE).write_text(lines(0, 20))
    (project / SOURCE.replace("insights", "background")).write_text(lines(20, 40))
    commit(project)
    row = states(project)["en/insights/full"]
    assert (row["state"], row["words"]) == ("stale", 0)


def moved(project: Path, *, recorded: bool) -> str:
    """Rename the source and change a word of it; return its new path."""
    text = f"---\ntitle: כותרת\n---\n{lines(0, 20)}"
    target = SOURCE.replace("insights", "background")
    (project / SOURCE).write_text(text)
    run(project, "translation", "accept", "en/insights.md")
    (project / target).unlink()
    commit(project)
    git(project, "mv", SOURCE, target)
    (project / target).write_text(text.replace("number 3.", "figure 3."))
    if recorded:
        commit(project)
    return target


def test_a_move_that_is_not_recorded_yet_is_followed(project: Path) -> None:
    target = moved(project, recorded=False)
    row = states(project)["en/insights/full"]
    assert (row["state"], row["source"], row["words"]) == ("stale", target, 1)


def test_an_issue_renamed_after_its_source_was(project: Path) -> None:
    target = moved(project, recorded=True)
    for before, after in (("1-first", "1-again"), ("1-again", "1-last")):
        git(project, "mv", f"content/{before}", f"content/{after}")
        commit(project)
    row = states(project)["en/insights/full"]
    assert (row["source"], row["words"]) == (target.replace("1-first", "1-last"), 1)
    assert "{+figure+}" in run(project, "translation", "diff", "1/en/insights.md")


@pytest.mark.parametrize("convert", ["true", "false"])
def test_line_ends_of_a_working_tree_change_nothing(project: Path, convert: str) -> None:
    git(project, "config", "core.autocrlf", convert)
    for path in project.glob("content/*/*/*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert states(project)["en/insights/full"]["state"] == "current"
    (project / SOURCE).write_bytes(NEW.replace("\n", "\r\n").encode())
    commit(project)
    run(project, "translation", "accept", "en/insights.md")
    # What is recorded is what the repository holds: LF where git converts, CRLF where it does not.
    id = git(project, "rev-parse", f"HEAD:{SOURCE}").strip()
    assert f"he/insights.md@{id}  # here\r\n" in (project / TRANSLATION).read_bytes().decode()
    (project / SOURCE).write_bytes(OLD.replace("\n", "\r\n").encode())
    row = states(project)["en/insights/full"]
    assert (row["state"], row["words"]) == ("stale", 2)


def test_a_repository_of_long_ids(project: Path) -> None:
    (project / ".git").rename(project.parent / "elsewhere")
    git(project, "init", "--quiet", "--object-format=sha256")
    commit(project)
    assert states(project)["en/insights/full"]["state"] == "current"
    run(project, "translation", "accept", "en/insights.md")
    id = git(project, "rev-parse", f"HEAD:{SOURCE}").strip()
    assert len(id) == 64
    assert f"@{id} " in (project / TRANSLATION).read_text()
    (project / SOURCE).write_text(NEW)
    row = states(project)["en/insights/full"]
    assert (row["state"], row["words"]) == ("stale", 2)
    assert "[-12-] {+14+}" in run(project, "translation", "diff", "en/insights.md")


def test_a_shallow_clone_says_where_the_old_text_is(project: Path) -> None:
    (project / SOURCE).write_text(NEW)
    commit(project)
    clone = project.parent / "clone"
    git(project.parent, "clone", "--quiet", "--depth=1", project.as_uri(), str(clone))
    assert states(clone)["en/insights/full"]["state"] == "stale"
    hint = "hint: get the rest of the history: git fetch --unshallow; or compare the two texts"
    assert hint in run(clone, "status")
    assert hint in run(clone, "translation", "diff", "en/insights.md")


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (SOURCE, "is in the language of the source, and follows nothing"),
        ("content/1-first/en/summary.md", "does not say what it is a translation of"),
        ("content/1-first/en/background.md", "names no version of its source yet"),
    ],
)
def test_what_follows_no_version_has_no_difference(project: Path, path: str, what: str) -> None:
    (project / "content/1-first/en/summary.md").write_text("No head.\n")
    follow(project, "content/1-first/en/background.md", "he/background.md")
    assert f"error: {what}" in run(project, "translation", "diff", path)


def test_a_version_that_the_history_does_not_hold(project: Path) -> None:
    follow(project, TRANSLATION, "he/insights.md", "1234567890")
    output = run(project, "status")
    assert f"{TRANSLATION}:4: warning: follows a version that the history does not hold (1234567)" in output
    before = (project / TRANSLATION).read_bytes()
    assert run(project, "translation", "diff", "en/insights.md").endswith("exit 1\n")
    assert (project / TRANSLATION).read_bytes() == before


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({TRANSLATION: "en/summary.md@1234567"}, "follows a block in its own language"),
        ({SOURCE: "en/background.md@1234567"}, "is in the source language, and yet follows en/background.md"),
        (
            {TRANSLATION: "he/insights.md@1", SOURCE: "en/insights.md@1"},
            '"translation-of" is not LANGUAGE/FILE.md@BLOB',
        ),
        (
            {TRANSLATION: "he/insights.md@1234567", SOURCE: "en/insights.md@1234567"},
            "follows itself, by way of the block it names",
        ),
        ({TRANSLATION: "he/gone.md@1234567"}, "follows he/gone.md, which is gone"),
    ],
)
def test_sources_that_cannot_be(project: Path, edits: dict[str, str], message: str) -> None:
    for path, source in edits.items():
        follow(project, path, source)
    assert message in run(project, "check")


def test_a_source_that_is_a_translation(project: Path) -> None:
    settings = (project / "briefgen.yaml").read_text().replace("  en:\n", "  en:\n  ar:\n", 1)
    settings = settings.replace("en: Series", "en: Series, ar: سلسلة").replace(
        "en: Inst", "ar: معهد, en: Inst"
    )
    (project / "briefgen.yaml").write_text(settings)
    (project / "content/1-first/ar").mkdir()
    (project / "content/1-first/ar/insights.md").write_text("نص.\n")
    follow(project, "content/1-first/ar/insights.md", "en/insights.md", "1234567")
    assert "follows en/insights.md, which is itself a translation" in run(project, "check")
    text = (project / TRANSLATION).read_text()
    (project / TRANSLATION).write_text(re.sub("translation-of.*\n", "", text))
    assert 'follows en/insights.md, but the source language is "he"' in run(project, "check")


def policy(project: Path, stale: str) -> None:
    with (project / "briefgen.yaml").open("a") as settings:
        settings.write(f"stale: {stale}\n")
    (project / SOURCE).write_text(NEW)


@pytest.mark.parametrize(("stale", "ends"), [("ignore", 0), ("banner", 0), ("warn", 0), ("error", 1)])
def test_policy_decides_what_check_says(project: Path, stale: str, ends: int) -> None:
    policy(project, stale)
    output = run(project, "check")
    assert output.endswith(f"exit {ends}\n")
    assert ("before it changed" in output) == (stale in {"warn", "error"})


def test_policy_is_one_of_four(project: Path) -> None:
    policy(project, "sometimes")
    assert run(project, "check").endswith("exit 2\n")


def html_of(project: Path) -> str:
    run(project, "build", "--format", "html", "--lang", "en", "--length", "full")
    return (project / "output/1-first/1-first.en.full.html").read_text()


def test_banner_names_the_day_of_the_version_that_is_followed(project: Path) -> None:
    policy(project, "banner")
    assert '<p class="follows">This version follows the original of 1 March 2026.</p>' in html_of(project)
    run(project, "translation", "accept", "en/insights.md")
    assert 'class="follows"' not in html_of(project)


def test_banner_without_git_names_no_day(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy(project, "banner")
    (project / ".git").rename(project.parent / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    assert "This version follows an earlier text of the original." in html_of(project)


def test_banner_stands_on_the_first_page_of_a_document(project: Path) -> None:
    policy(project, "banner")
    briefs, _ = request.chosen(
        request.read(project), Choice(languages=["en"], lengths=["full"]), History(project)
    )
    edition = build.Edition(briefs[0], build.known()["pdf"])
    bundle = build.bundle(edition, request.read(project), request.theme(project))
    assert "This version follows the original of 1 March 2026." in bundle.html


class Directions(HTMLParser):
    """Collects the direction of every side of the board."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert not {"src", "href"} & given.keys() or str(given.get("href")).startswith("#")
        if tag == "section":
            self.found[str(given["lang"])] = str(given["dir"])


def test_board_has_a_side_for_each_language(project: Path) -> None:
    (project / SOURCE).write_text(NEW)
    page = project / "board.html"
    run(project, "status", "--html", str(page))
    html, directions = page.read_text(), Directions()
    directions.feed(html)
    assert directions.found == {"he": "rtl", "en": "ltr"}
    assert "המקור השתנה: שתי מילים השתנו" in html and "stale: 2 words changed" in html
    assert '<th scope="row">תובנות</th>' in html and '<th scope="row">Insights</th>' in html


def test_table_names_what_lags_behind(project: Path) -> None:
    (project / SOURCE).write_text(NEW)
    output = run(project, "status", "1")
    assert re.search(r"1-first +en +insights +stale, 2 words", output)
    assert re.search(r"^en +0 +4 +1 +0 +0 +0$", output, re.MULTILINE)
    assert run(project, "status", "99").endswith("exit 2\n")


def test_what_is_remembered_of_files_is_never_stale(project: Path) -> None:
    assert states(project)["en/insights/full"]["state"] == "current"
    assert (project / ".briefgen" / "outline.json").is_file()
    for text in (NEW, OLD, NEW.replace("14", "15")):
        (project / SOURCE).write_text(text)
        expected = "current" if text == OLD else "stale"
        assert states(project)["en/insights/full"]["state"] == expected
        assert states(project)["en/insights/full"]["state"] == expected


@pytest.fixture
def opened(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make all files of a project old, and list those that are opened from now on."""
    for path in project.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    found: list[str] = []
    read = Files.read_bytes
    monkeypatch.setattr(
        Files, "read_bytes", lambda self, path, *rest: found.append(path) or read(self, path, *rest)
    )
    return found


def test_a_second_status_opens_no_file_that_did_not_change(project: Path, opened: list[str]) -> None:
    first = states(project)
    assert TRANSLATION in opened
    opened.clear()
    assert states(project) == first
    assert opened == [".briefgen/outline.json"]


def test_a_status_reads_no_texts_but_those_that_lag_and_what_these_follow(
    project: Path, opened: list[str]
) -> None:
    (project / SOURCE).write_text(NEW)
    os.utime(project / SOURCE, (1_700_000_001, 1_700_000_001))
    first = states(project)
    opened.clear()
    assert states(project) == first
    assert sorted(opened) == [".briefgen/outline.json", TRANSLATION, SOURCE]
    assert first["en/insights/full"]["words"] == 2


def test_a_source_that_cannot_be_read_is_told_as_missing(project: Path) -> None:
    (project / SOURCE).write_bytes(b"\xff\xfe")
    found = states(project)
    assert found["he/insights/full"]["state"] == "missing"
    assert (found["en/insights/full"]["state"], found["en/insights/full"]["words"]) == ("stale", None)


def test_what_was_told_holds_for_its_settings_alone(project: Path, opened: list[str]) -> None:
    first = states(project)
    settings = (project / "briefgen.yaml").read_text()
    (project / "briefgen.yaml").write_text(settings.replace("background, insights]", "background]"))
    os.utime(project / "briefgen.yaml", (1_700_000_002, 1_700_000_002))
    assert first.keys() - states(project).keys() == {"he/insights/full", "en/insights/full"}


def test_what_other_code_remembered_is_not_believed(project: Path, opened: list[str]) -> None:
    first = states(project)
    memory = project / ".briefgen/outline.json"
    kept = json.loads(memory.read_text())
    for row in kept["issues"].values():
        row["told"] = []
    memory.write_text(json.dumps(kept))
    assert states(project) == {}, "this is what is remembered"
    memory.write_text(json.dumps({**kept, "version": "another"}))
    assert states(project) == first


@pytest.mark.parametrize(
    "kept", ["", "[]", "{", "[" * 100_000, '{"version": 0}', '{"version": 3, "settings": {}, "issues": {}}']
)
def test_a_broken_memory_does_no_harm(project: Path, kept: str) -> None:
    (project / ".briefgen").mkdir(exist_ok=True)
    (project / ".briefgen" / "outline.json").write_text(kept)
    assert states(project)["en/insights/full"]["state"] == "current"


def test_links_in_a_ring_end(project: Path) -> None:
    (project / "content/1-first/he/ring").symlink_to(project / "content")
    assert states(project)["en/insights/full"]["state"] == "current"


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", {1: "1 word changed", 2: "2 words changed", 11: "11 words changed"}),
        ("he", {1: "מילה אחת השתנתה", 2: "שתי מילים השתנו", 3: "3 מילים השתנו", 20: "20 מילים השתנו"}),
        (
            "ar",
            {
                **{0: "لم تتغيّر أي كلمة", 1: "تغيّرت كلمة واحدة", 2: "تغيّرت كلمتان", 3: "تغيّرت 3 كلمات"},
                **{10: "تغيّرت 10 كلمات", 11: "تغيّرت 11 كلمة", 99: "تغيّرت 99 كلمة", 100: "تغيّرت 100 كلمة"},
                **{102: "تغيّرت 102 كلمة", 103: "تغيّرت 103 كلمات"},
            },
        ),
    ],
)
def test_words_are_counted_as_cldr_has_it(code, forms):
    words = request.theme(CORPUS / "base").strings(language(code))
    rows = {count: Row("1-a", code, "summary", "full", State.STALE, "", "", count) for count in forms}
    told = {count: board._cell(row, board._states(words), words).text for count, row in rows.items()}
    assert told == {count: f"{board._states(words)[State.STALE]}: {form}" for count, form in forms.items()}
    assert {count: tally._label(row) for count, row in rows.items() if count in (1, 2)} == {
        count: f"stale, {count} {'word' if count == 1 else 'words'}" for count in (1, 2) if count in forms
    }
