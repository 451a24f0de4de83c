"""Inputs that grow out of pieces by chance, the same ones every time: what nobody thought of."""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from random import Random

from hostile import ISSUE, Input

# The pieces are lists, not code.
# fmt: off

BLOCK, ROW, FIGURES = f"{ISSUE}/en/background.md", f"{ISSUE}/issue.yaml", f"{ISSUE}/figures"
HEBREW = f"{ISSUE}/he/background.md"

WORDS = (
    *("word", "שלום", "مرحبا", "1,234.5%", "صه״ל", "a\u0301\u0302", "x" * 90, "\u200f", "\u00ad", "🏳️‍🌈", "ﷺ", "\u2067a\u2069"),
    *("https://e.org/?a=b&c", "<b>", "&amp;", "&#x202e;", "\\", "``", "--", "...", "(c)", "1.", "é", "\u00a0", "{{ 7 }}", "C++", "$x$"),
    *("[@report]", "[^n]", "[a](b)", "![a](figures/square.svg)", "**b**", "_e_", "{.x #y lang=he}", "~~~", "|", ":", "::: ", "\t"),
    *("[x]{lang=ar}", "[x]{dir=rtl}", "{onclick=x}", "[[", "]]", "](", "![", "<!--", "]]>", "<https://e.org>", "<a@b.org>", "\u2028"),
)
MARKS = ("> ", "- ", "1. ", "    ", "### ", "#### ", "* ", ": ", "[^n]: ", "| ", "::: note\n", "::: table T\n", ":::\n", "+ ", "~~~\n", "---\n", "===\n", "\t")


def _text(chance: Random, most: int = 12) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(1, most)))


def markdown(chance: Random) -> Mapping[str, bytes]:
    """Lines of marks and words, some of them many times over."""
    lines = []
    for _ in range(chance.randrange(2, 40)):
        marks = "".join(chance.choice(MARKS) for _ in range(chance.randrange(4)))
        lines.append((marks + _text(chance)) * (chance.randrange(2, 60) if chance.random() < 0.06 else 1))
    text = chance.choice(["\n", "\n\n"]).join(lines)
    return {chance.choice([BLOCK, HEBREW]): f"{text}\n\n[^n]: Note {_text(chance)}\n".encode()}


def repeated(chance: Random) -> Mapping[str, bytes]:
    """One short pattern very often: what takes quadratic time shows."""
    pattern = "".join(chance.choice(WORDS + MARKS) for _ in range(chance.randrange(1, 4)))
    count = chance.choice([50, 400, 3000]) // len(pattern) + 1
    inner = chance.choice(["", " ", "\n", "\n\n"]).join([pattern] * count * 3)
    return {chance.choice([BLOCK, HEBREW]): f"Text.\n\n{inner}\n".encode()}


def nested(chance: Random) -> Mapping[str, bytes]:
    """Brackets within brackets, of every kind."""
    pairs = [("[", "](x)"), ("**", "**"), ("_", "_"), ("![", "](figures/square.svg)"), ("[", "]{lang=he}"), ("(", ")"), ('"', '"'), ("`", "`"), ("\u2067", "\u2069"), ("<", ">"), ("[^", "]")]
    text = "x"
    for _ in range(chance.choice([3, 20, 90])):
        before, after = chance.choice(pairs)
        text = f"{before}{text}{after}"
    return {BLOCK: f"{'> ' * chance.randrange(9)}{text}\n".encode()}


def yaml(chance: Random) -> Mapping[str, bytes]:
    """A sound file with parts taken out, doubled, or of another kind."""
    keys = ["number", "date", "source-language", "title", "authors", "editors", "keywords", "notice", "based-on", "sources", "lengths", "blocks", "briefs", "short-title", "x"]
    values = ["1", "2026", "he", "{he: א, en: a}", "[author]", "[]", "{}", "~", "''", "{he: [], en: {he: 1}}", "[[[1]]]", "-", "1e9", "0x1", "{report: {url: 'https://e.org', publisher: R}}", "{a: {url: 'https://e.org/\u202e', publisher: {xx: 1}}}", "[{language: en, length: full, blocks: [summary, summary]}]", "{full: [summary]}", "[full, full]", "'\u2067'", '"\\u0007"', "!!str x", "&a b", "*a", "? x", "|2\n  a", ">-\n\n\n x", "'" + "x" * 5000 + "'", "{en: '*a* [b](javascript:x) <b>'}", "2026-02-30", "٢", "yes"]
    lines = [f"{key}: {chance.choice(values)}" for key in keys if chance.random() < 0.8]
    sound = "number: 1\ndate: 2026-11\nsource-language: he\ntitle: {he: א, en: a}\n" if chance.random() < 0.6 else ""
    if sound:
        lines = [line for line in lines if line.split(":")[0] not in sound]
    return {ROW: (sound + "\n".join(lines) + "\n").encode()}


