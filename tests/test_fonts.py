"""The fonts: the table of FONTS.md against the files, and the letters each script needs."""

import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "fonts"
ROW = re.compile(
    r"^\| `(?P<file>[^`]+)` \| (?P<family>[^|]+) \| (?P<style>[^|]+) \| (?P<version>[^|]+) "
    r"\| (?P<origin>@\S+ [\d.]+) \| (?P<changes>[^|]+) \| `(?P<digest>[0-9a-f]{64})` \|$",
    re.MULTILINE,
)
TABLE = (FONTS / "FONTS.md").read_text(encoding="utf-8")
ROWS = [match.groupdict() for match in ROW.finditer(TABLE)]
CHANGED = [row for row in ROWS if "added" in row["changes"]]
LICENCES = {
    "Frank Ruhl Libre": "OFL-FrankRuhlLibre.txt",
    "Noto Naskh Arabic": "OFL-NotoNaskhArabic.txt",
    "IBM Plex Serif": "OFL-IBMPlex.txt",
    "IBM Plex Sans Hebrew": "OFL-IBMPlex.txt",
    "IBM Plex Sans Arabic": "OFL-IBMPlex.txt",
}
WEIGHTS = {"Regular": 400, "Italic": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}

QUOTES_AND_DASHES = "–—“”‘’„«»…"
LATIN = "".join(map(chr, range(0x21, 0x7F))) + "ÀÉÇÑÖÜßàéçñöüāīūḥṣšžğıİ€"
HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשת־׳״₪" + "".join(map(chr, range(0x5B0, 0x5BD)))
ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي،؛؟" + "".join(map(chr, range(0x64B, 0x653)))


def names(font: TTFont) -> tuple[str, str, str]:
    """Return family, style and version as the font itself states them."""
    text = font["name"].getDebugName
    return text(16) or text(1), text(17) or text(2), text(5).removeprefix("Version ")


@cache
def covered(*stems: str) -> frozenset[str]:
    """Return the characters that the fonts, one after the other, can set."""
    paths = (FONTS / f"{stem}-Regular.ttf" for stem in stems)
    return frozenset(chr(code) for path in paths for code in TTFont(path).getBestCmap())


def test_table_lists_every_file():
    files = [path for path in FONTS.rglob("*") if path.suffix in {".ttf", ".woff2"}]
    assert sorted(row["file"] for row in ROWS) == sorted(path.relative_to(FONTS).as_posix() for path in files)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_row_describes_its_file(row):
    path = FONTS / row["file"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row["digest"]
    font = TTFont(path)
    assert names(font) == (row["family"], row["style"], row["version"])
    assert font["OS/2"].usWeightClass == WEIGHTS[row["style"]]
    assert font["OS/2"].fsType == 0, "embedding must be free"
    assert "fvar" not in font, "static fonts only"


@pytest.mark.parametrize("family", LICENCES)
def test_licence_is_there(family):
    text = (FONTS / LICENCES[family]).read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert LICENCES[family] in TABLE
    reserved = 'with Reserved Font Name "Plex"' in text
    assert reserved == family.startswith("IBM Plex")


def test_only_fonts_without_reserved_name_are_changed():
    assert {row["family"] for row in CHANGED} == {"Frank Ruhl Libre"}


@pytest.mark.parametrize("row", CHANGED, ids=lambda row: row["file"])
def test_added_mark_is_blank_and_has_no_width(row):
    font = TTFont(FONTS / row["file"])
    glyph = font.getBestCmap()[0x200F]
    assert font["hmtx"][glyph] == (0, 0)
    assert font["glyf"][glyph].numberOfContours == 0


@pytest.mark.parametrize(
    ("stems", "letters"),
    [
        (["FrankRuhlLibre"], HEBREW + QUOTES_AND_DASHES + "0123456789.,:;!?()[]%/-\u200f"),
        (["NotoNaskhArabic"], ARABIC + QUOTES_AND_DASHES + "0123456789.:!()[]%/-\u200f\u200d"),
        (["IBMPlexSerif"], LATIN + QUOTES_AND_DASHES + "₪"),
        (["IBMPlexSansHebrew"], HEBREW + QUOTES_AND_DASHES + "0123456789.,:;!?()[]%/-"),
        (["IBMPlexSansArabic"], ARABIC + QUOTES_AND_DASHES + "0123456789.:!()[]%/-₪"),
        (["IBMPlexSansHebrew", "IBMPlexSerif"], LATIN),
        (["FrankRuhlLibre", "IBMPlexSerif"], LATIN),
        (["NotoNaskhArabic", "IBMPlexSerif"], LATIN + "₪"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
def test_letters_of_the_script_are_covered(stems, letters):
    missing = sorted(set(letters) - covered(*stems))
    assert [f"U+{ord(letter):04X} {unicodedata.name(letter)}" for letter in missing] == []


def test_latin_of_a_script_comes_from_the_font_of_its_letters():
    """Each change of font cuts the text layer, so digits and common punctuation must not need one."""
    common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?()[]%/-"
    for stem in ("FrankRuhlLibre", "NotoNaskhArabic", "IBMPlexSansHebrew", "IBMPlexSansArabic"):
        assert set(common) <= covered(stem)
