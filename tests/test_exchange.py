"""Issues to translators and back: XLIFF and PO that other programs edit, and files not to be trusted."""

import re
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CORPUS, REPOSITORY
from lxml import etree
from test_history import commit
from test_translations import NEW, OLD, SOURCE, TRANSLATION, follow, project, run, states
from translate.storage.pypo import pofile
from translate.storage.xliff2 import Xliff2File

from briefgen import exchange, intake, refill, request, units
from briefgen.diagnostics import BriefgenError
from briefgen.files import Files, blob_id
from briefgen.history import History

__all__ = ["project"]

FORMS = ("xliff", "po")
RICH = """---
# Kept.
title: "כותרת: ראשית"
---
משפט עם [קישור](https://example.org/a "t"){lang=en}, *דגש* ו־`code`.[@report] הערה[^a]
והמשך השורה. {.full-only}

- ראשון
- שני **חזק** {.if-room}

::: table כיתוב הטבלה {.wide}
| שם | ערך |
|---|--:|
| א \\| ב | 12 |
:::

![תיאור](figures/square.svg "כיתוב")

[^a]: נוסח ההערה.
"""
NS = {"x": "urn:oasis:names:tc:xliff:document:2.0"}


def desk(root: Path) -> exchange.Desk:
    return exchange.Desk(Files(root), request.read(root), History(root))


def give(root: Path, form: str, *, issue: str = "1", language: str = "en") -> Path:
    path = root.parent / f"out.{form}"
    arguments = ("--lang", language, "--to", form, "--output", str(path))
    output = run(root, "translation", "export", issue, *arguments)
    assert output.endswith(f"{path}\nexit 0\n"), output
    return path


def take(root: Path, path: Path) -> str:
    return run(root, "translation", "import", str(path))


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.glob("content/**/*.md")}


# ------------------------------------------------------------------------------------- nothing edited


def blocks() -> list[Path]:
    """Return the blocks of the repository and of the corpus, each text once."""
    paths = [*sorted((REPOSITORY / "content").glob("*/*/*.md")), *sorted(CORPUS.glob("**/*.md"))]
    once = {path.read_bytes(): path for path in reversed(paths)}
    return sorted(path for path in once.values() if readable(path))


def readable(path: Path) -> bool:
    try:
        return bool(units.read(path.read_bytes(), "x"))
    except BriefgenError:
        return False  # a check tells of it, and no one translates it


