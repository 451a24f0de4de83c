"""Generated briefs on small pages, for the tests of fit: paragraphs, lists, tables, figures and notes."""

import random
from dataclasses import dataclass, replace
from functools import cache

from conftest import REPOSITORY

from briefgen import request
from briefgen.languages import BUILTIN
from briefgen.model import Budget, Bundle, Part, Range
from briefgen.ranges import ranges

FONTS = (REPOSITORY / "fonts",)
WORDS = {
    "en": "the delegation came to Damascus in September and spoke of bases roads energy grain a port "
    "security talks with ministers whose answer was cautious because sanctions remain Israel 2025 12,000",
    "he": "המשלחת הגיעה לדמשק בספטמבר ודיברה על בסיסים ועל כבישים אנרגיה וחיטה נמל ביטחון שיחות עם שרים "
    "שתשובתם זהירה משום שהעיצומים נותרו ישראל עוקבת אחר ב־2025 צה״ל",
    "ar": "وصل الوفد إلى دمشق في أيلول وتحدّث عن القواعد والطرق والطاقة والقمح والميناء والأمن ومحادثات مع "
    "وزراء جاء جوابهم حذرًا لأن العقوبات باقية وإسرائيل تراقب عام 2025 موسكو",
}
STYLE = """
@page { size: WIDTHpx HEIGHTpx; margin: calc(20px * var(--edge)) 16px;
  @footnote { border-block-start: .5pt solid; padding-block-start: 3pt; margin-block-start: 6pt } }
body { margin: 0; font: var(--body)/var(--line) var(--serif); orphans: 2; widows: 2 }
p, ul, table, h2, figure { margin: 0 0 calc(.5 * var(--step)) }
h2 { font-size: var(--h2); line-height: calc(1.25 * var(--line)); break-after: avoid }
ul { padding: 0; padding-inline-start: 1em; break-before: auto }
li { margin-block-end: calc(.25 * var(--step)) }
table { border-collapse: collapse; font-size: var(--small); line-height: var(--snug) }
.wide { break-inside: avoid }
tr { break-inside: avoid }
figure { break-inside: avoid } img { display: block; max-inline-size: calc(100% * var(--figure)) }
.fn { float: footnote; footnote-policy: line; font-size: var(--note); line-height: var(--snug) }
"""
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="160" height="40"><path d="M0 0h160v40H0z"/></svg>'

Item = tuple[str, tuple[str, ...]]
"""What it is ("p", "note", "ul", "nested", "table", "wide", "tall", "figure", "room") and its words."""


@dataclass(frozen=True)
class Sample:
    """A generated brief."""

    language: str
    width: int
    height: int
    pages: int
    fill: float
    blocks: tuple[tuple[Item, ...], ...]

    @property
    def words(self) -> int:
        """Return how many words it has, without its headings."""
        return sum(len(words) for block in self.blocks for _, words in block)

    @property
    def bundle(self) -> Bundle:
        """Return it as the engine takes it; what may be left out goes one by one."""
        rooms = [
            (number, index)
            for number, block in enumerate(self.blocks)
            for index, (kind, _) in enumerate(block)
            if kind == "room"
        ]
        shorter = None
        for count in range(len(rooms), -1, -1):
            gone = set(rooms[:count])
            shorter = replace(self._bundle(gone), shorter=shorter)
        return shorter

    def _bundle(self, gone: set[tuple[int, int]]) -> Bundle:
        parts, html = [], []
        for number, block in enumerate(self.blocks):
            kept = [item for index, item in enumerate(block) if (number, index) not in gone]
            parts.append(Part(f"block-{number}.md", sum(len(words) for _, words in kept)))
            text = f"<h2>{_heading(self.language, number)}</h2>" + "".join(map(_html, kept))
            html.append(f'<section data-block="block-{number}">{text}</section>')
        rows = _ranges(BUILTIN[self.language].script)
        budget = Budget(f"short, {self.language}", self.pages, self.fill, rows, tuple(parts))
        language = BUILTIN[self.language]
        style = STYLE.replace("WIDTH", str(self.width)).replace("HEIGHT", str(self.height))
        page = (
            f"<html lang={language.code} dir={language.direction} data-script={language.script}>"
            f'<link rel=stylesheet href="tokens.css"><style>{style}</style><body>{"".join(html)}'
        )
        dropped = tuple(f"block-{number}.md:{index}" for number, index in sorted(gone))
        tokens = (REPOSITORY / "templates/style/tokens.css").read_bytes()
        files = {"tokens.css": tokens, "picture.svg": PICTURE}
        return Bundle("sample", self.language, page, files, "", budget=budget, dropped=dropped)

    def longer(self, chance: random.Random) -> "Sample":
        """Return it with one more word in some paragraph."""
        places = [
            (number, index)
            for number, block in enumerate(self.blocks)
            for index, (kind, _) in enumerate(block)
            if kind in {"p", "ul", "nested", "note"}
        ]
        number, index = chance.choice(places)
        kind, words = self.blocks[number][index]
        at = chance.randrange(len(words) + 1)
        words = (*words[:at], chance.choice(_list(self.language)), *words[at:])
        return self._with(
            number, (*self.blocks[number][:index], (kind, words), *self.blocks[number][index + 1 :])
        )

    def cut(self, number: int, words: int) -> "Sample":
        """Return it without the last words of a block: as an editor cuts, text first."""
        items = [item for item in self.blocks[number] if item[0] != "room"]
        for kinds in ({"p", "ul", "nested", "note"}, {"table", "wide", "tall"}):
            for index in range(len(items) - 1, -1, -1):
                kind, text = items[index]
                if kind in kinds and words:
                    left = max(0, len(text) - words)
                    words -= len(text) - left
                    items[index] = (kind, text[:left])
        return self._with(number, tuple(item for item in items if item[1] or item[0] == "figure"))

    def _with(self, number: int, block: tuple[Item, ...]) -> "Sample":
        return replace(self, blocks=(*self.blocks[:number], block, *self.blocks[number + 1 :]))


