"""PDFs that take without end: what verifies them, and the readers it asks, end all the same."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

ENTRY = [sys.executable, "-m", "briefgen", "verify"]


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return a PDF as bytes."""
    stream = BytesIO()
    pdf.save(stream, compress_streams=True)
    return stream.getvalue()


def drawn_within_itself() -> bytes:
    """Return a page with a form that draws itself twice."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    form = pdf.make_indirect(Stream(pdf, b"/X Do /X Do"))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    page.obj.Resources = Dictionary(XObject=Dictionary(X=form))
    page.obj.Contents = pdf.make_indirect(Stream(pdf, b"/X Do"))
    return saved(pdf)


def all_codes_again_and_again() -> bytes:
    """Return a page with a font whose CMap maps every code, three thousand times."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    mapping = b"1 beginbfrange <0000> <FFFF> <0000> endbfrange " * 3000
    inner = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/X"))
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/X"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([inner]),
        ToUnicode=pdf.make_indirect(Stream(pdf, mapping)),
    )
    page.obj.Resources = Dictionary(Font=Dictionary(F=font))
    page.obj.Contents = pdf.make_indirect(Stream(pdf, b"BT /F 9 Tf <0041> Tj ET"))
    return saved(pdf)


def test_reader_that_dies_gives_no_text_and_the_report_is_told(tmp_path: Path):
    file = tmp_path / "form.pdf"
    file.write_bytes(drawn_within_itself())
    done = subprocess.run([*ENTRY, file], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    assert "failures of" in done.stdout
    assert "Traceback" not in done.stderr


def test_file_that_takes_too_long_is_told_with_its_limit(tmp_path: Path):
    file = tmp_path / "map.pdf"
    file.write_bytes(all_codes_again_and_again())
    command = [*ENTRY, file, "--limit", "seconds=2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3, done.stdout
    assert done.stderr.startswith(f"{file}: error: takes longer than 2 seconds\n  hint: "), done.stderr
