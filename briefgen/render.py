"""Render a brief: Brief → Bundle, one whole HTML document for paper or for a screen."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from markupsafe import Markup, escape

from briefgen import markdown, markup, room, timeline
from briefgen.colours import paints
from briefgen.diagnostics import BriefgenError, error
from briefgen.languages import Language, direction_of
from briefgen.markup import Figure, Medium
from briefgen.model import Block, Brief, Budget, Bundle, Part, Range, Source
from briefgen.plaintext import plaintext
from briefgen.ranges import ranges
from briefgen.strings import Strings
from briefgen.switcher import languages, length_label, lengths, published
from briefgen.theme import Theme, data_address, embedded_css
from briefgen.views import (
    BlockView,
    BriefView,
    IssueView,
    NoteView,
    PublicationView,
    SeriesView,
    SourceView,
    StyleView,
)

LONG_TITLE = 34
"""Most letters of a title that one line holds, in the script that needs most room."""


def render(brief: Brief, theme: Theme, medium: Medium, siblings: Sequence[Brief]) -> Bundle:
    """Return the document of a brief.

    `siblings` are the briefs of the same issue that are published with it. On screens the document is whole
    in itself; on paper its relative addresses are in the bundle's files, and it knows how many pages it may
    fill and what it may do without. Raises BriefgenError for a template that is wrong, a figure that cannot
    be drawn or strings that are missing.
    """
    if medium == "screen":
        return _bundle(brief, theme, medium, siblings)
    rows = ranges(theme, brief.language.script)
    leaner = list(room.leaner(brief))
    shorter: Bundle | None = None
    for index in reversed(range(len(leaner))):
        less = leaner[index][1]
        dropped = tuple(place for place, _ in leaner[: index + 1])
        made = _bundle(less, theme, medium, siblings)
        shorter = replace(made, budget=_budget(less, rows), shorter=shorter, dropped=dropped)
    return replace(_bundle(brief, theme, medium, siblings), budget=_budget(brief, rows), shorter=shorter)


def _bundle(brief: Brief, theme: Theme, medium: Medium, siblings: Sequence[Brief]) -> Bundle:
    page = _Page(brief, theme, medium)
    view = page.view(siblings)
    html = theme.page(f"{brief.length.template}.html", page.words, brief=view)
    return Bundle(brief.name, brief.language.code, html, page.files, plaintext(html))


def _budget(brief: Brief, rows: tuple[Range, ...]) -> Budget:
    """Return the pages that a brief may fill."""
    parts = tuple(Part(block.path, _words(block)) for block in brief.blocks)
    label = f"{brief.length.name}, {brief.language.code}"
    return Budget(label, brief.length.pages, brief.length.fill, rows, parts)


def _words(block: Block) -> int:
    """Return how many words of a block are printed, those of its notes among them."""
    notes = (block.text.notes[label] for label in _labels(block))
    texts = (text for tokens in (block.text.tokens, *notes) for text in markdown.paragraphs(tokens))
    return sum(len(text.split()) for text in texts)


class _Page:
    """A brief on its way to a page: its words and the files met so far."""

    def __init__(self, brief: Brief, theme: Theme, medium: Medium) -> None:
        self.brief = brief
        self.theme = theme
        self.medium: Medium = medium
        self.words = theme.strings(brief.language)
        self.files: dict[str, bytes] = {}
        self.figures = 0
        self.tables = 0

    def view(self, siblings: Sequence[Brief]) -> BriefView:
        """Return what the template sees."""
        brief, language = self.brief, self.brief.language
        numbers = _numbers(brief)
        blocks, notes, calls = self._blocks(numbers)
        return BriefView(
            name=brief.name,
            language=language.code,
            direction=language.direction,
            script=language.script,
            length=brief.length.name,
            template=brief.length.template,
            label=length_label(brief.length, self.words),
            medium=self.medium,
            address=published(brief),
            series=self._series(),
            issue=self._issue(),
            blocks=blocks,
            sources=tuple(
                self._source(brief.issue.sources[id], number, calls.get(id, ()))
                for id, number in numbers.items()
            ),
            notes=notes,
            languages=languages(brief, siblings, self.theme.strings),
            lengths=lengths(brief, siblings, self.theme.strings),
            styles=tuple(self._styles()),
        )

    def _series(self) -> SeriesView:
        series, code = self.brief.series, self.brief.language.code
        return SeriesView(
            name=series.name.get(code, ""),
            publisher=series.publisher.get(code, ""),
            url=series.url,
            issn=series.issn,
            licence=series.licence.get(code, ""),
            disclaimer=series.disclaimer.get(code, ""),
            index=f"../{code}/index.html",
        )

    def _issue(self) -> IssueView:
        issue, code, words = self.brief.issue, self.brief.language.code, self.words
        authors = tuple(person.name[code] for person in issue.authors)
        editors = tuple(person.name[code] for person in issue.editors)
        summary = next((block.text for block in self.brief.blocks if block.kind == "summary"), None)
        return IssueView(
            number=words.number(issue.number),
            title=issue.title[code],
            title_lines=tuple(self._phrase(line) for line in balanced(issue.title[code])),
            short_title=self._phrase(issue.short_title.get(code) or issue.title[code]),
            date=words.date(issue.date),
            date_iso=str(issue.date),
            authors=authors,
            byline=self._phrase(words.names(authors)),
            editors=editors,
            editors_line=self._phrase(words.names(editors)),
            keywords=issue.keywords.get(code, ()),
            description=next(iter(markdown.paragraphs(summary.tokens)), "") if summary else "",
            notice=self._notice(),
            based_on=self._based_on(),
        )

    def _language(self, block: Block) -> Language:
        return self.brief.series.language(block.language) or self.brief.language

    def _phrase(self, text: str) -> Markup:
        """Return a line in the brief's language with its runs isolated."""
        return markup.phrase(text, self.brief.language)

    def _notice(self) -> Markup:
        notice = self.brief.issue.notice.get(self.brief.language.code, "")
        return markup.inline(markdown.read(notice, self.brief.language)) if notice else Markup("")

    def _based_on(self) -> PublicationView | None:
        publication, code = self.brief.issue.based_on, self.brief.language.code
        if not publication:
            return None
        values = {
            "publisher": publication.publisher[code],
            "title": self.words.quoted(publication.title[code]),
        }
        return PublicationView(
            self._phrase(self.words.gettext("%(publisher)s, %(title)s. Full text:") % values), publication.url
        )

    def _blocks(
        self, numbers: Mapping[str, int]
    ) -> tuple[tuple[BlockView, ...], tuple[NoteView, ...], Mapping[str, tuple[str, ...]]]:
        blocks: list[BlockView] = []
        notes: list[NoteView] = []
        calls: list[tuple[str, str]] = []
        met = 0
        for block in self.brief.blocks:
            context = markup.Context(
                self.medium,
                block.kind,
                numbers,
                met + 1,
                self.words.letter,
                partial(self._figure, block),
                self.words.number,
            )
            rendered = markup.render(block.text, context)
            met += len(set(_labels(block)))
            blocks.append(self._block(block, rendered.html))
            notes += [NoteView(note.id, note.mark, note.html, note.call) for note in rendered.notes]
            calls += rendered.calls
        return tuple(blocks), tuple(notes), markup.anchors(calls)

    def _block(self, block: Block, html: Markup) -> BlockView:
        foreign = block.language != self.brief.language.code
        message = self.words.gettext(
            "This section has not been translated yet; it follows in the original (%(language)s)."
        )
        return BlockView(
            kind=block.kind,
            id=block.kind,
            title=markup.phrase(block.title, self._language(block)),
            html=self._with_table_numbers(html),
            language=block.language,
            direction=direction_of(block.language),
            fallback=message % {"language": self.words.language_name(block.language)} if foreign else "",
        )

    def _with_table_numbers(self, html: Markup) -> Markup:
        def numbered(match: re.Match[str]) -> str:
            self.tables += 1
            label = self.words.gettext("Table %(number)s.") % {"number": self.words.number(self.tables)}
            return f"{match[0]}<b>{escape(label)}</b> "

        return Markup(re.sub(r'<figure class="wide table[^>]*><figcaption>', numbered, str(html)))

    def _figure(self, block: Block, figure: Figure) -> str:
        data = self.brief.issue.figures.get(figure.path)
        if data is None:
            raise BriefgenError(
                [error(block.place, f'shows "{figure.path}", which is missing', "add the file")]
            )
        self.figures += 1
        label = self.words.gettext("Figure %(number)s.") % {"number": self.words.number(self.figures)}
        caption = Markup("<figcaption><b>{}</b> {}</figcaption>").format(label, figure.caption)
        classes = " ".join(["wide", *sorted(figure.classes)])
        if figure.path.endswith(".csv"):
            return Markup('<figure class="{}" aria-label="{}">{}{}</figure>\n').format(
                classes, figure.alt, caption, self._timeline(figure.path, data)
            )
        return Markup('<figure class="{}">{}<img src="{}" alt="{}"></figure>\n').format(
            classes, caption, self._image(figure.path, data), figure.alt
        )

    def _timeline(self, path: str, data: bytes) -> Markup:
        place = f"content/{self.brief.issue.name}/{path}"
        events = timeline.read(data.decode("utf-8-sig"), place, self.brief.language.code)
        return timeline.draw(events, self.words, paints(self.theme))

    def _image(self, path: str, data: bytes) -> str:
        if self.medium == "screen":
            return data_address(path, data)
        self.files[path] = data
        return path

    def _source(self, source: Source, number: int, calls: tuple[str, ...]) -> SourceView:
        code = self.brief.language.code
        parts = [
            _isolated(
                source.publisher.get(code) or source.publisher.get("", ""), self.words, source.language
            ),
            self._phrase(source.about.get(code, "")),
            escape(self.words.date(source.date) if source.date else ""),
        ]
        comma = self.words.pgettext("between the parts of a source", ", ")
        return SourceView(
            number=self.words.number(number),
            id=source.id,
            entry=Markup(comma).join(part for part in parts if part) + ".",
            url=source.url,
            address=re.sub("^https?://", "", source.url),
            language=source.language,
            backlinks=calls if self.medium == "screen" else (),
        )

    def _styles(self) -> Iterator[StyleView]:
        for media, path in self.theme.sheets(self.medium, self.brief.language.script):
            if self.medium == "screen":
                yield StyleView(media, "", embedded_css(self.theme.sheet(path)))
                continue
            self.files |= self.theme.files(path)
            yield StyleView(media, path, Markup(""))


