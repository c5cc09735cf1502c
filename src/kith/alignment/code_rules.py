"""
Numbers that could open a door, taken out of whatever is told to a partner. Plain Python.

It takes out too much rather than too little: a partner who misses a number rings the team.
"""

import re

from kith.language import _

_OPENS = (
    r"\b(codes?|combination|key ?-?safes?|key ?-?pads?|key ?-?box(es)?|lock ?-?box(es)?|pins?)\b"
    r"|(door|gate|entry|access|alarm|pin|pass|key)-?(codes?|numbers?)\b"
)
_CODES = re.compile(_OPENS, re.IGNORECASE)
_DOORS = re.compile(rf"{_OPENS}|\b(locks?|doors?|gates?|entry|entrance|intercom|buzzer|alarms?)\b", re.IGNORECASE)
"""Words beside which a number may be one that opens something; in an address only those of codes: houses have numbers."""
_SENTENCES = re.compile(r"[^.!?;\n]*[.!?;\n]*\s*")

_DIGIT = r"(?:\d|\b(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)\b)"
_APART = r"[\s.,/*#\-\u2013]{0,3}"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERS = re.compile(
    rf"(?P<kept>\b(?:{_MONTHS})\s\d{{4}}\b(?!{_APART}\d)"  # the year of a day
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"  # a postcode
    r"|(?<![\d])(?:\+44[\s\-()0]{0,5}|\(?0)[1-9](?:[\s\-()]{0,2}\d){8,9}(?![\s\-]?\d))"  # a telephone number
    rf"|[A-Z*#]?{_DIGIT}(?:{_APART}{_DIGIT}){{2,}}(?:{_APART}[A-Z*#](?![a-z]))?[*#]?",
    re.IGNORECASE,
)
"""A number of three digits or more, in figures or words, also apart, with a letter before or after; or one that is no code."""


def without_codes(text: str, *, is_address: bool = False) -> str:
    """
    Return a text without the numbers that open a door, wherever somebody wrote them.

    A number of three digits or more is taken out of each sentence that speaks of codes, doors, gates or key safes, and of the
    sentences beside it. Telephone numbers, postcodes and the year of a day stay; in an address a door alone takes nothing out.
    """
    words = _CODES if is_address else _DOORS
    sentences = _SENTENCES.findall(text)
    near = {at + by for at, one in enumerate(sentences) if words.search(one) for by in (-1, 0, 1)}
    start, spans = 0, []
    for at, one in enumerate(sentences):
        spans += [(start, start + len(one))] if at in near else []
        start += len(one)

    def said(found: re.Match[str]) -> str:
        is_near = any(first < found.end() and found.start() < last for first, last in spans)
        return _("(ask the team)") if is_near and not found["kept"] else found[0]

    return _NUMBERS.sub(said, text)
