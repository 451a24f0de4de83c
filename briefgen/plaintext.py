"""The words of a rendered page, for machines: a paragraph a line."""

from html.parser import HTMLParser

_LINES = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "dt",
    "dd",
    "figcaption",
    "caption",
    "div",
    "pre",
    "ol",
    "ul",
}
_SILENT = {"ref", "note-ref", "back"}
_VOID = {"br", "hr", "img", "meta", "link", "line", "circle", "wbr"}


def plaintext(html: str) -> str:
    """Return the text of the page's main part in reading order.

    Marks of citations and notes are left out; a note set into its paragraph follows it as a line of its own.
    """
    parser = _Words()
    parser.feed(html[html.find("<main") :])  # what stands before it on a screen is mostly fonts
    parser.close()
    return "\n".join(parser.lines)


class _Words(HTMLParser):
    """Collects the text of blocks; elements within a line are followed by their kind."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._open: list[str] = []
        """Kind of every element that is open inside <main>: "line", "silent", "note" or ""."""
        self._text: list[str] = []
        self._note: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data(" ")
        if tag in _VOID or (not self._open and tag != "main"):
            return
        classes = set((dict(attrs).get("class") or "").split())
        kind = "line" if tag in _LINES else "note" if "fn" in classes else ""
        self._open.append("silent" if tag == "svg" or classes & _SILENT else kind)
        if kind == "line":
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._open:
            return
        if self._open.pop() == "line" or tag == "main":
            self._flush()

    def handle_data(self, data: str) -> None:
        if not self._open or "silent" in self._open:
            return
        (self._note if "note" in self._open else self._text).append(data)

    def updatepos(self, i: int, j: int) -> int:
        """Count no lines, which takes an eighth of the time: nobody asks for them."""
        return j

    def _flush(self) -> None:
        for parts in (self._text, self._note):
            line = " ".join("".join(parts).split())
            if line:
                self.lines.append(line)
            parts.clear()
