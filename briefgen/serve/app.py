"""The pages of the preview and what they are made of: names in addresses are looked up, and never paths."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from briefgen import files
from briefgen.diagnostics import BriefgenError
from briefgen.files import Files
from briefgen.formats import FORMATS
from briefgen.languages import BUILTIN, language
from briefgen.model import Bundle, Issue
from briefgen.serve import events, proofs, views
from briefgen.serve.desk import Desk
from briefgen.serve.events import Listener, Look
from briefgen.serve.guard import POLICY
from briefgen.serve.sheets import digest
from briefgen.strings import Strings
from briefgen.theme import Theme
from briefgen.workers import Made

EDITOR = "vscode://file/{path}:{line}"
"""Address that opens a file in an editor."""
_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_OWN = {"content-security-policy": POLICY}
_FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
_PANES = 2
_EMPTY = '<!doctype html>\n<html lang="en"><head><title>–</title></head><body></body></html>\n'


class Preview:
    """The answers of the preview."""

    def __init__(self, desk: Desk, editor: str) -> None:
        self.desk = desk
        self.manuscript = desk.manuscript
        self.editor = editor
        builtin = Files(files.builtin("templates").parent).tree("templates")
        # A project's templates make its pages, never those of the tool that shows them.
        self.theme = Theme([builtin], Files(files.builtin("fonts")).tree("web"))
        self.parts = {name.removeprefix("serve/"): data for name, data in builtin.items() if _is_part(name)}
        faces = (self.theme.sheet(f"style/fonts.{script}.css") for script in ("Hebr", "Arab"))
        self.parts["fonts.css"] = "\n".join(faces).encode()
        self.look = digest(b"\0".join(self.parts.values()))

    def app(self) -> Starlette:
        """Return the application."""
        name = "{name:str}"
        app = Starlette(
            routes=[
                Route("/", self.home),
                Route("/static/{part:str}", self.part),
                Route("/events", self.events),
                Route("/sheet/" + name, self.sheet),
                Route("/look/{sheet:str}", self.style),
                Route("/cover/" + name, self.cover),
                Route("/output/" + name, self.output),
                Route("/{language:str}/", self.board),
                Route("/{language:str}/issue/" + name, self.issue),
            ],
            exception_handlers={404: _none, 405: _none, Exception: _none},
        )
        app.router.redirect_slashes = False
        return app

    def words(self, code: str) -> Strings:
        """Return the strings of the interface in a language."""
        return self.theme.strings(language(code))

    # ---------- pages ----------

    async def home(self, request: Request) -> Response:
        """Lead to the board in a language that the reader understands."""
        asked = [
            part.partition(";")[0].strip()[:2]
            for part in request.headers.get("accept-language", "").split(",")
        ]
        code = next((each for each in asked if each in BUILTIN), "en")
        return RedirectResponse(f"/{code}/", 303, {"vary": "accept-language"})

    async def board(self, request: Request) -> Response:
        """Show all issues."""
        code = request.path_params["language"]
        if code not in BUILTIN:
            return _nothing()
        words, project = self.words(code), self.manuscript.project
        title = views.series_name(project.series, words) if project else words.gettext("Preview")
        entries = views.entries(self.desk, words) if project else ()
        frame = views.frame(self.desk, words, title, "", self.look)
        loose = self.manuscript.loose
        page = self.theme.page("serve/board.html", words, frame=frame, entries=entries, loose=loose)
        return _page(page)

    async def issue(self, request: Request) -> Response:
        """Show editions of an issue, one or two side by side."""
        code, issue = request.path_params["language"], self.manuscript.issue(request.path_params["name"])
        if code not in BUILTIN:
            return _nothing()
        if issue is None:
            return self.none(request, self.words(code))
        words, names = self.words(code), self.manuscript.names(issue)
        shows = []
        for key, value in parse_qsl(request.url.query, keep_blank_values=True):
            name, _, view = value.partition(":")
            if key != "show" or name not in names or view not in views.VIEWS:
                return self.none(request, words)
            shows.append((name, view))
        shows = shows[:_PANES] or [(self._first(issue, code), "html")]
        own = code if code in issue.title else issue.source_language
        path = f"issue/{issue.name}?" + "&".join(f"show={name}:{view}" for name, view in shows)
        frame = views.frame(self.desk, words, issue.title.get(own) or issue.name, path, self.look)
        panes = views.panes(self.desk, issue, shows, words)
        page = self.theme.page(
            "serve/issue.html",
            words,
            frame=frame,
            number=words.number(issue.number),
            title_language=language(own),
            panes=panes,
        )
        return _page(page)

    def none(self, request: Request, words: Strings) -> Response:
        """Tell somebody who followed a link that nothing is there; anything else gets the number alone."""
        if request.headers.get("sec-fetch-dest") != "document":
            return _nothing()
        frame = views.frame(self.desk, words, words.gettext("Not here"), "", self.look)
        return _page(self.theme.page("serve/none.html", words, frame=frame), HTTPStatus.NOT_FOUND)

    def _first(self, issue: Issue, code: str) -> str:
        """Return the edition that is shown where none is asked for: the longest, in the reader's language."""
        names = self.manuscript.names(issue)
        own = [name for name in names if name.split(".")[1] == code]
        return (own or names)[-1]

    # ---------- what they are made of ----------

    async def part(self, request: Request) -> Response:
        """Give a file of the preview itself."""
        name = request.path_params["part"]
        data = self.parts.get(name)
        if data is None:
            return _nothing()
        kind = _KINDS[name.rpartition(".")[2]]
        held = _FOREVER if request.url.query == f"v={self.look}" else {}
        return Response(data, media_type=kind, headers={**held})

    async def sheet(self, request: Request) -> Response:
        """Give an edition as HTML, for a frame."""
        try:
            sheet = self.desk.page(request.path_params["name"])
        except KeyError:
            return _nothing()
        return Response(sheet.html if sheet else _EMPTY, media_type="text/html")

    async def style(self, request: Request) -> Response:
        """Give a stylesheet of an edition."""
        name, _, kind = request.path_params["sheet"].partition(".")
        text = self.manuscript.look.texts.get(name) if kind == "css" else None
        if text is None:
            sheets = (shown.sheet for shown in self.desk.shown.values() if shown.sheet)
            text = next((each.styles[name] for each in sheets if kind == "css" and name in each.styles), None)
        return _nothing() if text is None else Response(text, media_type="text/css", headers=_FOREVER)

    async def cover(self, request: Request) -> Response:
        """Give the picture of an edition's first page; 204 where it is still to be made."""
        name = request.path_params["name"].removesuffix(".png")
        try:
            self.manuscript.brief(name)
        except KeyError:
            return _nothing()
        cover = self.desk.covers.get(name)
        if cover is None:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        held = _FOREVER if request.url.query == f"v={cover.digest}" else {}
        return Response(cover.picture, media_type="image/png", headers={**held})

    async def output(self, request: Request) -> Response:
        """Make an edition and hand it out, as `briefgen build` would write it."""
        name, _, suffix = request.path_params["name"].rpartition(".")
        if suffix not in FORMATS or request.url.query not in {"", "open"}:
            return _nothing()
        try:
            self.manuscript.brief(name)
            await self.desk.checked(name.split(".")[0])
            brief, _ = self.manuscript.brief(name)
            faults = self.manuscript.faults(name)
        except KeyError:
            return _nothing()
        if faults or brief is None:
            return _refused("\n".join(map(str, faults)))
        try:
            made = await self._made(name, self.manuscript.bundle(brief, suffix), suffix)
        except BriefgenError as fault:
            made = fault
        if isinstance(made, BriefgenError):
            return _refused(str(made))
        way = "inline" if request.url.query == "open" and suffix == "pdf" else "attachment"
        kind = {"pdf": "application/pdf", "html": "text/html"}[suffix]
        given = f"{way}; filename={quote(name)}.{suffix}"
        return Response(made[0], media_type=kind, headers={"content-disposition": given})

    async def _made(self, name: str, bundle: Bundle, suffix: str) -> Made:
        if suffix != "pdf":
            return FORMATS[suffix].make(bundle, self.desk.fonts)
        kept = self.desk.kept
        key = await kept.key(bundle, suffix)
        made: Made | None = kept.get(key)
        if made is None:
            made = await self.desk.urgent.make(name, partial(proofs.pdf, bundle, self.desk.fonts))
            if not isinstance(made, BriefgenError):
                kept.put(key, made)
        return made

    # ---------- events ----------

    async def events(self, request: Request) -> Response:
        """Tell a window what becomes of what it shows."""
        looks, board, code = set(), False, "en"
        for key, value in parse_qsl(request.url.query, keep_blank_values=True):
            if key == "show":
                name, _, view = value.partition(":")
                looks.add(Look(name, view))
            elif key == "board":
                board = True
            elif key == "in" and value in BUILTIN:
                code = value
            else:
                return _nothing()
        try:
            for look in looks:
                self.manuscript.brief(look.edition)
        except KeyError:
            return _nothing()
        if len(looks) > _PANES or len(self.desk.listeners) >= events.MOST:
            return Response(status_code=HTTPStatus.TOO_MANY_REQUESTS)
        listener = Listener(frozenset(looks), board, self.words(code))
        return StreamingResponse(self._told(listener), media_type="text/event-stream")

    async def _told(self, listener: Listener) -> AsyncIterator[bytes]:
        self.desk.listeners.add(listener)
        # Where the project lies on this machine is told here, since no other site can listen, and in no page.
        root = self.desk.root.as_posix()
        listener.tell(
            "look", "", {"look": self.look, "editor": self.editor.replace("{path}", f"{root}/{{path}}")}
        )
        self.desk.opened(listener)
        try:
            async for line in listener.lines():
                yield line
        except asyncio.CancelledError:
            raise
        finally:
            self.desk.listeners.drop(listener)
            self.desk.closed()


def _is_part(name: str) -> bool:
    return name.startswith("serve/") and name.rpartition(".")[2] in _KINDS


def _page(html: str, status: int = HTTPStatus.OK) -> Response:
    return Response(html, status, media_type="text/html", headers=_OWN)


def _nothing() -> Response:
    return Response(status_code=HTTPStatus.NOT_FOUND)


def _refused(why: str) -> Response:
    return Response(f"{why}\n", HTTPStatus.CONFLICT, media_type="text/plain")


async def _none(request: Request, fault: Exception) -> Response:
    """Answer with a number what no page is for, or what went wrong."""
    return Response(status_code=getattr(fault, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR))
