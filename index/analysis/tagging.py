"""Words of a text with their parts of speech, by jieba's dictionary: what tells names of places from words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from index.analysis.segmentation import segmenter_name

Tagged = list[tuple[str, str]]
"""Words and their tags, one behind the other; together the words are the text."""


def tag_words(text: str) -> Tagged:
    """The words of `text` with jieba's tags; a word that its dictionary does not have gets a guess.

    The guesses of rjieba and of jieba may differ, and where a Latin word ends; words and tags else do not.
    """
    return _tagger()(text)


@cache
def _tagger() -> Callable[[str], Tagged]:
    if not segmenter_name().startswith("rjieba"):
        return _jieba_tagger()
    import rjieba

    tag: Callable[[str], Tagged] = rjieba.tag
    return tag


def _jieba_tagger() -> Callable[[str], Tagged]:
    """What tags as rjieba does: jieba's own tagger cuts otherwise than jieba, and tags known words by their context."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel(60)
    tagger = jieba.posseg.POSTokenizer(jieba.dt)
    tagger.initialize()

    def tag(text: str) -> Tagged:
        words: list[str] = jieba.lcut(text)
        return [(word, tagger.word_tag_tab.get(word) or tagger.lcut(word)[-1].flag) for word in words]

    return tag
