"""Verification: every condition has a PDF that breaks exactly that one, and no file is too broken for it."""

import io
import json
import re
import subprocess
import sys
import zlib

import pikepdf
import pytest
import verify_faults
from conftest import CORPUS, REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from verify_faults import FAULTS, document, fault, first

from briefgen.model import Bundle
from briefgen.typeset import typeset
from briefgen.verify import as_json, as_table, read_structure, verify
from briefgen.verify.conditions import CONDITIONS
from briefgen.verify.content import Reader
from briefgen.verify.marks import NOTHING, Mark
from briefgen.verify.model import Drawn
from briefgen.verify.report import CLEAN
from briefgen.verify.shown import Run, runs
from briefgen.verify.strings import decode_string
from briefgen.verify.structure import Element, kids_of
from briefgen.verify.survey import Stream, Surveyor
from briefgen.verify.verapdf import read_verdict


def set_page(name: str, language: str = "en") -> bytes:
    folder = CORPUS / name
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    html = files.pop("page.html").decode()
    return typeset(Bundle(name, language, html, files, ""), [REPOSITORY / "fonts"])


@pytest.fixture(scope="session")
def good() -> bytes:
    return set_page("tags-page-en")


def spoil(data: bytes, number: str) -> bytes:
    with Pdf.open(io.BytesIO(data)) as pdf:
        encryption = FAULTS[number](pdf)
        out = io.BytesIO()
        pdf.save(out, encryption=encryption or False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = out.getvalue()
    return data.replace(b"%PDF-1.7", b"%PDF-2.0", 1) if number == "6.1-1" else data


@fault("26-002")
def lock_out(pdf):
    metadata = pdf.Root.Metadata
    metadata.write(metadata.read_bytes().replace(b"pdfaid:part", b"pdfaid:other"))
    allow = pikepdf.Permissions(accessibility=False)
    return pikepdf.Encryption(owner="secret", user="", R=3, aes=False, metadata=False, allow=allow)


@fault("PDF/A 6.1.3")
def encrypt(pdf):
    return pikepdf.Encryption(owner="secret", user="", R=6)


def test_good_pdf_breaks_nothing(good):
    report = verify(good)
    assert report.findings == ()
    assert report.notes == ()
    assert report.passed
    assert report.verdict.startswith(CLEAN)


def test_rewritten_good_pdf_breaks_nothing(good):
    with Pdf.open(io.BytesIO(good)) as pdf:
        out = io.BytesIO()
        pdf.save(out)
    assert verify(out.getvalue()).findings == ()


def test_every_condition_has_a_fault():
    assert FAULTS.keys() == {condition.number for condition in CONDITIONS}


@pytest.mark.parametrize("number", [condition.number for condition in CONDITIONS])
def test_fault_breaks_exactly_its_condition(good, number):
    report = verify(spoil(good, number))
    assert {finding.condition for finding in report.findings} == {number}, report.findings
    assert not report.passed


LISTED = """
01-003 01-004
01-005 02-001 06-001 06-002 06-003 07-001 09-004 09-005 09-006 10-001 11-001 11-002 11-003 11-004
11-005 11-006 13-004 14-002 14-003 15-003 17-002 19-003 19-004 21-001 26-002 28-002 28-004 28-009 28-010
28-011 28-012 30-002 31-004 31-009 31-027 31-030 7.1-3 7.2-20 7.2-42 7.2-43
"""


@pytest.mark.parametrize("listed", LISTED.split())
def test_condition_is_asked(listed):
    assert listed in {condition.number for condition in CONDITIONS}


def test_finding_names_page_and_element(good):
    (finding,) = verify(spoil(good, "13-004")).findings
    assert finding.page == 2
    assert finding.element == "Document/Part/Sect[3]/Div/Figure"


def test_families(good):
    assert verify(good, families=["IBM Plex Serif", "Frank Ruhl Libre"]).passed
    report = verify(good, families=["IBM Plex Serif"])
    assert [finding.condition for finding in report.findings] == ["font-family"]


def test_report_is_json_and_a_table(good):
    from rich.console import Console

    report = verify(spoil(good, "13-004"))
    value = json.loads(json.dumps(as_json(report)))
    assert value["passed"] is False
    assert value["findings"][0]["condition"] == "13-004"
    assert value["facts"]["claims"] == ["PDF/UA-1", "PDF/A-3U"]
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(as_table(report))
    text = console.export_text()
    assert "13-004" in text
    assert "compliant" not in text + json.dumps(value)


def test_markup_in_a_file_is_not_markup_in_the_table(good):
    from rich.console import Console

    with Pdf.open(io.BytesIO(good)) as pdf:
        first(pdf, "BlockQuote").S = Name("/[red]x[/nothing]")
        out = io.BytesIO()
        pdf.save(out)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(as_table(verify(out.getvalue())))
    assert "[red]x[/nothing]" in console.export_text()


# ------------------------------------------------------------------ anyone's PDF


def saved(change, data: bytes) -> bytes:
    with Pdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def conditions(data: bytes) -> set[str]:
    return {finding.condition for finding in verify(data).findings}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"hello", b"\0" * 5000, b"%PDF-1.7\n1 0 obj <<" * 100])
