"""Analyzers of the schema: the index's terms of a text as Whoosh's tokens, for queries and highlights.

They are pickled with the table of contents, so that whoever opens the index has the words that it was made with.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer

from index.analysis import Segmenter, fold, folding_digest, searched, segmenter_name, variants, well_formed
from index.analysis.user_dictionary import DictionaryEntry
from index.language import gettext
from index.whoosh_view.refusal import WhooshRefused

Place = tuple[str, int, int, int]
"""A term, its half-open span (code points), and its position."""


@cache
def _installed() -> tuple[str, str]:
    return segmenter_name(), folding_digest()


@lru_cache(maxsize=4)
def _segmenter(user_dictionary: tuple[DictionaryEntry, ...]) -> Segmenter:
    segmenter = Segmenter()
    segmenter.user_dictionary = user_dictionary
    return segmenter


class TermsAnalyzer(Analyzer):
    """Base of the analyzers. Safe for threads."""

    def __init__(self) -> None:
        self._made_by = _installed()

    def check(self) -> None:
        """Raise WhooshRefused if it was pickled with another segmenter or folding, which makes other terms."""
        if self._made_by != _installed():
            raise WhooshRefused(
                f"the terms of this index were made by {self._made_by[0]} and its folding, not by {_installed()[0]}",
                next_step=gettext("请运行 zhengsou index 重建索引"),
            )

    def _places(self, text: str, mode: str) -> Iterator[Place]:
        """Terms of a searched text in order; mode: "query" in a query."""
        raise NotImplementedError

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[Token]:
        """Tokens of `value`; one token object, reused, as in Whoosh.

        tokenize: false for a pattern or a prefix, which is folded as a whole. Raises WhooshRefused as `check` does.
        """
        self.check()
        token = Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
        found = searched(well_formed(value))
        text = found.text
        for term, start, end, position in self._places(text, mode) if tokenize else [(fold(text), 0, len(text), 0)]:
            token.text = term
            if keeporiginal:
                token.original = value[slice(*found.original(start, end))]  # type: ignore[attr-defined]
            if positions:
                token.pos = start_pos + position
            if chars:
                first, last = found.original(start, end) if end > start else (start, end)
                token.startchar, token.endchar = start_char + first, start_char + last
            yield token


class WordAnalyzer(TermsAnalyzer):
    """Terms of the words field.

    A position counts terms in the order of search mode: the words inside a longer one precede it, each with a position
    of its own, so that a phrase's words follow one another in the text as they do in the query.
    """

    def __init__(self, user_dictionary: tuple[DictionaryEntry, ...] = ()) -> None:
        super().__init__()
        self.user_dictionary = user_dictionary

    def _places(self, text: str, mode: str) -> Iterator[Place]:  # noqa: ARG002
        for position, (word, start, end) in enumerate(_segmenter(self.user_dictionary).words(text)):
            yield word, start, end, position


class BigramAnalyzer(TermsAnalyzer):
    """Terms of the grams fields, each at its offset. In a query, only bigrams: together they are the text."""

    def _places(self, text: str, mode: str) -> Iterator[Place]:
        """Raises WhooshRefused for a query of one character, which is a term only at the end of a paragraph."""
        folded = fold(text)
        if mode == "query" and len(folded) == 1:
            raise WhooshRefused(
                f"one character is no bigram: write {folded}* for the bigrams that begin with it",
                next_step=gettext("请写成 %(folded)s*", folded=folded),
            )
        last = len(folded) - (mode == "query")
        for offset in range(last):
            yield folded[offset : offset + 2], offset, min(offset + 2, len(folded)), offset


class VariantAnalyzer(TermsAnalyzer):
    """Characters that script folding changes, each at its offset."""

    def _places(self, text: str, mode: str) -> Iterator[Place]:  # noqa: ARG002
        for offset, char in sorted((offset, char) for char, offsets in variants(text).items() for offset in offsets):
            yield char, offset, offset + 1, offset
