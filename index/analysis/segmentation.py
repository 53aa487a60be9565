"""Words of a text with their places: jieba's search mode with house words, by rjieba where there is a wheel for it."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.analysis.dictionary import HouseWord, read_dictionary
from index.analysis.folding import fold, fold_for_words
from index.settings import DICTIONARY_NAME, beside_index

Token = tuple[str, int, int]
"""A word, and the half-open span (code points) where it stands."""

_Tokenize = Callable[[str], list[Token]]

# jieba ends a Latin word or number here; rjieba goes on across "-", "_" and a second ".".
_LATIN = re.compile(r"[a-zA-Z0-9]+(?:\.[0-9]+)?%?")
_LONG_LATIN = re.compile(r"[a-zA-Z0-9._%-]+")

_LONGEST_PART = 3
"""Characters: search mode also gives the words of two and three characters inside a longer one."""

_loading = threading.Lock()


class Segmenter:
    """Segments with jieba's words and those of a dictionary; safe for threads once made.

    Cheap to make: the words are loaded when the first text is segmented, once for all that have the same ones.
    """

    def __init__(self, dictionary: Path | None = None) -> None:
        """dictionary: a file of house words, which may be absent; raises RequestError for one that cannot be read."""
        self.house_words: tuple[HouseWord, ...] = read_dictionary(dictionary) if dictionary else ()

    @classmethod
    def beside(cls, index_dir: Path) -> Segmenter:
        """With the house words of the dictionary that lies beside the index directory, if one does."""
        return cls(beside_index(index_dir, DICTIONARY_NAME))

    @cached_property
    def digest(self) -> str:
        """Changes whenever the words that the segmenter knows do."""
        known = [segmenter_name(), *(f"{each.word} {each.frequency or ''}" for each in self.house_words)]
        return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16]

    @cached_property
    def _tokenize(self) -> _Tokenize:
        with _loading:
            return _tokenizer(self.house_words)

    def segment(self, text: str) -> list[Token]:
        """jieba's tokens in search mode of `text`, which is folded; punctuation inside Latin words may be left out."""
        return self._tokenize(text)

    def words(self, text: str) -> list[Token]:
        """The terms of the words field: of `text` in either script, folded; punctuation and spaces are left out.

        The text is simplified before it is segmented, since jieba breaks traditional words apart; the words are
        folded by class after, so that 答复, 答復 and 答覆 are one term.
        """
        return [(fold(word), start, end) for word, start, end in self.segment(fold_for_words(text)) if _is_word(word)]


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
def _tokenizer(house_words: tuple[HouseWord, ...]) -> _Tokenize:
    if not segmenter_name().startswith("rjieba"):
        return lambda text: jieba_tokens(text, house_words)
    import rjieba

    if not house_words:
        return lambda text: _as_jieba(rjieba.tokenize(text, mode="search"), frozenset())
    own = rjieba.Jieba()
    known = set()
    for each in house_words:
        word = fold_for_words(each.word)
        own.add_word(word, each.frequency, None)
        known.add(word)
    return lambda text: _as_jieba(own.tokenize(text, mode="search"), known)


def jieba_tokens(text: str, house_words: tuple[HouseWord, ...] = ()) -> list[Token]:
    """What jieba itself says: the reference, and the way where rjieba has no wheel."""
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


def _as_jieba(tokens: list[Token], house_words: set[str] | frozenset[str]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        word, start, _ = token
        if word.isascii() and not word.isalnum() and _LONG_LATIN.fullmatch(word):
            # The parts that search mode found in such a word stand before it.
            parts = []
            while kept and kept[-1][1] >= start:
                parts.append(kept.pop())
            if word in house_words:
                kept += [part for part in parts if part[0] in house_words and len(part[0]) <= _LONGEST_PART]
                kept.append(token)
            else:
                kept.extend((piece[0], start + piece.start(), start + piece.end()) for piece in _LATIN.finditer(word))
        else:
            kept.append(token)
    return kept


def _is_word(word: str) -> bool:
    return any(map(str.isalnum, word))
