"""The rules of the package's stylesheets are kept from start to start, and are the same."""

import subprocess
import sys
from pathlib import Path

from conftest import REPOSITORY

START = """
import hashlib, sys
from pathlib import Path
import tinycss2
from briefgen import compiled, theme
from briefgen.model import Bundle
from briefgen.typeset import typeset, warm
compiled.start()
read = []
for name in ("parse_stylesheet", "parse_stylesheet_bytes"):
    def parse(source, *more, original=getattr(tinycss2, name), **settings):
        read.append(len(source))
        return original(source, *more, **settings)
    setattr(tinycss2, name, parse)
sheets = theme.own_sheets("print")
warm([Path("fonts")], sheets, theme.own_roots())
print(sum(read))
from weasyprint.css.validation import expanders, properties
solved = []
for kind in (expanders.PendingExpander, properties.PendingProperty):
    def validate(pending, tokens, *more, original=kind.validate):
        solved.append(pending.name)
        return original(pending, tokens, *more)
    kind.validate = validate
links = "".join(f"<link rel=stylesheet href={path}>" for path in sheets)
html = "<html lang=he dir=rtl data-script=Hebr class=full>"
page = html + links + "<title>ת</title><h1>כותרת</h1><ul><li>א</ul><p>ב<blockquote>ג</html>"
data = typeset(Bundle("page", "he", page, sheets, ""), [Path("fonts")])
print(hashlib.sha256(data).hexdigest(), len(solved))
"""


def test_rules_are_read_once_for_all_starts(tmp_path: Path) -> None:
    def start() -> list[str]:
        variables = {"XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}
        command = [sys.executable, "-c", START]
        done = subprocess.run(
            command, env=variables, cwd=REPOSITORY, check=True, capture_output=True, text=True
        )
        return done.stdout.split()

    (first, digest, _), (second, same, _), (third, again, solved) = start(), start(), start()
    assert int(first) > 20_000 and int(second) == int(third) == 0
    assert digest == same == again
    assert solved == "0", "what declarations with variables come to is kept too"

    (kept,) = (tmp_path / "briefgen").glob("compiled-*")
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    assert start()[:2] == [first, digest], "what is damaged is read anew"
