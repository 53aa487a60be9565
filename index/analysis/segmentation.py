"""Words of a text with their places: jieba's search mode, by rjieba where there is a wheel for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from index.analysis.folding import fold, fold_for_words

Token = tuple[str, int, int]
"""A word, and the half-open span (code points) where it stands."""

_Tokenize = Callable[[str], list[Token]]

# jieba ends a Latin word or number here; rjieba goes on across "-", "_" and a second ".".
_LATIN = re.compile(r"[a-zA-Z0-9]+(?:\.[0-9]+)?%?")
_LONG_LATIN = re.compile(r"[a-zA-Z0-9._%-]+")


@cache
def segmenter_name() -> str:
    """Which package segments, and its version: a part of what makes an index."""
    for package in ("rjieba", "jieba"):
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    raise RuntimeError("neither rjieba nor jieba is installed")


@cache
def _tokenizer() -> _Tokenize:
    if segmenter_name().startswith("rjieba"):
        import rjieba

        return lambda text: _as_jieba(rjieba.tokenize(text, mode="search"))
    return jieba_tokens


def jieba_tokens(text: str) -> list[Token]:
    """What jieba itself says: the reference, and the way where rjieba has no wheel."""
    import jieba

    jieba.setLogLevel(60)
    return list(jieba.tokenize(text, mode="search"))


def _as_jieba(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        word, start, _ = token
        if word.isascii() and not word.isalnum() and _LONG_LATIN.fullmatch(word):
            # The parts that search mode found in such a word stand before it.
            while kept and kept[-1][1] >= start:
                kept.pop()
            kept.extend((piece[0], start + piece.start(), start + piece.end()) for piece in _LATIN.finditer(word))
        else:
            kept.append(token)
    return kept


def segment(text: str) -> list[Token]:
    """jieba's tokens in search mode of `text`, which is folded; punctuation inside Latin words may be left out."""
    return _tokenizer()(text)


def words(text: str) -> list[Token]:
    """The terms of the words field: of `text` in either script, folded; punctuation and spaces are left out.

    The text is simplified before it is segmented, since jieba breaks traditional words apart; the words are folded by
    class after, so that 答复, 答復 and 答覆 are one term.
    """
    return [(fold(word), start, end) for word, start, end in segment(fold_for_words(text)) if _is_word(word)]


def _is_word(word: str) -> bool:
    return any(map(str.isalnum, word))


@cache
def dictionary_digest() -> str:
    """Changes whenever the words that the segmenter knows do."""
    return hashlib.sha256(segmenter_name().encode()).hexdigest()[:16]
