"""Templates, stylesheets and strings: the project's folder first, then the built-in one."""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.ext import i18n
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context
from markupsafe import Markup

from briefgen import compiled, files, languages, strings
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.files import decode
from briefgen.languages import Language
from briefgen.strings import Strings

Folder = Mapping[str, bytes]
"""A template folder: path within it → bytes."""

Apart = Callable[[str, Callable[[], bytes]], bytes]
"""Gives what a named job returns, made where it has no more than its share of time. Raises BriefgenError."""

MAX_SHEET = 128 << 10
"""Most bytes of a stylesheet."""
BUILTIN = "builtin/"
"""Prefix by which a template names the built-in one it stands over: {% extends "builtin/base.html" %}."""

_SHEETS = {
    "print": (("all", "tokens"), ("all", "brief"), ("all", "print"), ("all", "theme")),
    "screen": (
        ("all", "tokens"),
        ("all", "brief"),
        ("screen", "screen"),
        ("print", "browser-print"),
        ("all", "theme"),
    ),
    "site": (
        ("all", "tokens"),
        ("all", "brief"),
        ("screen", "screen"),
        ("print", "browser-print"),
        ("all", "site"),
        ("all", "theme"),
    ),
}
_URL = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""", re.IGNORECASE)
_TOKENS = re.compile(
    r"""(?<![\w-])url\(\s*(?:"(?:data:[^"\n]*|[^"'()\\\n]*)"|'(?:data:[^'\n]*|[^"'()\\\n]*)'|[^"'()\\\s]*)\s*\)
    | (?P<odd>(?<![\w-])(?:
        [\w-]*\\[^"'(){};:,]{0,200}\( | (?:-[a-z]+-)?(?:image-set|cross-fade|image|src)\( | url\(
    ))
    | \\. | /\*.*?(?:\*/|\Z) | "(?:\\.|[^"\\\n\r\f])* "? | '(?:\\.|[^'\\\n\r\f])* '?
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""What of a stylesheet is plain, and *odd*: functions that name an address otherwise than url(NAME)."""
_IMPORT = re.compile(r"@(?:import|[\w-]*\\)", re.IGNORECASE)
_PRESS = re.compile(r"device-cmyk\(", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
"""The rule that asks for another stylesheet, and names of rules that are spelt with a backslash."""
_ANY = "utf-8", "surrogatepass"
_OPTIONS: Mapping[str, Any] = {
    "autoescape": True,
    "extensions": [i18n],
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
_MADE_OF = "template", jinja2.__version__, repr(_OPTIONS)
_MIME = {"woff2": "font/woff2", "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}


class Theme:
    """The ordered template folders of a project, and the fonts of its pages on screens."""

    def __init__(
        self,
        folders: Sequence[Folder],
        fonts: Mapping[str, bytes] | None = None,
        apart: Apart | None = None,
    ) -> None:
        """Take folders, the project's before the built-in one, and WOFF2 files by their names.

        `apart` is where templates are rendered if some are the project's own, which strangers may write.
        """
        self.folders = tuple(folders)
        self.fonts = dict(fonts or {})
        self.strings: Callable[[Language], Strings] = cache(self._strings)
        self.sheet: Callable[[str], str] = cache(self._sheet)
        self.files: Callable[[str], Mapping[str, bytes]] = cache(self._files)
        own = any(map(_has_templates, self.folders[:-1]))
        self._environment = _environment(_Loader(self.folders), None if own else _Kept())
        self._apart = apart if own else None
        self._endless: BriefgenError | None = None

    def page(self, template: str, words: Strings, **values: object) -> str:
        """Return the text of a template.

        Raises BriefgenError with the template's line where it is wrong or asks for what is not there.
        """
        if not self._apart:
            return self._rendered(template, words, values)
        if self._endless:
            raise self._endless  # what one page of them takes no end of, the next would too
        try:
            made = self._apart(template, lambda: self._rendered(template, words, values).encode(*_ANY))
            return made.decode(*_ANY)
        except BriefgenError as fault:
            if fault.exit_code != 3:
                raise
            what, hint = fault.diagnostics[0].message, "look for a loop that does not end, or doubles a text"
            self._endless = BriefgenError([error(Place(f"templates/{template}"), what, hint)])
            raise self._endless from None

    def _rendered(self, template: str, words: Strings, values: Mapping[str, object]) -> str:
        try:
            return self._environment.get_template(template).render(strings=words, **values)
        except BriefgenError:
            raise
        except Exception as fault:  # a template may do arithmetic, and go wrong in any way
            raise BriefgenError([error(_place(fault, template), _what(fault))]) from fault

    def source(self, path: str) -> bytes:
        """Return a file of the first folder that holds it. Raises BriefgenError where none does."""
        for folder in self.folders:
            if path in folder:
                return folder[path]
        raise BriefgenError([error(Place(f"templates/{path}"), "is missing", "restore it")])

    def sheets(self, medium: str, script: str) -> list[tuple[str, str]]:
        """Return the stylesheets of a medium in their order: (media query, path in the folder)."""
        names = [(media, f"style/{name}.css") for media, name in _SHEETS[medium]]
        fonts = f"style/fonts.{script}.css"
        embed = medium != "print" and self.fonts and any(fonts in folder for folder in self.folders)
        return [("all", fonts), *names] if embed else names

    def _files(self, sheet: str) -> Mapping[str, bytes]:
        """Return a stylesheet and the images it names, by their paths."""
        text = self._css(sheet)
        names = {match[1] for match in _URL.finditer(text)}
        return {sheet: text.encode()} | {
            f"style/{name}": self.source(f"style/{name}") for name in sorted(names)
        }

    def _css(self, path: str) -> str:
        """Return a stylesheet that asks for no other, which nothing would fetch."""
        data = self.source(path)
        if len(data) > MAX_SHEET:
            what = f"is larger than {MAX_SHEET // 1024} KB: to match its rules would take too long"
            raise BriefgenError(
                [error(Place(f"templates/{path}"), what, "leave out rules that nothing needs")]
            )
        text = decode(data, f"templates/{path}")
        match = _IMPORT.search(text)
        if match:
            place = Place(f"templates/{path}", text.count("\n", 0, match.start()) + 1)
            raise BriefgenError([error(place, "imports another stylesheet", "write its rules here")])
        match = _PRESS.search(_COMMENT.sub(_blanked, text))
        if match:
            place = Place(f"templates/{path}", match.string.count("\n", 0, match.start()) + 1)
            what = "has a colour of a printing press: no archival PDF holds it beside those of screens"
            raise BriefgenError([error(place, what, "write the colour as #rrggbb")])
        odd = next((each for each in _TOKENS.finditer(text) if each["odd"]), None)
        if odd:
            place = Place(f"templates/{path}", text.count("\n", 0, odd.start()) + 1)
            what = f"may ask for what is elsewhere: {odd['odd']}"
            raise BriefgenError([error(place, what, 'name a file beside it plainly: url("NAME")')])
        return text

    def _strings(self, language: Language) -> Strings:
        return strings.load(self.folders, language)

    def _sheet(self, path: str) -> str:
        """Return a stylesheet with the fonts and images it names embedded."""
        text = self._css(path)

        def embedded(match: re.Match[str]) -> str:
            name = match[1].removeprefix("fonts/")
            data = self.fonts.get(name) if match[1].startswith("fonts/") else self.source(f"style/{name}")
            if data is None:
                line = text.count("\n", 0, match.start()) + 1
                what = f'asks for "{match[1]}", which fonts/web does not hold'
                raise BriefgenError(
                    [error(Place(f"templates/{path}", line), what, "add the font or drop the rule")]
                )
            return f"url({data_address(name, data)})"

        return _URL.sub(embedded, text)


def own_sheets(medium: str) -> Mapping[str, bytes]:
    """Return the built-in stylesheets of a medium by their paths, as bundles have them."""
    own = files.Files(files.builtin("templates"))
    paths = [f"style/{name}.css" for _, name in _SHEETS[medium]]
    return {path: decode(own.read_bytes(path), path).encode() for path in paths}


def own_roots() -> list[Mapping[str, str]]:
    """Return the attributes that the first elements of full briefs have, one of each script."""
    rows = [languages.BUILTIN[code] for code in languages.OF_SCRIPT.values()]
    return [
        {"lang": row.code, "dir": row.direction, "data-script": row.script, "class": "full"} for row in rows
    ]


def _blanked(comment: re.Match[str]) -> str:
    """Return the ends of lines of a comment, so that lines are counted as they are."""
    return "\n" * comment[0].count("\n")


def _has_templates(folder: Folder) -> bool:
    """Tell whether a folder holds more than styles, strings and ranges."""
    return any(not path.startswith(("style/", "locale/")) and path != "fit.yaml" for path in folder)


def data_address(name: str, data: bytes) -> str:
    """Return a file as a data: address, its type told by the end of its name."""
    kind = _MIME.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


class _Loader(BaseLoader):
    """Finds templates in loaded folders; "builtin/NAME" passes over the project's own."""

    def __init__(self, folders: Sequence[Folder]) -> None:
        self.folders = folders

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        inner = template.removeprefix(BUILTIN)
        for folder in self.folders[-1:] if inner != template else self.folders:
            if inner in folder:
                return decode(folder[inner], f"templates/{inner}"), f"templates/{inner}", lambda: True
        raise TemplateNotFound(template)


class _Kept(BytecodeCache):
    """Keeps what is compiled of the built-in templates."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = compiled.recall(*_MADE_OF, bucket.key, bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            compiled.note(bucket.code, *_MADE_OF, bucket.key, bucket.checksum)


def _environment(loader: BaseLoader, kept: BytecodeCache | None) -> Environment:
    """Return an environment in which templates see their value and strings, nothing of Python behind them."""
    environment = ImmutableSandboxedEnvironment(
        loader=loader, bytecode_cache=kept, undefined=StrictUndefined, **_OPTIONS
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        *(_translator(name) for name in ("gettext", "ngettext")),
        newstyle=True,
        **{name: _translator(name) for name in ("pgettext", "npgettext")},
    )
    return environment


def _translator(name: str) -> Callable[..., str]:
    """Return a gettext function that speaks the language of the page it is called from."""

    @pass_context
    def translate(context: Context, *arguments: Any) -> str:
        text: str = getattr(context["strings"], name)(*arguments)
        return text

    return translate


def _place(fault: Exception, template: str) -> Place:
    if isinstance(fault, TemplateSyntaxError):
        return Place(fault.filename or f"templates/{fault.name or template}", fault.lineno)
    place = Place(f"templates/{template}")
    step: TracebackType | None = fault.__traceback__
    while step:
        name = step.tb_frame.f_code.co_filename
        if name.startswith("templates/"):
            place = Place(name, step.tb_lineno)
        step = step.tb_next
    return place


def _what(fault: Exception) -> str:
    if isinstance(fault, TemplateNotFound):
        return f'asks for the template "{fault.name}", which is in no folder'
    return f"cannot be rendered: {fault}"


@lru_cache(32)
def embedded_css(text: str) -> Markup:
    """Return a stylesheet that may stand between <style> and </style>."""
    return Markup(text.replace("</", "<\\/"))
