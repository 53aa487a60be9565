"""Pinyin readings of characters, and valid syllables; from pypinyin's dictionary."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from index.reading.cleaning.script import twins

_TONE_MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_LOOKALIKES = str.maketrans({"ɡ": "g", "ɑ": "a", "ı": "i"})


class Syllable(NamedTuple):
    """A pinyin syllable: plain letters (ü as v), and its tone: 1 to 4, 5 for neutral, 0 for unknown."""

    letters: str
    tone: int


@lru_cache(maxsize=8192)
def parse_syllable(written: str) -> Syllable | None:
    """The syllable that `written` spells (tone mark, tone digit or neither), or None."""
    letters: list[str] = []
    tones: list[int] = []
    decomposed = unicodedata.normalize("NFKD", written.strip()).lower().translate(_LOOKALIKES).replace("u:", "v")
    for sign in decomposed:
        if sign in _TONE_MARKS:
            tones.append(_TONE_MARKS[sign])
        elif sign in "012345" and letters:
            tones.append(int(sign) or 5)
        elif sign == "\u0308" and letters and letters[-1] == "u":
            letters[-1] = "v"
        elif sign == "\u0302" and letters and letters[-1] == "e":
            letters[-1] = "ê"
        elif "a" <= sign <= "z":
            letters.append(sign)
        else:
            return None
    if not letters or len(letters) > 6 or len(tones) > 1:
        return None
    return Syllable("".join(letters), tones[0] if tones else 0)


@cache
def _dictionary() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    return dict(PINYIN_DICT)


@lru_cache(maxsize=8192)
def readings_of(character: str) -> frozenset[Syllable]:
    """Readings of the character and of its twin in the other script; neutral ones have tone 0."""
    dictionary = _dictionary()
    listed = (dictionary.get(ord(form), "") for form in set(twins(character)))
    parsed = (parse_syllable(reading) for readings in listed for reading in readings.split(",") if reading)
    return frozenset(syllable for syllable in parsed if syllable)


def is_reading(character: str, written: str) -> bool:
    """Whether `written` spells a reading of the character or of its twin in the other script.

    A written tone must match; a syllable without a tone matches every tone.
    """
    syllable = parse_syllable(written)
    if syllable is None:
        return False
    readings = readings_of(character)
    if syllable.tone:
        return Syllable(syllable.letters, syllable.tone % 5) in readings
    return any(reading.letters == syllable.letters for reading in readings)


@cache
def _toned_syllables() -> frozenset[Syllable]:
    readings = {reading for listed in _dictionary().values() for reading in listed.split(",")}
    return frozenset(s for s in map(parse_syllable, readings) if s and s.tone)


def is_toned_syllable(written: str) -> bool:
    """Whether `written` is a valid syllable with a tone mark."""
    if written.isascii():
        return False
    return parse_syllable(written) in _toned_syllables()
