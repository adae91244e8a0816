"""The check character of ISO 7064, system MOD 37,36 (hybrid): one more of 0-9A-Z that catches every single slip and
nearly every pair of swapped characters."""

from __future__ import annotations

import unicodedata

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS = len(_DIGITS)


def significant(text: str) -> str:
    """The characters of a reference that count: letters and digits, in capitals, in 0-9A-Z. Marks between them, spaces
    and direction marks do not count. Digits of any script are its Arabic numerals; a letter that is not A-Z is spelled
    as its code point, so that references in Cyrillic and Arabic letters are told apart too."""
    found = []
    for character in unicodedata.normalize("NFKC", text).upper():
        if character.isdecimal():
            found.append(str(unicodedata.decimal(character)))
        elif character in _DIGITS:
            found.append(character)
        elif character.isalnum():
            found.append(_spelled(ord(character)))
    return "".join(found)


def check_character(text: str) -> str:
    """The check character of a reference (ISO 7064, clause 8: hybrid systems). Only `significant` characters count."""
    product = _MODULUS
    for character in significant(text):
        total = (product + _DIGITS.index(character)) % _MODULUS or _MODULUS
        product = total * 2 % (_MODULUS + 1)
    return _DIGITS[(_MODULUS + 1 - product) % _MODULUS]


def is_checked(text: str) -> bool:
    """Whether the last significant character of `text` is the check character of those before it."""
    whole = significant(text)
    return len(whole) > 1 and check_character(whole[:-1]) == whole[-1]


def _spelled(number: int) -> str:
    # Four places hold every code point (36 ** 4 > 0x10FFFF), and a fixed length keeps neighbours apart.
    places = []
    for _ in range(4):
        number, place = divmod(number, _MODULUS)
        places.append(_DIGITS[place])
    return "".join(reversed(places))
