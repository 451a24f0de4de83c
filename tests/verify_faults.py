"""One fault for each condition: functions that spoil a good PDF in exactly one way."""

from collections.abc import Callable, Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

Fault = Callable[[Pdf], object]

FAULTS: dict[str, Fault] = {}
"""Number of the condition → what breaks it and nothing else."""


def fault(number: str) -> Callable[[Fault], Fault]:
    def register(function: Fault) -> Fault:
        FAULTS[number] = function
        return function

    return register


def walk(pdf: Pdf) -> Iterator[Any]:
    work = list(reversed(pdf.Root.StructTreeRoot.K))
    while work:
        item = work.pop()
        if isinstance(item, Dictionary) and "/S" in item:
            yield item
            kids = item.get("/K", Array())
            work += reversed(list(kids) if isinstance(kids, Array) else [kids])


def first(pdf: Pdf, role: str, where: Callable[[Any], bool] = lambda element: True) -> Any:
    return next(element for element in walk(pdf) if str(element.S) == f"/{role}" and where(element))


def document(pdf: Pdf) -> Any:
    return pdf.Root.StructTreeRoot.K[0]


def add(pdf: Pdf, parent: Any, role: str, **entries: Any) -> Any:
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent, **entries))
    parent.K.append(element)
    return element


def append(pdf: Pdf, content: bytes, page: int = 0) -> None:
    stream = pdf.pages[page].obj.Contents
    stream.write(stream.read_bytes() + b"\n" + content)


def change_metadata(pdf: Pdf, old: bytes, new: bytes) -> None:
    data = pdf.Root.Metadata.read_bytes()
    assert old in data
    pdf.Root.Metadata.write(data.replace(old, new))


def font_of(pdf: Pdf) -> Any:
    """Return the font that the first page shows text in."""
    content = pdf.pages[0].obj.Contents.read_bytes()
    name = content.split(b" Tf")[0].split()[-2].decode()
    return pdf.pages[0].obj.Resources.Font[name]


def annotate(pdf: Pdf, subtype: str, role: str | None, **entries: Any) -> Any:
    """Add an annotation to page 1, held by an element of a role."""
    annotation = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array([50, 50, 90, 60]), F=4, **entries)
    )
    annotation.AP = Dictionary(N=Stream(pdf, b""))
    page = pdf.pages[0].obj
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(annotation)
    if role:
        element = add(pdf, document(pdf), role, K=Array())
        belong(pdf, element, annotation)
    return annotation


def belong(pdf: Pdf, element: Any, annotation: Any) -> None:
    """Let an element hold an annotation, and the ParentTree know of it."""
    element.K.append(Dictionary(Type=Name.OBJR, Obj=annotation, Pg=pdf.pages[0].obj))
    annotation.StructParent = 100_000
    pdf.Root.StructTreeRoot.ParentTree.Nums.extend([100_000, element])


# ------------------------------------------------------------------ the file


@fault("whole")
def _(pdf):
    for _ in range(2_000):
        pdf.add_blank_page()


@fault("tagged")
def _(pdf):
    pdf.Root.MarkInfo.Marked = False


@fault("tree")
def _(pdf):
    document(pdf).K.append(first(pdf, "BlockQuote"))


@fault("7.1-12")
def _(pdf):
    del first(pdf, "BlockQuote").P


@fault("parent-tree")
def _(pdf):
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    numbers[1][0] = numbers[1][len(numbers[1]) - 1]


@fault("6.1-1")
def _(pdf):
    """The version is changed where the file is saved: see `test_verify.spoil`."""


@fault("01-003")
def _(pdf):
    append(pdf, b"/Span <</MCID 0>> BDC /Artifact BMC 0 0 1 1 re f EMC EMC")


@fault("01-004")
def _(pdf):
    append(pdf, b"/Artifact BMC /Span <</MCID 0>> BDC 0 0 1 1 re f EMC EMC")


@fault("01-005")
def _(pdf):
    append(pdf, b"0 0 1 1 re f")