BLOCKS = blocks()


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out an issue that has every block of the repository and the corpus, each its own translation."""
    root = tmp_path_factory.mktemp("blocks") / "project"
    shutil.copytree(CORPUS / "base", root)
    kinds = [f"k{number}" for number in range(len(BLOCKS))]
    settings = (root / "briefgen.yaml").read_text().partition("lengths:")[0]
    settings += f"kinds: {{{', '.join(f'{kind}: ' + '{}' for kind in kinds)}}}\n"
    (root / "briefgen.yaml").write_text(f"{settings}lengths: {{full: {{blocks: [{', '.join(kinds)}]}}}}\n")
    shutil.rmtree(root / "content/1-first/en")
    shutil.rmtree(root / "content/1-first/he")
    for kind, path in zip(kinds, BLOCKS, strict=True):
        data = path.read_bytes()
        head = data[:4] if data.startswith(b"---\n") else b"---\n---\n"
        follows = f"translation-of: he/{kind}.md@{blob_id(data)}\n".encode()
        rest = re.sub(rb"translation-of: \S+@.{40}\n", b"", data.removeprefix(b"---\n"))
        for code, text in (("he", data), ("en", head[:4] + follows + head[4:] + rest)):
            (root / "content/1-first" / code).mkdir(exist_ok=True)
            (root / "content/1-first" / code / f"{kind}.md").write_bytes(text)

    return root


@pytest.mark.parametrize("form", FORMS)
def test_a_round_trip_without_edits_changes_no_byte(collected: Path, form: str) -> None:
    _, write, _ = exchange.FORMS[form]
    at_work = desk(collected)
    parcel = exchange.export(at_work, at_work.project.issues[0], "en")
    assert len(parcel.parts) + len(at_work.findings) == len(at_work.project.issues[0].blocks) / 2 > 150
    # Those with a fault in their heads follow nothing.
    assert sum(any(entry.fuzzy for entry in part.entries) for part in parcel.parts) <= 3
    back = intake.received(at_work, exchange.read(write(parcel), "back"), "back")
    assert {path: (collected / path).read_bytes() for path in back} == back


@pytest.mark.parametrize("path", BLOCKS, ids=lambda path: "/".join(path.parts[-4:]))
def test_every_unit_can_be_written_anew(path: Path) -> None:
    """A unit written from its own pieces reads as before: an edit in it harms no markup."""
    sheet = units.read(path.read_bytes(), "x")
    again = refill.rewritten(sheet, {at: unit.pieces for at, unit in enumerate(sheet.units)})
    assert [unit.words for unit in units.read(again.encode(), "x").units] == [
        unit.words for unit in sheet.units
    ]


def test_units_are_paragraphs_with_their_markup_as_marks() -> None:
    found = units.read(RICH.encode(), "x").units
    assert [(unit.role, unit.words, [mark.kind for mark in unit.marks]) for unit in found] == [
        ("title", "כותרת: ראשית", []),
        (
            "paragraph",
            "משפט עם קישור, דגש ו־. הערה והמשך השורה.",
            ["link", "emphasis", "code", "citation", "note"],
        ),
        ("list item", "ראשון", []),
        ("list item", "שני חזק", ["strong"]),
        ("caption", "כיתוב הטבלה", []),
        ("cell", "שם", []),
        ("cell", "ערך", []),
        ("cell", "א | ב", []),
        ("cell", "12", []),
        ("description", "תיאור", []),
        ("caption", "כיתוב", []),
        ("note", "נוסח ההערה.", []),
    ]
    assert (
        found[1].classes == ("full-only",)
        and found[1].marks[0].key == '](https://example.org/a "t"){lang=en}'
    )


# ------------------------------------------------------------------------------- edited by other programs


def edit(path: Path, texts: dict[str, str], *, confirm: bool = True) -> None:
    """Let translate-toolkit put texts in place of targets, by unit id; tokens of PO stand for markup."""
    if path.suffix == ".po":
        store = pofile.parsefile(str(path))
        for unit in store.units:
            if unit.getcontext() in texts:
                unit.target = texts[unit.getcontext()]
            unit.markfuzzy(unit.isfuzzy() and not confirm)
    else:
        store = Xliff2File.parsefile(str(path))
        for unit in store.units:
            if unit.getid() in texts:
                inner = re.sub(r"\{(\d+)\}(?!.*\{/\1\})", r'<ph id="\1"/>', texts[unit.getid()])
                inner = re.sub(r"\{/\d+\}", "</pc>", re.sub(r"\{(\d+)\}", r'<pc id="\1">', inner))
                unit.set_target_dom(etree.fromstring(f'<target xmlns="{NS["x"]}">{inner}</target>'))
            if confirm and unit.target:
                unit.marktranslated()
    store.save()


@pytest.mark.parametrize("form", FORMS)
def test_edits_of_another_program_come_back_as_markdown(project: Path, form: str) -> None:
    (project / SOURCE).write_text(RICH)
    (project / TRANSLATION).write_text(
        RICH.replace("כותרת: ראשית", "Head: first").replace("# Kept.", "# Kept too.")
    )
    follow_source(project)
    path = give(project, form)
    edit(
        path,
        {
            "insights.1": 'A "new": title',
            "insights.2": "Text with {3}{4} [and] *stars*, {1}a link{/1} {2}stressed{/2}.{5}",
            "insights.8": "a | b | c",
            "insights.10": "A [square]",
        },
    )
    assert take(project, path) == f"{TRANSLATION}\nexit 0\n"
    text = (project / TRANSLATION).read_text()
    assert '# Kept too.\ntitle: "A \\"new\\": title"\ntranslation-of:' in text
    assert (
        '\nText with `code`[@report] \\[and\\] \\*stars\\*, [a link](https://example.org/a "t"){lang=en} '
        "*stressed*.[^a] {.full-only}\n" in text
    )
    assert "| a \\| b \\| c | 12 |" in text and "![A \\[square\\]](figures" in text
    assert "שני **חזק** {.if-room}" in text
    found = units.read(text.encode(), "x").units
    assert found[1].words == "Text with  [and] *stars*, a link stressed."


def follow_source(root: Path) -> None:
    """Say in the translation that it follows its source as that stands."""
    blob = blob_id((root / SOURCE).read_bytes())
    text = (root / TRANSLATION).read_text()
    text = re.sub("translation-of:.*\n", "", text)
    line = f"translation-of: he/insights.md@{blob}\n"
    (root / TRANSLATION).write_text(re.sub(r"\A(---\n(?:.*\n)*?)---\n", rf"\1{line}---\n", text, count=1))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "injected", ["# x", "- x", "1. x", "1) x", "> x", "a {.full-only}", "[^a]: x", "==="]
)
def test_text_stays_text(project: Path, form: str, injected: str) -> None:
    path = give(project, form)
    edit(path, {"insights.2": injected.replace("{", "{{") if form == "po" else injected})
    assert take(project, path).endswith("exit 0\n")
    (unit,) = [unit for unit in units.read((project / TRANSLATION).read_bytes(), "x").units if unit.line == 6]
    assert (unit.words, unit.role, unit.classes) == (injected, "paragraph", ())


# ----------------------------------------------------------------------------- the source moves: memory


@pytest.mark.parametrize("form", FORMS)
def test_paragraphs_that_did_not_change_come_back_filled_in(project: Path, form: str) -> None:
    (project / SOURCE).write_text(NEW)
    path = give(project, form)
    found = {id: (target, fuzzy) for id, target, fuzzy in targets(path) if id.startswith("insights")}
    assert found == {
        "insights.1": ("Part", False),
        "insights.2": ("First sentence.", False),
        "insights.3": ("Second sentence, of 12 words.", True),
    }
    before = contents(project)
    assert take(project, path) == "exit 0\n" and contents(project) == before
    edit(path, {"insights.3": "Last sentence, of 14 words."})
    assert take(project, path) == f"{TRANSLATION}\nexit 0\n"
    assert states(project)["en/insights/full"]["state"] == "current"
    assert "First sentence.\n\nLast sentence, of 14 words.\n" in (project / TRANSLATION).read_text()
    assert take(project, path) == "exit 0\n"


def targets(path: Path) -> list[tuple[str, str, bool]]:
    """Return (id, target, whether it is fuzzy) of the units, as translate-toolkit reads them."""
    if path.suffix == ".po":
        found = [unit for unit in pofile.parsefile(str(path)).units if not unit.isheader()]
        return [(unit.getcontext(), unit.target, unit.isfuzzy()) for unit in found]
    return [
        (unit.getid(), unit.target or "", unit.isfuzzy() or not unit.target)
        for unit in Xliff2File.parsefile(str(path)).units
    ]


def test_what_is_not_confirmed_is_taken_but_follows_nothing_new(project: Path) -> None:
    (project / SOURCE).write_text(NEW)
    path = give(project, "po")
    edit(path, {"insights.3": "Last sentence, of 14 words."}, confirm=False)
    assert "still follows the source it did: 1 units are unconfirmed" in take(project, path)
    assert "Last sentence, of 14 words." in (project / TRANSLATION).read_text()
    assert states(project)["en/insights/full"]["state"] == "stale"


def test_a_source_that_moved_meanwhile_leaves_the_translation_stale(project: Path) -> None:
    path = give(project, "xliff")
    edit(path, {"insights.2": "First sentence, better."})
    (project / SOURCE).write_text(NEW)
    output = take(project, path)
    assert f"{SOURCE}:1: warning: has changed since it was exported: en/insights.md will be stale" in output
    assert f"he/insights.md@{blob_id(OLD.encode())}" in (project / TRANSLATION).read_text()
    assert states(project)["en/insights/full"]["state"] == "stale"


@pytest.mark.parametrize("form", FORMS)
def test_new_and_gone_paragraphs_change_the_translation_once_all_is_confirmed(
    project: Path, form: str
) -> None:
    (project / SOURCE).write_text(OLD.replace("משפט ראשון של הקטע.\n", "### פרק\n\nמשפט חדש.\n"))
    path = give(project, form)
    before = contents(project)
    assert take(project, path) == "exit 0\n" and contents(project) == before
    edit(path, {"insights.2": "Chapter", "insights.3": "A new sentence."}, confirm=False)
    first = take(project, path)
    edit(path, {})
    assert sorted([first, take(project, path)]) == [f"{TRANSLATION}\nexit 0\n", "exit 0\n"]
    text = (project / TRANSLATION).read_text()
    assert text.startswith("---\n# Checked by the editor.\ntitle: 'Part'\ntranslation-of:")
    assert text.endswith("---\n### Chapter\n\nA new sentence.\n\nSecond sentence, of 12 words.\n")


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_translation_is_made_of_its_source(project: Path, form: str) -> None:
    (project / SOURCE).write_text(RICH)
    (project / TRANSLATION).unlink()
    path = give(project, form)
    edit(path, {"insights.1": "Title"})
    assert "is not written: 11 of 12 units are not translated and confirmed" in take(project, path)
    filled = {
        f"insights.{at}": f"Text {chr(64 + at)}"
        + "".join(
            f" {{{mark.number}}}" + f"x{{/{mark.number}}}" * (mark.turn == "open") for mark in unit.marks
        )
        for at, unit in enumerate(units.read(RICH.encode(), "x").units, 1)
    }
    filled["insights.9"] = "12"
    edit(path, filled)
    assert take(project, path) == f"{TRANSLATION}\nexit 0\n"
    text = (project / TRANSLATION).read_text()
    assert text.startswith("---\n# Kept.\ntitle: Text A\ntranslation-of: he/insights.md@")
    assert "::: table Text E {.wide}" in text and "- Text D **x** {.if-room}" in text
    assert states(project)["en/insights/full"]["state"] == "current"


def test_a_paragraph_translated_elsewhere_is_offered(project: Path) -> None:
    (project / "content/1-first/he/background.md").write_text("משפט ראשון של הקטע.\n")
    (project / "content/1-first/en/background.md").unlink()
    path = give(project, "po")
    assert ("background.1", "First sentence.", True) in targets(path)
    before = contents(project)
    assert take(project, path) == "exit 0\n" and contents(project) == before
    edit(path, {})
    assert take(project, path) == "content/1-first/en/background.md\nexit 0\n"


def test_what_says_something_else_is_no_translation_to_offer(project: Path) -> None:
    (project / "content/1-first/he/background.md").write_text("משפט ראשון של הקטע.\n")
    (project / "content/1-first/en/background.md").unlink()
    text = (project / TRANSLATION).read_text()
    (project / TRANSLATION).write_text(text.replace("title: 'Part'", "title: 'Part'\nadaptation: true"))
    path = give(project, "po")
    assert ("background.1", "", False) in targets(path)
    assert "the translation says something else on purpose" in path.read_text()


def test_without_git_what_lags_behind_is_offered_by_its_place(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").rename(project.parent / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    (project / SOURCE).write_text(NEW)
    path = give(project, "xliff")
    assert all(fuzzy for id, _, fuzzy in targets(path) if id.startswith("insights"))
    assert take(project, path) == "exit 0\n"
    (project / SOURCE).write_text(OLD.replace("12", "15"))
    assert "was made of a version of he/insights.md that has changed since" in take(project, path)


def test_what_changed_on_both_sides_is_a_conflict(project: Path) -> None:
    path = give(project, "xliff")
    edit(path, {"insights.2": "Theirs."})
    text = (project / TRANSLATION).read_text()
    (project / TRANSLATION).write_text(text.replace("Second sentence", "Other words"))
    assert take(project, path) == f"{TRANSLATION}\nexit 0\n"
    (project / TRANSLATION).write_text(text.replace("First sentence", "Ours"))
    output = take(project, path)
    assert "has been changed since it was exported, where the file changes it too" in output
    assert "Ours" in (project / TRANSLATION).read_text()


# ------------------------------------------------------------------------------------------- bad files

BOMB = """<!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
Edit = Callable[[str], str]


