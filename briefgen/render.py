"""Render a brief: Brief → Bundle, one whole HTML document for paper or for a screen."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from markupsafe import Markup, escape

from briefgen import markdown, markup, mentions, references, room, timeline
from briefgen.colours import paints
from briefgen.context import Context, Figure, Medium
from briefgen.diagnostics import BriefgenError, error
from briefgen.languages import Language, direction_of
from briefgen.model import Block, Brief, Budget, Bundle, Part, Range
from briefgen.plaintext import plaintext
from briefgen.ranges import ranges
from briefgen.switcher import languages, length_label, lengths, published
from briefgen.theme import Theme, data_address, embedded_css
from briefgen.titles import balanced, is_long
from briefgen.views import (
    BlockView,
    BriefView,
    IssueView,
    NoteView,
    PublicationView,
    SeriesView,
    StyleView,
    TermView,
)


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
    text = plaintext(html) if medium == "print" else ""
    return Bundle(brief.name, brief.language.code, html, page.files, text)


def _budget(brief: Brief, rows: tuple[Range, ...]) -> Budget:
    """Return the pages that a brief may fill."""
    parts = tuple(Part(block.path, _words(block)) for block in brief.blocks)
    label = f"{brief.length.name}, {brief.language.code}"
    return Budget(label, brief.length.pages, brief.length.fill, rows, parts)


def _words(block: Block) -> int:
    """Return how many words of a block are printed, those of its notes among them."""
    notes = (block.text.notes[label] for label in references.labels(block))
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
        numbers = references.numbers(brief)
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
            follows=self._follows(),
            series=self._series(),
            issue=self._issue(),
            blocks=blocks,
            sources=references.entries(brief, numbers, calls if self.medium == "screen" else {}, self.words),
            notes=notes,
            terms=self._terms(),
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
            feed=f"../{code}/feed.atom",
        )

    def _issue(self) -> IssueView:
        issue, code, words = self.brief.issue, self.brief.language.code, self.words
        authors = tuple(person.name[code] for person in issue.authors)
        editors = tuple(person.name[code] for person in issue.editors)
        summary = next((block.text for block in self.brief.blocks if block.kind == "summary"), None)
        lines = balanced(issue.title[code])
        return IssueView(
            number=words.number(issue.number),
            title=issue.title[code],
            title_lines=tuple(map(self._phrase, lines)),
            title_is_long=is_long(lines),
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

    def _terms(self) -> tuple[TermView, ...]:
        series, length = self.brief.series, self.brief.length
        wanted = series.index and self.medium == "screen" and length == series.lengths[-1]
        return mentions.index(self.brief) if wanted else ()

    def _language(self, block: Block) -> Language:
        return self.brief.series.language(block.language) or self.brief.language

    def _follows(self) -> str:
        follows = self.brief.follows
        if follows is None:
            return ""
        if follows.date is None:
            return self.words.gettext("This version follows an earlier text of the original.")
        message = self.words.gettext("This version follows the original of %(date)s.")
        return message % {"date": self.words.date(follows.date)}

    def _phrase(self, text: str) -> Markup:
        """Return a line in the brief's language with its runs isolated."""
        return markup.phrase(text, self.brief.language)

    def _notice(self) -> Markup:
        notice = self.brief.issue.notice.get(self.brief.language.code, "")
        return markup.inline(notice, self.brief.language) if notice else Markup("")

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
            context = Context(
                self.medium,
                block.kind,
                numbers,
                met + 1,
                self.words.letter,
                partial(self._figure, block),
                self.words.number,
            )
            explains = self.brief.series.abbr and self.medium == "screen"
            text = mentions.explained(block, self.brief) if explains else block.text
            rendered = markup.render(text, context)
            met += len(set(references.labels(block)))
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

    def _styles(self) -> Iterator[StyleView]:
        for media, path in self.theme.sheets(self.medium, self.brief.language.script):
            if self.medium == "screen":
                yield StyleView(media, "", embedded_css(self.theme.sheet(path)))
                continue
            self.files |= self.theme.files(path)
            yield StyleView(media, path, Markup(""))
