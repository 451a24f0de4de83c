"""One text in every place where a text may stand."""

import json
from collections.abc import Callable, Iterator, Mapping

from hostile import ISSUE, Input

TEXTS = {
    "override": "before \u202eafter",
    "embedding": "\u202b\u202b\u202ba",
    "isolate": "\u2067open",
    "stray pop": "a\u2069b",
    "crossed": "\u2067\u202aa\u2069\u202c",
    "deep": "\u2067" * 130 + "a" + "\u2069" * 130,
    "pile": "a" + "\u0301" * 4000,
    "points": "ש" + "\u05b8\u05bc" * 30,
    "joiners": "a" + "\u200d" * 3000,
    "long word": "x" * 20_000,
    "long Hebrew word": "א" * 1500,
    "escape": "\x1b]0;owned\x07\x1b[31mred",
    "C1": "\x9b31mred",
    "NUL": "a\0b",
    "noncharacter": "a\uffff",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "style": "</style><link rel=attachment href=file:///proc/self/environ>",
    "template": "{{ cycler.__init__.__globals__.os.environ }}{% include '/etc/passwd' %}",
    "format": "%(canary)s {0.__class__.__mro__} %n%n%n",
    "quotes": "\"'" * 300 + " \" ' " * 1500,
    "brackets": "[![(" * 200 + " [ ![ ( {" * 900,
    "stars": "**a *b __c " * 700,
    "ticks": " ".join("`" * count for count in range(1, 120)),
    "colons": "::: " + ":" * 900,
    "digits": "1.2.3,4-5/6:7" * 60 + " 1,234-5.6%" * 600,
    "entities": "&#27;[31m &#x202e; &amp;&lt;script&gt; &#0; &#xd800;" + "&#x301;" * 40,
    "separators": "a\u2028b\u2029c\u0085d",
    "decomposed": "e\u0301" * 400 + " \u1100\u1161 " * 400,
    "very long": "word " * 40_000,
}
"""Name → text."""


def _yaml(key: str, value: str) -> bytes:
    """Return an issue.yaml whose key has a text in English; dots lead to keys within keys."""
    issue: dict[str, object] = {
        "number": 1,
        "date": "2026-11",
        "source-language": "he",
        "title": {"he": "כותרת", "en": "Title"},
        "authors": ["author"],
        "keywords": {"he": ["מילה"], "en": ["word"]},
        "sources": {"report": {"publisher": "Reuters", "url": "https://example.org/report"}},
    }
    *path, last = key.split(".")
    inner = issue
    for step in path:
        inner = inner.setdefault(step, {})  # type: ignore[assignment]
    inner[last] = [value] if last == "words" else value
    if "words" in issue.get("keywords", ()):  # type: ignore[operator]
        issue["keywords"] = {"he": ["מילה"], "en": [value]}
    return _escaped(issue)


def _escaped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


def _block(text: str) -> dict[str, bytes]:
    return {f"{ISSUE}/en/background.md": text.encode("utf-8", "surrogatepass")}


def _issue(key: str) -> Callable[[str], dict[str, bytes]]:
    return lambda text: {f"{ISSUE}/issue.yaml": _yaml(key, text)}


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


