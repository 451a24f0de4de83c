"""Slips of the pen: found, mended once and for all, and never where there is none.

Each folder tests/corpus/prose-LANGUAGE holds `slips.txt`: a line of text, and under it what is found, or what
it is mended to. A line that nothing stands under is sound.
"""

import json
from pathlib import Path

import pytest
from conftest import CORPUS, REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st
from test_check import lay_out, told

from briefgen import prose, request
from briefgen.files import blob_id
from briefgen.languages import BUILTIN
from briefgen.mending import mend

SLIPS = sorted(CORPUS.glob("prose-*/slips.txt"))


def cases(path: Path) -> list[tuple[str, list[str]]]:
    """Return each text with what stands under it."""
    found: list[tuple[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("! ", "= ")):
            found[-1][1].append(line)
        elif line and not line.startswith("# "):
            found.append((line.replace("\\n", "\n"), []))
    return found


CASES = [(path.parent.name.removeprefix("prose-"), *case) for path in SLIPS for case in cases(path)]


@pytest.mark.parametrize(("code", "text", "told"), CASES, ids=[f"{code}: {text}" for code, text, _ in CASES])
def test_case(code: str, text: str, told: list[str]) -> None:
    language = BUILTIN[code]
    found = [f"! {slip.what}" for slip in prose.slips(text, language) if slip.fix is None]
    mended = prose.mend(text, language)
    if mended != text:
        found.append(f"= {mended}".replace("\n", "\\n"))
    assert found == told
    assert prose.mend(mended, language) == mended


@pytest.mark.parametrize("rule", prose.RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_cases(rule: prose.Rule) -> None:
    assert any(list(rule(prose.blotted(text, BUILTIN[code]), BUILTIN[code])) for code, text, _ in CASES)


ALPHABET = "אבםןץ־-–— \n,;?،؛\"'”“«»״׳0123٤٥السةىabc.()[]{}`@|:#*_^>ִ"


@settings(max_examples=300, deadline=None)
@given(text=st.text(ALPHABET, max_size=60), code=st.sampled_from(["he", "ar", "en"]))
def test_what_is_mended_stays_so(text: str, code: str) -> None:
    mended = prose.mend(text, BUILTIN[code])
    assert prose.mend(mended, BUILTIN[code]) == mended
    assert mended.count("\n") == text.count("\n")


KEPT = (
    *("`א-ב  ג - ד`", "[מילה](https://example.org/a--b-c_2015-2016)", "<https://example.org/x--y>"),
    *("[@a-source]", "[^a-note]", "[Latin, words - here]{lang=fr}", "{.full-only  .x}"),
)
HEAD = "---\ntranslation-of: he/a-b.md@0af8e24c74  # as - is,  2015-2016\n---\n"
FENCE = '\n\n```\nא-ב  ג - ד, "2015-2016"\n```\n'


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(st.tuples(st.text('אבגالس abc,.-–" 12', max_size=12), st.sampled_from(KEPT)), max_size=6),
    code=st.sampled_from(["he", "ar", "en"]),
)
def test_what_is_no_prose_is_never_touched(parts: list[tuple[str, str]], code: str) -> None:
    text = HEAD + "".join(f"{words} {kept} " for words, kept in parts) + FENCE
    mended = prose.mend(text, BUILTIN[code])
    assert mended.startswith(HEAD) and mended.endswith(FENCE)
    at = 0
    for _, kept in parts:
        at = mended.index(kept, at) + len(kept)


@settings(max_examples=200, deadline=None)
@given(text=st.text(ALPHABET, max_size=60), code=st.sampled_from(["he", "ar", "en"]))
def test_blots_keep_places(text: str, code: str) -> None:
    assert len(prose.blotted(text, BUILTIN[code])) == len(text)


@pytest.mark.parametrize("piece", ["\"א'", "`[", "{[", "- ", "“א", "א-", "الس, "])
def test_long_texts_take_no_long_time(piece: str) -> None:
    import time

    start = time.process_time()
    prose.mend(piece * (40_000 // len(piece)), BUILTIN["he"])
    assert time.process_time() - start < 5


def test_own_content_is_sound() -> None:
    project = request.read(REPOSITORY)
    blocks = [block for issue in project.issues for block in issue.blocks.values()]
    found = [slip for block in blocks for slip in prose.slips(block.source, BUILTIN[block.language])]
    assert found == []


def test_line_ends_and_byte_order_mark_stay() -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: a  b\r\n---\r\nOne  two\r\nthree  four\n"
    assert mend(data, BUILTIN["en"]) == data.replace(b"  ", b" ")


SOURCE, TRANSLATION = "content/1-first/he/summary.md", "content/1-first/en/summary.md"


def slipped(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    lay_out(CORPUS / "base", project)
    text = 'צה"ל פעל ב-31 ביולי.\n'
    (project / SOURCE).write_text(text)
    (project / TRANSLATION).write_text(
        f"---\ntranslation-of: he/summary.md@{blob_id(text.encode())}\n---\nThe army - acted on on 31 July.\n"
    )
    return project


def test_fix_mends_shows_and_keeps_translations_in_step(tmp_path: Path) -> None:
    project = slipped(tmp_path)
    before = told("check", "--project", str(project))
    assert before.count("hint: run: briefgen check --fix") == 3
    output = told("check", "--fix", "--project", str(project))
    assert '-צה"ל פעל ב-31 ביולי.\n+צה״ל פעל ב־31 ביולי.' in output
    assert "+The army – acted on on 31 July." in output
    after = told("check", "--fix", "--project", str(project))
    finding = 'warning: has the word "on" twice in a row\n  hint: read the line once more'
    assert after == f"{TRANSLATION}:4: {finding}\nexit 0\n"


def test_nothing_is_mended_where_the_content_has_errors(tmp_path: Path) -> None:
    project = slipped(tmp_path)
    (project / "content/1-first/en/background.md").write_text("Text[@unheard-of].\n")
    before = (project / SOURCE).read_bytes()
    assert told("check", "--fix", "--project", str(project)).endswith("exit 1\n")
    assert (project / SOURCE).read_bytes() == before


def test_findings_for_machines_have_columns(tmp_path: Path) -> None:
    output = told("check", "--report", "json", "--project", str(slipped(tmp_path)))
    rows = json.loads(output.splitlines()[0])["diagnostics"]
    assert {(row["line"], row["column"]) for row in rows if row["path"] == SOURCE} == {(1, 3), (1, 11)}


@pytest.mark.parametrize(
    ("words", "name", "found"),
    [
        (41, "summary.one-page.md", "a sentence of 41"),
        (40, "summary.one-page.md", ""),
        (61, "summary.md", "of 61"),
    ],
)
def test_length_of_sentences(tmp_path: Path, words: int, name: str, found: str) -> None:
    project = tmp_path / "project"
    lay_out(CORPUS / "base", project)
    (project / "content/1-first/en" / name).write_text(" ".join(f"w{at}" for at in range(words)) + ". End.\n")
    output = told("check", "--project", str(project))
    assert (found in output) if found else output == "exit 0\n"
