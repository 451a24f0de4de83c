"""Figures of a translation against those of its source: on labelled pairs, and as findings with both lines.

`tests/corpus/agreement-pairs/pairs.txt` holds statements in three languages that agree, and translations
with a planted difference. Each language is compared with each other one, in both directions.
"""

import re
from itertools import permutations
from pathlib import Path

import pytest
from conftest import CORPUS
from hypothesis import given, settings
from hypothesis import strategies as st
from test_check import lay_out, told

from briefgen import markdown
from briefgen.figures import Facts, differences, facts
from briefgen.languages import BUILTIN
from briefgen.model import Block
from briefgen.quantities import quantities

PAIRS = (CORPUS / "agreement-pairs" / "pairs.txt").read_text(encoding="utf-8")
CODES = ("he", "ar", "en")
ALARMS = 0.02
"""Largest share of sound pairs that may be told as different."""


def block(text: str, code: str) -> Block:
    text = f"{text}\n\n[^a]: A note.\n" if "[^a]" in text else text
    read = markdown.read(text, BUILTIN[code])
    return Block("background", code, "full", "", f"{code}/a.md", 1, read, None, "")


def read(text: str, code: str) -> Facts:
    return facts(block(text.replace("\\n", "\n"), code))


def labelled() -> tuple[list[tuple[Facts, Facts, str]], list[tuple[Facts, Facts, str]]]:
    """Return the sound pairs and the faulty ones."""
    sound, faulty = [], []
    for group in re.split(r"\n\n+", PAIRS)[1:]:
        lines = re.findall(r"^(he|ar|en)([:!]) (.+)$", group, re.MULTILINE)
        good = {code: text for code, mark, text in lines if mark == ":"}
        assert set(good) == set(CODES), group
        sound += [
            (read(good[a], a), read(good[b], b), f"{good[a]} | {good[b]}") for a, b in permutations(CODES, 2)
        ]
        for code, mark, text in lines:
            for other in CODES if mark == "!" else ():
                if other != code:
                    faulty.append((read(good[other], other), read(text, code), f"{good[other]} | {text}"))
    return sound, faulty


def test_labelled_pairs() -> None:
    sound, faulty = labelled()
    assert len(sound) + len(faulty) >= 200
    missed = [text for source, translation, text in faulty if not differences(source, translation)]
    alarms = [text for source, translation, text in sound if differences(source, translation)]
    assert missed == []
    assert len(alarms) / len(sound) < ALARMS, alarms


DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@settings(max_examples=200, deadline=None)
@given(number=st.integers(0, 10**9))
def test_numbers_agree_in_every_system_and_grouping(number: int) -> None:
    forms = [
        read(f"כ־{number} איש", "he"),
        read(f"some {number:,} people", "en"),
        read(f"نحو {number:,} شخص".translate(DIGITS).replace(",", "٬"), "ar"),
    ]
    assert all(not differences(one, other) for one, other in permutations(forms, 2))
    assert differences(forms[0], read(f"some {number + 101} people", "en"))


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("three hundred and fifty thousand people", "350 thousand"),
        ("two thousand three hundred; two and a half million", "2300; 2.5 million"),
        ("between twenty and thirty, in twenty-eight states", "20; 30; 28"),
        ("hundreds of thousands, millions, a half", ""),
        ("שלוש מאות וחמישים אלף איש", "350 thousand"),
        ("שלושה מיליון וחצי, אלף תשע מאות ארבעים ושמונה", "3.5 million; 1948"),
        ("מאות אלפי פליטים, אלפי הרוגים", ""),
        ("ثلاثمئة وخمسون ألفا، وثمان وعشرون دولة", "350 thousand; 28"),
        ("ملياري دولار ومليون ونصف مليون لاجئ", "2 billion; 1.5 million"),
        ("مئات الآلاف، وعشرات الملايين، و22 مليونا", ""),
        ("تشرين الأول، ربيع الآخر، كانون الثاني", ""),
        ("في الأسبوع الثالث من أيار", ""),
        ("الحادي والثلاثون من تموز", "31"),
    ],
)
def test_numbers_in_words(text: str, digits: str) -> None:
    assert "; ".join(each.digits for each in quantities(text)) == digits


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("between three and five million people", "3000000; 5000000"),
        ("from $1.2 to $3.6 billion", "1200000000 USD; 3600000000 USD"),
        ("from $500 to $3 million", "500 USD; 3000000 USD"),
        ("in 2023 and 3.6 million in 2024", "2023; 2024; 3600000"),
        ("a loss of 12 and 15 percent", "12%; 15%"),
        ("at COP31 in November", "11; 31"),
        ("20- to 25-year-olds, at -3 degrees", "-3; 20; 25"),
        ("מ־16 ל־25 אחוזים, בין 1.2 ל־3.6 מיליארד", "16%; 25%; 1200000000; 3600000000"),
        ("עלה ב־3 ל־25 אחוזים", "25%; 3"),
        ("משלושה לחמישה מיליון; 62 מלש״ח ו־50 מלמ״ק", "3000000; 5000000; 50000000; 62000000 ILS"),
        ("211.3- מטר", "-211.3"),
        ("2024/25: גירעון", "2024; 2025"),
        ("ما بين ثلاثة وخمسة ملايين نسمة", "3000000; 5000000"),
        ("بين 60 و70 ألفا", "60000; 70000"),
    ],
)
def test_units_of_two_numbers(text: str, values: str) -> None:
    code = "he" if re.search("[א-ת]", text) else "ar" if re.search("[ء-ي]", text) else "en"
    given = read(text, code).given
    assert sorted({fact.value for fact in given}) == sorted(values.split("; "))


