"""Images that would harm or hang whoever draws them are refused by looking at them."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from briefgen.pictures import faults


def svg(inner: str, attributes: str = "") -> bytes:
    head = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {head} {attributes}>{inner}</svg>".encode()


def png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + header
        + struct.pack(">I", zlib.crc32(header))
    )


DOUBLING = "".join(
    f'<g id="g{n}"><use href="#g{n - 1}"/><use xlink:href="#g{n - 1}"/></g>'
    if n
    else '<g id="g0"><rect/></g>'
    for n in range(20)
)

BAD = {
    "bomb": (".svg", svg(DOUBLING), "20000 elements"),
    "circle of uses": (".svg", svg('<g id="a"><use href="#a"/></g>'), "20000 elements"),
    "deep": (".svg", svg("<g>" * 200 + "</g>" * 200), "nested"),
    "script": (".svg", svg("<script>alert(1)</script>"), "<script>"),
    "handler": (".svg", svg("<rect/>", 'onload="x()"'), "onload"),
    "foreign": (".svg", svg("<foreignObject/>"), "<foreignObject>"),
    "image": (".svg", svg('<image href="file:///etc/passwd"/>'), "<image>"),
    "outside use": (".svg", svg('<use href="http://example.org/x.svg#a"/>'), "outside the drawing"),
    "url in style": (".svg", svg("<style>rect { fill: url(http://x) }</style>"), "style"),
    "import": (".svg", svg("<style>@import 'x'</style>"), "style"),
    "url in attribute": (".svg", svg('<rect style="fill:url( //x )"/>'), "attribute"),
    "entity": (
        ".svg",
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("&x;"),
        "document type",
    ),
    "not a number": (".svg", svg('<rect width="NaN"/>'), "no number"),
    "endless": (".svg", svg('<path d="M0 0L-Infinity 1e999"/>'), "no number"),
    "many digits": (".svg", svg(f'<circle r="{"9" * 400}"/>'), "no number"),
    "size": (".svg", svg("<rect/>", 'width="-1"'), "a size that is none"),
    "box": (".svg", svg("<rect/>", 'viewBox="a b c d"'), "a size that is none"),
    "long path": (".svg", svg(f'<path d="M0 0{"L1 1 " * 100_000}"/>'), "20000 elements"),
    "no xml": (".svg", b"<svg", "is not SVG"),
    "html": (".svg", b"<html/>", "another root"),
    "lying name": (".png", b"GIF89a", "is not a PNG"),
    "huge": (".png", png(13_000, 13_000), "13000 × 13000"),
    "damaged": (".jpg", b"\xff\xd8\xff\xe0", "damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused(name: str) -> None:
    suffix, data, message = BAD[name]
    assert any(message in fault for fault in faults(f"figures/x{suffix}", data))


def test_pictures_and_drawings_pass() -> None:
    plain = svg('<defs><linearGradient id="a"/></defs><rect fill="url(#a)"/><use href="#b"/><g id="b"/>')
    assert list(faults("a.svg", plain)) == []
    size = 'width="210mm" height=" 9.5 " viewBox="0,0 210 -2.9e2"'
    sized = svg('<path d="M1e3.5 .5" fill="#1e3000"/>', size)
    assert list(faults("a.svg", sized)) == []
    for suffix, form in ((".png", "PNG"), (".jpg", "JPEG"), (".jpeg", "JPEG")):
        stream = BytesIO()
        Image.new("RGB", (400, 300)).save(stream, form)
        assert list(faults(f"a{suffix}", stream.getvalue())) == []
