"""The marks of a text set in its language, and its runs isolated: tokens of Markdown, changed in place."""

from markdown_it.token import Token

from briefgen.isolates import enclose, foreign, isolate
from briefgen.languages import Language, language
from briefgen.punctuation import punctuate


def apply(tokens: list[Token], around: Language) -> None:
    """Set the marks of every text in its language, and isolate what must keep its order."""
    opened: list[str] = []
    for index, token in enumerate(tokens):
        if token.nesting == 1:
            opened.append(token.type.removesuffix("_open"))
        elif token.nesting == -1 and opened:
            opened.pop()
        if token.type == "container_table_open":
            _, _, caption = token.info.strip().partition(" ")
            token.meta = {**token.meta, "caption": phrase(caption, around)}
        elif token.type == "inline" and token.children:
            _captions(token.children, around)
            turns = _turns(opened)
            token.children = _set(token.children, owner(tokens, index), around, turns=turns)


def _turns(opened: list[str]) -> bool:
    """Tell whether a block turns as a whole when it is in another language: a cell or a paragraph.

    A list item or note keeps its marker at the start edge, a heading its place; only their text turns.
    """
    return opened[-1] in {"td", "th"} or (
        opened[-1] == "paragraph" and not {"list_item", "dd", "footnote_reference"} & set(opened)
    )


def _set(children: list[Token], block: Token, around: Language, *, turns: bool) -> list[Token]:
    """Return the tokens of a block's text; one wholly in another language takes its direction from itself."""
    given = str(block.attrs.get("lang", ""))
    own, words = (language(given), 2) if given else foreign(children, around)
    _punctuate(children, own or around)
    inner = isolate(children, own or around)
    if own is None or (given and own.direction == around.direction):
        return inner
    if not turns or (words < 2 and block.type == "paragraph_open"):
        return enclose(inner, own)
    for name, value in (("lang", own.code), ("dir", own.direction)):
        block.attrs.setdefault(name, value)
    return inner


def _captions(children: list[Token], around: Language) -> None:
    """Set the marks of what images are called and described by."""
    for image in children:
        if image.type == "image":
            _punctuate(image.children or [], around)
            if "title" in image.attrs:
                image.meta = {**image.meta, "caption": phrase(str(image.attrs["title"]), around)}
                image.attrs["title"] = title(str(image.attrs["title"]), around)


def _punctuate(children: list[Token], around: Language) -> None:
    """Set the marks of a text; a span with a language of its own is a text of its own."""
    runs, depth = list[Token](), 0
    held: list[Token] = []
    for child in children:
        if depth or (child.nesting == 1 and "lang" in child.attrs):
            depth += child.nesting
            held.append(child)
            if not depth:
                _punctuate([held[0].copy(attrs={}), *held[1:]], language(str(held[0].attrs["lang"])))
                runs.append(Token("span", "", 0))
                held = []
        elif child.type in {"text", "softbreak", "code_inline"}:
            runs.append(child)
    # Code keeps its marks, but counts as a word for what stands beside it.
    given = [_run(child) for child in runs]
    for child, text in zip(runs, punctuate(given, around), strict=True):
        if child.type == "text":
            child.content = text


def _run(token: Token) -> str:
    if token.type == "softbreak":
        return "\n"
    return token.content if token.type == "text" else "x"


def title(text: str, around: Language) -> str:
    """Return a heading with the marks of its language set."""
    return punctuate([text], around)[0]


def phrase(text: str, around: Language) -> list[Token]:
    """Return the tokens of one line of plain text, its marks set and its runs isolated."""
    return isolate([Token("text", "", 0, content=title(text, around))], around)


def owner(tokens: list[Token], index: int) -> Token:
    """Return the block an inline token is the text of: a list item for the first paragraph in it."""
    opening = tokens[index - 1]
    if opening.type == "paragraph_open" and index > 1 and tokens[index - 2].type == "list_item_open":
        return tokens[index - 2]
    return opening
