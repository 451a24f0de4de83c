"""The meter of the text layer, on PDFs whose text is known to be good or bad."""

from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from briefgen.diagnostics import BriefgenError
from briefgen.model import Bundle
from briefgen.typeset import patches, typeset
from briefgen.verify import readers, textmeter
from briefgen.verify.document import read_document
from briefgen.verify.textmeter import Count, Faults, Paragraph

TESTS = Path(__file__).parent
FONTS = [TESTS.parent / "fonts"]
PDFJS = TESTS / "node_modules" / "pdfjs-dist"
TEXT = "ב־31 ביולי 2025 נפגשו נציגי שתי המדינות (רוסיה וסוריה) בעיר, ודנו בהסכם חדש."
HTML = (
    '<!doctype html><html lang="he" dir="rtl"><meta charset="utf-8"><title>פגישה בבירה</title>'
    "<style>body {{ font: 12pt 'Frank Ruhl Libre' }}</style>"
    "<body><h1>פגישה בבירה</h1><p>{text}</p></body></html>"
)


@cache
def good() -> bytes:
    return typeset(Bundle("good", "he", HTML.format(text=TEXT), {}, ""), FONTS)


@cache
def bad() -> bytes:
    """Typeset the same with every letter in visual order, as old programs did."""
    visual = "".join(reversed(TEXT.translate(str.maketrans("()", ")("))))
    html = HTML.format(text=f"<bdo dir=ltr>{visual}</bdo>")
    return typeset(Bundle("bad", "he", html, {}, ""), FONTS)


def test_expected_text_is_read() -> None:
    source = "h\tכותרת\n\np\tפסקה  אחת\nועוד אחת\n"
    assert textmeter.expected_text(source) == (
        Paragraph("h", "כותרת"),
        Paragraph("p", "פסקה אחת"),
        Paragraph("p", "ועוד אחת"),
    )


def test_direction_marks_are_no_text() -> None:
    assert textmeter.normal("\u200fא\u200eב\u202c \n ג") == "אב ג"


def test_runs_are_shared() -> None:
    paragraphs = [Paragraph("p", "a b c d e f")]
    assert textmeter.share_of_runs(paragraphs, "a b c d e x") == 0.5
    assert textmeter.share_of_runs([Paragraph("p", "a b c[^] d e")], "") == 1.0


def test_phrases_are_drawn_the_same_each_time() -> None:
    paragraphs = [Paragraph("p", TEXT), Paragraph("h", "כותרת ארוכה מאוד")]
    drawn = textmeter.phrases(paragraphs, 20)
    assert drawn == textmeter.phrases(paragraphs, 20)
    assert len(drawn) == 20
    assert all(phrase in TEXT for phrase in drawn)


def test_no_phrase_is_drawn_from_nothing() -> None:
    assert textmeter.phrases([Paragraph("p", "מילה")]) == ()


def test_good_text_measures_well() -> None:
    scores = textmeter.measure(good(), [Paragraph("p", TEXT)], pdfjs=PDFJS, count=30)
    assert [score.reader for score in scores] == ["poppler", "pdfium", "mupdf", "pdfjs", "structure"]
    assert all(score.runs == 1.0 for score in scores if score.reader != "pdfium")
    assert all(share == 1.0 for score in scores if score.reader != "pdfium" for share in score.found.values())
    assert set(scores[1].found) <= {1, 2, 3, 4}


def test_reversed_text_measures_badly() -> None:
    scores = textmeter.measure(bad(), [Paragraph("p", TEXT)], pdfjs=PDFJS, count=30)
    structure = next(score for score in scores if score.reader == "structure")
    assert structure.runs == 0.0


def test_good_text_has_no_faults() -> None:
    found = {faults.reader: faults for faults in textmeter.faults(good(), pdfjs=PDFJS)}
    assert set(found) == {"poppler", "pdfium", "mupdf", "pdfjs"}
    for faults in found.values():
        assert (faults.finals_inside, faults.lone_letters, faults.double_spaces, faults.loose_signs) == (
            0,
        ) * 4
        assert faults.words.good == faults.words.total > 10
        assert faults.numerals == Count(1, 1)
        assert faults.title
        assert faults.headers == Count(0, 0)
        assert faults.brackets == Count(1, 1)


def _faults_of(text: str) -> Faults:
    return textmeter._faults("any", [text], "", [])


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        ("ךדרהבתחילת ושםם", "finals_inside", 2),
        ("ה סייעטורקיאך ה", "lone_letters", 2),
        ("מילה  ועוד   אחת", "double_spaces", 2),
        ("מילה , ועוד . אחת", "loose_signs", 2),
        ("www.example.org/a , b", "loose_signs", 0),
    ],
)
def test_faults_are_counted(text: str, name: str, count: int) -> None:
    assert getattr(_faults_of(text), name) == count


def test_mirrored_brackets_are_counted() -> None:
    assert _faults_of("לפי )שמו( וגם (שמה)").brackets == Count(1, 2)
    assert _faults_of("עלה ב־47%) לעומת 31%( לפי").brackets == Count(0, 1), "as Chromium’s PDFs read"
    assert _faults_of("עלה ב־47% (לעומת 31%) לפי").brackets == Count(1, 1)
    assert _faults_of("(ביום ראשון) ובכספים (ראו לוח .)2").brackets == Count(1, 2), "as poppler reads Typst’s"
    assert _faults_of("(ביום ראשון) ובכספים (ראו לוח 2\n.)\n").brackets == Count(1, 2), "as MuPDF reads them"


def test_severed_numerals_are_counted() -> None:
    assert _faults_of("ב־31 ביולי, 31- , ב").numerals == Count(1, 2)
    assert _faults_of("ה ,UN-כ 120-משפחות, עד ה־ 15ביוני").numerals == Count(0, 2), "as poppler reads fpdf2’s"
    assert _faults_of("ב־ נפגשו החוץ שרי2024").numerals == Count(0, 1), "as pdf.js reads Typst’s"
    assert _faults_of("דו־לשוני, ב־2024").numerals == Count(1, 1)


def test_the_title_may_stand_in_the_information_dictionary() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = "מים"
    file = BytesIO()
    pdf.save(file)
    assert read_document(file.getvalue()).title == "מים"


def test_readers_without_their_programs_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers.shutil, "which", lambda name: None)
    monkeypatch.setattr(readers, "_module", lambda name: None)
    assert readers.read(good()) == {}
    assert readers.find(good(), ["מילה"]) == {}


def test_what_a_reader_cannot_read_gives_no_page() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page().Contents = pdf.make_stream(b"[" * 1000 + b" TJ")  # more than MuPDF nests
        pdf.save(made := BytesIO())
    assert readers.read(made.getvalue())["mupdf"] == ()
    assert readers.find(made.getvalue(), ["a", "b"])["mupdf"] == (False, False)


def test_a_folder_without_pdfjs_is_told(tmp_path: Path) -> None:
    with pytest.raises(BriefgenError, match="hint: give the folder of pdfjs-dist"):
        readers.read(good(), pdfjs=tmp_path)


def test_patches_are_in_place() -> None:
    assert {"draw_first_line", "build_fonts_dictionary"} <= {patch.name for patch in patches.PATCHES}
