"""Kinds of tokens, which lists of words leave out or let in: stop words, figures, punctuation, names of places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, Literal, get_args
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from index.analysis.folding import fold_for_words
from index.analysis.tagging import tag_words
from index.language import N_, gettext
from index.places import gazetteer
from index.segment.stream import TokenStreams
from search.matching.token_shapes import TokenShapes, shapes_of

Mask = npt.NDArray[np.bool_]
TokenKind = Literal["stopwords", "figures", "punctuation", "places"]
TOKEN_KINDS: Final[tuple[TokenKind, ...]] = get_args(TokenKind)
LEFT_OUT: Final[frozenset[TokenKind]] = frozenset({"stopwords", "figures", "punctuation"})
"""What lists of words leave out unless they are asked to let it in."""
_KIND_LABELS: Final[Mapping[TokenKind, str]] = {
    "stopwords": N_("虚词"),
    "figures": N_("数字"),
    "punctuation": N_("标点"),
    "places": N_("地名"),
}
"""What each kind is called, for gettext."""

_FIGURE: Final = re.compile(r"第?[0-9零〇一二三四五六七八九十百千万亿两]+(?:[.,][0-9]+)*[%‰]?")
_PLACE: Final = "ns"
"""jieba's tag of the names of places."""


def kind_said(kind: TokenKind) -> str:
    """What a kind is called inside a sentence; 数字 is the title of a study, too, and English titles have capitals."""
    said = gettext(_KIND_LABELS[kind])
    return said[:1].lower() + said[1:]


class TokenKinds:
    """The kinds of the distinct tokens of an index, and more of them; each array has an element for each."""

    def __init__(self, shapes: TokenShapes) -> None:
        self._shapes = shapes
        self._words = shapes.words
        # Stop words change with their file alone, so that one mask is asked for again and again.
        self._stop_word = lru_cache(2)(self._made_stop_word)

    @property
    def word(self) -> Mask:
        """Tokens that are words: letters or digits are in them, Han characters included."""
        return self._shapes.word

    @property
    def space(self) -> Mask:
        """White space, which is beside no word."""
        return self._shapes.space

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Code points of each token."""
        return self._shapes.lengths

    @cached_property
    def figure(self) -> Mask:
        """Words that are numbers."""
        return self._mask(_FIGURE.fullmatch(word) is not None for word in self._words)

    @cached_property
    def place(self) -> Mask:
        """Names of places: of the gazetteer in full, or by jieba's dictionary."""
        named = {fold_for_words(place.name) for place in gazetteer()}
        return self._mask(word in named or _is_tagged_place(word) for word in self._words)

    @cached_property
    def ranks(self) -> npt.NDArray[np.int64]:
        """Each token's place in code point order."""
        ranks = np.empty(len(self._words), np.int64)
        ranks[sorted(range(len(self._words)), key=self._words.__getitem__)] = np.arange(len(self._words))
        return ranks

    def stop_word(self, stop_words: frozenset[str]) -> Mask:
        """Those of some stop words, folded."""
        return self._stop_word(stop_words)

    def _made_stop_word(self, stop_words: frozenset[str]) -> Mask:
        return self._mask(word in stop_words for word in self._words)

    def left_out(self, kinds: Collection[TokenKind], stop_words: frozenset[str]) -> Mask:
        """The tokens of these kinds."""
        # White space is nothing that is said.
        left_out = self.space.copy()
        if "punctuation" in kinds:
            left_out |= ~self.word
        if "figures" in kinds:
            left_out |= self.figure
        if "stopwords" in kinds:
            left_out |= self.stop_word(stop_words)
        if "places" in kinds:
            left_out |= self.place
        return left_out

    def _mask(self, each: Iterable[bool]) -> Mask:
        return np.fromiter(each, np.bool_, len(self._words))


_KNOWN: Final[WeakKeyDictionary[TokenStreams, TokenKinds]] = WeakKeyDictionary()


def kinds_of(stream: TokenStreams) -> TokenKinds:
    """The kinds of an index's tokens, which are found out once for each generation."""
    kinds = _KNOWN.get(stream)
    if kinds is None:
        kinds = _KNOWN[stream] = TokenKinds(shapes_of(stream))
    return kinds


class Numbering:
    """One numbering of the distinct tokens of one index, or of what was gathered from a cluster twice.

    words: the tokens, by number. kinds: of these.
    """

    def __init__(self, streams: Sequence[TokenStreams]) -> None:
        first = streams[0]
        self._maps: dict[int, npt.NDArray[np.uint32]] = {}
        if all(stream is first for stream in streams):
            self.words: Sequence[str] = first.words
            self.kinds = kinds_of(first)
            return
        places: dict[str, int] = {}
        for stream in streams:
            numbers = [places.setdefault(word, len(places)) for word in stream.words]
            self._maps[id(stream)] = np.array(numbers, np.uint32)
        self.words = list(places)
        self.kinds = TokenKinds(TokenShapes(self.words))

    def renumbered(self, numbers: npt.NDArray[np.uint32], stream: TokenStreams) -> npt.NDArray[np.uint32]:
        """Numbers of a stream's tokens in this numbering."""
        return self._maps[id(stream)][numbers] if self._maps else numbers


def _is_tagged_place(word: str) -> bool:
    tagged = tag_words(word)
    return len(tagged) == 1 and tagged[0][1] == _PLACE