PLACES: Mapping[str, Callable[[str], dict[str, bytes]]] = {
    "paragraph": lambda text: _block(f"{text}\n"),
    "heading": lambda text: _block(f"Text.\n\n### {text}\n\nMore.\n"),
    "list": lambda text: _block(f"- {text}\n- {text}\n"),
    "quote": lambda text: _block(f"> {text}\n"),
    "cell": lambda text: _block(f"| a | b |\n|---|---|\n| {text} | c |\n"),
    "table caption": lambda text: _block(f"::: table {text}\n| a | b |\n|---|---|\n| c | d |\n:::\n"),
    "definition": lambda text: _block(f"{text}\n: {text}\n"),
    "note": lambda text: _block(f"Text.[^a]\n\n[^a]: {text}\n"),
    "label of a note": lambda text: _block(f"Text.[^{text}]\n\n[^{text}]: Note.\n"),
    "citation": lambda text: _block(f"Text.[@{text}]\n"),
    "link": lambda text: _block(f"A [link to {text}](https://example.org/) here.\n"),
    "target": lambda text: _block(f"A [report](https://example.org/{text}) and [one](<{text}>).\n"),
    "alt": lambda text: _block(f'![{text}](figures/square.svg "Caption")\n'),
    "caption": lambda text: _block(
        f"![A square](figures/square.svg {json.dumps(text, ensure_ascii=False)})\n"
    ),
    "image": lambda text: _block(f"![A square](<figures/{text}.svg>)\n"),
    "code": lambda text: _block(f"Code `{text}` here.\n"),
    "fence": lambda text: _block(f"~~~ {_one_line(text)}\n{text}\n~~~\n"),
    "span": lambda text: _block(f"A [{text}]{{lang=he .x}} span.\n"),
    "attribute": lambda text: _block(f'A [span]{{lang="{text}" class="{text}" id="{text}"}} here.\n'),
    "container": lambda text: _block(f"::: {text}\nText.\n:::\n"),
    "title of a block": lambda text: _block(f"---\ntitle: {json.dumps(text)}\n---\nText.\n"),
    "key of a block": lambda text: _block(f"---\n{json.dumps(text)}: x\n---\nText.\n"),
    "translation-of": lambda text: _block(f"---\ntranslation-of: {json.dumps(text)}\n---\nText.\n"),
    "title": _issue("title.en"),
    "short title": _issue("short-title.en"),
    "keyword": _issue("keywords.words"),
    "notice": _issue("notice.en"),
    "date": _issue("date"),
    "based on": _issue("based-on.title.en"),
    "about": _issue("sources.report.about.en"),
    "publisher": _issue("sources.report.publisher"),
    "address": lambda text: {
        f"{ISSUE}/issue.yaml": _yaml("sources.report.url", f"https://example.org/{text}")
    },
    "language of a source": _issue("sources.report.language"),
    "id of a source": lambda text: {f"{ISSUE}/issue.yaml": _yaml(f"sources.{text.replace('.', '')}.x", "y")},
    "person": lambda text: {
        "content/people.yaml": _escaped({"author": {"name": {"he": text, "en": text}}}),
    },
    "series": lambda text: _configuration({"id": "s", "name": {"he": text, "en": text}, "publisher": _BOTH}),
    "licence": lambda text: _configuration(
        {"id": "s", "name": _BOTH, "publisher": _BOTH, "licence": {"en": text}, "disclaimer": {"he": text}}
    ),
    "quotation marks": lambda text: _configuration(_SERIES, {"he": None, "en": {"quotes": [text] * 4}}),
    "kind": lambda text: _configuration(_SERIES, kinds={text: {"en": text}}),
    "label of a length": lambda text: _configuration(
        _SERIES, lengths={"full": {"blocks": ["summary"], "label": {"en": text, "he": text}}}
    ),
    "term": lambda text: {
        "content/glossary.csv": f"term_id,type,notes,he,en\na,person,{_cell(text)},{_cell(text)},x\n".encode(
            "utf-8", "surrogatepass"
        )
    },
    "event": lambda text: {
        f"{ISSUE}/figures/t.csv": f"date,kind,label_he,label_en\n2026,done,{_cell(text)},{_cell(text)}\n".encode(
            "utf-8", "surrogatepass"
        ),
        **_block('![Events](figures/t.csv "Events")\n'),
    },
    "drawing": lambda text: {
        f"{ISSUE}/figures/square.svg": (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>'
            + text.replace("&", "&amp;").replace("<", "&lt;")
            + "</title></svg>"
        ).encode("utf-8", "surrogatepass")
    },
}
"""Name → what makes the files that have a text there."""

_BOTH = {"he": "א", "en": "a"}
_SERIES = {"id": "s", "name": _BOTH, "publisher": _BOTH}


def _configuration(series: object, languages: object = None, **more: object) -> dict[str, bytes]:
    row = {"series": series, "languages": languages or {"he": None, "en": None}, **more}
    return {"briefgen.yaml": _escaped(row)}


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def inputs() -> Iterator[Input]:
    """Yield every text in every third place, so that each place has a third of the texts and each text of the
    places; in the body of a block, where most is printed, all of them."""
    for number, (place, files) in enumerate(PLACES.items()):
        for count, (name, text) in enumerate(TEXTS.items()):
            if place == "paragraph" or (number + count) % 3 == 0:
                yield Input(f"text: {name} in {place}", files(text))