def swap(old: str, new: str, count: int = 1) -> Edit:
    def edited(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, count)

    return edited


HOSTILE: list[tuple[str, str, Edit, str]] = [
    ("xliff", "bomb", lambda text: text.replace("?>", "?>" + BOMB, 1), "has a document type"),
    (
        "xliff",
        "file",
        lambda text: text.replace("?>", '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1),
        "has a document type",
    ),
    ("xliff", "network", swap("?>", '?><!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">'),
     "has a document type"),
    ("xliff", "entity", swap("First sentence", "&e;First sentence"), "is not an XLIFF 2 file: Entity 'e'"),
    ("xliff", "truncated", lambda text: text[: len(text) // 2], "is not an XLIFF 2 file"),
    ("xliff", "other-root", lambda text: "<html/>", "is not an XLIFF 2 file"),
    ("xliff", "old", swap("document:2.0", "document:1.2", 9), "is not an XLIFF 2 file"),
    ("xliff", "encoding", swap('encoding="UTF-8"', 'encoding="UTF-7"'), "says that it is UTF-7"),
    ("xliff", "other-issue", swap(">1-first<", ">9-other<", 9), 'is of an issue that is not here: "9-other"'),
    ("xliff", "two-issues", swap(">1-first<", ">9-other<"), "does not say of which one issue it is"),
    ("xliff", "other-language", swap('trgLang="en"', 'trgLang="fr"'),
     "that this issue is not translated into"),
    ("xliff", "other-source", swap('srcLang="he"', 'srcLang="ar"'), 'is from the language "ar"'),
    ("xliff", "outside", swap("en/insights.md@", "en/../../../x.md@"), "names a file that is no block"),
    ("xliff", "outside-source", swap("he/insights.md@", "/etc/passwd@"), "names a file that is no block"),
    ("xliff", "no-kind", swap("en/insights.md@", "en/none.md@"), "names a file that is no block"),
    ("xliff", "unknown-blob", lambda text: re.sub("(he/insights.md@)[0-9a-f]{8}", r"\g<1>00000000", text),
     "was made of a version of he/insights.md that has changed since"),
    ("xliff", "unknown-id", swap('"insights.2"', '"insights.77"'),
     'a unit that was not exported: "insights.77"'),
    ("xliff", "twice", swap('"insights.2"', '"insights.3"'), 'has the unit "insights.3" twice'),
    ("xliff", "lost-unit", lambda text: re.sub(r'(?s)<unit id="insights.2">.*?</unit>', "", text),
     'lacks the unit "insights.2"'),
    ("xliff", "source", swap("משפט ראשון", "משפט אחר"), "has another source in the unit"),
    ("xliff", "element", swap("First sentence", "<script>x</script>First sentence"),
     "no text can have: script"),
    ("xliff", "lost", swap('<ph id="2"', '<ph id="9"', 99), "has a placeholder 9"),
    ("xliff", "bidi", swap("First sentence", "First \u202esentence\u202c"), "directional control character"),
    ("xliff", "nul", swap("First sentence", "First\x00sentence"), "has a control character (U+0000)"),
    ("xliff", "cp", swap("First sentence", '<cp hex="0000"/>First sentence'), "no text can have: cp"),
    ("po", "garbage", lambda text: "not a PO file", "is not a PO file"),
    ("po", "truncated", lambda text: text[: text.rindex("msgstr") + 9], "is not a PO file"),
    ("po", "short", lambda text: text[: text.rindex("#.")], "units of en/insights.md; 3 were exported"),
    ("po", "charset", swap("charset=UTF-8", "charset=UTF-16"), "says that it is UTF-16"),
    ("po", "head", swap("X-Briefgen-Issue: 1-first", "X-Briefgen-Issue: "),
     'is of an issue that is not here: ""'),
    ("po", "no-blocks", lambda text: re.sub(r"(?m)^\"X-Briefgen-\d.*\n(\".*\n)?", "", text),
     "was not exported"),
    ("po", "language", swap("Language: en", "Language: he"), "that this issue is not translated into"),
    ("po", "outside", swap(" en/\"", " ../\"", 9), "names a file that is no block"),
    ("po", "unknown-id", swap('"insights.2"', '"insights.77"'), "was not exported"),
    ("po", "twice", swap('"insights.2"', '"insights.3"'), 'has the unit "insights.3" twice'),
    ("po", "lost", swap("link{/1}.{2}", "link{/1}."), 'lacks the placeholder 2 in the unit "background.1"'),
    ("po", "doubled", swap("link{/1}.{2}", "link{/1}.{2}{2}"), "has the placeholder 2 twice"),
    ("po", "foreign", swap("link{/1}.{2}", "link{/1}.{2}{3}"), "has a placeholder 3"),
    ("po", "order", swap("{1}link{/1}.", "{/1}link{1}."), "has the placeholder 1 out of order"),
    ("po", "open", swap("{1}link{/1}.", "{1}link."), 'has a placeholder 1 in the unit "background.1"'),
    ("po", "long", swap('msgstr "First', f'msgstr "{"word " * 3000}First'),
     "error: has a paragraph of more than 10000 characters"),
    ("xliff", "long", swap("First sentence", f"{'word ' * 3000}First sentence"),
     "error: has a paragraph of more than 10000 characters"),
]  # fmt: skip


@pytest.fixture
def linked(project: Path) -> Path:
    """Give the project a block with a link and a citation."""
    (project / "content/1-first/he/background.md").write_text(
        "טקסט עם [קישור](https://example.org/a).[@report]\n"
    )
    target = project / "content/1-first/en/background.md"
    target.write_text("Text with a [link](https://example.org/a).[@report]\n")
    source = (project / "content/1-first/he/background.md").read_bytes()
    follow(project, "content/1-first/en/background.md", "he/background.md", blob_id(source))
    commit(project)
    return project


@pytest.mark.parametrize(
    ("form", "name", "damage", "message"), HOSTILE, ids=[f"{row[0]}-{row[1]}" for row in HOSTILE]
)
def test_bad_files_are_told_and_nothing_is_written(
    linked: Path, monkeypatch: pytest.MonkeyPatch, form: str, name: str, damage: Edit, message: str
) -> None:
    path = give(linked, form)
    text = damage(path.read_text("utf-8"))
    # What is sound in the file would change a block.
    path.write_text(text.replace("Second sentence", "Other sentence"), "utf-8")
    before = contents(linked)

    def refused(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refused)
    output = take(linked, path)
    assert message in output and output.endswith("exit 1\n"), output
    assert contents(linked) == before and not (linked / "x.md").exists()


@pytest.mark.parametrize(
    "data", [b"\xff\xfe<\x00", "<א".encode("utf-16"), "<א>".encode("iso-8859-8"), b"<" * 100]
)
def test_bytes_of_other_kinds_are_told(project: Path, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "in.xlf"
    path.write_bytes(data)
    assert re.search(r"^in\.xlf(:1)?: error: ", take(project, path))


def test_a_file_too_large_is_not_read(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.xlf"
    with path.open("wb") as stream:
        stream.truncate(exchange.MAX_SIZE + 1)
    assert "is larger than" in take(project, path)


def test_code_of_a_placeholder_cannot_be_changed(linked: Path) -> None:
    path = give(linked, "xliff")
    path.write_text(path.read_text().replace("](https://example.org/a)", "](javascript:alert(1))"))
    output = take(linked, path)
    assert 'has a placeholder 1 in the unit "background.1" that stands for something else' in output


def test_errors_that_a_text_would_bring_keep_it_out(linked: Path) -> None:
    """Text is text: an address, HTML or citation that a translator types is printed, and does nothing."""
    path = give(linked, "po")
    edit(path, {"insights.2": "<b>x</b> [y](javascript:z) [@nobody] &lt; {{.x}"})
    assert take(linked, path).endswith(f"{TRANSLATION}\nexit 0\n")
    unit = units.read((linked / TRANSLATION).read_bytes(), "x").units[1]
    assert unit.words == "<b>x</b> [y](javascript:z) [@nobody] &lt; {.x}" and not unit.marks


def test_a_language_that_is_none_of_the_project(project: Path) -> None:
    for code in ("he", "fr"):
        output = run(project, "translation", "export", "1", "--lang", code)
        assert f'cannot be translated into "{code}"' in output and output.endswith("exit 2\n")


def test_without_the_library_the_way_to_it_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "find_spec", lambda name: None)
    output = run(project, "translation", "export", "1", "--lang", "en")
    assert "pip install 'briefgen[translate]'" in output and output.endswith("exit 2\n")
