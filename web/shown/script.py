"""Script of shown texts: conversion to simplified or traditional, with highlights kept in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, Literal

import opencc
from flask import g, has_request_context, request

from index.analysis import fold, segment
from index.errors import RequestError
from search.result import Span
from search.snippet import Piece

Script = Literal["original", "zh-Hans", "zh-Hant"]
SCRIPTS: Final[tuple[Script, ...]] = ("original", "zh-Hans", "zh-Hant")
COOKIE: Final = "script"
_SAMPLE: Final = 400
_CLEAR: Final = 4
"""Lead in characters above which counting decides, whatever the context changes in a conversion."""
_HAN: Final = range(0x3400, 0xA000)
_BETWEEN_WORDS: Final = "\x1f"


def script() -> Script:
    """Script to show texts in: the address's, else the reader's cookie, else "original".

    Raises RequestError if the address names an unknown one.
    """
    try:
        # Cached per request: a page asks for every hit.
        chosen: Script = g.script
    except (AttributeError, RuntimeError):
        if not has_request_context():
            return "original"
        chosen = g.script = named_script(request.args.get(COOKIE, "")) or _chosen()
    return chosen


def shown_script() -> Script:
    """As `script`, but "original" if the address names an unknown one: the error's page has a script too."""
    try:
        return script()
    except RequestError:
        return "original"


def named_script(name: str) -> Script | None:
    """The script of this name, or None for ""; raises RequestError for anything else."""
    if not name:
        return None
    if name not in SCRIPTS:
        raise RequestError(f"没有这种字形：{name[:20]}", next_step="可用 " + "、".join(SCRIPTS))
    return name


def shown(text: str, spans: Sequence[Span] = (), script: Script = "original") -> tuple[str, tuple[Span, ...]]:
    """The text in this script, and the spans moved to the same words in it.

    spans: half-open, in code points, sorted, not overlapping; so are those returned.
    """
    if script == "original" or not text:
        return text, tuple(spans)
    convert = simplified if script == "zh-Hans" else _traditional_once
    converted = convert(text)
    # Offsets hold if each character was replaced by its counterpart.
    if len(converted) == len(text) and fold(converted) == fold(text):
        return converted, tuple(spans)
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    moved, pieces = {0: 0}, []
    for start, end in pairwise(edges):
        pieces.append(convert(text[start:end]))
        moved[end] = moved[start] + len(pieces[-1])
    return "".join(pieces), tuple((moved[start], moved[end]) for start, end in spans)


def simplified(text: str) -> str:
    """The text in simplified script."""
    converted: str = _converter("t2s").convert(text)
    return converted


def traditional(text: str) -> str:
    """A simplified text in traditional script, converted word by word: 大局促 is 大局 and 促, not 侷促.

    In Taiwan's standard forms (OpenCC's s2tw), which most readers of traditional script know: 為, not 爲.
    """
    # The text may contain the separator, which must be kept.
    return _BETWEEN_WORDS.join(map(_made_traditional, text.split(_BETWEEN_WORDS)))


def _made_traditional(text: str) -> str:
    converted: str = _converter("s2tw").convert(_BETWEEN_WORDS.join(_in_words(text)))
    return converted.replace(_BETWEEN_WORDS, "")


def _traditional_once(text: str) -> str:
    """Leaves traditional text unchanged: 咸陽 must not become 鹹陽."""
    return text if language(text) == "zh-Hant" else traditional(text)


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


def shown_pieces(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a text in the request's script."""
    wanted = script()
    if wanted == "original" or not pieces:
        return tuple(pieces)
    spans: list[Span] = []
    words: list[bool] = []
    at = 0
    for piece in pieces:
        if piece.marked:
            spans.append((at, at + len(piece.text)))
            words.append(piece.word)
        at += len(piece.text)
    text, spans_shown = shown("".join(piece.text for piece in pieces), spans, wanted)
    edges = sorted({0, len(text), *(edge for span in spans_shown for edge in span)})
    marked = {start: word for (start, _), word in zip(spans_shown, words, strict=True)}
    return tuple(
        Piece(text[start:end], start in marked, marked.get(start, False))
        for start, end in pairwise(edges)
        if start < end
    )


def in_script(text: str) -> str:
    """The text in the request's script."""
    return shown(text, (), script())[0]


def shown_language(language: str) -> str:
    """BCP 47 tag of a text written in `language`, as shown in the request's script."""
    wanted = script()
    return language if wanted == "original" else wanted


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


def _chosen() -> Script:
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in SCRIPTS else "original"


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)
