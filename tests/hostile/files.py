"""Files that are not what they should be: encodings, YAML, tables, pictures, names, links."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from hostile import ISSUE, Input

BLOCK = f"{ISSUE}/en/background.md"
ROW = f"{ISSUE}/issue.yaml"

ENCODINGS = {
    "UTF-16 LE": "\ufeffText.".encode("utf-16-le"),
    "UTF-16 BE": "\ufeffText.".encode("utf-16-be"),
    "UTF-32": "Text.".encode("utf-32"),
    "cp1255": "שלום עולם".encode("cp1255"),
    "cp1256": "سلام".encode("cp1256"),
    "overlong": b"\xc0\xaf..\xc0\xaf",
    "surrogate": b"a\xed\xa0\x80b",
    "beyond Unicode": b"a\xf4\x90\x80\x80",
    "lone continuation": b"a\x80b",
    "truncated": "שלום".encode()[:-1],
    "two BOMs": b"\xef\xbb\xbf\xef\xbb\xbfText.",
    "escape": b"\x1b[2J\x1b]0;x\x07",
    "NUL": b"a\x00b",
    "backspace": b"evil\x08\x08\x08\x08good",
    "delete": b"a\x7fb",
    "vertical tab": b"a\x0bb\x0cc",
    "gzip": b"\x1f\x8b\x08\x00" + bytes(40),
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "ELF": b"\x7fELF" + bytes(60),
    "nothing": b"",
    "spaces": b" \n" * 5000,
    "CR alone": b"a\rb\r\rc",
    "mixed ends": b"a\r\n\r\nb\n\rc\r",
    "NFD": "e\u0301\u0323 \u05e9\u05c1".encode(),
    "huge": b"a word of it\n" * 90_000,
    "one byte too much": b"a b\n" * 32_768 + b"c",
}
TEXT_FILES = {
    "block": BLOCK,
    "issue.yaml": ROW,
    "people.yaml": "content/people.yaml",
    "briefgen.yaml": "briefgen.yaml",
    "glossary.csv": "content/glossary.csv",
    "theme.css": "templates/style/theme.css",
    "template": "templates/base.html",
    "drawing": f"{ISSUE}/figures/square.svg",
    "timeline": f"{ISSUE}/figures/t.csv",
}

YAML = {
    "aliases": "a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c]\n",
    "itself": "&a [*a]\n",
    "merge": "x: &x {a: 1}\n<<: *x\n",
    "tag": "number: !!python/object/apply:os.system ['id']\n",
    "binary": "title: !!binary aGk=\n",
    "own tag": "!evil {a: 1}\n",
    "deep flow": "[" * 30_000,
    "deep map": "{a: " * 12_000,
    "deep block": "".join(" " * depth + "a:\n" for depth in range(300)),
    "deep list": "- " * 20_000,
    "many keys": "".join(f"k{number}: v\n" for number in range(5000)),
    "one key twice": "number: 1\nnumber: 2\n",
    "one key often": "a: 1\n" * 10_000,
    "big number": f"number: {'9' * 60_000}\n",
    "infinite": "number: .inf\ndate: .nan\n",
    "exponent": "number: 1e999999\n",
    "sexagesimal": "number: 22:22\ndate: 1:2:3\n",
    "Norway": "source-language: no\n",
    "version": "number: 1.10\n",
    "octal": "number: 0o17\n",
    "underscores": "number: 1_000\n",
    "negative": "number: -5\n",
    "two documents": "number: 1\n---\nnumber: 2\n",
    "directive": "%YAML 9.9\n---\nnumber: 1\n",
    "list": "- number\n- 1\n",
    "scalar": "just words\n",
    "null": "~\n",
    "complex key": "? [a, b]\n: c\n",
    "key of a map": "{{a: b}: c}\n",
    "tabs": "title:\n\the: x\n",
    "folded": "title: >" + "9" * 400 + "\n  x\n",
    "comment": "#" * 60_000 + "\n",
    "too long": "# x\n" * 20_000,
    "escaped surrogates": 'title: {en: "\\ud83d\\ude00 \\ud800", he: "\\udfff"}\n',
    "escaped controls": 'title: {en: "\\e[31m\\a\\0\\x9b", he: "\\x7f"}\n',
    "braces": '"' + "{0}{x}" * 20 + '": {"' + "{evil!r:>99999999}" * 5 + '": 1}\n',
    "template": 'title: {en: "{{ 7*7 }}", he: "{% raw %}"}\n',
    "wrong everywhere": "number: {}\ndate: []\ntitle: 5\nauthors: {a: b}\nkeywords: x\nsources: []\nbriefs: 3\n",
    "wrong within": "sources: {a: 1, b: [], c: {url: 5, publisher: {he: 3}, date: {}}}\ntitle: {he: [], en: {}}\n",
    "dates": "number: 1\ndate: 9999-99-99\n",
    "year nought": "number: 1\ndate: 0000\n",
    "far away": "number: 999999999999999\ndate: 9999-12-31\n",
    "paths": "number: 1\nbriefs: [{language: ../../x, length: /etc/passwd, blocks: ['../..']}]\n",
    "open quote": 'title: "never closed\n' * 3,
    "colons": "a: b: c: d\n",
    "at sign": "@a: `b`\n",
}

CSV = {
    "no columns": "\n\n\n",
    "open quote": 'date,kind,label_he,label_en\n2026,done,"never closed\n' + "x\n" * 2000,
    "long field": f"date,kind,label_he,label_en\n2026,done,{'x ' * 90_000},y\n",
    "many rows": "date,kind,label_he,label_en\n" + "2026-01-02,done,a,b\n" * 50_000,
    "many columns": ",".join(f"c{number}" for number in range(20_000)) + "\n" + "," * 20_000,
    "ragged": "date,kind,label_he,label_en\n2026\n2026,done,a,b,c,d,e\n",
    "bad dates": "date,kind,label_he,label_en\n2026-13,done,a,b\n0000,done,a,b\n2026-02-30,done,a,b\n٢٠٢٦,done,a,b\n",
    "bad kind": "date,kind,label_he,label_en\n2026,=cmd|' /C calc'!A0,a,b\n",
    "same column": "date,date,kind,kind,label_he,label_en\n2026,2025,done,open,a,b\n",
    "NUL in a row": "date,kind,label_he,label_en\n2026,done,a\0,b\n",
    "terms": "term_id,type,notes,he,en\n" + "".join(f"t{n},place,,א{n},word{n}\n" for n in range(20_000)),
    "forms": "term_id,type,notes,he,en\na,place,,א," + ";".join(f"form {n}" for n in range(20_000)) + "\n",
    "spellings": "term_id,type,notes,he,en\na,place,,א,"
    + "|".join(f"form {n}" for n in range(20_000))
    + "\n",
    "patterns": "term_id,type,notes,he,en\na,place,,(א+)+$,(.*)*[a-z]{99999}\\1(?R)\n",
    "only marks": "term_id,type,notes,he,en\na,place,,!;^;|,;;;|||!^\n",
    "same term": "term_id,type,notes,he,en\n" + "a,place,,א,b\n" * 3000,
    "bad ids": "term_id,type,notes,he,en\n../x,place,,א,b\n\u202ea,place,,א,b\n",
}


def _svg(inner: str, attributes: str = 'width="9" height="9"', before: str = "") -> bytes:
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {spaces} {attributes}>{inner}</svg>".encode()


def _doubling(element: str, levels: int) -> str:
    out = f'<g id="g0"><{element} width="1" height="1"/></g>'
    for level in range(1, levels):
        out += f'<g id="g{level}"><use href="#g{level - 1}"/><use xlink:href="#g{level - 1}"/></g>'
    return out


def _chain(kind: str, reference: str, levels: int) -> str:
    steps = (
        f'<{kind} id="m{level}" width="9" height="9"><rect width="9" height="9" '
        f'{reference}="url(#m{(level + 1) % levels})"/></{kind}>'
        for level in range(levels)
    )
    return "".join(steps) + f'<rect width="9" height="9" {reference}="url(#m0)"/>'


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
DRAWINGS = {
    "doubling": _svg(_doubling("rect", 24)),
    "doubling in defs": _svg(f"<defs>{_doubling('rect', 24)}</defs><use href='#g23'/>"),
    "use of itself": _svg('<g id="a"><use href="#a"/></g>'),
    "use of the root": _svg('<use href="#r"/>', 'id="r" width="9" height="9"'),
    "use in a circle": _svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "use with spaces": _svg('<g id="a"><use href=" #a "/></g><use href=" #a"/>'),
    "two ids": _svg('<g id="a"/><g id="a"><use href="#a"/><use href="#a"/></g>'),
    "pattern of itself": _svg(
        '<pattern id="p" width="1" height="1"><rect fill="url(#p)"/></pattern><rect fill="url(#p)"/>'
    ),
    "patterns in a circle": _svg(_chain("pattern", "fill", 40)),
    "masks in a circle": _svg(_chain("mask", "mask", 40)),
    "clips in a circle": _svg(_chain("clipPath", "clip-path", 40)),
    "markers in a circle": _svg(
        '<marker id="m"><path d="M0 0L1 1" marker-start="url(#m)"/></marker><path d="M0 0L9 9" marker-mid="url(#m)"/>'
    ),
    "gradients in a circle": _svg(
        '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/><rect width="9" height="9" fill="url(#a)"/>'
    ),
    "gradient with itself": _svg(
        '<radialGradient id="a" href="#a"/><rect width="9" height="9" fill="url(#a)"/>'
    ),
    "patterns doubling": _svg(
        "".join(
            f'<pattern id="p{n}" width="2" height="2"><rect width="1" height="1" fill="url(#p{n - 1})"/>'
            f'<rect x="1" width="1" height="1" fill="url(#p{n - 1})"/></pattern>'
            for n in range(1, 24)
        )
        + '<rect width="9" height="9" fill="url(#p23)"/>'
    ),
    "markers doubling": _svg(
        "".join(
            f'<marker id="m{n}"><path d="M0 0L1 1L2 2L3 3" marker-mid="url(#m{n - 1})"/></marker>'
            for n in range(1, 30)
        )
        + '<path d="M0 0L1 1L2 2" marker-mid="url(#m29)"/>'
    ),
    "markers on a long path": _svg(
        '<marker id="m"><rect width="1" height="1"/></marker><path marker-mid="url(#m)" d="M0 0'
        + "L1 1" * 60_000
        + '"/>'
    ),
    "deep": _svg("<g>" * 5000 + "</g>" * 5000),
    "wide": _svg("<rect/>" * 30_000),
    "long path": _svg(f'<path d="M0 0{"L1 1 " * 200_000}"/>'),
    "long dashes": _svg('<path d="M0 0H1000000000" stroke="red" stroke-dasharray="0.0001"/>'),
    "long text": _svg(f"<text>{'word ' * 100_000}</text>"),
    "entities": f"{ENTITIES}]><svg xmlns='http://www.w3.org/2000/svg'><text>&j;</text></svg>".encode(),
    "external entity": b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///proc/self/environ'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&x;</text></svg>",
    "external DTD": _svg("", before="<!DOCTYPE svg SYSTEM 'http://127.0.0.1:9/x.dtd'>"),
    "DOCTYPE in UTF-16": "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>".encode(
        "utf-16"
    ),
    "DOCTYPE in UTF-7": b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE svg+AD4-<svg xmlns='http://www.w3.org/2000/svg'/>",
    "other encoding": b"<?xml version='1.0' encoding='x-nobody'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "stylesheet": _svg("", before="<?xml-stylesheet href='file:///etc/passwd'?>"),
    "script": _svg("<script>alert(1)</script>"),
    "script in HTML": _svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
    "handler": _svg('<rect onclick="alert(1)"/>'),
    "foreignObject": _svg(
        '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="file:///etc/passwd"/></foreignObject>'
    ),
    "HTML within": _svg('<iframe xmlns="http://www.w3.org/1999/xhtml" src="file:///etc/passwd"/>'),
    "image": _svg('<image href="file:///proc/self/environ" width="9" height="9"/>'),
    "image of data": _svg('<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>'),
    "image in no namespace": b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x=""><image xmlns="" href="file:///etc/passwd"/></svg>',
    "feImage": _svg('<filter id="f"><feImage href="file:///etc/passwd"/></filter><rect filter="url(#f)"/>'),
    "use of a file": _svg('<use href="file:///etc/passwd#x"/>'),
    "use through xlink": _svg('<use xlink:href="http://127.0.0.1:9/#x"/>'),
    "fill from afar": _svg('<rect fill="url(http://127.0.0.1:9/#x)"/>'),
    "mask from afar": _svg('<rect mask="url(file:///etc/passwd#x)"/>'),
    "url without quotes": _svg('<rect style="fill:url( file:///etc/passwd )"/>'),
    "url escaped": _svg('<rect style="fill:\\75rl(file:///etc/passwd)"/>'),
    "url in capitals": _svg('<rect style="fill:URL(FiLe:///etc/passwd)"/>'),
    "url with a comment": _svg('<rect style="fill:url/**/(file:///etc/passwd)"/>'),
    "import": _svg("<style>@import 'file:///etc/passwd';</style>"),
    "import escaped": _svg("<style>@\\69mport 'file:///etc/passwd';</style>"),
    "font": _svg("<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style>"),
    "style in CDATA": _svg("<style><![CDATA[@import url(http://127.0.0.1:9/);]]></style>"),
    "style in parts": _svg("<style>@imp<tspan/>ort 'x'</style>"),
    "link": _svg('<a href="javascript:alert(1)"><rect width="9" height="9"/></a>'),
    "link of data": _svg('<a xlink:href="data:text/html,x"><rect width="9" height="9"/></a>'),
    "animation": _svg(
        '<rect><animate attributeName="href" values="javascript:alert(1)" repeatCount="indefinite"/></rect>'
    ),
    "set": _svg('<a><set attributeName="href" to="javascript:alert(1)"/></a>'),
    "huge size": _svg("", 'width="1e300" height="1e300"'),
    "huge box": _svg("<rect/>", 'viewBox="0 0 1e308 1e308"'),
    "no size": _svg("<rect/>", 'width="0" height="0" viewBox="0 0 0 0"'),
    "not a number": _svg("<rect width='NaN' height='inf'/>", 'width="NaN" height="-1" viewBox="a b c"'),
    "numbers": _svg(f'<path d="M{"1" * 9000} 0A{"9" * 5000} 1e-999 0 0 1 1e999 1"/><circle r="1e999"/>'),
    "transform": _svg('<g transform="scale(0) rotate(1e308) matrix(1 2 3)"><rect width="9" height="9"/></g>'),
    "transforms": _svg(f'<g transform="{"scale(9) " * 20_000}"><rect width="9" height="9"/></g>'),
    "switch": _svg("<switch><g/></switch>"),
    "cursor": _svg('<rect style="cursor:url(x)"/>'),
    "base": _svg('<use href="#a"/>', 'xml:base="file:///etc/passwd" width="9" height="9"'),
    "open": b"<svg xmlns='http://www.w3.org/2000/svg'><g>",
    "HTML": b"<html><body onload=alert(1)>",
    "namespace bomb": f"<svg xmlns='http://www.w3.org/2000/svg' {' '.join(f'xmlns:n{n}=%su%s' % (chr(34), chr(34)) for n in range(5000))}/>".encode(),
    "attributes": f"<svg xmlns='http://www.w3.org/2000/svg' {' '.join(f'a{n}=%s%s' % (chr(34), chr(34)) for n in range(20_000))}/>".encode(),
    "compressed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "comment": _svg("<!--" + "x" * 500_000 + "-->"),
}


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(
    width: int, height: int, data: bytes = b"", depth: int = 8, colour: int = 2, between: bytes = b""
) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + between + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _picture(form: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, "red").save(stream, form, **options)  # type: ignore[arg-type]
    return stream.getvalue()


_GOOD, _JPEG = _picture("PNG"), _picture("JPEG")
PICTURES = {
    "bomb.png": _png(60_000, 60_000, zlib.compress(bytes(1 << 20))),
    "tall.png": _png(1, 2**31 - 1, zlib.compress(bytes(100))),
    "negative.png": _png(2**32 - 1, 2**32 - 1),
    "empty.png": _png(0, 0),
    "no data.png": _png(100, 100),
    "too little data.png": _png(4000, 4000, zlib.compress(bytes(10))),
    "too much data.png": _png(2, 2, zlib.compress(bytes(30 << 20))),
    "text bomb.png": _png(
        2, 2, zlib.compress(bytes(14)), between=_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60 << 20)))
    ),
    "profile bomb.png": _png(
        2, 2, zlib.compress(bytes(14)), between=_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(60 << 20)))
    ),
    "bad depth.png": _png(2, 2, zlib.compress(bytes(14)), depth=77),
    "bad colour.png": _png(2, 2, zlib.compress(bytes(14)), colour=9),
    "no palette.png": _png(2, 2, zlib.compress(bytes(8)), colour=3),
    "bad sum.png": _GOOD[:-5] + b"\0" + _GOOD[-4:],
    "cut.png": _GOOD[: len(_GOOD) // 2],
    "head alone.png": _GOOD[:24],
    "signature alone.png": _GOOD[:8],
    "animated.png": _png(
        2, 2, zlib.compress(bytes(14)), between=_chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))
    ),
    "really JPEG.png": _JPEG,
    "really GIF.png": _picture("GIF"),
    "really SVG.png": _svg("<rect/>"),
    "really HTML.png": b"<html>",
    "with a tail.png": _GOOD + b"<script>alert(1)</script>" * 100,
    "large.png": _picture("PNG", (4900, 4900)),
    "cut.jpg": _JPEG[: len(_JPEG) // 2],
    "head alone.jpg": b"\xff\xd8\xff\xe0",
    "no end.jpg": _JPEG[:-2],
    "endless markers.jpg": b"\xff\xd8" + b"\xff\xe1\x00\x02" * 20_000,
    "marker of no length.jpg": b"\xff\xd8\xff\xe0\x00\x00" + bytes(100),
    "huge.jpg": b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(40),
    "two sizes.jpg": b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x02\x00\x02\x03" + bytes(9) + _JPEG[2:],
    "really PNG.jpg": _GOOD,
    "EXIF.jpg": _JPEG[:2] + b"\xff\xe1\x00\x20Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(16) + _JPEG[2:],
    "profile.jpg": _JPEG[:2] + b"\xff\xe2\xff\xffICC_PROFILE\0\x01\xff" + bytes(0xFFFF - 16) + _JPEG[2:],
    "progressive.jpeg": _picture("JPEG", (3000, 3000), progressive=True),
    "CMYK.jpg": _JPEG.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x14\x08"),
    "picture.gif": _picture("GIF"),
    "bomb.gif": b"GIF89a\xff\xff\xff\xff\xf7\0\0" + bytes(768),
    "picture.webp": b"RIFF\xff\xff\xff\xffWEBPVP8X" + bytes(20),
    "picture.bmp": _picture("BMP"),
    "picture.tiff": _picture("TIFF"),
    "picture.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
    "picture.pdf": b"%PDF-1.7\n",
    "picture": _GOOD,
}

NAMES = {
    "escape": "a\x1b[31mb.svg",
    "newline": "a\nb.svg",
    "override": "a\u202egvs.exe.svg",
    "not UTF-8": "a\udcff\udcfe.svg",
    "separator": "a\u2028b.svg",
    "quotes": "a\"'b.svg",
    "markup": "<img src=x onerror=alert(1)>.svg",
    "percent": "%2e%2e%2fx.svg",
    "template": "{{7*7}}.svg",
    "long": "x" * 240 + ".svg",
    "hyphen": "--output=x.svg",
    "backslash": "..\\..\\x.svg",
    "tilde": "~root.svg",
    "colon": "file:x.svg",
    "star": "*?[a].svg",
    "NFD": "e\u0301.svg",
    "dots": "....svg",
    "CON": "CON.svg",
}
OTHERS = {
    "language folder": lambda name: f"{ISSUE}/{name}/background.md",
    "block": lambda name: f"{ISSUE}/en/{name.removesuffix('.svg')}.md",
    "issue folder": lambda name: f"content/{name}/issue.yaml",
    "figure": lambda name: f"{ISSUE}/figures/{name}",
}

OUTSIDE = {
    "/proc/self/environ": "/proc/self/environ",
    "/etc/passwd": "/etc/passwd",
    "a file beside": "{outside}/canary.txt",
    "a file above": "../../../../../canary.txt",
    "/dev/zero": "/dev/zero",
    "/dev/stdin": "/dev/stdin",
    "/proc/self/fd/0": "/proc/self/fd/0",
    "/proc/kmsg": "/proc/kmsg",
    "itself": "{self}",
    "nothing": "nowhere",
    "a folder": "/etc",
    "the root": "/",
}
LINKED = {
    **TEXT_FILES,
    "language folder": f"{ISSUE}/en",
    "figures": f"{ISSUE}/figures",
    "issue": "content/2-second",
}

ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java&#x0A;script:alert(1)",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd", "FiLe:///etc/passwd", "file://localhost/etc/passwd",
    "//example.org/x", "\\\\example.org\\x", "/etc/passwd", "../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd",
    "view-source:x", "blob:x", "about:blank", "ftp://example.org/", "http:/example.org", "https://", "https://a b",
    "http://user:pass@127.1/", "http://[::1]/", "http://0x7f000001/", "https://exa\u202emple.org/", "mailto:",
    "https://e.org/%E2%80%AE", "#", "#<x>", "bundle:///x", "http://e.org/\u0000", "tel:1", "x", "",
)  # fmt: skip


def _laid(kind: str, name: str) -> dict[str, bytes]:
    return {f"{ISSUE}/figures/{name}": b"", BLOCK: f'![A picture](<figures/{name}> "{kind}")\n'.encode()}


def inputs() -> Iterator[Input]:
    """Yield every file that is not what it should be."""
    for number, (place, path) in enumerate(TEXT_FILES.items()):
        for count, (name, data) in enumerate(ENCODINGS.items()):
            if place == "block" or (number + count) % 3 == 0:
                yield Input(f"file: {name} as {place}", {path: data})
    for count, (name, text) in enumerate(YAML.items()):
        yield Input(f"yaml: {name} as issue.yaml", {ROW: text.encode()})
        path = ("briefgen.yaml", "content/people.yaml")[count % 2]
        yield Input(f"yaml: {name} as {path}", {path: text.encode()})
        if count % 3 == 0:
            yield Input(f"yaml: {name} as front matter", {BLOCK: f"---\n{text}---\nText.\n".encode()})
    for name, text in CSV.items():
        timeline = {f"{ISSUE}/figures/t.csv": text.encode(), BLOCK: b'![Events](figures/t.csv "Events")\n'}
        yield Input(f"csv: {name} as timeline", timeline)
        yield Input(f"csv: {name} as glossary", {"content/glossary.csv": text.encode()})
    for name, data in DRAWINGS.items():
        yield Input(f"drawing: {name}", {f"{ISSUE}/figures/square.svg": data})
    for name, data in PICTURES.items():
        yield Input(f"picture: {name}", {**_laid(name, name), f"{ISSUE}/figures/{name}": data})
    for name, given in NAMES.items():
        for place, path in OTHERS.items():
            yield Input(f"name: {name} of {place}", {path(given): b"Text.\n"})
    for number, (place, path) in enumerate(LINKED.items()):
        for count, (name, target) in enumerate(OUTSIDE.items()):
            if place == "block" or (number + count) % 3 == 0:
                yield Input(f"link: {place} to {name}", links={path: target})
        yield Input(f"pipe: {place}", pipes=(path,))
        yield Input(f"folder: {place}", {f"{path}/x": b""})
    for address in ADDRESSES:
        name = address.encode("unicode_escape").decode()
        yield Input(f"address: {name}", {BLOCK: f"A [report](<{address}>) of it.\n".encode()})
    for address in ADDRESSES[:20]:
        path = address.encode("unicode_escape").decode()
        yield Input(f"image at: {path}", {BLOCK: f'![A square](<{address}> "Square")\n'.encode()})