def _numbers(brief: Brief) -> dict[str, int]:
    """Return the number of each cited source, in the order of the first citations."""
    if not brief.length.sources:
        return {}
    cited = (id for block in brief.blocks for id in _citations(block) if id in brief.issue.sources)
    return {id: number for number, id in enumerate(dict.fromkeys(cited), 1)}


def _citations(block: Block) -> Iterator[str]:
    for token in markdown.walk(block.text.tokens):
        if token.type == "citation":
            yield from token.meta["ids"]
        elif token.type == "footnote_ref":
            for inner in markdown.walk(block.text.notes.get(str(token.meta["label"]), ())):
                if inner.type == "citation":
                    yield from inner.meta["ids"]


def _labels(block: Block) -> Iterable[str]:
    """Yield the labels of the notes that a block calls."""
    labels = (
        str(token.meta["label"]) for token in markdown.walk(block.text.tokens) if token.type == "footnote_ref"
    )
    return (label for label in labels if block.text.notes.get(label))


def balanced(title: str) -> tuple[str, ...]:
    """Return a title in two parts of like length where it needs two lines, else whole.

    The stylesheet keeps each part on one line, so a page breaks between them or not at all.
    """
    if not LONG_TITLE < len(title) <= 2 * LONG_TITLE - 6:
        return (title,)
    spaces = [match.start() for match in re.finditer(" ", title)]
    # After a colon the sense breaks too: worth a line up to twice as long as the other.
    colons = [at for at in spaces if title[at - 1] in ":?!" and 1 / 3 < at / len(title) < 2 / 3]
    middle = min(colons or spaces, key=lambda at: abs(at - len(title) / 2), default=0)
    parts = (title[:middle], title[middle + 1 :])
    return parts if middle and max(map(len, parts)) <= LONG_TITLE else (title,)


_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_OTHER = re.compile(r"[\u0590-\u06ff]")


def _isolated(text: str, words: Strings, language: str) -> Markup:
    """Return a name with its own language and direction where it is in Latin letters among another script."""
    foreign = words.language.script != "Latn" and _LATIN.search(text) and not _OTHER.search(text)
    if not foreign:
        return escape(text)
    code = language if direction_of(language) == "ltr" and language not in {"ru", "uk"} else "en"
    return Markup('<bdi lang="{}" dir="ltr">{}</bdi>').format(code, text)