def configuration(chance: Random) -> Mapping[str, bytes]:
    """A briefgen.yaml of pieces."""
    parts = [
        "languages: {en: , he: }", "languages: {en: {quotes: ['«', '»', '\"', '`']}, he: {digits: arab}}", "languages: {he: {script: Arab, direction: ltr}, en: {locale: xx_YY}}",
        "languages: {en: {locale: he_IL}, he: {direction: ltr}, zz: {name: z, locale: en, direction: rtl, script: Thai}}", "kinds: {summary: {en: x}, 'a-b': {}}",
        "lengths: {full: {blocks: [summary, background, insights], pages: 1, fill: 1}}", "lengths: {full: {blocks: [background], optional: [summary], template: base}}", "lengths: {full: {blocks: [background], template: feed}}",
        "lengths: {a: {blocks: [summary]}, b: {blocks: [summary], sources: false, pages: 200}}", "lengths: {a: {blocks: [nothing]}}", "fallback: {en: [he], he: [en]}", "fallback: {en: [en]}", "stale: error", "stale: banner", "stale: 5",
        "glossary: {abbr: true, index: true}", "limits: {seconds: 1, memory: 64, output: 1}", "store: 'file:///nowhere'", "store: 'memory://x'", "store: 'evil://x'", "x: y",
    ]
    chosen = {part.partition(":")[0]: part for part in (chance.choice(parts) for _ in range(4))}
    chosen.setdefault("languages", "languages: {en: , he: }")
    head = "series: {id: s, name: {he: א, en: a, zz: z}, publisher: {he: א, en: a, zz: z}, url: 'https://e.org/%2e%2e/', issn: 1234-567X}"
    return {"briefgen.yaml": "\n".join([head, *chosen.values(), ""]).encode()}


def css(chance: Random) -> Mapping[str, bytes]:
    """Rules that fight the layout."""
    selectors = ["body", "p", "*", "html", "li", "td", "h1", "section", "@page", "p::before", "figure", "a", "p:first-child", ":root", "img", "table", "ol", "sup", "p::first-line", "main", "header"]
    rules = [
        "columns: 40", "display: flex", "display: grid", "float: left", "width: 1e9px", "width: 0", "font-size: 0", "font-size: 9999pt", "font-size: 1e-9px", "margin: -9999px", "padding: 99999px", "height: 0", "position: absolute", "position: fixed",
        "break-before: page", "break-inside: avoid", "line-height: 0", "line-height: 1e6", "letter-spacing: 999px", "text-indent: -9e9px", "transform: scale(0)", "transform: rotate(1e9deg)", "content: counter(x)", "counter-increment: x 2147483647", "display: none",
        "display: table-cell", "display: inline-block", "display: list-item", "orphans: 999999", "widows: 999999", "white-space: pre", "overflow: hidden", "text-align: justify", "hyphens: auto", "direction: rtl", "unicode-bidi: bidi-override", "size: 1px 1px", "size: 0 0", "size: 99999cm",
        "margin: 100cm", "opacity: 0", "text-transform: uppercase", "font-family: 'x'", "quotes: 'a' 'b'", "column-span: all", "footnote-display: inline", "float: footnote", "bookmark-level: 99", "border: 9999px solid", "border-radius: 1e9px", "background: url(data:image/svg+xml,<svg/>)",
        "background: linear-gradient(red, blue)", "width: calc(100% * 1e9)", "width: min(1px, 2px)", "--ink: var(--paper)", "color: var(--x, var(--y))", "content: string(x)", "string-set: x content()", "position: running(x)", "min-height: 1e7px", "max-width: 0", "text-overflow: ellipsis",
        "block-ellipsis: auto", "continue: discard", "max-lines: 1", "box-decoration-break: clone", "image-resolution: 1e-9dppx", "aspect-ratio: 0 / 0", "object-fit: cover", "writing-mode: vertical-rl", "all: initial", "gap: 99999px", "grid-template-columns: repeat(999, 1fr)", "flex: 1e9",
    ]
    rows = (f"{chance.choice(selectors)} {{ {'; '.join(chance.choice(rules) for _ in range(3))} }}" for _ in range(chance.randrange(1, 5)))
    return {"templates/style/theme.css": "\n".join(rows).encode()}