@fault("01-007")
def _(pdf):
    pdf.Root.MarkInfo.Suspects = True


@fault("7.1-3")
def _(pdf):
    append(pdf, b"/P <</MCID 9999>> BDC 0 0 1 1 re f EMC")


@fault("02-001")
def _(pdf):
    first(pdf, "BlockQuote").S = Name("/Motto")


@fault("02-003")
def _(pdf):
    roles = pdf.Root.StructTreeRoot.RoleMap
    roles["/Motto"], roles["/Saying"] = Name("/Saying"), Name("/Motto")


@fault("02-004")
def _(pdf):
    pdf.Root.StructTreeRoot.RoleMap["/Quote"] = Name("/Span")


@fault("06-001")
def _(pdf):
    del pdf.Root.Metadata


@fault("06-002")
def _(pdf):
    change_metadata(pdf, b"<pdfuaid:part>1</pdfuaid:part>", b"")


@fault("06-003")
def _(pdf):
    change_metadata(pdf, b"dc:title>", b"dc:source>")


@fault("07-001")
def _(pdf):
    del pdf.Root.ViewerPreferences.DisplayDocTitle


@fault("07-002")
def _(pdf):
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


@fault("direction")
def _(pdf):
    pdf.Root.ViewerPreferences.Direction = Name.R2L


@fault("21-001")
def _(pdf):
    del attach(pdf).UF


@fault("file-address")
def _(pdf):
    annotate(
        pdf, "Link", "Link", Contents=String("x"), A=Dictionary(S=Name.URI, URI=String("file:///etc/hosts"))
    )


@fault("20-001")
def _(pdf):
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array(), D=Dictionary(Name=String("all")), Configs=Array([Dictionary(Order=Array())])
    )


@fault("20-002")
def _(pdf):
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())


@fault("25-001")
def _(pdf):
    form = Stream(pdf, b"<config><dynamicRender>required</dynamicRender></config>")
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=Array([String("config"), form]))


@fault("20-003")
def _(pdf):
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(Name=String("all"), AS=Array()))


# ------------------------------------------------------------------ nesting


@fault("09-004")
def _(pdf):
    first(pdf, "TBody").S = Name("/THead")


@fault("09-005")
def _(pdf):
    add(pdf, first(pdf, "L"), "P")


@fault("09-006")
def _(pdf):
    add(pdf, first(pdf, "TOCI"), "Quote")


@fault("7.2-20")
def _(pdf):
    add(pdf, first(pdf, "LI"), "P")


@fault("list-numbering")
def _(pdf):
    del first(pdf, "L").A


# ------------------------------------------------------------------ text and fonts


@fault("10-001")
def _(pdf):
    font = font_of(pdf)
    data = font.ToUnicode.read_bytes()
    font.ToUnicode.write(data.replace(data.split(b"beginbfchar\n")[1].split(b"\n")[0], b"<fff0> <0041>"))


@fault("11-001")
def _(pdf):
    unspoken(pdf)
    del pdf.Root.Outlines
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", ()):
            del annotation.Contents
            annotation.F = 2
    change_metadata(pdf, b"pdfaid:part", b"pdfaid:other")
    for element in walk(pdf):
        for key in ("/Alt", "/E"):
            if key in element:
                del element[key]
        if str(element.S) == "/Figure":
            element.S = Name("/Span")
            del element.A


@fault("11-002")
def _(pdf):
    speak(pdf)
    loose(pdf, Alt=String("A picture"))


@fault("11-003")
def _(pdf):
    speak(pdf)
    pdf.Root.Outlines = pdf.make_indirect(Dictionary())
    item = pdf.make_indirect(Dictionary(Title=String("Springs"), Parent=pdf.Root.Outlines))
    pdf.Root.Outlines.First = pdf.Root.Outlines.Last = item


