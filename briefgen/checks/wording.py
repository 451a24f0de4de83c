"""Rules about words that a listener hears alone: the text of links, the heads of tables."""

import re
from collections.abc import Iterator
from unicodedata import combining

from markdown_it.token import Token

from briefgen.checks.references import everything
from briefgen.diagnostics import Diagnostic, Place, error
from briefgen.markdown import inlines, plain
from briefgen.model import Issue, Series

_PHRASES = """
here, click here, click, see here, look here, this, this link, the link, link, this page, more,
read more, learn more, find out more, see more, more details, more information, details, read on,
continue reading,
כאן, פה, זה, לחצו כאן, לחץ כאן, לחצי כאן, הקישו כאן, הקליקו כאן, ראו כאן, קראו כאן, קישור, הקישור,
בקישור, בקישור זה, בקישור הזה, קישור זה, הקישור הזה, לינק, הלינק, בלינק, עוד, קראו עוד, קרא עוד,
ראו עוד, המשך, להמשך, המשך קריאה, להמשך קריאה, להמשך הקריאה, לקריאה, לקריאה נוספת, לפרטים,
לפרטים נוספים, פרטים נוספים, למידע נוסף, מידע נוסף,
هنا, من هنا, اضغط هنا, اضغطوا هنا, انقر هنا, انقروا هنا, انظر هنا, هذا, رابط, الرابط, هذا الرابط,
على الرابط, على هذا الرابط, عبر الرابط, المزيد, للمزيد, اقرا المزيد, اقراوا المزيد, لقراءة المزيد,
تفاصيل, التفاصيل, للتفاصيل, لمزيد من التفاصيل, للمزيد من التفاصيل, لمزيد من المعلومات,
للمزيد من المعلومات, مزيد من المعلومات, تابع القراءة, متابعة القراءة, لمتابعة القراءة,
"""
SAYS_NOTHING = frozenset(phrase.strip() for phrase in _PHRASES.split(",") if phrase.strip())
"""Words of a link that tell nobody where it leads (WCAG 2.2, 2.4.4), as `_bare` gives them."""

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_SIGNS = {"ـ": "", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و"}


def _bare(text: str) -> str:
    """Return the words of a text without what leaves their sense: case, vowel signs, signs at the edges."""
    letters = "".join(_SIGNS.get(char, char) for char in text if not combining(char))
    return _EDGES.sub("", " ".join(letters.split())).casefold()


def link_texts(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """The words of every link say where it leads."""
    for block in issue.blocks.values():
        for token in everything(block):
            for line, words in _links(token):
                place = Place(block.path, line)
                told = _bare(words)
                if not told:
                    yield error(place, "has a link without words", "put words between the square brackets")
                elif told in SAYS_NOTHING:
                    hint = "link the words that name the thing, as in: the [report](https://…)"
                    yield error(place, f'has a link whose words say nothing: "{words}"', hint)


def _links(token: Token) -> Iterator[tuple[int, str]]:
    """Yield the line of each link of a text, and its words."""
    opened, inside = -1, list[Token]()
    for child, line in inlines(token):
        if child.type == "link_open":
            opened, inside = line, []
        elif child.type == "link_close" and opened >= 0:
            yield opened, plain(inside)
            opened = -1
        else:
            inside.append(child)


def table_heads(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Every column of a table has a head, but for the first, which holds the names of the rows."""
    for block in issue.blocks.values():
        tokens = block.text.tokens
        column, line = 0, block.line
        for index, token in enumerate(tokens):
            line = token.map[0] if token.map else line
            column = 0 if token.type == "tr_open" else column + (token.type == "th_open")
            if token.type == "th_open" and column > 1 and not plain([tokens[index + 1]]).strip():
                place = Place(block.path, token.map[0] if token.map else block.line)
                yield error(
                    place, f"has a table whose column {column} has no head", "name what the column holds"
                )
