"""Levels against Unicode's own conformance tests, all cases."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from briefgen.typeset.implicit import LETTERS
from briefgen.typeset.levels import base_level, classes_of, levels, reset_separators, resolve, visual_order

UNICODE_DATA = Path("/usr/share/unicode")


def unicode_lines(name: str) -> Iterator[str]:
    """Yield the lines of a file of the Unicode Character Database that say something."""
    path = next((p for p in (UNICODE_DATA / name, UNICODE_DATA / "extracted" / name) if p.exists()), None)
    assert path is not None, f"{name} is missing: install the Debian package unicode-data"
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text = line.partition("#")[0].strip()
            if text:
                yield text


visual_order_of = cache(visual_order)


def line_of(classes: bytes, text: str, base: int) -> tuple[bytes, list[int]]:
    """Resolve a paragraph set on one line; return its levels and the places that X9 keeps, as seen."""
    found = reset_separators(classes, resolve(classes, text, base), base)
    return found, visual_order_of(found)


def test_character_cases() -> None:
    count = 0
    for line in unicode_lines("BidiCharacterTest.txt"):
        codes, direction, base_expected, expected, order = line.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        classes = classes_of(text)
        base = base_level(classes) if direction == "2" else int(direction)
        assert base == int(base_expected), line
        found, seen = line_of(classes, text, base)
        wanted = expected.split()
        given = [want if want == "x" else str(level) for want, level in zip(wanted, found, strict=True)]
        assert given == wanted, line
        assert [place for place in seen if wanted[place] != "x"] == list(map(int, order.split())), line
        count += 1
    assert count > 90_000


def test_class_cases() -> None:
    count = 0
    kept: list[tuple[int, int]] = []
    order: list[int] = []
    hidden: set[int] = set()
    for line in unicode_lines("BidiTest.txt"):
        if line.startswith("@Levels:"):
            wanted = line.split()[1:]
            kept = [(place, int(want)) for place, want in enumerate(wanted) if want != "x"]
            hidden = {place for place, want in enumerate(wanted) if want == "x"}
        elif line.startswith("@Reorder:"):
            order = [int(place) for place in line.split()[1:]]
        else:
            names, _, bits = line.partition(";")
            classes = "".join([LETTERS[name] for name in names.split()]).encode()
            bases = {base for bit, base in ((2, 0), (4, 1)) if int(bits) & bit}
            if int(bits) & 1:
                bases.add(base_level(classes))  # often one of the two, and then the same case
            for base in bases:
                found, seen = line_of(classes, "", base)
                assert [(place, found[place]) for place, _ in kept] == kept, (line, base)
                assert [place for place in seen if place not in hidden] == order, (line, base)
            count += int(bits).bit_count()
    assert count > 700_000


def test_unassigned_characters_have_the_class_of_their_range() -> None:
    assigned = {}
    path = UNICODE_DATA / "extracted" / "DerivedBidiClass.txt"
    missing = re.findall(r"^# @missing: (\w+)\.\.(\w+); (\w+)$", path.read_text("utf-8"), re.MULTILINE)
    for first, last, name in missing:
        short = {"Right_To_Left": "R", "Arabic_Letter": "AL", "European_Terminator": "ET"}.get(name, "L")
        assigned.update(dict.fromkeys(range(int(first, 16), int(last, 16) + 1), short))
    for line in unicode_lines("DerivedBidiClass.txt"):
        codes, name = (part.strip() for part in line.split(";"))
        first, _, last = codes.partition("..")
        for code in range(int(first, 16), int(last or first, 16) + 1):
            assigned[code] = name
    known = {line.split(";")[0] for line in unicode_lines("UnicodeData.txt")}
    unassigned = [code for code in range(0x110000) if not unicodedata.bidirectional(chr(code))]
    wrong = [
        f"{code:04X}"
        for code in unassigned
        if f"{code:04X}" not in known
        and not 0xD800 <= code <= 0xDFFF
        and classes_of(chr(code)) != LETTERS[assigned[code]].encode()
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("HTS", 0, "000"),
        ("HTS", 1, "222"),
        ("שלום", 1, "1111"),
        ("ב־31 ", 1, "11221"),
        ("א \ud800", 1, "112"),
    ],
)
def test_short_texts(text: str, base: int, expected: str) -> None:
    assert "".join(map(str, levels(text, base))) == expected


@pytest.mark.parametrize(
    "piece",
    ["(א", "\u2067א", "\u202bא1", "\u2068", "%", "1,", " ", "א̀", ")", "\u2069", "(א)"],
)
def test_long_paragraphs_take_linear_time(piece: str) -> None:
    """A hundred thousand pieces; the time limit is the suite's: quadratic rules would take hours."""
    text = piece * 100_000
    assert len(levels(text, 1)) == len(text)