@fault("11-004")
def _(pdf):
    speak(pdf)
    element = loose(pdf, role="Annot")
    annotation = annotate(pdf, "Square", None, Contents=String("A frame"))
    belong(pdf, element, annotation)


@fault("11-005")
def _(pdf):
    speak(pdf)
    element = loose(pdf, role="Form")
    annotation = annotate(pdf, "Widget", None, TU=String("Your name"))
    belong(pdf, element, annotation)


@fault("11-006")
def _(pdf):
    speak(pdf)
    change_metadata(pdf, b'xml:lang="en"', b'xml:lang="x-default"')


@fault("language-tag")
def _(pdf):
    first(pdf, "BlockQuote").Lang = String("en_GB!")


@fault("script-language")
def _(pdf):
    del first(pdf, "Span", lambda element: element.get("/Lang") == "he").Lang


def speak(pdf: Pdf) -> None:
    """Move the language of the file into its elements."""
    document(pdf).Lang = pdf.Root.Lang
    del pdf.Root.Lang
    if "/Outlines" in pdf.Root:
        del pdf.Root.Outlines


def unspoken(pdf: Pdf) -> None:
    """Take every language away, but that of the metadata."""
    del pdf.Root.Lang
    for element in walk(pdf):
        if "/Lang" in element:
            del element.Lang


def loose(pdf: Pdf, role: str = "Span", **entries: Any) -> Any:
    """Add an element in no language beside the document."""
    root = pdf.Root.StructTreeRoot
    element = pdf.make_indirect(Dictionary(S=Name(f"/{role}"), P=root, K=Array(), **entries))
    root.K.append(element)
    return element


@fault("31-004")
def _(pdf):
    del font_of(pdf).DescendantFonts[0].CIDToGIDMap


@fault("7.21.3.1-1")
def _(pdf):
    codes = Stream(pdf, b"1 begincidrange <0000> <ffff> 0 endcidrange", Type=Name.CMap, CMapName=Name.Own)
    codes.CIDSystemInfo = Dictionary(Registry=String("Adobe"), Ordering=String("Japan1"), Supplement=0)
    font_of(pdf).Encoding = codes


@fault("7.21.4.1-2")
def _(pdf):
    inner = font_of(pdf).DescendantFonts[0]
    program = bytearray(inner.FontDescriptor.FontFile2.read_bytes())
    at = int.from_bytes(program[program.index(b"maxp") + 8 :][:4], "big")
    program[at + 4 : at + 6] = (2).to_bytes(2, "big")
    inner.FontDescriptor.FontFile2 = Stream(pdf, bytes(program))


@fault("7.21.5-1")
def _(pdf):
    font_of(pdf).DescendantFonts[0].W = Array([0, 65535, 77])


@fault("31-009")
def _(pdf):
    descriptor = font_of(pdf).DescendantFonts[0].FontDescriptor
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


@fault("31-027")
def _(pdf):
    font = simple_font(pdf)
    del font.Encoding
    append(pdf, b"/Artifact BMC BT /Simple 9 Tf (a) Tj ET EMC")


def simple_font(pdf: Pdf) -> Any:
    """Add an embedded font of one byte a code to page 1."""
    descriptor = Dictionary(FontFile2=Stream(pdf, b""), Flags=4)
    font = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/Some"), Encoding=Name.WinAnsiEncoding,
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    pdf.pages[0].obj.Resources.Font["/Simple"] = pdf.make_indirect(font)
    return font


@fault("31-028")
def _(pdf):
    cmap = font_of(pdf).ToUnicode
    cmap.write(cmap.read_bytes() + b"\n1 beginbfchar\n<fff0> <FEFF>\nendbfchar\n")


@fault("31-030")
def _(pdf):
    font = font_of(pdf)
    cmap = font.ToUnicode
    cmap.write(cmap.read_bytes() + b"\n1 beginbfchar\n<0000> <0041>\nendbfchar\n")
    name = next(key for key, value in pdf.pages[0].obj.Resources.Font.items() if value == font)
    append(pdf, b"/Artifact BMC BT " + name.encode() + b" 9 Tf <0000> Tj ET EMC")


