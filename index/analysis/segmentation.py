"""Word segmentation: jieba's search mode with a user dictionary, by rjieba where it has a wheel."""

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
from index.analysis.user_dictionary import DictionaryEntry, read_dictionary
from index.settings import DICTIONARY_NAME, beside_index

if TYPE_CHECKING:
    from index.location import Location

Token = tuple[str, int, int]
"""A word and its half-open span (code points)."""

# jieba ends a Latin word or number here; rjieba continues across "-", "_" and a second ".".
_LATIN = re.compile(r"[a-zA-Z0-9]+(?:\.[0-9]+)?%?")
_LATIN_AND_REST = re.compile(rf"({_LATIN.pattern})")
# What is beyond the characters that jieba knows it cuts one by one; rjieba joins equal ones.
_RARE = re.compile("[^\u4e00-\u9fd5a-zA-Z0-9+#&._%\\s-]+")
_LONG_LATIN = re.compile(r"[a-zA-Z0-9._%-]+")

_LONGEST_PART = 3
"""Characters: search mode also gives the words of two and three characters inside a longer one."""

_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts a text into words that joined are the text, and knows the words of its dictionary.

    breaks_latin: whether the ends of Latin words have to be corrected.
    """

    cut: Callable[[str], list[str]]
    has_word: Callable[[str], bool]
    breaks_latin: bool


class Segmenter:
    """jieba's segmentation with a user dictionary; safe for threads once made.

    Cheap to make: words are loaded when the first text is segmented, once for each distinct user dictionary.
    """

    def __init__(self, dictionary: Path | None = None) -> None:
        """dictionary: path of a user dictionary, which may be absent; raises UserFileError if it cannot be read."""
        self.user_dictionary: tuple[DictionaryEntry, ...] = read_dictionary(dictionary) if dictionary else ()

    @classmethod
    def beside(cls, location: Location) -> Segmenter:
        """With the user dictionary beside the index (index/settings.py), if there is one."""
        return cls(beside_index(location, DICTIONARY_NAME))

    @cached_property
    def digest(self) -> str:
        """Changes whenever the segmenter's words do."""
        known = [segmenter_name(), *(f"{each.word} {each.frequency or ''}" for each in self.user_dictionary)]
        return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16]

    @cached_property
    def _cutter(self) -> _Cutter:
        with _loading:
            return _make_cutter(self.user_dictionary)

    @cached_property
    def _user_terms(self) -> frozenset[str]:
        return frozenset(fold_for_words(each.word) for each in self.user_dictionary)

    def cut(self, text: str) -> list[str]:
        """jieba's words of the folded `text`, in order; joined they are the text."""
        return self._cutter.cut(text)

    def parts(self, word: str) -> list[tuple[str, int]]:
        """Search mode's parts of a word from `cut`, each with its distance from the word's start.

        Punctuation inside a Latin word is left out.
        """
        cutter = self._cutter
        if cutter.breaks_latin and _is_long_latin(word) and word not in self._user_terms:
            return [(piece[0], piece.start()) for piece in _LATIN.finditer(word)]
        found = [
            (word[start : start + length], start)
            for length in range(2, min(_LONGEST_PART, len(word) - 1) + 1)
            for start in range(len(word) - length + 1)
            if cutter.has_word(word[start : start + length])
        ]
        return [*found, (word, 0)]

    def tokens(self, word: str) -> list[str]:
        """jieba's accurate mode of a word from `cut`; joined they are the word, punctuation included."""
        cutter = self._cutter
        if not cutter.breaks_latin or len(word) < 2 or word in self._user_terms:
            return [word]
        if _is_long_latin(word):
            return [piece for piece in _LATIN_AND_REST.split(word) if piece]
        return list(word) if _RARE.fullmatch(word) else [word]

    def segment(self, text: str) -> list[Token]:
        """jieba's search-mode tokens of the folded `text`; punctuation inside Latin words may be left out."""
        tokens = []
        place = 0
        for word in self.cut(text):
            tokens += [(part, place + distance, place + distance + len(part)) for part, distance in self.parts(word)]
            place += len(word)
        return tokens

    def accurate(self, text: str) -> list[str]:
        """jieba's accurate mode of `text`, simplified and folded in width and case, as the token stream has it."""
        return [token for word in self.cut(fold_for_words(text)) for token in self.tokens(word)]

    def is_whole_entry(self, word: str) -> bool:
        """Whether a word of the dictionary is not cut when it stands alone."""
        return self._cutter.has_word(word) and self.accurate(word) == [word]

    def words(self, text: str) -> list[Token]:
        """Terms of the words field: folded words of `text` in either script, without punctuation and spaces.

        The text is simplified before segmentation, since jieba breaks traditional words apart; the words are folded by
        class after it, so that 答复, 答復 and 答覆 are one term.
        """
        return [(fold(word), start, end) for word, start, end in self.segment(fold_for_words(text)) if is_word(word)]


def is_word(text: str) -> bool:
    """Whether a token is a term: it has an alphanumeric character, Han included."""
    return any(map(str.isalnum, text))


_PLAIN = Segmenter()


def segment(text: str) -> list[Token]:
    """`Segmenter.segment` without a user dictionary."""
    return _PLAIN.segment(text)


def words(text: str) -> list[Token]:
    """`Segmenter.words` without a user dictionary."""
    return _PLAIN.words(text)


def accurate(text: str) -> list[str]:
    """`Segmenter.accurate` without a user dictionary."""
    return _PLAIN.accurate(text)


def always_whole(word: str) -> bool:
    """Whether a simplified word is never cut inside where words begin and end at its ends, whatever is beside it.

    jieba takes the likeliest way through a text, so a dictionary's word that is one alone is one between any two ends
    of words; of others, which a model of characters finds, the text beside them decides. Latin words it never cuts.
    """
    return len(word) == 1 or (word.isascii() and word.isalnum()) or _PLAIN.is_whole_entry(word)


@cache
def segmenter_name() -> str:
    """The installed segmenter's package and version, which an index records."""
    for package in ("rjieba", "jieba"):
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    raise RuntimeError("neither rjieba nor jieba is installed")


@lru_cache(maxsize=4)
def _make_cutter(user_dictionary: tuple[DictionaryEntry, ...]) -> _Cutter:
    if not segmenter_name().startswith("rjieba"):
        own = _jieba(user_dictionary)
        return _Cutter(own.lcut, lambda word: bool(own.FREQ.get(word)), breaks_latin=False)
    import rjieba

    if not user_dictionary:
        return _Cutter(rjieba.cut, rjieba.has_word, breaks_latin=True)
    known = rjieba.Jieba()
    for each in user_dictionary:
        known.add_word(fold_for_words(each.word), each.frequency, None)
    return _Cutter(known.cut, known.has_word, breaks_latin=True)


def jieba_tokens(text: str, user_dictionary: tuple[DictionaryEntry, ...] = ()) -> list[Token]:
    """Tokens of jieba itself: the reference."""
    return list(_jieba(user_dictionary).tokenize(text, mode="search"))


@lru_cache(maxsize=4)
def _jieba(user_dictionary: tuple[DictionaryEntry, ...]) -> Any:
    import jieba

    jieba.setLogLevel(60)
    if not user_dictionary:
        return jieba.dt
    own = jieba.Tokenizer()
    for each in user_dictionary:
        own.add_word(fold_for_words(each.word), each.frequency)
    return own


def _is_long_latin(word: str) -> bool:
    return word.isascii() and not word.isalnum() and _LONG_LATIN.fullmatch(word) is not None
