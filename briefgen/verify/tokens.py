"""The tokens of content streams, as one regular expression."""

import re

REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%]"
STRING = rb"\((?:[^()\\]|\\[\s\S])*+\)"
HEX = rb"<[0-9A-Fa-f\x00\t\n\f\r ]*+>"
END = rb"(?![^\x00\t\n\f\r ()<>\[\]{}/%])"
_PAINTS = rb"f\*?|F|B\*?|b\*?|[Ss]|sh"

_NUMBER = rb"[-+.0-9]++\s++"
_PLAIN = rb"<[0-9A-Fa-f]{4}(?:[0-9A-Fa-f]{4})*+>"
_SHOWN = rb"(?:" + _PLAIN + rb"\s*+Tj|\[(?:" + _PLAIN + rb"|[-+.0-9\s]++)*+\]\s*+TJ)" + END
_SHOWN_ON = rb"(?:\s++(?:" + _NUMBER + rb"Ts\s++)?+(?:" + _NUMBER * 2 + rb"Td\s*+)?+" + _SHOWN + rb")*+"

_FACE = rb"/" + REGULAR + rb"*+ " + _NUMBER + rb"Tf" + END
_LETTERS = (
    rb"(?:\s++(?:" + _NUMBER + rb"(?:" + _NUMBER + rb"Td\s*+" + _SHOWN + rb"|Ts)|" + _FACE + rb"|" + _SHOWN
    + rb")|" + _SHOWN + rb")*+"
)  # fmt: skip
"""What is shown, with the fonts it is shown in; its commonest form first, as each that fails costs time."""
_CLOSED = rb"(?:\s++EMC" + END + rb")*+"

_PROPERTIES = rb"(?:[^<>()%]|" + HEX + rb"|" + STRING + rb")*+"

TOKEN = re.compile(
    rb"(?=[<(\[/>\]%BEDTFSbfsqQ'\"])(?:(?P<plain>" + _SHOWN + _SHOWN_ON + rb")"
    rb"|(?P<show>(?P<one>" + HEX + rb"|" + STRING + rb")\s*Tj" + END + rb")"
    rb"|(?P<array>\[(?:[^\[\]()<>%]|" + HEX + rb"|" + STRING + rb")*+\])\s*TJ" + END +
    rb"|(?P<tag>/" + REGULAR + rb"*)\s*<<(?:\s*/MCID\s*(?P<mcid>[0-9]{1,9})(?![0-9]))?+"
    rb"(?P<rest>" + _PROPERTIES + rb")>>\s*BDC" + END + rb"(?P<letters>" + _LETTERS + rb")"
    rb"(?:\s++(?P<within>/" + REGULAR + rb"*+)\s*+(?:<<(?P<says>" + _PROPERTIES + rb")>>\s*BDC|BMC)" + END +
    rb"(?P<inside>" + _LETTERS + rb")\s++EMC" + END + rb")?+(?P<ended>" + _CLOSED + rb")"
    rb"|(?P<text>" + _FACE + _LETTERS + rb")(?P<closed>" + _CLOSED + rb")"
    rb"|(?P<name>/" + REGULAR + rb"*)"
    rb"|(?P<open>\()"
    rb"|(?P<hex>" + HEX + rb")"
    rb"|(?P<dict><<|>>|\[|\])"
    rb"|(?P<comment>%[^\r\n]*)"
    rb"|(?<!" + REGULAR + rb")(?P<close>EMC)" + END +
    rb"|(?<!" + REGULAR + rb")(?P<image>BI)" + END +
    rb"|(?<!" + REGULAR + rb")(?P<word>BDC|BMC|Do|Tf|TJ|Tj|'|\"|q|Q|" + _PAINTS + rb")" + END + rb")"
)  # fmt: skip
"""One token at a time: shown strings and marks with their operands where they are written plainly.

What is shown letter by letter, as right-to-left text often is, is one token, with the mark before it, a mark
within that one at its end, and those that end behind it.
"""
