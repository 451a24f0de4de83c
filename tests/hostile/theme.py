"""A project's own look, and settings, that mean harm."""

from collections.abc import Iterator

from hostile import Input

SHEET = "templates/style/theme.css"
CSS = {
    "import": "@import 'file:///etc/passwd';",
    "import of the net": "@IMPORT url(http://127.0.0.1:9/x.css);",
    "import escaped": "@\\69mport 'http://127.0.0.1:9/x.css';",
    "import after a comment": "/**/@import/**/'x.css';",
    "picture of a file": "body { background: url(file:///proc/self/environ) }",
    "picture above": "body { background: url(../../../../canary.txt) }",
    "picture encoded": "body { background: url(%2e%2e/%2e%2e/canary.txt) }",
    "picture of the net": "body { background: url('http://127.0.0.1:9/x.png') }",
    "picture escaped": "body { background: \\75rl(http://127.0.0.1:9/x.png) }",
    "picture without url": "body { background: image-set('http://127.0.0.1:9/x.png' 1x) }",
    "picture in a variable": ":root { --x: url(http://127.0.0.1:9/x.png) } body { background: var(--x) }",
    "list mark": "li { list-style-image: url(file:///etc/passwd) }",
    "content": "p::before { content: url(file:///etc/passwd) attr(class) }",
    "font": "@font-face { font-family: x; src: url(file:///etc/passwd) } body { font-family: x }",
    "font of the net": "@font-face { font-family: x; src: url(http://127.0.0.1:9/x.woff2) }",
    "end of style": "</style><script>alert(1)</script>",
    "colour": ":root { --ink: red; } </style> { --accent: url(javascript:alert(1)) }",
    "colour that is none": ":root { --ink: #zzz; --paper: 7; --accent: ; }",
    "colour of itself": ":root { --ink: var(--ink); --paper: var(--ink) }",
    "pale": ":root { --ink: #fefefe; --paper: #ffffff }",
    "open brace": "{" * 20_000,
    "open string": 'body { content: "' + "x" * 50_000,
    "open comment": "/*" * 20_000,
    "many rules": "p { color: red }\n" * 30_000,
    "NUL": "p { color: \\0 }",
    "template": "{{ 7*7 }} {% include '/etc/passwd' %}",
    "utf-7": "@charset 'utf-7'; +AHs-",
}
TEMPLATES = {
    "reads a file": "{% include '/etc/passwd' %}",
    "reads above": "{% include '../../canary.txt' %}",
    "reads encoded": "{% include 'style/%2e%2e/x' %}",
    "itself": "{% include 'one-page.html' %}",
    "extends itself": "{% extends 'one-page.html' %}",
    "class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ strings.gettext.__globals__ }}",
    "cycler": "{{ cycler.__init__.__globals__.os.environ }}",
    "attr": "{{ ''|attr('__class__') }}",
    "format": "{{ '{0.__class__.__init__.__globals__}'.format(strings) }}",
    "undefined": "{{ nothing.at.all }}",
    "divides by nought": "{{ 1 / 0 }}",
    "open": "{% if",
    "unknown tag": "{% evil %}",
    "raise": "{{ brief['x'](1) }}",
}
"""Those that take time or memory without bound are in HEAVY."""
HEAVY = {
    "loop": "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}x{% endfor %}{% endfor %}{% endfor %}",
    "string": "{{ 'x' * 9999999999 }}",
    "power": "{{ 9 ** 9 ** 9 ** 9 }}",
    "lists": "{% set a = [1] %}{% for i in range(9999) %}{% set a = a + a %}{% endfor %}{{ a }}",
    "deep": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "padding": "{{ '%999999999999d' % 1 }}",
    "center": "{{ 'x'|center(9999999999) }}",
}
SETTINGS = {
    "language": "languages: {'../../x': {name: x, locale: en, direction: ltr, script: Latn}}",
    "locale": "languages: {xx: {name: x, locale: zz_ZZ, direction: ltr, script: Latn}}",
    "script": "languages: {xx: {name: x, locale: en, direction: ltr, script: Zzzz}}",
    "digits": "languages: {en: {digits: hanidays}}",
    "direction": "languages: {en: {direction: up}}",
    "quotes": "languages: {en: {quotes: ['<b>', '</b>', '\"', \"'\"]}}",
    "no languages": "languages: {}",
    "template": "languages: {en: , he: }\nlengths: {full: {blocks: [summary], template: ../../etc/passwd}}",
    "template that is not": "languages: {en: , he: }\nlengths: {full: {blocks: [summary], template: nowhere}}",
    "length": "languages: {en: , he: }\nlengths: {'../x': {blocks: [summary]}}",
    "pages": "languages: {en: , he: }\nlengths: {full: {blocks: [summary], pages: 999999999}}",
    "fill": "languages: {en: , he: }\nlengths: {full: {blocks: [summary], pages: 2, fill: 99}}",
    "blocks": "languages: {en: , he: }\nlengths: {full: {blocks: ['../../x', summary, summary]}}",
    "fallback": "languages: {en: , he: }\nfallback: {en: [he], he: [en, xx, ../x]}",
    "store of the net": "languages: {en: , he: }\nstore: http://127.0.0.1:9/x",
    "store of a file": "languages: {en: , he: }\nstore: file:///nowhere",
    "store above": "languages: {en: , he: }\nstore: ../../../../x",
    "limits": "languages: {en: , he: }\nlimits: {seconds: 999999999999, memory: -1, output: nan}",
    "stale": "languages: {en: , he: }\nstale: [banner]",
    "output": "languages: {en: , he: }\noutput: /etc\ntemplates: ../..",
}