# ------------------------------------------------------------------ elements


@fault("13-004")
def _(pdf):
    del first(pdf, "Figure").Alt


@fault("figure-bbox")
def _(pdf):
    first(pdf, "Figure").A.BBox = Array([-50, 0, 100, 100])


@fault("14-002")
def _(pdf):
    first(pdf, "H1").S = Name("/H2")


@fault("14-003")
def _(pdf):
    first(pdf, "H3").S = Name("/H5")
    first(pdf, "H4").S = Name("/H5")


@fault("14-006")
def _(pdf):
    for element in list(walk(pdf)):
        if str(element.S) in ("/H1", "/H2", "/H3", "/H4"):
            element.S = Name("/P")
    for _ in range(2):
        add(pdf, first(pdf, "BlockQuote"), "H")


@fault("14-007")
def _(pdf):
    add(pdf, first(pdf, "BlockQuote"), "H")


def plain_table(pdf: Pdf) -> Any:
    """Add a table of a head over a cell."""
    table = add(pdf, document(pdf), "Table", K=Array())
    for role in ("TH", "TD"):
        row = add(pdf, table, "TR", K=Array())
        cell = add(pdf, row, role)
        if role == "TH":
            cell.A = Dictionary(O=Name.Table, Scope=Name.Column)
    return table


@fault("15-003")
def _(pdf):
    del plain_table(pdf).K[0].K[0].A


@fault("table-heads")
def _(pdf):
    plain_table(pdf).K[0].K[0].S = Name.TD


@fault("table-headers")
def _(pdf):
    plain_table(pdf).K[1].K[0].A = Dictionary(O=Name.Table, Headers=Array([String("nowhere")]))


@fault("7.2-15")
def _(pdf):
    table = add(pdf, document(pdf), "Table", K=Array())
    rows = [add(pdf, table, "TR", K=Array()) for _ in range(3)]
    for row, spans in ((0, (1, 2, 1)), (1, (1, 1)), (2, (1, 1, 1))):
        for span in spans:
            add(pdf, rows[row], "TH", A=Dictionary(O=Name.Table, Scope=Name.Column, RowSpan=span))
    rows[1].K[0].A.ColSpan = 2


@fault("7.2-41")
def _(pdf):
    plain_table(pdf).K[1].K[0].A = Dictionary(O=Name.Table, RowSpan=3)


@fault("7.2-42")
def _(pdf):
    add(pdf, plain_table(pdf).K[1], "TD")


@fault("7.2-43")
def _(pdf):
    table = plain_table(pdf)
    add(pdf, table.K[0], "TH", A=Dictionary(O=Name.Table, Scope=Name.Column))


@fault("17-002")
def _(pdf):
    add(pdf, document(pdf), "Formula")


@fault("19-003")
def _(pdf):
    del first(pdf, "Note").ID


@fault("19-004")
def _(pdf):
    add(pdf, document(pdf), "Note", ID=first(pdf, "Note").ID)


@fault("id-tree")
def _(pdf):
    add(pdf, document(pdf), "Sect", ID=String("unlisted"))


# ------------------------------------------------------------------ annotations


@fault("28-002")
def _(pdf):
    annotate(pdf, "Square", "P", Contents=String("A frame"))


@fault("28-004")
def _(pdf):
    annotate(pdf, "Square", "Annot")


@fault("28-005")
def _(pdf):
    annotate(pdf, "Widget", "Form")


@fault("28-006")
def _(pdf):
    annotate(pdf, "Hologram", "Annot", Contents=String("?"))


@fault("28-007")
def _(pdf):
    annotate(pdf, "TrapNet", "Annot", Contents=String("?"))


@fault("28-008")
def _(pdf):
    del pdf.pages[0].obj.Tabs


@fault("28-009")
def _(pdf):
    pdf.pages[0].obj.Tabs = Name.R