def test_what_is_no_pdf_is_told(data):
    report = verify(data)
    assert [finding.condition for finding in report.findings] == ["readable"]
    assert report.facts is None
    with pytest.raises(ValueError, match=r"\w"):
        read_structure(data)


def test_password_is_told(good):
    with Pdf.open(io.BytesIO(good)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    (finding,) = verify(out.getvalue()).findings
    assert "password" in finding.message


@pytest.mark.parametrize("share", range(0, 100, 7))
def test_truncated_file_ends_in_a_report(good, share):
    verify(good[: len(good) * share // 100])


@pytest.mark.parametrize("seed", range(40))
def test_damaged_file_ends_in_a_report(good, seed):
    data = bytearray(saved(lambda pdf: None, good))
    for step in range(30):
        data[(seed * 7919 + step * 104729) % len(data)] = (seed * 31 + step) % 256
    verify(bytes(data))


def test_reason_of_a_damaged_file_names_no_object_of_python(good):
    (finding,) = verify(good[: len(good) // 2]).findings
    assert finding.message.startswith("the file cannot be read as a PDF: unable to find")


def test_untagged_file_says_so(good):
    def untag(pdf):
        del pdf.Root.StructTreeRoot
        del pdf.Root.MarkInfo

    assert "tagged" in conditions(saved(untag, good))


def test_cycle_of_elements_ends(good):
    found = verify(saved(lambda pdf: first(pdf, "BlockQuote").K.append(document(pdf)), good))
    assert "tree" in {finding.condition for finding in found.findings}


def test_deep_tree_ends(good):
    def deepen(pdf):
        element = document(pdf)
        for _ in range(5000):
            kid = pdf.make_indirect(Dictionary(S=Name.Sect, P=element, K=Array()))
            element.K.append(kid)
            element = kid

    assert "tree" in conditions(saved(deepen, good))


def test_cycles_of_names_outlines_and_forms_end(good):
    def tangle(pdf):
        tree = pdf.make_indirect(Dictionary())
        tree.Kids = Array([tree])
        pdf.Root.StructTreeRoot.IDTree = tree
        item = pdf.make_indirect(Dictionary(Title=String("x")))
        item.Next = item.First = item
        pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item))
        roles = pdf.Root.StructTreeRoot.RoleMap
        roles["/A"], roles["/B"] = Name("/B"), Name("/A")
        stream = pikepdf.Stream(pdf, b"/F Do /F Do", Type=Name.XObject, Subtype=Name.Form)
        stream.Resources = Dictionary(XObject=Dictionary(F=stream))
        pdf.pages[0].obj.Resources.XObject = Dictionary(F=stream)
        pdf.pages[0].contents_add(b"/F Do")

    assert "02-003" in conditions(saved(tangle, good))


def test_bomb_of_a_stream_is_not_unpacked(good):
    def bomb(pdf):
        packed = zlib.compress(b" " * (1 << 28), 9)
        stream = pikepdf.Stream(pdf, b"")
        stream.write(packed, filter=Name.FlateDecode)
        pdf.pages[0].obj.Contents = stream

    verify(saved(bomb, good))


ODD = [
    *(piece * 100_000 for piece in (b"(", b"[", b"<<", b"BI ", b"BI ID ", b"/a BMC ", b"q ", b"EMC ")),
    b"/P <</MCID 99999999999999999999>> BDC EMC",
    b"[(a) <61>] TJ (b(c)d) Tj",
]


def survey(data: bytes, properties=lambda name: Mark(""), elements=None, surveyor=Surveyor) -> Stream:
    return surveyor(data, properties, elements or {}, "en").survey()


def walk(stream: Stream) -> list[Run]:
    return runs(Drawn(1, (1, 0), (), stream, {}))


@pytest.mark.parametrize("data", ODD)
def test_odd_content_is_read_in_linear_time(data):
    walk(survey(data))


def test_content_reader_reads_what_the_syntax_allows():
    data = rb"""/P /MC0 BDC BT /F1 9 Tf (a\(b\)\101(c)) Tj [(x) -250 <6 1>] TJ ET EMC
    % (comment) Tj
    BI /W 1 ID (Tj EI /Span <</Lang (he) /ActualText <FEFF05D0> /MCID 4>> BDC (y) ' EMC
    /P <</Nested <</MCID 7>> /MCID 5>> BDC 1 0 0 1 0 0 cm EMC"""
    stream = survey(data, lambda name: Mark("", mcid={"MC0": 3}[name]))
    found = walk(stream)
    assert [(run.mark.mcid, run.codes) for run in found] == [(3, b"a(b)A(c)xa"), (4, b"y")]
    assert found[1].mark == Mark("Span", 4, "א", "he")
    assert stream.bare == 1
    assert not stream.unbalanced
    (read, silent), font = stream.said.values(), b"F1"
    assert read.read[font][0] == frozenset(b"a(b)A(c)xa")
    assert (silent.silent[font][0], silent.actual, silent.read) == (frozenset(b"y"), {"א"}, {})


def test_mark_is_told_from_names_before_it():
    data = b"/G0 gs /Artifact /MC0 BDC (x) Tj EMC /G1 gs /P <</N <</O 1>>>> BDC (y) Tj EMC"
    stream = survey(data, lambda name: Mark("", language="he"))
    assert [run.mark for run in walk(stream)] == [Mark("Artifact", language="he"), Mark("P")]
    assert stream.artifacts == 1


ELEMENTS = {
    number: Element("P", "P", None, 0, 1, (1, 0), language, None, {}, None, {})
    for number, language in enumerate(("he", "ar", "he"))
}
NUMBERED = (
    b"/P <</MCID 0>> BDC|/P<</MCID 1>>BDC|/Span<</MCID 1/ActualText<05D0>>>BDC|/P <</MCID 7>> BDC"
    b"|/Artifact<</MCID 2>>BDC"
)
WITHIN = b"""/Span<</ActualText(x)>>BDC|/Span<</ActualText()>>BDC|/Span<</Lang(en)>>BDC|/Order<</Of(EMC)>>BDC
/Artifact BMC|/Order BMC|/P /MC0 BDC|/Span<</ActualText(y)/MCID 2>>BDC"""
PLAIN = b"/F1 9 Tf|/EMC 9 Tf|-1 0 Td<0041>Tj|[<00420043>12<0044>]TJ|<0045>Tj|[]TJ|1 Ts"
SHOWN = b"/F1 9 Tf|<61>Tj|(a) Tj|<0045>Tj"
ODDS = b"EMC|EMC|q|Q|BT|ET|/X0 Do|0 0 1 1 re f"


def one_of(*listed: bytes) -> st.SearchStrategy[bytes]:
    return st.sampled_from(re.split(rb"[|\n]", b"|".join(listed)))


def rows(*pieces: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.tuples(*pieces).map(b"\n".join)


LETTERS = st.lists(one_of(PLAIN), max_size=4).map(b"\n".join)
INNER = rows(one_of(WITHIN), LETTERS, st.just(b"EMC")) | st.just(b"")
WHOLE = rows(one_of(NUMBERED), LETTERS, INNER, one_of(b"EMC|EMC|EMC|EMC EMC"))
BROKEN = one_of(NUMBERED, WITHIN, PLAIN, SHOWN, ODDS)


class Slow(Surveyor):
    """Reads every mark step by step."""

    sequence = Reader.sequence


def summed(stream: Stream) -> dict:
    """What a survey must find, of the runs of the walk that lists each piece of text."""
    found: dict = {}
    for run in walk(stream):
        mark = NOTHING if run.mark is NOTHING else run.mark
        number = mark.counts.mcid if mark.counts else None
        language = None if number is None else ELEMENTS[number].language if number in ELEMENTS else "en"
        said = found.setdefault((mark.speech, language, mark.is_artifact), ({}, {}, set()))
        said[mark.replaced is not None].setdefault(run.font, set()).update(run.codes)
        if mark.replaced is not None:
            said[2].add(mark.replaced.actual)
    return found


@given(st.lists(WHOLE, max_size=6), st.lists(BROKEN, max_size=6), one_of(b"\r| "))
@settings(max_examples=400, deadline=None)
def test_marks_read_in_fewer_steps_are_read_as_all_others(whole, broken, space):
    data = space.join((*whole, *broken, *whole))
    quick = survey(data, lambda name: Mark("", mcid=1), ELEMENTS)
    slow = survey(data, lambda name: Mark("", mcid=1), ELEMENTS, Slow)
    assert quick == slow
    assert summed(quick) == {
        speech: (
            {font: set(codes[0]) for font, codes in said.read.items()},
            {font: set(codes[0]) for font, codes in said.silent.items()},
            set(said.actual),
        )
        for speech, said in quick.said.items()
    }


@pytest.mark.parametrize(
    ("token", "value"),
    [(b"(a\\\nb)", b"ab"), (b"(\\0533)", b"+3"), (b"<4>", b"@"), (b"(\\)\\n)", b")\n"), (b"<41 42>", b"AB")],
)
def test_strings(token, value):
    assert decode_string(token) == value


def test_structure_text_follows_the_tree(good):
    text = read_structure(good)
    assert (
        text.index("Water in the valley")
        < text.index("Where it comes from")
        < text.index("The three springs.")
    )
    assert "Map of the springs: two in the north, one in the south" in text
    assert "Running head" not in text


def test_structure_text_takes_actual_text(good):
    def replace(pdf):
        first(pdf, "BlockQuote").ActualText = String("In other words")

    text = read_structure(saved(replace, good))
    assert "In other words" in text


def test_verdict_of_verapdf_is_read():
    output = b"""<report><jobs><job><validationReport profileName="PDF/UA-1 profile"><details>
    <rule clause="7.1" testNumber="3" status="failed"/><rule clause="7.2" testNumber="2" status="passed"/>
    </details></validationReport></job></jobs></report>"""
    verdict = read_verdict(output)
    assert verdict is not None
    assert (verdict.profile, verdict.failures, verdict.rules) == ("PDF/UA-1 profile", 1, ("7.1-3",))
    assert read_verdict(b"no report") is None


def caption_within(pdf):
    table = verify_faults.plain_table(pdf)
    caption = pdf.make_indirect(Dictionary(S=Name.Caption, P=table))
    table.K.insert(1, caption)


def head_without_body(pdf):
    table = verify_faults.plain_table(pdf)
    head = verify_faults.add(pdf, table, "THead", K=Array([table.K[0]]))
    foot = verify_faults.add(pdf, table, "TFoot", K=Array([table.K[1]]))
    table.K = Array([head, foot])


def caption_after_items(pdf):
    verify_faults.add(pdf, first(pdf, "L"), "Caption")


def caption_after_entries(pdf):
    verify_faults.add(pdf, first(pdf, "TOC"), "Caption")


def annotation_unknown_to_the_parent_tree(pdf):
    pdf.pages[0].obj.Annots[0].StructParent = 7_000


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (caption_within, "09-004"),
        (head_without_body, "09-004"),
        (caption_after_items, "09-005"),
        (caption_after_entries, "09-006"),
        (annotation_unknown_to_the_parent_tree, "parent-tree"),
    ],
)
def test_other_ways_to_break_a_condition(good, change, number):
    assert conditions(saved(change, good)) == {number}


def test_metadata_by_another_name_are_none(good):
    assert conditions(good.replace(b"/Subtype /XML", b"/Subtype /XMX")) == {"06-001"}


def test_wrong_types_everywhere_end_in_a_report(good):
    def confuse(pdf):
        root = pdf.Root
        root.MarkInfo, root.OutputIntents, root.Names = 5, 5, 3
        root.ViewerPreferences, root.Outlines, root.AcroForm = Array(), Array(), String("x")
        root.OCProperties = Dictionary(D=5, Configs=Dictionary())
        root.StructTreeRoot.ParentTree = Array([1, 2])
        page = pdf.pages[0].obj
        page.Annots, page.StructParents = Dictionary(), Name.X
        for item in pdf.objects:
            if isinstance(item, Dictionary) and "/DescendantFonts" in item:
                inner = item.DescendantFonts[0]
                inner.W, inner.DW, item.ToUnicode = Array([Name.X, 5, Array([])]), String("x"), 5
            if isinstance(item, Dictionary) and item.get("/S") == Name.Table:
                item.A = Dictionary(O=Name.Table, RowSpan=10**9, ColSpan=-5)

    assert "tagged" in conditions(saved(confuse, good))


def test_file_without_pages_is_told(tmp_path):
    from click.testing import CliRunner

    from briefgen.cli import cli

    path = tmp_path / "empty.pdf"
    Pdf.new().save(path)
    result = CliRunner().invoke(cli, ["verify", str(path)])
    assert result.exit_code == 1
    assert "not tagged" in result.output


CORE_ALONE = """
import sys
from briefgen.verify import verify
files = [open(path, "rb").read() for path in sys.argv[1:]]
found = [repr(verify(data)) for data in files]
assert not [name for name in sys.modules if name.startswith("pikepdf.models")]
import pikepdf
from briefgen.verify import qpdf
assert pikepdf.Dictionary is qpdf.Dictionary and pikepdf.PdfError is qpdf.PdfError
assert [repr(verify(data)) for data in files] == found
with pikepdf.open(sys.argv[1]) as pdf:
    assert pdf.open_metadata()["dc:title"]
print(*found, sep="\\0")
"""


def test_core_of_pikepdf_reads_alone_what_the_package_reads(good, tmp_path):
    locked = io.BytesIO()
    with Pdf.open(io.BytesIO(good)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    files = [good, good[: len(good) // 2], b"hello", locked.getvalue()]
    for number, data in enumerate(files):
        (tmp_path / f"{number}.pdf").write_bytes(data)
    paths = [str(tmp_path / f"{number}.pdf") for number in range(len(files))]
    done = subprocess.run(
        [sys.executable, "-c", CORE_ALONE, *paths],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip("\n").split("\0") == [repr(verify(data)) for data in files]


@given(st.lists(st.integers(-3, 40) | st.sampled_from(["element", "mark", "name", "real"]), max_size=12))
def test_kids_are_read_as_written_or_one_by_one(listed):
    with Pdf.new() as pdf:
        elements = {place: pdf.make_indirect(Dictionary(S=Name.P)) for place, kid in enumerate(listed)}
        other = {"mark": Dictionary(Type=Name.MCR), "name": Name.X, "real": 1.5}
        array = Array(
            [kid if isinstance(kid, int) else other.get(kid, elements[n]) for n, kid in enumerate(listed)]
        )
        flat = []
        for kid in kids_of(array):
            assert kid != []
            flat += kid if isinstance(kid, list) else [kid]
        assert flat == list(array)
        assert [isinstance(kid, int) for kid in flat] == [isinstance(kid, int) for kid in listed]
