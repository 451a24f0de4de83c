"""What makes the tagged PDF an archival one too: PDF/UA-1 and PDF/A-3u in one file.

Level U of PDF/A-3 (ISO 19005-3) is claimed, not A: A adds tagging to U, which PDF/UA-1 defines better and
more strictly. Part 3, not 2, because the clean text travels in the file, and part 2 admits only PDF/A files
as attachments. Both standards want their marks in the metadata, and PDF/A wants that of PDF/UA described
there (ISO 19005-3, 6.6.2.3). The engine provides the rest: embedded fonts that map to Unicode, an sRGB output
intent, a file identifier; images must not ask to be interpolated (6.2.8).
"""

from collections.abc import Callable
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import pydyf
from weasyprint import __version__
from weasyprint.document import Document

from briefgen.model import Bundle
from briefgen.typeset.links import words

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
{properties}
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file claims</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def finish_archive(document: Document, pdf: Any, bundle: Bundle) -> None:
    """Write metadata that declare PDF/UA-1 and PDF/A-3u, and forbid the interpolation of images."""
    title = document.metadata.title or first_heading(document._html.etree_element) or bundle.name
    document.metadata.title = title
    number = int(pdf.catalog["Metadata"].split()[0])
    stream = pdf.objects[number]
    stream.stream = [metadata(document).encode()]
    pdf.catalog.setdefault("Lang", pydyf.String(bundle.language))
    stream.compress = False  # so that tools that know no PDF find it
    pdf.info["Title"] = pydyf.String(title)
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Interpolate") == "true":
            item.extra["Interpolate"] = "false"


def first_heading(html: Element) -> str:
    """Return what stands in for a title that the page does not give."""
    headings = (element for element in html.iter() if element.tag in ("h1", "h2", "h3"))
    return next((text for text in map(words, headings) if text), "")


def metadata(document: Document) -> str:
    """Return a document's metadata as an XMP packet (ISO 16684-1)."""
    data = document.metadata
    language = data.lang or "x-default"
    properties = [
        _alternatives("dc:title", data.title, language),
        _list("dc:creator", "Seq", data.authors),
        _alternatives("dc:description", data.description, language),
        _list("dc:subject", "Bag", data.keywords),
        _list("dc:language", "Bag", [data.lang] if data.lang else []),
        _simple("pdf:Keywords", ", ".join(data.keywords)),
        _simple("pdf:Producer", f"WeasyPrint {__version__}"),
        _simple("xmp:CreatorTool", data.generator),
        _simple("xmp:CreateDate", data.created),
        _simple("xmp:ModifyDate", data.modified),
    ]
    return _PACKET.format(properties="\n".join(filter(None, properties)))


def _simple(name: str, value: str | None) -> str:
    return f"<{name}>{_text(value)}</{name}>" if value else ""


def _list(name: str, kind: str, values: list[str]) -> str:
    items = "".join(f"<rdf:li>{_text(value)}</rdf:li>" for value in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if values else ""


def _alternatives(name: str, value: str | None, language: str) -> str:
    if not value:
        return ""
    languages = dict.fromkeys(("x-default", language))
    items = "".join(f'<rdf:li xml:lang="{_text(tag)}">{_text(value)}</rdf:li>' for tag in languages)
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def _text(value: str) -> str:
    """Escape text for XML, quotes included, without the control characters that XML cannot hold."""
    clean = "".join(char for char in value if char >= " " or char in "\t\n")
    return escape(clean, {'"': "&quot;"})


class ScreenProfile:
    """WeasyPrint's own profile of sRGB, as its file has it."""

    src = "sRGB2014.icc"
    name = "IEC 61966-2-1 Default RGB Colour Space - sRGB"
    """As the file says."""

    def __init__(self, file: BinaryIO, rendering_intent: str, components: tuple[Any, ...]) -> None:
        self.content = file.read()
        self.rendering_intent, self.components = rendering_intent, components
        self.pdf_reference: bytes | None = None


def colour_profile(
    original: Callable[..., Any], file: BinaryIO, src: str, intent: str, components: tuple[Any, ...]
) -> Any:
    """Return a colour profile. Replaces `weasyprint.pdf.ColorProfile`, which loads Pillow to read it."""
    if src != ScreenProfile.src:
        return original(file, src, intent, components)
    return ScreenProfile(file, intent, components)