@fault("28-010")
def _(pdf):
    annotate(pdf, "Widget", "P", TU=String("Your name"))


@fault("7.18.4-2")
def _(pdf):
    annotate(pdf, "Widget", "Form", TU=String("Your name"))
    add(pdf, first(pdf, "Form"), "Span")


@fault("28-011")
def _(pdf):
    annotate(pdf, "Link", None, Contents=String("there"), Dest=String("a"))


@fault("28-012")
def _(pdf):
    annotate(pdf, "Link", "Link", Dest=String("a"))


@fault("link-element")
def _(pdf):
    add(pdf, document(pdf), "Link")


# ------------------------------------------------------------------ forms


def form(pdf: Pdf, data: bytes, **entries: Any) -> None:
    stream = Stream(pdf, data, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), **entries)
    resources = pdf.pages[0].obj.Resources
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject["/Fm9"] = stream


@fault("30-001")
def _(pdf):
    form(pdf, b"", Ref=Dictionary(F=String("other.pdf"), Page=0))
    append(pdf, b"/Artifact BMC /Fm9 Do EMC")


@fault("30-002")
def _(pdf):
    form(pdf, b"/P <</MCID 0>> BDC 0 0 1 1 re f EMC")
    content = Dictionary(
        Type=Name.MCR, Pg=pdf.pages[0].obj, Stm=pdf.pages[0].obj.Resources.XObject["/Fm9"], MCID=0
    )
    element = add(pdf, document(pdf), "P", K=Array([content]))
    content.Stm.StructParents = 100_000
    pdf.Root.StructTreeRoot.ParentTree.Nums.extend([100_000, Array([element])])
    append(pdf, b"/Fm9 Do /Fm9 Do")


# ------------------------------------------------------------------ PDF/A


def attach(pdf: Pdf) -> Any:
    """Attach a text as PDF/A-3 wants it."""
    stream = Stream(pdf, b"text", Type=Name.EmbeddedFile, Subtype=Name("/text/plain"))
    file = pdf.make_indirect(
        Dictionary(Type=Name.Filespec, F=String("a.txt"), UF=String("a.txt"), EF=Dictionary(F=stream))
    )
    file.AFRelationship = Name.Alternative
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array([String("a.txt"), file]))
    pdf.Root.AF = Array([file])
    return file


@fault("PDF/A 6.2.3")
def _(pdf):
    del pdf.Root.OutputIntents


@fault("PDF/A 6.2.4.3")
def _(pdf):
    append(pdf, b"/Artifact BMC 0 0 0 1 k 0 0 1 1 re f EMC")


@fault("PDF/A 6.2.4.3")
def _(pdf):
    append(pdf, b"/Artifact BMC 0 0 0 1\nK\n0 0 1 1 re S EMC")


@fault("PDF/A 6.2.4.3")
def _(pdf):
    append(pdf, b"/Artifact BMC /DeviceCMYK cs 0 0 1 1 re f EMC")


@fault("PDF/A 6.2.8")
def _(pdf):
    image = Stream(pdf, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, Interpolate=True)
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    resources = pdf.pages[0].obj.Resources
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject["/Im9"] = image
    append(pdf, b"/Artifact BMC /Im9 Do EMC")


@fault("PDF/A 6.3.2")
def _(pdf):
    pdf.pages[0].obj.Annots[0].F = 0


@fault("PDF/A 6.3.3")
def _(pdf):
    del annotate(pdf, "Square", "Annot", Contents=String("A frame")).AP


@fault("PDF/A 6.5.1")
def _(pdf):
    action = Dictionary(S=Name.JavaScript, JS=String("app.beep()"))
    annotate(pdf, "Link", "Link", Contents=String("beep"), A=action)


@fault("PDF/A 6.6.2.3")
def _(pdf):
    change_metadata(pdf, b"pdfaSchema:namespaceURI", b"pdfaSchema:other")


@fault("PDF/A 6.8")
def _(pdf):
    del attach(pdf).AFRelationship
