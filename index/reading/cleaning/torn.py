"""Signs of a line that lost bytes, as the bytes that they are evidence of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from index.reading.cleaning.damage_model import codes, pairs
from index.reading.cleaning.readings import is_reading, parse_syllable, readings_of

Evidence = Literal["pair", "ascii", "lost", "residue", "bracket", "other"]

_SYLLABLE = r"(?:[a-zü\u00e0-\u00fc\u0101-\u01dc]{1,6})"
_SIGN = re.compile(rf"\?({_SYLLABLE})\)|\(({_SYLLABLE})\)|(.)", re.DOTALL)

_BEHIND_LETTER = re.compile(rf"([^\x00-\x7f])(\({_SYLLABLE}\))?([@-~])\(({_SYLLABLE})\)")
_IN_READING = re.compile(rf"(?<=[?(a-z])([\u00e0-\u00fc\u0101-\u01dc][a-z])\(({_SYLLABLE})\)(?=[a-z]{{0,4}}\))")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign, or one injected reading.

    evidence: pair, a character of two bytes; ascii; lost, a question mark; residue, `?lián)`; bracket, `(lián)`; other,
    a character that no GBK page can hold. start, end: offsets in the line (code points). lead, trail: bytes of a pair,
    else 0. reading: as written, of a residue or bracket.
    """

    evidence: Evidence
    text: str
    start: int
    end: int
    lead: int = 0
    trail: int = 0
    reading: str = ""


def signs(line: str) -> list[Sign]:
    """The line's signs in order; joined they are the line."""
    return [_sign(found) for found in _SIGN.finditer(line)]


def _sign(found: re.Match[str]) -> Sign:
    start, end = found.span()
    if found[1]:
        return Sign("residue", found[0], start, end, reading=found[1])
    if found[2]:
        return Sign("bracket", found[0], start, end, reading=found[2])
    character = found[0]
    if character < "\x80":
        return Sign("lost" if character == "?" else "ascii", character, start, end)
    pair = codes().get(character)
    if pair is None:
        return Sign("other", character, start, end)
    return Sign("pair", character, start, end, *pair)


def before_bracket(last: str, reading: str) -> str:
    """The character whose replacement put a bracket behind the text `last`, "" if none did.

    It is the last character, or else the second byte of the last but one with a letter behind it: `突破A(lú)I`.
    """
    if last and is_reading(last[-1], reading):
        return last[-1]
    if len(last) < 2 or not "@" <= last[-1] <= "~":
        return ""
    straddling = pairs().get((codes().get(last[-2], (0, 0))[1], ord(last[-1])), "")
    return straddling if straddling and is_reading(straddling, reading) else ""


def without_straddling(line: str) -> str:
    """A line that is in step, without the brackets that stand behind a letter (see before_bracket)."""

    def mended(found: re.Match[str]) -> str:
        straddling = before_bracket(found[1] + found[3], found[4])
        return f"{found[1]}{found[2] or ''}{found[3]}" if straddling else found[0]

    return _BEHIND_LETTER.sub(mended, line)


def without_nested(line: str) -> str:
    """The line without readings inside readings: `(kōu(zī))`, as the second byte of ō and u are a character, too."""
    return _IN_READING.sub(lambda found: found[1] if before_bracket(found[1], found[2]) else found[0], line)


@cache
def _by_letters() -> dict[str, tuple[tuple[int, int, str], ...]]:
    from index.analysis.folding import traditional_characters

    found: dict[str, list[tuple[int, int, str]]] = {}
    listed = frozenset(traditional_characters())
    for character, (lead, trail) in codes().items():
        if character in listed:
            for letters in {syllable.letters for syllable in readings_of(character)}:
                found.setdefault(letters, []).append((lead, trail, character))
    return {letters: tuple(characters) for letters, characters in found.items()}


@lru_cache(maxsize=4096)
def replaced_by(reading: str) -> tuple[tuple[int, int, str], ...]:
    """The traditional characters with a reading as written: first byte, second byte, character."""
    syllable = parse_syllable(reading)
    if syllable is None:
        return ()
    listed = _by_letters().get(syllable.letters, ())
    return tuple(each for each in listed if is_reading(each[2], reading))
