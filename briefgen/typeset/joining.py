"""Whether two characters of a joining script connect, by ArabicShaping.txt of Unicode 15."""

import re
from unicodedata import category

_DUAL = (
    "\u0620\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a\u066e\u066f\u0678-\u0687"
    "\u069a-\u06bf\u06c1\u06c2\u06cc\u06ce\u06d0\u06d1\u06fa-\u06fc\u06ff\u0712-\u0714\u071a-\u071d"
    "\u071f-\u0727\u0729\u072b\u072d\u072e\u074e-\u0758\u075c-\u076a\u076d-\u0770\u0772\u0775-\u0777"
    "\u077a-\u077f\u07ca-\u07ea\u0841-\u0845\u0848\u084a-\u0853\u0855\u0860\u0862-\u0865\u0868\u0886"
    "\u0889-\u088d\u08a0-\u08a9\u08af\u08b0\u08b3-\u08b8\u08ba-\u08c8\u1807\u1820-\u1878\u1887-\u18a8"
    "\u18aa\ua840-\ua871\U00010ac0-\U00010ac4\U00010ad3-\U00010ad6\U00010ad8-\U00010adc"
    "\U00010ade-\U00010ae0\U00010aeb-\U00010aee\U00010b80\U00010b82\U00010b86-\U00010b88\U00010b8a"
    "\U00010b8b\U00010b8d\U00010b90\U00010bad\U00010bae\U00010d01-\U00010d21\U00010d23"
    "\U00010f30-\U00010f32\U00010f34-\U00010f44\U00010f51-\U00010f53\U00010f70-\U00010f73"
    "\U00010f76-\U00010f81\U00010fb0\U00010fb2\U00010fb3\U00010fb8\U00010fbb\U00010fbc\U00010fbe"
    "\U00010fbf\U00010fc1\U00010fc4\U00010fca\U0001e900-\U0001e943"
)
_RIGHT = (
    "\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0"
    "\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef\u0710\u0715-\u0719\u071e\u0728\u072a\u072c"
    "\u072f\u074d\u0759-\u075b\u076b\u076c\u0771\u0773\u0774\u0778\u0779\u0840\u0846\u0847\u0849\u0854"
    "\u0856-\u0858\u0867\u0869\u086a\u0870-\u0882\u088e\u08aa-\u08ac\u08ae\u08b1\u08b2\u08b9\U00010ac5"
    "\U00010ac7\U00010ac9\U00010aca\U00010ace-\U00010ad2\U00010add\U00010ae1\U00010ae4\U00010aef"
    "\U00010b81\U00010b83-\U00010b85\U00010b89\U00010b8c\U00010b8e\U00010b8f\U00010b91"
    "\U00010ba9-\U00010bac\U00010d22\U00010f33\U00010f54\U00010f74\U00010f75\U00010fb4-\U00010fb6"
    "\U00010fb9\U00010fba\U00010fbd\U00010fc2\U00010fc3\U00010fc9"
)
_CAUSING = "\u0640\u07fa\u0883-\u0885\u180a\u200d"
_LEFT = "\ua872\U00010acd\U00010ad7\U00010d00\U00010fcb"

# Left to right in memory: what a character lets follow it, and what it lets stand before it.
_JOINS_NEXT = re.compile(f"[{_DUAL}{_CAUSING}{_LEFT}]")
_JOINS_PREVIOUS = re.compile(f"[{_DUAL}{_CAUSING}{_RIGHT}]")
_FIRST_JOINING = "\u0610"
_NEVER = frozenset("\u200c\u2066\u2067\u2068\u2069")
"""Format characters that are not transparent: the non-joiner and the isolates."""


def joins(text: str, place: int) -> bool:
    """Return whether the characters before and at a place connect, marks and controls between passed over."""
    if place >= len(text) or text[place] < _FIRST_JOINING:
        return False
    before, after = place - 1, place
    while before >= 0 and _is_transparent(text[before]):
        before -= 1
    while after < len(text) and _is_transparent(text[after]):
        after += 1
    return (
        before >= 0
        and after < len(text)
        and _JOINS_NEXT.match(text[before]) is not None
        and _JOINS_PREVIOUS.match(text[after]) is not None
    )


def _is_transparent(character: str) -> bool:
    return category(character) in ("Mn", "Me", "Cf") and character not in _NEVER and character != "\u200d"
