"""The wheel: installed without this repository it starts a project and builds it."""

import os
import subprocess
import sys
import sysconfig
import venv
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--wheel-dir", folder]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, REPOSITORY], check=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def demo(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that the installed command has started and built, far from this repository."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    install = ["install", "--no-deps", "--no-index", "--quiet", wheel]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *install], check=True)
    # The dependencies come from the environment of the tests: its folder holds no briefgen itself.
    (site,) = (folder / "venv" / "lib").glob("*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["HOME"] = str(folder)
    command = python.with_name("briefgen")

    where = subprocess.run(
        [python, "-c", "import briefgen; print(briefgen.__file__)"],
        cwd=folder, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(site)
    subprocess.run([command, "init", "demo"], cwd=folder, env=environment, check=True)
    subprocess.run([command, "build"], cwd=folder / "demo", env=environment, check=True)
    return folder / "demo"


def test_wheel_carries_templates_and_fonts_and_no_more(wheel: Path):
    names = ZipFile(wheel).namelist()
    for folder in ("templates", "fonts"):
        there = {path.relative_to(REPOSITORY).as_posix() for path in tracked(folder)}
        packed = {name.removeprefix("briefgen/builtin/") for name in names if f"/builtin/{folder}/" in name}
        assert packed == there
    assert {name.split("/")[0] for name in names if not name.startswith("briefgen-")} == {"briefgen"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert sum("licenses/fonts/OFL-" in name for name in names) == 3


def tracked(folder: str) -> list[Path]:
    """Return the files of a folder that git does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", folder]
    listed = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    paths = [REPOSITORY / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.exists()]


def test_started_project_builds_every_edition(demo: Path):
    (issue,) = (path for path in (demo / "output").iterdir() if path.name.startswith("1-"))
    for suffix in ("pdf", "html"):
        editions = {tuple(path.name.split(".")[1:3]) for path in issue.glob(f"*.{suffix}")}
        assert editions == set(product(("he", "ar", "en"), ("one-page", "short", "full")))


def test_started_project_uses_the_fonts_of_the_wheel(demo: Path):
    names = set()
    for path in (demo / "output").glob("*/*.pdf"):
        with pikepdf.open(path) as pdf:
            dictionaries = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
            fonts = [each for each in dictionaries if each.get("/Type") == "/FontDescriptor"]
            assert fonts
            assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
            names |= {str(font.FontName).split("+")[-1].replace("-", "") for font in fonts}
    ours = ("FrankRuhlLibre", "NotoNaskhArabic", "IBMPlexSerif", "IBMPlexSansHebrew", "IBMPlexSansArabic")
    assert [name for name in names if not name.startswith(ours)] == []
    assert [family for family in ours if not any(name.startswith(family) for name in names)] == []


def test_started_project_has_nothing_wrong(demo: Path):
    command = [demo.parent / "venv" / "bin" / "briefgen", "check"]
    checked = subprocess.run(command, cwd=demo, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
