"""Marks and digits: tests/corpus/typography-marks holds a line as typed, and below it as printed."""

import re
from dataclasses import replace

import pytest
from conftest import CORPUS
from hypothesis import given
from hypothesis import strategies as st

from briefgen.languages import BUILTIN
from briefgen.punctuation import punctuate, set_digits, set_maqafs

MARKS = CORPUS / "typography-marks"
PAIR = re.compile(r"^(?!#|= )(?P<typed>.+)\n= (?P<printed>.+)$", re.MULTILINE)
CASES = [
    (path.stem, match["typed"], match["printed"])
    for path in sorted(MARKS.glob("*.txt"))
    for match in PAIR.finditer(path.read_text())
]
HE, AR, EN = BUILTIN["he"], BUILTIN["ar"], BUILTIN["en"]


def test_corpus_is_large() -> None:
    assert len([code for code, _, _ in CASES if code == "he"]) >= 60


@pytest.mark.parametrize(("code", "typed", "printed"), CASES)
def test_marks(code: str, typed: str, printed: str) -> None:
    assert punctuate([typed], BUILTIN[code])[0] == printed


@pytest.mark.parametrize(("code", "typed", "printed"), CASES)
def test_marks_stay_when_set_again(code: str, typed: str, printed: str) -> None:
    assert punctuate([printed], BUILTIN[code])[0] == printed


@pytest.mark.parametrize("cut", range(0, 23, 3))
def test_a_text_may_come_in_pieces(cut: int) -> None:
    typed = 'וב-31 ה"מנכ"ל" של צה"ל אמר'
    whole = punctuate([typed], HE)[0]
    assert punctuate([typed[:cut], "", typed[cut:]], HE) == [whole[:cut], "", whole[cut:]]


@given(st.text(alphabet="אבה\"'-״ 1٣.%٪aB(«)־", max_size=40), st.sampled_from([HE, AR, EN]))
def test_no_character_is_added_or_lost(text: str, language) -> None:
    printed = punctuate([text], language)[0]
    assert len(printed) == len(text)
    assert '"' not in printed


@pytest.mark.parametrize("piece", ['"', "'", 'ו"א', 'א"', " ב-1", "1-", "٣٫", "a-", '"a ', "1 "])
def test_long_texts_take_linear_time(piece: str) -> None:
    """Thirty thousand pieces: a quadratic pass would take many minutes."""
    for language in (HE, replace(AR, digits="arab")):
        assert len(punctuate([piece * 30_000], language)[0]) == len(piece) * 30_000


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("ב-31 ביולי", "ב־31 ביולי"),
        ("וכשב-2024", "וכשב־2024"),
        ("ה-BBC ול-$5", "ה־BBC ול־$5"),
        ("ב-.NET", "ב־.NET"),
        ("אל-קאעידה", "אל-קאעידה"),
        ("תת-אלוף 5-6", "תת-אלוף 5-6"),
        ("חמש-31", "חמש-31"),
        ("ב - 31", "ב - 31"),
        ("ירד ל -5", "ירד ל -5"),
    ],
)
def test_a_maqaf_joins_prefix_and_number(typed: str, printed: str) -> None:
    assert set_maqafs(typed, HE.prefixes) == printed


def test_only_hebrew_has_maqafs() -> None:
    assert punctuate(["ב-31"], EN) == ["ב-31"]


@pytest.mark.parametrize(
    ("digits", "typed", "printed"),
    [
        ("latn", "في ٢٠٢٤ بلغت ١٥٪ و٣٫٥ و١٬٢٠٠", "في 2024 بلغت 15% و3.5 و1,200"),
        ("latn", "۱۲ و١٢ و12", "12 و12 و12"),
        ("latn", "٪ وحدها، ٫ وحدها", "٪ وحدها، ٫ وحدها"),
        ("arab", "في 2024 بلغت 15% و3.5 و1,200", "في ٢٠٢٤ بلغت ١٥٪ و٣٫٥ و١٬٢٠٠"),
        ("arab", "1994–2026 و-5 و14:30", "١٩٩٤–٢٠٢٦ و-٥ و١٤:٣٠"),
        ("arab", "S-400 وWindows 11 و5.5 kWh", "S-400 وWindows 11 و5.5 kWh"),
        ("arab", "https://example.org/1 و2026-11-22", "https://example.org/1 و2026-11-22"),
        ("arab", "22.11.2026 و2.1.3", "٢٢.١١.٢٠٢٦ و٢.١.٣"),
        ("arabext", "12%", "۱۲٪"),
    ],
)
def test_one_digit_system(digits: str, typed: str, printed: str) -> None:
    assert set_digits(typed, replace(AR, digits=digits)) == printed
