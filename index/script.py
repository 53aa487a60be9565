"""Scripts: conversion of a text to simplified or traditional, and which of them it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import opencc

from index.analysis import fold, segment

_SAMPLE: Final = 400
_CLEAR: Final = 4
"""Lead in characters above which counting decides, whatever the context changes in a conversion."""
_HAN: Final = range(0x3400, 0xA000)
_BETWEEN_WORDS: Final = "\x1f"
_KEPT: Final = (_BETWEEN_WORDS, "\0")
"""Characters that a text may have and no conversion is given: the separator, and NUL, at which s2tw ends a text."""
_AT_KEPT: Final = re.compile(f"([{''.join(_KEPT)}])")


def simplified(text: str) -> str:
    """The text in simplified script."""
    converted: str = _converter("t2s").convert(text)
    return converted


def traditional(text: str) -> str:
    """A simplified text in traditional script, converted word by word: 大局促 is 大局 and 促, not 侷促.

    In Taiwan's standard forms (OpenCC's s2tw), which most readers of traditional script know: 為, not 爲.
    """
    return "".join(each if each in _KEPT else _made_traditional(each) for each in _AT_KEPT.split(text))


def _made_traditional(text: str) -> str:
    converted: str = _converter("s2tw").convert(_BETWEEN_WORDS.join(_in_words(text)))
    return converted.replace(_BETWEEN_WORDS, "")


def _in_words(text: str) -> Iterator[str]:
    """The text cut at the boundaries of jieba's longest words."""
    ends: dict[int, int] = {}
    for _, start, end in segment(fold(text)):
        ends[start] = max(end, ends.get(start, 0))
    at = 0
    for start, end in sorted(ends.items()):
        if start >= at:
            yield from filter(None, (text[at:start], text[start:end]))
            at = end
    yield text[at:]


def language(text: str) -> str:
    """BCP 47 tag of a text, `zh-Hant` or `zh-Hans`, judged by its first _SAMPLE code points.

    Traditional if conversion to simplified changes more characters than conversion to traditional: a stray 著 or 乾
    does not make a simplified text traditional, and a text that is the same in both scripts is `zh-Hans`.
    """
    sample = text[:_SAMPLE]
    traditional, simplified = _changed_by("t2s"), _changed_by("s2t")
    if traditional.isdisjoint(sample):
        return "zh-Hans"
    # Counting characters decides nearly every text, many times faster than two conversions.
    many, few = sum(map(traditional.__contains__, sample)), sum(map(simplified.__contains__, sample))
    if abs(many - few) > _CLEAR + min(many, few):
        return "zh-Hant" if many > few else "zh-Hans"
    to_simplified, to_traditional = _converter("t2s"), _converter("s2t")
    return "zh-Hant" if _changes(sample, to_simplified) > _changes(sample, to_traditional) else "zh-Hans"


@cache
def _changed_by(configuration: str) -> frozenset[str]:
    """Characters that a conversion changes in isolation."""
    alone = [chr(code) for code in _HAN]
    changed = _converter(configuration).convert("\n".join(alone)).split("\n")
    return frozenset(before for before, after in zip(alone, changed, strict=True) if before != after)


def _changes(text: str, converter: opencc.OpenCC) -> int:
    return sum(before != after for before, after in zip(text, converter.convert(text), strict=False))


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)
