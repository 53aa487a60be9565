"""Words of a text with their places: jieba's search mode with house words, by rjieba where there is a wheel for it."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.analysis.folding import fold, fold_for_words
from index.analysis.user_dictionary import HouseWord, read_dictionary
from index.settings import DICTIONARY_NAME, beside_index

if TYPE_CHECKING:
    from index.location import Location

Token = tuple[str, int, int]
"""A word, and the half-open span (code points) where it stands."""

# jieba ends a Latin word or number here; rjieba goes on across "-", "_" and a second ".".
_LATIN = re.compile(r"[a-zA-Z0-9]+(?:\.[0-9]+)?%?")
_LONG_LATIN = re.compile(r"[a-zA-Z0-9._%-]+")

_LONGEST_PART = 3
"""Characters: search mode also gives the words of two and three characters inside a longer one."""

_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Cutter:
    """What cuts a text into words that together are the text, and knows which words its dictionary has.

    breaks_latin: whether it has to be corrected where a Latin word ends.
    """

    cut: Callable[[str], list[str]]
    has_word: Callable[[str], bool]
    breaks_latin: bool


class Segmenter:
    """Segments with jieba's words and those of a dictionary; safe for threads once made.

    Cheap to make: the words are loaded when the first text is segmented, once for all that have the same ones.
    """

    def __init__(self, dictionary: Path | None = None) -> None:
        """dictionary: a file of house words, which may be absent; raises UserFileError for one that cannot be read."""
        self.house_words: tuple[HouseWord, ...] = read_dictionary(dictionary) if dictionary else ()

    @classmethod
    def beside(cls, location: Location) -> Segmenter:
        """With the house words of the dictionary that lies beside the index (index/settings.py), if one does."""
        return cls(beside_index(location, DICTIONARY_NAME))

    @cached_property
    def digest(self) -> str:
        """Changes whenever the words that the segmenter knows do."""
        known = [segmenter_name(), *(f"{each.word} {each.frequency or ''}" for each in self.house_words)]
        return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16]

    @cached_property
    def _cutter(self) -> _Cutter:
        with _loading:
            return _make_cutter(self.house_words)

    @cached_property
    def _house_terms(self) -> frozenset[str]:
        return frozenset(fold_for_words(each.word) for each in self.house_words)

    def cut(self, text: str) -> list[str]:
        """jieba's words of `text`, which is folded, one behind the other; together they are the text."""
        return self._cutter.cut(text)

    def parts(self, word: str) -> list[tuple[str, int]]:
        """What search mode makes of a word that `cut` gave: the words in it, each with its distance from its start.

        Punctuation inside a Latin word is left out.
        """
        cutter = self._cutter
        if cutter.breaks_latin and _is_long_latin(word) and word not in self._house_terms:
            return [(piece[0], piece.start()) for piece in _LATIN.finditer(word)]
        found = [
            (word[start : start + length], start)
            for length in range(2, min(_LONGEST_PART, len(word) - 1) + 1)
            for start in range(len(word) - length + 1)
            if cutter.has_word(word[start : start + length])
        ]
        return [*found, (word, 0)]

    def segment(self, text: str) -> list[Token]:
        """jieba's tokens in search mode of `text`, which is folded; punctuation inside Latin words may be left out."""
        tokens = []
        place = 0
        for word in self.cut(text):
            tokens += [(part, place + distance, place + distance + len(part)) for part, distance in self.parts(word)]
            place += len(word)
        return tokens

    def words(self, text: str) -> list[Token]:
        """The terms of the words field: of `text` in either script, folded; punctuation and spaces are left out.

        The text is simplified before it is segmented, since jieba breaks traditional words apart; the words are
        folded by class after, so that 答复, 答復 and 答覆 are one term.
        """
        return [(fold(word), start, end) for word, start, end in self.segment(fold_for_words(text)) if is_word(word)]


def is_word(text: str) -> bool:
    """Whether a token is a term: it has a letter, a digit or a character."""
    return any(map(str.isalnum, text))


_PLAIN = Segmenter()


def segment(text: str) -> list[Token]:
    """What a segmenter without house words makes of `text`, which is folded."""
    return _PLAIN.segment(text)


def words(text: str) -> list[Token]:
    """The terms of `text` for a segmenter without house words."""
    return _PLAIN.words(text)


@cache
def segmenter_name() -> str:
    """Which package segments, and its version: a part of what makes an index."""
    for package in ("rjieba", "jieba"):
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    raise RuntimeError("neither rjieba nor jieba is installed")


@lru_cache(maxsize=4)
def _make_cutter(house_words: tuple[HouseWord, ...]) -> _Cutter:
    if not segmenter_name().startswith("rjieba"):
        own = _jieba(house_words)
        return _Cutter(own.lcut, lambda word: bool(own.FREQ.get(word)), breaks_latin=False)
    import rjieba

    if not house_words:
        return _Cutter(rjieba.cut, rjieba.has_word, breaks_latin=True)
    known = rjieba.Jieba()
    for each in house_words:
        known.add_word(fold_for_words(each.word), each.frequency, None)
    return _Cutter(known.cut, known.has_word, breaks_latin=True)


def jieba_tokens(text: str, house_words: tuple[HouseWord, ...] = ()) -> list[Token]:
    """What jieba itself says: the reference."""
    return list(_jieba(house_words).tokenize(text, mode="search"))


@lru_cache(maxsize=4)
def _jieba(house_words: tuple[HouseWord, ...]) -> Any:
    import jieba

    jieba.setLogLevel(60)
    if not house_words:
        return jieba.dt
    own = jieba.Tokenizer()
    for each in house_words:
        own.add_word(fold_for_words(each.word), each.frequency)
    return own


def _is_long_latin(word: str) -> bool:
    return word.isascii() and not word.isalnum() and _LONG_LATIN.fullmatch(word) is not None