def test_numbers_in_words_are_told_whole() -> None:
    (found,) = differences(read("שלושה שרים", "he"), read("four ministers", "en"))
    assert found.source and found.translation
    assert (found.source.text, found.translation.text) == ("שלושה", "four")


SOURCE, TRANSLATION = "content/1-first/he/insights.md", "content/1-first/en/insights.md"


def laid_out(tmp_path: Path, source: str, translation: str, head: str = "") -> Path:
    from briefgen.files import blob_id

    project = tmp_path / "project"
    lay_out(CORPUS / "base", project)
    (project / SOURCE).write_text(source)
    head = f"translation-of: he/insights.md@{blob_id(source.encode())}\n{head}"
    (project / TRANSLATION).write_text(f"---\n{head}---\n{translation}")
    return project


def test_findings_name_both_lines(tmp_path: Path) -> None:
    source = "משפט.\n\nבשנת 2024 היו 12 מקרים.[@report]\nוגם 15%.\n"
    project = laid_out(tmp_path, source, "Sentence.\n\nIn 2024 there were\n14 cases. And 15%.\n")
    assert told("check", "--project", str(project)) == (
        f"{TRANSLATION}:6: warning: lacks the citation [@report] of {SOURCE}:3\n"
        "  hint: put it back, or say adaptation: true at the head of the file\n"
        f"{TRANSLATION}:7: warning: has the number 14 where {SOURCE}:3 has 12\n"
        "  hint: correct one of them, or say adaptation: true at the head of the file\nexit 0\n"
    )


def test_what_is_added_is_told(tmp_path: Path) -> None:
    project = laid_out(tmp_path, "משפט.\n", "Sentence, of 31 July.\n")
    assert f"{TRANSLATION}:4: warning: has the date 31 July, which {SOURCE} lacks" in told(
        "check", "--project", str(project)
    )


def test_adaptations_may_differ(tmp_path: Path) -> None:
    project = laid_out(tmp_path, "בשנת 2024 היו 12 מקרים.\n", "Cases.\n", "adaptation: true\n")
    assert told("check", "--project", str(project)) == "exit 0\n"


def test_blocks_that_follow_nothing_are_not_compared(tmp_path: Path) -> None:
    project = laid_out(tmp_path, "בשנת 2024.\n", "")
    (project / TRANSLATION).write_text("In 2025.\n")
    assert told("check", "--project", str(project)) == "exit 0\n"


@pytest.mark.parametrize(
    "text", ["1." * 4_900, "1,111" * 1_900, "במאי " * 1_900, "31 ב־" * 1_900, "two " * 2_400]
)
def test_long_texts_take_no_long_time(text: str) -> None:
    import time

    start = time.process_time()
    read("\n\n".join([text] * 4), "he")
    assert time.process_time() - start < 10
