"""YAML 1.2 as plain values with places."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from briefgen import yaml
from briefgen.diagnostics import BriefgenError

keys = st.text("abcdefgh-", min_size=1, max_size=8)
# No colon: ruamel writes ": a" bare, and cannot read that back itself.
scalars = st.one_of(
    st.text("abc אב#'\"-", max_size=12), st.booleans(), st.none(), st.integers(-(10**9), 10**9)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=5))
def test_reads_back_what_a_yaml_writer_writes(value: dict[str, Any]) -> None:
    from io import StringIO

    stream = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.allow_unicode = True
    writer.dump(value, stream)
    assert yaml.load(stream.getvalue(), "x").value == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("no", "no"),
        ("22:22", "22:22"),
        ("2026-01-02", "2026-01-02"),
        ("2026-01", "2026-01"),
        ("012", 12),
        ("1" * 100_0, "1" * 100_0),
        ("~", None),
        ("'1'", "1"),
        ("1.5", 1.5),
    ],
)
def test_scalars_follow_the_core_schema(source: str, value: object) -> None:
    assert yaml.load(f"key: {source}\n", "x").value == {"key": value}


def test_knows_where_everything_stands() -> None:
    document = yaml.load("a: 1\nb:\n  - x\n  - c: y\n", "file", 3)
    assert str(document.place(("b", 1, "c"))) == "file:6"
    assert str(document.place(("b", 1, "missing"))) == "file:6"
    assert document.place(("b", 0)).column == 5


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a: 1\na: 2\n", "twice"),
        ("a: &x 1\nb: *x\n", "anchor"),
        ("a: !!python/name:os.system\n", "tag"),
        ("[" * 30 + "]" * 30, "nested"),
        ("a: [1\n", "not YAML"),
        ("? [a]\n: b\n", "key"),
        ("a: 'b\n", "not YAML"),
        ("x" * 70_000, "64 KB"),
    ],
)
def test_refuses_what_no_configuration_needs(source: str, message: str) -> None:
    with pytest.raises(BriefgenError, match=message):
        yaml.load(source, "x")


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_diagnostics(source: str) -> None:
    try:
        yaml.load(source, "x")
    except BriefgenError as fault:
        assert fault.diagnostics


_texts = st.text("abאب 01-:#'\"\\,[]{}&*!|>%@`?~.\t\u00a0\u0085\u2028\ufeff", max_size=10)
_lines = st.one_of(
    st.builds("{}:{}{}{}".format, keys, st.sampled_from(["", " ", "  "]), _texts, st.sampled_from(["", " "])),
    st.builds('{}: "{}"'.format, keys, _texts),
    st.builds("{}: '{}'".format, keys, _texts),
    st.sampled_from(["", "---", "# note", "  more", "- item", "a: null", "b: True", "a: 1.5", "title: Part"]),
)


def read(source: str) -> object:
    try:
        return yaml.load(source, "x", 2)
    except BriefgenError as fault:
        return fault.diagnostics


@given(st.lists(_lines, max_size=4).map("\n".join), st.sampled_from(["", "\n", "\n\n"]))
def test_the_short_way_reads_as_the_parser_does(source: str, end: str) -> None:
    found = read(source + end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "_plain", lambda *_: None)
        assert read(source + end) == found


def test_the_short_way_is_taken_for_heads_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "YAML", None)
    source = "title: 'שלום: עולם'\ntranslation-of: he/a.md@5278a319\nadaptation: true\n"
    document = yaml.load(source, "file", 2)
    assert document.value == {
        "title": "שלום: עולם",
        "translation-of": "he/a.md@5278a319",
        "adaptation": True,
    }
    assert str(document.place(("adaptation",))) == "file:4"
