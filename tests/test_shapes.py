"""What is told of values that have not the shape they should have: every fault at once, each at its key."""

import pytest

from briefgen import schema, yaml
from briefgen.diagnostics import BriefgenError

ISSUE = "number: 1\ndate: 2026-01\nsource-language: he\ntitle: {he: x}\n"


def told(source: str, kind: type = schema.IssueFile) -> list[str]:
    try:
        schema.checked(yaml.load(source, "x.yaml"), kind)
    except BriefgenError as fault:
        return [f"{each.place.line} {each.message}" for each in fault.diagnostics]
    return []


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        ("authors: x", ['"authors" wants a list']),
        ("authors: [1, A]", ['"0" wants text', "\"1\" has a form that is not allowed here: 'A'"]),
        ("editors:", []),
        ("keywords: {he: [x, '']}", ['"1" is empty']),
        ("keywords: {HE: [x]}", ["\"HE\" has a form that is not allowed here: 'HE'"]),
        ("short-title: {he: '  '}", ['"he" is empty']),
        (f"short-title: {{{'x' * 81}: y}}", [f'"{"x" * 81}" has more than 80 characters']),
        ("based-on: {url: x}", ['"url" is not a web address; it begins with https:// or http://',
                                'lacks the key "title"', 'lacks the key "publisher"']),
        ("sources: {a: {url: 'https://x.org', publisher: {he: 1}}}", ['"he" wants text']),
        ("sources: {a: {url: 'https://x.org', publisher: 1}}", ['"publisher" wants text']),
        ("sources: {a: {url: 'https://x.org', publisher: x, q: 1}}", ['has an unknown key "q"']),
        ("lengths: []", ['"lengths" is empty']),
        ("briefs: [x]", ['"0" wants keys and values']),
    ],
)  # fmt: skip
def test_a_key_of_an_issue(line, messages):
    assert told(ISSUE + line) == [f"5 {message}" for message in messages]


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        (
            "lengths: {a: {blocks: [b], pages: 0, fill: 2}}",
            ['"pages" is less than 1', '"fill" is more than 1'],
        ),
        ("lengths: {a: {blocks: [b], fill: true}}", ['"fill" wants a number']),
        ("lengths: {a: {blocks: [b], fill: 1, pages: }}", []),
        ("languages: {he: {quotes: [a]}}", ['"quotes" wants 4 items']),
        ("languages: {he: {quotes: [a, b, c, d, e]}}", ['"quotes" has more than 4 items']),
        ("stale: [x]", ['"stale" is none of ignore, banner, warn, error']),
        ("glossary: {abbr: 1}", ['"abbr" wants true or false']),
        ("limits:", ['"limits" wants keys and values']),
    ],
)
def test_a_key_of_a_project(line, messages):
    series = "series: {id: a, name: {he: x}, publisher: {he: y}}\n"
    languages = "" if line.startswith("languages") else "languages: {he: }\n"
    number = 3 if languages else 2
    found = told(series + languages + line, schema.ProjectFile)
    assert found == [f"{number} {message}" for message in messages]


def test_all_faults_are_told_at_once_in_the_order_of_the_keys():
    found = told("title: 1\nnumber: x\nq: 1\n")
    assert found == [
        '2 "number" wants a whole number',
        '1 lacks the key "date"',
        '1 lacks the key "source-language"',
        '1 "title" wants keys and values',
        '3 has an unknown key "q"',
    ]


def test_what_is_no_mapping_is_told_under_the_name_of_the_file():
    assert told("[x]") == ['1 "x.yaml" wants keys and values']


def test_keys_left_out_have_their_values():
    row = schema.checked(yaml.load(ISSUE, "x.yaml"), schema.IssueFile)
    assert (row.short_title, row.authors, row.editors, row.source_language) == ({}, [], None, "he")
