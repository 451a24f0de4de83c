"""The rules of UAX #9 that work on one isolating run sequence: W1 to W7, N0 to N2, I1 and I2."""

import re
from functools import cache
from unicodedata import normalize

LETTERS = {
    "L": "L", "R": "R", "AL": "A", "EN": "1", "AN": "2", "ES": "+", "ET": "%", "CS": ",", "NSM": "^",
    "BN": "0", "B": "B", "S": "S", "WS": "_", "ON": "N", "LRI": "l", "RLI": "r", "FSI": "f", "PDI": "p",
    "LRE": "(", "RLE": ")", "LRO": "<", "RLO": ">", "PDF": ".",
}  # fmt: skip
"""Bidi_Class → the letter that stands for it."""

_MARKS = re.compile(rb"\^+")
_AFTER_ARABIC = re.compile(rb"A[^LR]*")
_SIGN_IN_NUMBER = re.compile(rb"(?<=1)[+,](?=1)|(?<=2),(?=2)")
_TERMINATORS = re.compile(rb"%+")
_AFTER_LATIN = re.compile(rb"L[^R]*")
_NEUTRALS = re.compile(rb"[BS_Nlrfp]+")
_ISOLATES = b"lrfp"
_SIGNS_TO_NEUTRAL = bytes.maketrans(b"+,%", b"NNN")
_DIRECTION = b"LR"
_STRONG = {ord("L"): ord("L"), ord("R"): ord("R"), ord("1"): ord("R"), ord("2"): ord("R")}
"""Resolved class → the direction it counts as for brackets and neutrals."""

# Bidi_Paired_Bracket of BidiBrackets.txt, each opening bracket before its closing one. U+2329 and U+232A are
# canonically equivalent to U+3008 and U+3009 and looked up as these.
_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩"
    "⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
_CLOSING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_BRACKET = re.compile(f"[{re.escape(_PAIRS)}\u2329\u232a]")
_MAX_OPEN = 63
"""BD16: a stack that would grow further ends the search for pairs."""


def implicit_levels(classes: bytes, text: str, level: int, sos: int, eos: int) -> bytes:
    """Return the levels of one isolating run sequence of a given level.

    `classes` are those of its characters after overrides, `sos` and `eos` the directions at its ends, 0 left
    to right, 1 right to left.
    """
    weak = _resolve_weak(classes, _DIRECTION[sos : sos + 1])
    if b"N" in weak and _BRACKET.search(text):
        weak = _resolve_brackets(weak, classes, text, level & 1, sos)
    return _resolve_neutral(weak, level & 1, sos, eos).translate(_implicit_table(level))


def _resolve_weak(classes: bytes, sos: bytes) -> bytes:
    """Apply W1 to W7."""
    weak = classes
    if b"^" in weak:  # W1

        def after(match: re.Match[bytes]) -> bytes:
            start = match.start()
            before = match.string[start - 1 : start] or sos
            return (b"N" if before in _ISOLATES else before) * len(match[0])

        weak = _MARKS.sub(after, weak)
    if b"A" in weak:  # W2, W3
        weak = _AFTER_ARABIC.sub(lambda match: match[0].replace(b"1", b"2"), weak).replace(b"A", b"R")
    weak = _SIGN_IN_NUMBER.sub(lambda match: match.string[match.start() - 1 : match.start()], weak)  # W4
    if b"%" in weak and b"1" in weak:  # W5

        def in_number(match: re.Match[bytes]) -> bytes:
            start, end = match.span()
            beside = match.string[max(start - 1, 0) : start] + match.string[end : end + 1]
            return (b"1" if b"1" in beside else b"%") * (end - start)

        weak = _TERMINATORS.sub(in_number, weak)
    weak = weak.translate(_SIGNS_TO_NEUTRAL)  # W6
    if b"1" in weak:  # W7
        weak = _AFTER_LATIN.sub(lambda match: match[0].replace(b"1", b"L"), sos + weak)[1:]
    return weak


def _bracket_pairs(weak: bytes, text: str) -> list[tuple[int, int]]:
    """Return the bracket pairs in the order of their opening brackets (BD16)."""
    opened: list[tuple[str, int]] = []
    pairs = []
    for match in _BRACKET.finditer(text):
        place, bracket = match.start(), normalize("NFC", match[0])
        if weak[place] != ord("N"):
            continue
        if bracket in _CLOSING:
            if len(opened) == _MAX_OPEN:
                break
            opened.append((_CLOSING[bracket], place))
            continue
        for depth in range(len(opened) - 1, -1, -1):
            if opened[depth][0] == bracket:
                pairs.append((opened[depth][1], place))
                del opened[depth:]
                break
    return sorted(pairs)


def _resolve_brackets(weak: bytes, classes: bytes, text: str, direction: int, sos: int) -> bytes:
    """Apply N0."""
    resolved = bytearray(weak)
    context, seen = _DIRECTION[sos], 0
    for opening, closing in _bracket_pairs(weak, text):
        for letter in resolved[seen:opening]:
            context = _STRONG.get(letter, context)
        seen = opening
        inside = {
            strong for letter, strong in _STRONG.items() if resolved.find(letter, opening + 1, closing) >= 0
        }
        if _DIRECTION[direction] in inside:
            bracket = _DIRECTION[direction]
        elif inside:
            bracket = context  # the opposite direction, or else the embedding's own
        else:
            continue
        for place in (opening, closing):
            resolved[place] = bracket
            marks = _MARKS.match(classes, place + 1)
            if marks:
                resolved[place + 1 : marks.end()] = bytes([bracket]) * len(marks[0])
    return bytes(resolved)


def _resolve_neutral(weak: bytes, direction: int, sos: int, eos: int) -> bytes:
    """Apply N1 and N2."""

    def resolved(match: re.Match[bytes]) -> bytes:
        start, end = match.span()
        before = _STRONG[match.string[start - 1]] if start else _DIRECTION[sos]
        after = _STRONG[match.string[end]] if end < len(match.string) else _DIRECTION[eos]
        return bytes([before if before == after else _DIRECTION[direction]]) * (end - start)

    return _NEUTRALS.sub(resolved, weak)


@cache
def _implicit_table(level: int) -> bytes:
    """Return the translation of resolved classes into levels (I1, I2)."""
    odd = level & 1
    values = bytes([level + odd, level + 1 - odd, level + 2 - odd, level + 2 - odd])
    return bytes.maketrans(b"LR12", values)
