"""Code of modules in one file: what is as it was comes from there, and nothing that has changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [f"part{number}" for number in range(25)]
PROGRAM = f"""
from briefgen import shelf
shelf.start()
import {", ".join(MODULES)}, pack.inner
loaders = [each.__spec__.loader for each in ({", ".join(MODULES)})]
print(part3.VALUE, pack.inner.VALUE, sum(type(each) is shelf._Loader for each in loaders))
"""


def started(folder: Path) -> tuple[str, str, int]:
    """Run a program that loads the modules of a folder; return two values and how many came from the file."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"XDG_CACHE_HOME": f"{folder}/cache", "PYTHONPATH": f"{folder}/first:{folder}/code:{ROOT}"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert not done.stderr
    one, two, number = done.stdout.split()
    return one, two, int(number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder whose modules were loaded once."""
    (tmp_path / "first").mkdir()
    (tmp_path / "code/pack").mkdir(parents=True)
    for name in [*MODULES, "pack/__init__", "pack/inner"]:
        (tmp_path / f"code/{name}.py").write_text("VALUE = 'old'\n")
    assert started(tmp_path) == ("old", "old", 0)
    return tmp_path


def kept(folder: Path) -> Path:
    (found,) = (folder / "cache/briefgen").glob("modules-*")
    return found


def test_modules_come_from_one_file_of_the_user_alone(folder: Path) -> None:
    before = kept(folder).stat()
    assert started(folder) == ("old", "old", len(MODULES))
    assert before.st_mode & 0o777 == 0o600
    assert kept(folder).stat().st_mtime_ns == before.st_mtime_ns, "it is written once"


def test_a_module_that_changed_by_a_nanosecond_is_read(folder: Path) -> None:
    path = folder / "code/part3.py"
    facts = path.stat()
    path.write_text("VALUE = 'new'\n")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1))
    # Python itself takes what it compiled of a file of the same second and size.
    for compiled in (folder / "code/__pycache__").glob("part3.*"):
        compiled.unlink()
    assert started(folder)[:2] == ("new", "old")


def test_a_package_that_stands_over_a_module_is_found(folder: Path) -> None:
    (folder / "code/part3").mkdir()
    (folder / "code/part3/__init__.py").write_text("VALUE = 'new'\n")
    (folder / "code/pack/inner").mkdir()
    (folder / "code/pack/inner/__init__.py").write_text("VALUE = 'new'\n")
    assert started(folder)[:2] == ("new", "new")


def test_a_module_earlier_on_the_path_is_found(folder: Path) -> None:
    (folder / "first/part3.py").write_text("VALUE = 'new'\n")
    assert started(folder)[:2] == ("new", "old")


def test_a_module_that_is_gone_is_missed(folder: Path) -> None:
    (folder / "code/part3.py").unlink()
    with pytest.raises(subprocess.CalledProcessError):
        started(folder)


@pytest.mark.parametrize("what", ["a flipped bit at", "cut at", "others may write it"])
@pytest.mark.parametrize("place", [0, 4, 20, 300, -40])
def test_a_file_that_is_not_whole_and_our_own_does_no_harm(folder: Path, what: str, place: int) -> None:
    path = kept(folder)
    data = bytearray(path.read_bytes())
    data[place] ^= what == "a flipped bit at"
    path.write_bytes(data[:place] if what == "cut at" else data)
    path.chmod(0o666 if what == "others may write it" else 0o600)
    assert started(folder)[:2] == ("old", "old")
