"""A store that machines share, on a real S3 server on loopback: what is wrong with it costs time alone."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner
from conftest import CORPUS, REPOSITORY
from moto.server import ThreadedMotoServer
from test_build import contents
from test_check import lay_out
from test_memo import made_anew

from briefgen import build, depot, files, memo, request
from briefgen.cli import cli
from briefgen.depot import Depot

ENGLISH = request.Choice(formats=["pdf"], languages=["en"])
MADE = ["1-first.en.full.pdf", "1-first.en.one-page.pdf"]
ADDRESS = "s3://briefs/memo"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator["boto3.resources.base.ServiceResource"]:
    """Yield an empty bucket that builds find through their environment."""
    settings = {
        **{"AWS_ENDPOINT_URL": server, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"},
        **{"AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": str(REPOSITORY)},
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    found = boto3.resource("s3").Bucket("briefs")
    found.create()
    yield found
    found.objects.all().delete()
    found.delete()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("depot") / "project"
    lay_out(CORPUS / "base", folder)
    settings = folder / "briefgen.yaml"
    settings.write_text(settings.read_text() + f"\nstore: {ADDRESS}\n")
    return folder


@pytest.fixture
def machine(project: Path, tmp_path: Path) -> Path:
    """Return a clone of the project on which nothing was built."""
    return Path(shutil.copytree(project, tmp_path / "machine"))


@pytest.fixture(scope="module")
def expected(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what a build makes that has no store."""
    folder = Path(shutil.copytree(project, tmp_path_factory.mktemp("alone") / "project"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(depot.ADDRESS, "none")
        assert build.build(folder, ENGLISH, build.Work(folder / "output")).diagnostics == []
    return contents(folder)


def filled(machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build once with an empty store; return a machine of another place."""
    other = Path(shutil.copytree(machine, tmp_path / "elsewhere/project"))
    with monkeypatch.context() as patch:
        assert made_anew(machine, patch) == MADE
    return other


@pytest.fixture(scope="module")
def entries() -> dict[str, bytes]:
    """Key → what a build with an empty store puts there, once there was one."""
    return {}


@pytest.fixture
def other(
    bucket: "boto3.resources.base.ServiceResource",
    machine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    entries: dict[str, bytes],
) -> Path:
    """Return a machine on which nothing was built, the bucket filled by one of another place."""
    if not entries:
        found = filled(machine, tmp_path, monkeypatch)
        entries.update({each.key: each.get()["Body"].read() for each in bucket.objects.all()})
        return found
    for key, data in entries.items():
        bucket.put_object(Key=key, Body=data)
    return machine


def test_what_one_machine_made_another_has(
    bucket: object,
    machine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: dict[str, bytes],
) -> None:
    other = filled(machine, tmp_path, monkeypatch)
    assert made_anew(other, monkeypatch) == []
    assert contents(machine) == contents(other) == expected
    # From now on it is here, too.
    monkeypatch.setenv(depot.ADDRESS, "none")
    shutil.rmtree(other / "output")
    assert made_anew(other, monkeypatch) == []


LIES = {
    "empty": lambda data, others: b"",
    "cut off": lambda data, others: data[: len(data) // 2],
    "a flipped bit": lambda data, others: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "another entry": lambda data, others: others[-1] if others[-1] != data else others[0],
    "no facts": lambda data, others: _signed(b"", _with(data, b"[1]")),
    "no JSON": lambda data, others: _signed(b"", _with(data, b"{")),
    "deep": lambda data, others: _signed(b"", _with(data, b"[" * 100_000)),
    "too much": lambda data, others: bytes(memo.MOST + 100),
}


def _with(data: bytes, facts: bytes) -> bytes:
    from hashlib import sha256

    _, rest = data[64:].split(b"\n", 1)
    key, _, body = rest.split(b"\n", 2)
    rest = b"\n".join([key, facts, body])
    return sha256(rest).hexdigest().encode() + b"\n" + rest


def _signed(secret: bytes, packed: bytes) -> bytes:
    return depot._signature(secret, packed) + packed


@pytest.mark.parametrize("lie", LIES)
def test_a_store_that_lies_costs_time_alone(
    lie: str,
    bucket: "boto3.resources.base.ServiceResource",
    other: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: dict[str, bytes],
) -> None:
    true = {each.key: each.get()["Body"].read() for each in bucket.objects.all()}
    assert len(true) == len(MADE)
    # What is too much for one entry takes long enough once.
    lies = list(true)[: 1 if lie == "too much" else None]
    for key in lies:
        bucket.put_object(Key=key, Body=LIES[lie](true[key], list(true.values())))
    made = made_anew(other, monkeypatch)
    assert set(made) <= set(MADE) and len(made) == len(lies)
    assert contents(other) == expected
    if lie != "too much":
        # What was wrong there has been put right.
        assert {each.key: each.get()["Body"].read() for each in bucket.objects.all()} == true


def test_a_forged_entry_is_not_used_where_entries_are_signed(
    bucket: "boto3.resources.base.ServiceResource",
    other: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: dict[str, bytes],
) -> None:
    monkeypatch.setenv(depot.KEY, "ours")
    for each in bucket.objects.all():
        # Whole and under its key, but not by us.
        bucket.put_object(
            Key=each.key, Body=_signed(b"theirs", _with(each.get()["Body"].read(), b'{"pages": 9}'))
        )
    third = Path(shutil.copytree(other, tmp_path / "third"))
    with monkeypatch.context() as patch:
        assert made_anew(other, patch) == MADE
    with monkeypatch.context() as patch:
        assert made_anew(third, patch) == []
    assert contents(other) == contents(third) == expected


def told(folder: Path) -> str:
    result = CliRunner().invoke(cli, ["build", "--lang", "en", "--format", "pdf", "--project", str(folder)])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_store_that_does_not_answer(
    bucket: object, machine: Path, monkeypatch: pytest.MonkeyPatch, expected: dict[str, bytes]
) -> None:
    """It accepts connections and says nothing; the build asks once."""
    monkeypatch.setattr(depot, "PATIENCE", 3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        said = told(machine)
    assert said.count(f"{ADDRESS}: warning: cannot be read: no answer in 3 seconds") == 1, said
    assert "BRIEFGEN_STORE=none" in said and contents(machine) == expected


def test_a_store_that_is_not_there(
    bucket: "boto3.resources.base.ServiceResource",
    machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: dict[str, bytes],
) -> None:
    monkeypatch.setenv(depot.ADDRESS, "s3://no-such-bucket/memo")
    said = told(machine)
    assert said.count("s3://no-such-bucket/memo: warning: cannot be written to: ") == 1, said
    assert contents(machine) == expected


def test_a_folder_is_a_store_too(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected: dict[str, bytes]
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    monkeypatch.setenv(depot.ADDRESS, f"file://{tmp_path}/shared")
    other = filled(machine, tmp_path, monkeypatch)
    assert made_anew(other, monkeypatch) == [] and contents(other) == expected


def test_a_process_that_dies(bucket: object, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Depot(ADDRESS)
    assert store.get("aa11") is None and store.faults == []
    assert store._process
    store._process.kill()
    store._process.wait()
    assert store.get("aa11") is None and store.get("bb22") is None
    store.put("aa11", (b"", {}))
    assert len(store.faults) == 1 and store._process is None


def test_no_process_is_started_where_nothing_is_asked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    choice = request.Choice(formats=["html"])
    monkeypatch.setenv(depot.ADDRESS, ADDRESS)
    assert build.build(project, choice, build.Work(project / "output")).exit_code == 0


def test_the_extra_is_named_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fsspec.py").write_text("raise ImportError('none')\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{REPOSITORY}")
    store = Depot(ADDRESS)
    assert store.get("aa11") is None
    store.close()
    assert "pip install 'briefgen[cloud]'" in str(store.faults[0])
    assert "fsspec" not in sys.modules or "s3fs" not in sys.modules, "the parent loads none of it"


@pytest.mark.parametrize(
    "address",
    ["http://169.254.169.254/a", "https://example.org/", "s3://a::http://b", "ftp://a/b", "file:///etc"],
)
def test_the_web_is_no_store(project: Path, tmp_path: Path, address: str) -> None:
    folder = Path(shutil.copytree(project, tmp_path / "project"))
    settings = folder / "briefgen.yaml"
    settings.write_text(settings.read_text().replace(ADDRESS, address))
    result = CliRunner().invoke(cli, ["build", "--project", str(folder)])
    assert result.exit_code == 2 and "briefgen.yaml:" in result.output and "store" in result.output, (
        result.output
    )


def test_what_is_used_counts_as_used(tmp_path: Path) -> None:
    store = memo.Store(tmp_path)
    store.put("aa11", (b"x", {}))
    path = tmp_path / memo.path("aa11")
    os.utime(path, (1, 1))
    assert store.get("bb22") is None and path.stat().st_mtime == 1
    assert store.get("aa11") and path.stat().st_mtime > 1
    assert files.blob_id(b"")  # the folder holds nothing else