def drawing(chance: Random) -> Mapping[str, bytes]:
    """Elements and attributes of SVG by chance."""
    names = ["g", "rect", "path", "use", "text", "tspan", "svg", "symbol", "marker", "mask", "pattern", "clipPath", "linearGradient", "stop", "style", "a", "switch", "title", "textPath", "polygon", "image", "h:p"]
    attributes = ['id="a"', 'id="b"', 'href="#a"', 'href="#b"', 'fill="url(#a)"', 'mask="url(#b)"', 'marker-mid="url(#a)"', 'width="9"', 'height="-9"', 'transform="scale(1e30)"', 'transform="matrix(0 0 0 0 0 0)"', 'd="M0 0A1 1 0 0 1 0 0z"', 'd="M0 0Q"', 'viewBox="0 0 0 0"', 'x="1e9"', 'font-size="0"', 'font-size="1e9"', 'stroke-dasharray="0 0"', 'stroke-dasharray="1e-9"', 'points="1,2,3"', 'style="fill:red;;;:"', 'preserveAspectRatio="none slice"', 'clip-path="url(#a)"', 'gradientUnits="userSpaceOnUse"', 'patternUnits="userSpaceOnUse"', 'offset="9e9"', 'letter-spacing="1e9"', 'textLength="1e9"', 'opacity="x"', 'rotate="1 2 3"', 'dx="1e9 1"', 'display="none"', 'stroke-width="1e9"', 'markerWidth="0"']

    def element(depth: int) -> str:
        name = chance.choice(names)
        own = dict(row.split("=", 1) for row in chance.sample(attributes, chance.randrange(5)))
        inner = "".join(element(depth + 1) for _ in range(chance.randrange(4))) if depth < 5 else chance.choice(["", "words שלום"])
        return f"<{name} {' '.join(f'{key}={value}' for key, value in own.items())}>{inner}</{name}>"

    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:h="http://www.w3.org/1999/xhtml"'
    text = f'<svg {space} width="20" height="20">{"".join(element(0) for _ in range(3))}</svg>'
    if chance.random() < 0.5:
        text = text.replace("<image", "<rect").replace("</image", "</rect").replace("h:p", "g")
    return {f"{FIGURES}/square.svg": text.encode()}


