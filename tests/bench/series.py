"""A series of full briefs in three languages, all paragraphs different, for us and for Typst with pandoc.

Each issue has the blocks of the model issue with the words of every paragraph in another order, so that texts
are new and as long and as mixed as real ones. The timeline is a table in both.
Run: python tests/bench/series.py FOLDER [ISSUES].
"""

import csv
import random
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import HERE, ROOT

from briefgen.files import blob_id

MODEL = ROOT / "content" / "2077-russia-syria"
KINDS = ("summary", "key-points", "background", "developments", "insights", "recommendations")
LANGUAGES = ("he", "ar", "en")
ISSUES = 20
LENGTH = f"lengths: {{full: {{blocks: [{', '.join(KINDS)}], pages: 8}}}}\n"
MARKED = re.compile(r"[\[\](){}*@^<>|#:\d]")
"""What keeps its place in a paragraph: markup, numbers, addresses."""
CAPTIONS = {"he": "ציר הזמן", "ar": "الخط الزمني", "en": "The events"}
SOURCES = {"he": "מקורות", "ar": "المصادر", "en": "Sources"}


def lay_out(folder: Path, issues: int = ISSUES, languages: Sequence[str] = LANGUAGES) -> None:
    """Write the project."""
    (folder / "content").mkdir(parents=True)
    (folder / "output").mkdir()
    (folder / "briefgen.yaml").write_text(f"{(ROOT / 'briefgen.yaml').read_text()}\n{LENGTH}")
    shutil.copy(ROOT / "content/people.yaml", folder / "content")
    with (ROOT / "content/glossary.csv").open(newline="") as source:
        head, *rows = csv.reader(source)
    with (folder / "content/glossary.csv").open("w", newline="") as target:
        # Terms that hold for other issues alone are of no use here.
        csv.writer(target).writerows([head, *(row for row in rows if not row[head.index("issues")])])
    for number in range(1, issues + 1):
        _issue(folder / "content" / f"{number}-issue", number, languages)


def briefs(folder: Path) -> list[tuple[Path, str]]:
    """Return the folder of the issue and the language of each brief."""
    issues = sorted((folder / "content").glob("*-issue"), key=lambda path: int(path.name.split("-")[0]))
    return [(issue, code) for issue in issues for code in LANGUAGES if (issue / code).is_dir()]


def _issue(folder: Path, number: int, languages: Sequence[str]) -> None:
    folder.mkdir()
    said = (MODEL / "issue.yaml").read_text()
    said = re.sub(r"^number: .*$", f"number: {number}\nlengths: [full]", said, flags=re.MULTILINE)
    said = re.sub(r"^source-language: .*$", f"source-language: {languages[0]}", said, flags=re.MULTILINE)
    said = re.sub(r"^(lengths|blocks|briefs):\n(  .*\n)+", "", said, flags=re.MULTILINE)
    (folder / "issue.yaml").write_text(said)
    for code in languages:
        (folder / code).mkdir()
        for kind in KINDS:
            head, body = _parts(MODEL / code / f"{kind}.md")
            head = re.sub(r"translation-of.*\n", "", head)
            if code != languages[0]:
                source = (folder / languages[0] / f"{kind}.md").read_bytes()
                head += f"translation-of: {languages[0]}/{kind}.md@{blob_id(source)}\n"
            chance = random.Random(f"{number} {code} {kind}")
            lines = (_other(line, code, chance) for line in body.splitlines())
            (folder / code / f"{kind}.md").write_text(f"---\n{head}---\n" + "\n".join(lines) + "\n")


def edit(block: Path, words: str) -> None:
    """Put words at the beginning of a block's first paragraph."""
    head, mark, body = block.read_text().rpartition("---\n")
    block.write_text(f"{head}{mark}{words} {body}")


def _parts(path: Path) -> tuple[str, str]:
    """Return the front matter of a block, without its lines, and the text."""
    text = path.read_text()
    if not text.startswith("---\n"):
        return "", text
    _, head, body = text.split("---\n", 2)
    return head, body


