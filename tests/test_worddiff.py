"""What changed between two texts, word by word."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.worddiff import changes, words


def shown(old: str, new: str) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "|".join(
        "".join(marks[piece.kind].format(piece.text) for piece in change.pieces)
        for change in changes(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected", "count"),
    [
        ("one two three", "one 2 three", "one[- two-][+ 2+] three", 1),
        ("חיטה ודלק.[@a]", "חיטה, דלק ותרופות.[@a]", "חיטה[- ודלק-][+, דלק ותרופות+].[@a]", 2),
        ("in 1,250 cases", "in 1,520 cases", "in[- 1,250-][+ 1,520+] cases", 1),
        ("تأخّرًا كبيرًا", "تأخّرًا يسيرًا", "تأخّرًا[- كبيرًا-][+ يسيرًا+]", 1),
        ("one two", "one, two", "one[+,+] two", 0),
        ("a b c\n\nd e f\n\ng h i", "a b c\n\ng h i", "[-d e f-]", 3),
        ("a b c\n\ng h i", "a b c\n\nd e f\n\ng h i", "[+d e f+]", 3),
        (
            "---\ntitle: Old\n---\na b",
            "---\ntitle: New\ntranslation-of: he/a.md\n---\na b",
            "[-Old-]|[+New+]",
            2,
        ),
        ("a  b\nc", "a b c", "", 0),
    ],
)
def test_changes(old: str, new: str, expected: str, count: int) -> None:
    assert (shown(old, new), words(old, new)) == (expected, count)


TEXTS = st.text("ab \nאב,", max_size=60)


@settings(max_examples=200, deadline=None)
@given(old=TEXTS, new=TEXTS)
def test_pieces_put_together_are_the_texts(old: str, new: str) -> None:
    found = changes(old, new)
    for change in found:
        before = "".join(piece.text for piece in change.pieces if piece.kind != "new")
        after = "".join(piece.text for piece in change.pieces if piece.kind != "gone")
        assert "".join(before.split()) in "".join(old.split())
        assert "".join(after.split()) in "".join(new.split())
    assert bool(found) or "".join(old.split()) == "".join(new.split())
    assert not changes(old, old)


def test_a_few_words_over_and_over_are_compared_in_time() -> None:
    old, new = "a b " * 2000, "b c a " * 2000
    began = time.process_time()
    (change,) = changes(f"Same. {old} End.", f"Same. {new} End.")
    assert [piece.kind for piece in change.pieces] == ["same", "gone", "new", "same"]
    many = ("\n\n".join(form % number for number in range(1500)) for form in ("a b %s", "b %s a"))
    assert len(changes(*many)) == 3000
    assert time.process_time() - began < 10
