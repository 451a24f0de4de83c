"""What a page has and its PDF does not show: pages in tests/corpus/typeset-*, and what is told of them."""

import re
from pathlib import Path

import pytest
from conftest import CORPUS, REPOSITORY

from briefgen.cli import cli
from briefgen.diagnostics import BriefgenError
from briefgen.model import Bundle
from briefgen.typeset import typeset_telling
from briefgen.verify import read_structure, verify

CASES = sorted(path.name for path in CORPUS.glob("typeset-*"))
FONTS = [REPOSITORY / "fonts"]


@pytest.mark.parametrize("name", CASES)
def test_what_is_not_shown_is_told(name: str, update: bool) -> None:
    folder = CORPUS / name
    page = (folder / "page.html").read_text(encoding="utf-8")
    pdf, warnings = typeset_telling(Bundle("page.html", "", page, {}, ""), FONTS)
    facts = verify(pdf).facts
    words = re.findall(r"\w+", read_structure(pdf))
    told = f"{facts and facts.pages} pages, {len(words)} words\n" + "".join(f"{each}\n" for each in warnings)
    if update:
        (folder / "told.txt").write_text(told, encoding="utf-8")
    assert told == (folder / "told.txt").read_text(encoding="utf-8")


def test_command_tells_it_and_writes_the_file(tmp_path: Path) -> None:
    from click.testing import CliRunner

    page, target = tmp_path / "p.html", tmp_path / "p.pdf"
    page.write_text(
        f"<html lang=en><title>t</title><pre>{'long ' * 300}</pre><p style='margin-top: -9in'>short</p>"
    )
    result = CliRunner().invoke(cli, ["typeset", str(page), str(target)])
    assert result.exit_code == 0
    assert result.stderr.count("warning: the PDF does not show all of “long long") == 1
    assert target.read_bytes().startswith(b"%PDF")


def test_picture_with_too_many_pixels_is_not_called_damaged(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("1", (20_000, 20_000)).save(tmp_path / "map.png")
    (tmp_path / "no.png").write_bytes(b"\x89PNG\r\n\x1a\nno more")
    for name, told in (("map.png", "more pixels than there is memory for"), ("no.png", "it is damaged")):
        files = {name: (tmp_path / name).read_bytes()}
        bundle = Bundle("page", "", f"<html lang=en><img alt=x src={name}>", files, "")
        with pytest.raises(BriefgenError, match=told):
            typeset_telling(bundle, FONTS)