def sample(seed: int, *, language: str = "", words: int = 0, pages: int = 0) -> Sample:
    """Return the brief of a seed, as long as its pages or a good deal shorter or longer."""
    chance = random.Random(seed)
    language = language or ("en", "he", "ar")[seed % 3]
    words = words or round(50 * 40 ** (chance.random() ** 12))
    blocks = _blocks(chance, language, words)
    pages = pages or chance.choice([1, 1, 1, 2, 3])
    width = chance.randrange(220, 420, 20)
    # A word takes about 33 by 24 pixels, spaces and headings among them.
    height = words * 33 * 24 / (width - 32) / pages * chance.uniform(0.8, 2.0) + 60
    return Sample(language, width, max(240, round(height)), pages, chance.choice([0.0, 0.6]), blocks)


def _blocks(chance: random.Random, language: str, words: int) -> tuple[tuple[Item, ...], ...]:
    blocks: list[tuple[Item, ...]] = []
    while words > 0:
        items: list[Item] = []
        for _ in range(chance.randrange(1, 5)):
            kind = chance.choice(
                ["p"] * 8 + ["note", "note", "ul", "nested", "table", "wide", "tall", "figure", "room"]
            )
            count = 0 if kind == "figure" else min(words, chance.randrange(4, 60))
            words -= count
            if count or kind == "figure":
                items.append((kind, tuple(chance.choices(_list(language), k=count))))
        if not any(kind == "p" for kind, _ in items):
            items.append(("p", tuple(chance.choices(_list(language), k=12))))
        blocks.append(tuple(items))
    return tuple(blocks)


def _html(item: Item) -> str:
    kind, words = item
    text = " ".join(words)
    if kind == "ul":
        return (
            "<ul>"
            + "".join(f"<li>{' '.join(words[at : at + 9])}</li>" for at in range(0, len(words), 9))
            + "</ul>"
        )
    if kind == "nested":
        items = (words[at : at + 9] for at in range(0, len(words), 9))
        return "".join(f"<ul><li>{item[0]}<ul><li>{' '.join(item[1:])}</ul></ul>" for item in items)
    if kind in {"table", "wide"}:
        rows = (words[at : at + 4] for at in range(0, len(words), 4))
        cells = ("".join(f"<td>{word}</td>" for word in row) for row in rows)
        return f"<table class={kind}>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    if kind == "tall":
        return f"<table class=wide><tr><td>{words[0]}</td><td>{' '.join(words[1:])}</td></tr></table>"
    if kind == "figure":
        return '<figure><img src="picture.svg" alt=""></figure>'
    if kind == "note":
        head, tail = " ".join(words[:-4]), " ".join(words[-4:])
        return f'<p>{head or "1"}<span class="fn">{tail}</span></p>'
    return f"<p>{text}</p>"


def _heading(language: str, number: int) -> str:
    return f"{_list(language)[number % 8]} {number}"


def _list(language: str) -> list[str]:
    return WORDS[language].split()


@cache
def _ranges(script: str) -> tuple[Range, ...]:
    return ranges(request.theme(REPOSITORY), script)
