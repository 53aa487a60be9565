"""Pinyin without tones: reading of a text, and lookup of texts by typed letters."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis import fold, fold_width_case

Indices = npt.NDArray[np.int64]
"""Indices into a sequence of texts."""

_TONES: Final = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))
_UMLAUT: Final = (("u\u0308", "v"), ("u:", "v"))
_BORDERS: Final = frozenset(" '’‘`")
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_SIGNS: Final = _LETTERS | frozenset("0123456789")
_MOST_TYPED: Final = 64


@lru_cache(maxsize=4096)
def plain(pinyin: str) -> str:
    """Pinyin in small letters without tone marks, ü as v."""
    letters = unicodedata.normalize("NFD", pinyin.lower()).translate(_TONES)
    for written, meant in _UMLAUT:
        letters = letters.replace(written, meant)
    return letters


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """Readings of folded words, including all that differ from the readings of their characters."""
    from pypinyin.constants import PHRASES_DICT

    keys = fold("\n".join(PHRASES_DICT)).split(" ")
    return {
        word: tuple(plain(syllable[0]) for syllable in reading)
        for word, reading in zip(keys, PHRASES_DICT.values(), strict=True)
    }


@cache
def _syllable(character: str) -> str:
    """The commonest reading of a character; "" if it has none."""
    from pypinyin.constants import PINYIN_DICT

    return plain(PINYIN_DICT.get(ord(character), "").partition(",")[0])


def reading(folded: str) -> tuple[str, ...]:
    """The syllables of a folded text. Latin letters and digits stand for themselves, and all other signs for nothing.

    Words that a dictionary of readings has are read as there, other characters each as most often.
    """
    known = _phrases().get(folded)
    if known is not None:
        return known
    if len(folded) > 2 and not folded.isascii():
        return tuple(_long_reading(folded))
    return tuple(filter(None, map(_sound, folded)))


def _sound(character: str) -> str:
    return character if character in _SIGNS else _syllable(character)


def _long_reading(folded: str) -> Iterable[str]:
    """By the longest words first, from the left."""
    phrases, at = _phrases(), 0
    while at < len(folded):
        for end in range(min(len(folded), at + 4), at + 1, -1):
            known = phrases.get(folded[at:end])
            if known is not None:
                yield from known
                at = end
                break
        else:
            if sound := _sound(folded[at]):
                yield sound
            at += 1


@dataclass(frozen=True, slots=True)
class Typed:
    """Letters as typed. borders: offsets (letters) of explicit syllable boundaries."""

    letters: str
    borders: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Typed | None:
        """The pinyin in `text`: Latin letters, digits, spaces and apostrophes, ü or v, with tone marks or without.

        None for any other text, for one without a letter and for one that is longer than words are.
        """
        if len(text) > _MOST_TYPED:
            return None
        letters: list[str] = []
        borders = set()
        for sign in plain(fold_width_case(text)):
            if sign in _BORDERS:
                borders.add(len(letters))
            elif sign in _SIGNS:
                letters.append(sign)
            else:
                return None
        if not _LETTERS.intersection(letters):
            return None
        return cls("".join(letters), frozenset(borders - {0}))

    def fits(self, syllables: Sequence[str]) -> bool:
        """Whether syllables that begin with the letters have a border wherever one was typed."""
        ends = set()
        end = 0
        for syllable in syllables:
            end += len(syllable)
            ends.add(end)
        return self.borders <= ends


class Readings:
    """Texts by their reading; those without a Chinese character have none and are never found."""

    def __init__(self, folded: Sequence[str]) -> None:
        self._syllables: dict[int, tuple[str, ...]] = {}
        for place, text in enumerate(folded):
            if not text.isascii() and (syllables := reading(text)) and any(len(each) > 1 for each in syllables):
                self._syllables[place] = syllables
        self._whole = _Sorted((("".join(each), place) for place, each in self._syllables.items()))
        self._initials = _Sorted((("".join(s[0] for s in each), place) for place, each in self._syllables.items()))

    def beginning(self, typed: Typed) -> Indices:
        """The texts whose reading begins with what was typed: the last syllable may be incomplete."""
        return self._fitting(typed, self._whole.beginning(typed.letters))

    def reading_as(self, typed: Typed) -> Indices:
        """The texts whose whole reading is what was typed."""
        return self._fitting(typed, self._whole.equal(typed.letters))

    def initials(self, typed: Typed) -> Indices:
        """The texts whose syllables begin with the letters, one syllable for each."""
        return self._initials.beginning(typed.letters)

    def homophones(self, folded: str) -> Indices:
        """The texts with the same syllables as a text."""
        syllables = reading(folded)
        places = self._whole.equal("".join(syllables)).tolist()
        return np.array([place for place in places if self._syllables[place] == syllables], np.int64)

    def _fitting(self, typed: Typed, places: Indices) -> Indices:
        if not typed.borders:
            return places
        return np.array([place for place in places.tolist() if typed.fits(self._syllables[place])], np.int64)


class _Sorted:
    """Indices by key."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(pairs)
        self._keys = [key for key, _ in ordered]
        self._places = np.array([place for _, place in ordered], np.int64)

    def beginning(self, prefix: str) -> Indices:
        found: Indices = self._places[bisect_left(self._keys, prefix) : bisect_left(self._keys, prefix + "{")]
        return found

    def equal(self, key: str) -> Indices:
        found: Indices = self._places[bisect_left(self._keys, key) : bisect_right(self._keys, key)]
        return found