def _other(line: str, code: str, chance: random.Random) -> str:
    """Return a paragraph with its plain words in another order, or a table in place of the timeline."""
    if line.startswith("!["):
        return _table(code)
    parts = re.split(r"(\[[^\]]*\](?:\([^)]*\)|\{[^}]*\})?|\{[^}]*\}|\s+)", line)
    plain = [at for at, part in enumerate(parts) if part.isalpha()]
    words = [parts[at] for at in plain]
    chance.shuffle(words)
    for at, word in zip(plain, words, strict=True):
        parts[at] = word
    return "".join(parts)


def _table(code: str) -> str:
    with (MODEL / "figures" / "timeline.csv").open(encoding="utf-8") as stream:
        rows = [(row["date"], row[f"label_{code}"]) for row in csv.DictReader(stream)]
    lines = [f"| {date} | {what} |" for date, what in rows]
    return "\n".join([f"::: table {CAPTIONS[code]}", "", "| – | – |", "| --- | --- |", *lines, "", ":::"])


def for_pandoc(issue: Path, code: str) -> str:
    """Return a brief as a Markdown file of pandoc's, with the same text, links, table and sources."""
    cited: dict[str, int] = {}

    def numbers(match: re.Match[str]) -> str:
        found = [cited.setdefault(each, len(cited) + 1) for each in re.findall(r"@([\w-]+)", match[0])]
        return f"^{','.join(map(str, found))}^"

    said = (issue / "issue.yaml").read_text()
    (title,) = re.findall(rf'^title:\n(?:  .*\n)*?  {code}: "(.*)"', said, re.MULTILINE)
    text = [f'---\ntitle: "{title}"\nlang: {code}\n---\n']
    for kind in KINDS:
        head, body = _parts(issue / code / f"{kind}.md")
        heading = re.findall(r"^title: (.*)$", head, re.MULTILINE)
        text += [f"# {heading[0]}\n"] if heading else []
        body = re.sub(r"\[@[^\]]*\]", numbers, body)
        body = re.sub(r" ?\{\.[^}]*\}$", "", body, flags=re.MULTILINE)
        text.append(re.sub(r"^::: table .*$", "", body, flags=re.MULTILINE).replace("| |\n\n:::", "| |"))
    rows = list(_sources(said, code))
    listed = (f"{number}. {rows[at % len(rows)]}" for at, number in enumerate(cited.values()))
    text += [f"# {SOURCES[code]}\n", *listed]
    return re.sub(r"^:::$\n(?=\n|\Z)", "", _closed("\n".join(text)), flags=re.MULTILINE) + "\n"


def _closed(text: str) -> str:
    """Return text in which a pull quote is a quotation."""
    return re.sub(r"^::: pull-quote\n(.*?)\n:::$", r"> \1", text, flags=re.MULTILINE | re.DOTALL)


def _sources(said: str, code: str) -> Iterator[str]:
    for publisher, about, url in re.findall(r"publisher: (.*)\n    about: (.*)\n    url: (.*)", said):
        names = [re.search(rf"\b{code}: ([^,}}]*)", each) for each in (publisher, about)]
        told = ", ".join(match[1] if match else publisher for match in names)
        yield f"[{told}]({url})"


def for_typst(folder: Path, target: Path) -> list[tuple[Path, Path]]:
    """Write what pandoc reads of each brief; return the Markdown file and the PDF of each."""
    target.mkdir(parents=True)
    shutil.copy(HERE / "peer.typ", target)
    pairs = []
    for issue, code in briefs(folder):
        source = target / f"{issue.name}.{code}.md"
        source.write_text(for_pandoc(issue, code))
        pairs.append((source, source.with_suffix(".pdf")))
    return pairs


if __name__ == "__main__":
    lay_out(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else ISSUES)