def inputs() -> Iterator[Input]:
    """Yield themes and settings."""
    for name, text in CSS.items():
        yield Input(f"css: {name}", {SHEET: text.encode()})
    for name, text in {**TEMPLATES, **HEAVY}.items():
        yield Input(
            f"template: {name}",
            {"templates/one-page.html": text.encode(), "templates/full.html": text.encode()},
        )
    for name, text in SETTINGS.items():
        both = "{he: א, en: a, xx: x}"
        head = f"series: {{id: s, name: {both}, publisher: {both}}}\n"
        yield Input(f"setting: {name}", {"briefgen.yaml": (head + text + "\n").encode()})
    for name, data in {
        "empty": b"",
        "cut": b"wOF2\0\1\0\0\xff\xff\xff\xff" + bytes(40),
        "text": b"x" * 5000,
    }.items():
        yield Input(
            f"font: {name}", {"fonts/evil.ttf": data, "fonts/web/evil.woff2": data, "fonts/evil.otf": data}
        )
        face = b"@font-face { font-family: x; src: url(evil.ttf) } body { font-family: x }"
        yield Input(f"font in style: {name}", {"templates/style/evil.ttf": data, SHEET: face})
    yield Input("person: a name in one language", {"content/people.yaml": b"author: {name: {he: x}}"})
    yield Input("template: deep folders", {f"templates/{'d/' * 900}x": b""})
    yield Input("manifest: deep", {"output/manifest.json": b"[" * 100_000})
    yield Input("strings: broken", {"templates/locale/en/LC_MESSAGES/briefgen.po": b'msgid "a\nmsgstr \x00'})
    yield Input(
        "strings: plural",
        {
            "templates/locale/en/LC_MESSAGES/briefgen.po": b'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=9; plural=__import__(\'os\');\\n"\n\nmsgid "x"\nmsgid_plural "xs"\nmsgstr[0] "y"\n'
        },
    )
    yield Input(
        "fit: numbers",
        {
            "templates/fit.yaml": b"scripts: {Latn: [{name: x, variable: --x, preferred: 1e9, floor: 9e9, steps: 30}]}"
        },
    )
