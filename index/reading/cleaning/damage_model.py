"""Forward model of a script that injected pinyin byte-wise into GBK pages, and the codec of these pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

# GBK's areas for private use: AAA1-AFFE, F8A1-FEFE (second bytes from A1) and A140-A7A0 (second bytes to A0).
PRIVATE_HIGH: Final = frozenset([*range(0xAA, 0xB0), *range(0xF8, 0xFF)])
PRIVATE_LOW: Final = frozenset(range(0xA1, 0xA8))
LEADS: Final = range(0x81, 0xFF)
TRAILS: Final = (*range(0x40, 0x7F), *range(0x80, 0xFF))


def is_private(lead: int, trail: int) -> bool:
    """Whether the two bytes lie in one of GBK's private areas."""
    if trail >= 0xA1:
        return lead in PRIVATE_HIGH and trail != 0xFF
    return lead in PRIVATE_LOW and trail >= 0x40 and trail != 0x7F


@cache
def pairs() -> dict[tuple[int, int], str]:
    """The character of every two bytes that are GBK or private."""
    found = {}
    for lead in LEADS:
        for trail in TRAILS:
            encoded = bytes((lead, trail))
            # GB 18030 agrees with GBK on every character of it, and has the usual code points for private areas.
            character = encoded.decode("gb18030" if is_private(lead, trail) else "gbk", "replace")
            if character != "\ufffd" and len(character) == 1:
                found[lead, trail] = character
    return found


@cache
def codes() -> dict[str, tuple[int, int]]:
    """The two bytes of every character that has them."""
    return {character: pair for pair, character in pairs().items()}


def encode(text: str) -> bytes:
    """The text's bytes; raises UnicodeEncodeError for a character that is neither ASCII, GBK nor private."""
    encoded = bytearray()
    for at, character in enumerate(text):
        if character < "\x80":
            encoded.append(ord(character))
        elif pair := codes().get(character):
            encoded += bytes(pair)
        else:
            raise UnicodeEncodeError("gbk", text, at, at + 1, "not in GBK")
    return bytes(encoded)


def decode(encoded: bytes, *, drops_private: bool = False, drops_torn: bool = False) -> str:
    """The characters of the bytes; two bytes that are none, or a single last one, give one question mark.

    drops_private: characters of private areas are left out. drops_torn: a byte that an ASCII sign or the end tore
    from its other half is left out without the sign, except before an opening bracket.
    """
    signs: list[str] = []
    at, known = 0, pairs()
    while at < len(encoded):
        lead = encoded[at]
        if lead < 0x80:
            signs.append(chr(lead))
            at += 1
            continue
        trail = encoded[at + 1] if at + 1 < len(encoded) else None
        if drops_torn and (trail is None or (trail < 0x40 and trail != ord("("))):
            at += 1
            continue
        if not (drops_private and trail is not None and is_private(lead, trail)):
            signs.append("?" if trail is None else known.get((lead, trail), "?"))
        at += 2
    return "".join(signs)


def damaged(text: str, readings: Mapping[str, str], *, drops_private: bool = False, drops_torn: bool = False) -> str:
    """The text as such a page shows it.

    readings: a reading for each character of the table; the replacements are made in its order. drops_private,
    drops_torn: as for decode. Raises UnicodeEncodeError for a character or a reading that is not in GBK.
    """
    encoded = encode(text)
    for character, reading in readings.items():
        found = encode(character)
        if found in encoded:
            encoded = encoded.replace(found, found + encode(f"({reading})"))
    return decode(encoded, drops_private=drops_private, drops_torn=drops_torn)