def picture(chance: Random) -> Mapping[str, bytes]:
    """A PNG or JPEG of which bytes are other ones."""
    rows = b"".join(b"\0" + bytes([chance.randrange(256)]) * 30 for _ in range(10))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, chance.choice([0, 1]))), (b"gAMA", b"\0\0\0\0"), (b"tRNS", b"x" * chance.randrange(9)), (b"PLTE", b"x" * 7), (b"pHYs", b"\0" * 9), (b"IDAT", zlib.compress(rows)), (b"eXIf", b"MM\0*" + b"\xff" * 30), (b"IEND", b"")]
    chunks = [struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts if kind in {b"IHDR", b"IEND"} or chance.random() < 0.6]
    data = bytearray(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    if chance.random() < 0.6:
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
    return {f"{FIGURES}/p.png": bytes(data), BLOCK: b'![A picture](figures/p.png "A picture")\n'}


def timeline(chance: Random) -> Mapping[str, bytes]:
    """Rows of a timeline and of a glossary."""
    dates = ["2026", "2026-01", "2026-01-31", "0001", "9999-12-31", "2026-1-1", "", "-1", "1e3"]
    rows = [f"{chance.choice(dates)},{chance.choice(['done', 'reported', 'x', ''])},{chance.choice(WORDS)},{chance.choice(WORDS)}" for _ in range(chance.randrange(1, 70))]
    terms = [f"t{n},{chance.choice(['place', 'person', '', 'x'])},,{chance.choice(WORDS)};!{chance.choice(WORDS)},{chance.choice(WORDS)}|{chance.choice(WORDS)};^{chance.choice(WORDS)}" for n in range(chance.randrange(1, 20))]
    given = {f"{FIGURES}/t.csv": "date,kind,label_he,label_en\n" + "\n".join(rows), BLOCK: '![Events](figures/t.csv "Events")\n', "content/glossary.csv": "term_id,type,notes,he,en\n" + "\n".join(terms) + "\n"}
    dropped = chance.choice([None, "content/glossary.csv", f"{FIGURES}/t.csv"])
    return {path: text.encode() for path, text in given.items() if path != dropped}


def template(chance: Random) -> Mapping[str, bytes]:
    """Templates that ask for more than there is, or never end."""
    pieces = [
        "{{ brief }}", "{{ brief.name.upper() }}", "{{ brief.blocks|map(attribute='html')|join }}", "{{ self.body() }}", "{{ super() }}", "{{ loop }}", "{{ caller() }}", "{{ brief.__class__ }}", "{{ brief._x }}", "{{ strings.catalogue }}", "{{ namespace }}",
        "{% set ns = namespace(x='a') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}", "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "{{ 1.5|round(99999999, 'ceil') }}", "{{ 'a'|center(9999999999) }}", "{{ range(100000)|list * 99999 }}",
        "{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}", "{{ 'x'.__class__ }}", "{{ ''.join(['a'] * 99999999) }}", "{{ lipsum(n=99999) }}", "{{ cycler(1).reset.__globals__ }}", "{{ joiner.__init__ }}", "{{ '%s' % brief }}", "{{ '{0.blocks}'.format(brief) }}", "{% include brief.name %}", "{% import 'base.html' as b %}{{ b }}",
        "{% extends 'base.html' %}", "{% extends 'builtin/../base.html' %}", "{% from 'style/brief.css' import x %}", "{{ dict(a=1)|xmlattr }}", "{{ '<script>'|safe }}", "{{ brief|tojson }}", "{{ brief|pprint }}", "{{ [1]|sum(start=brief) }}", "{% trans %}%(x)s %d{% endtrans %}", "{% trans x=1 %}{{ x }}{% pluralize %}b{% endtrans %}", "{{ gettext('%(x)s') }}",
        "{{ ngettext('a', 'b', 'c') }}", "{% filter upper %}" + "{% filter lower %}" * 30, "{# " * 40, "{{ " + "(" * 400, "{{ " + "-" * 900 + "1 }}", "{% if 1 %}" * 300 + "{% endif %}" * 300, "{{ 7 // 0 }}", "{{ brief.styles[99].css }}", "{{ 'a' in brief }}", "{{ 9 ** 9 ** 9 }}", "{% call x() %}{% endcall %}", "{% raw %}", "\ufeff{{ 1 }}", "{{ 'a'|replace('', 'b' * 99999)|replace('b', 'c' * 99999) }}",
    ]
    text = "".join(chance.choice(pieces) for _ in range(chance.choice([1, 1, 1, 3])))
    return {f"templates/{name}.html": text.encode() for name in ("full", "one-page")}


def bytes_of_any(chance: Random) -> Mapping[str, bytes]:
    """A sound file of the project of which some bytes are other ones."""
    path = chance.choice([BLOCK, ROW, "briefgen.yaml", "content/people.yaml", "templates/style/theme.css", f"{FIGURES}/square.svg", "templates/fit.yaml", "templates/locale/en/LC_MESSAGES/briefgen.po"])
    sound = {ROW: "number: 1\ndate: 2026-11\nsource-language: he\ntitle: {he: א, en: a}\n", BLOCK: "---\ntitle: T\n---\nText.[@report]\n", "templates/fit.yaml": "scripts: {Latn: [{name: x, variable: --x, preferred: 1, floor: 0.5, steps: 3}]}\n"}
    data = bytearray(sound.get(path, 'a: {b: "c"}\nmsgid "a"\nmsgstr "b"\n<svg/> p { color: red }\n').encode() * chance.choice([1, 1, 300]))
    for _ in range(chance.randrange(1, 8)):
        data[chance.randrange(len(data))] = chance.choice([0, 9, 10, 13, 27, 34, 39, 45, 58, 91, 123, 125, 127, 133, 160, 195, 226, 255])
    return {path: bytes(data)}


# fmt: on
KINDS: Mapping[str, Callable[[Random], Mapping[str, bytes]]] = {
    each.__name__: each
    for each in (
        markdown,
        repeated,
        nested,
        yaml,
        configuration,
        css,
        drawing,
        picture,
        timeline,
        template,
        bytes_of_any,
    )
}


def inputs(count: int = 10, first: int = 0) -> Iterator[Input]:
    """Yield so many inputs of each kind."""
    for kind, grow in KINDS.items():
        for number in range(first, first + count):
            yield Input(f"{kind}: grown {number}", grow(Random(f"{kind} {number}")))
