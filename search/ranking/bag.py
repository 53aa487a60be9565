"""Ranking terms of a query: the words, bigrams and characters of its texts, without question words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from index.analysis import fold
from index.analysis.segmentation import Token

# fmt: off
QUESTION_WORDS: Final = (
    "为什么", "什么样", "什么时候", "什么", "哪一个", "哪一", "哪个", "哪些", "哪里", "哪儿", "哪位", "哪种", "哪年",
    "哪", "谁", "何时", "何地", "何人", "何种", "为何", "多少", "几个", "几", "如何", "怎么样", "怎么", "怎样", "是否",
    "请问", "吗", "呢", "多久",
)
# fmt: on
"""Question words, ignored in ranking; the longer ones first, in simplified script."""

# 呈现为什么样 is 呈现为 and 什么样.
_ASKS: Final = re.compile("|".join(fold(word) for word in QUESTION_WORDS).replace("为什么|", "为什么(?!样)|"))


@dataclass(frozen=True, slots=True)
class Bag:
    """The terms of a query, each once, folded.

    words: terms of the words field. grams: bigrams of adjacent letters, digits and characters.
    characters: each character, with the words that contain it.
    """

    words: tuple[str, ...]
    grams: tuple[str, ...]
    characters: dict[str, tuple[str, ...]]


def make_bag(texts: Iterable[str], words: Callable[[str], list[Token]]) -> Bag:
    """The bag of `texts`; question words are left out, unless there are no others. words: the segmenter's."""
    texts = list(texts)
    bag = _make_bag(texts, words, asking=False)
    return bag if bag.words else _make_bag(texts, words, asking=True)


def _make_bag(texts: list[str], words: Callable[[str], list[Token]], *, asking: bool) -> Bag:
    terms: dict[str, None] = {}
    grams: dict[str, None] = {}
    characters: dict[str, dict[str, None]] = {}
    for text in texts:
        folded = fold(text)
        counts = _content(folded, asking=asking)
        for word, start, end in words(text):
            if any(counts[start:end]):
                terms[word] = None
                for char, says in zip(folded[start:end], counts[start:end], strict=True):
                    if says:
                        characters.setdefault(char, {})[word] = None
        grams |= {folded[at : at + 2]: None for at in range(len(folded) - 1) if counts[at] and counts[at + 1]}
    return Bag(tuple(terms), tuple(grams), {char: tuple(found) for char, found in characters.items()})


def _content(folded: str, *, asking: bool) -> list[bool]:
    """For each character, whether it is content: alphanumeric and not part of a question word."""
    counts = [char.isalnum() for char in folded]
    if not asking:
        for found in _ASKS.finditer(folded):
            counts[found.start() : found.end()] = [False] * len(found[0])
    return counts
