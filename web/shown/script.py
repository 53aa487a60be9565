"""The script that texts are shown in: as they were written, or made simplified or traditional, marks still in place."""

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
"""Changed characters that context may make more or fewer of."""
_HAN: Final = range(0x3400, 0xA000)
_BETWEEN_WORDS: Final = "\x1f"


def script() -> Script:
    """The script that this request's page shows texts in: the address's, else the reader's choice, else as written.

    Raises RequestError when the address names another.
    """
    try:
        # A page asks for every hit.
        chosen: Script = g.script
    except (AttributeError, RuntimeError):
        if not has_request_context():
            return "original"
        chosen = g.script = named_script(request.args.get(COOKIE, "")) or _chosen()
    return chosen


def shown_script() -> Script:
    """The script that texts are shown in; as written where the address names none that there is."""
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
    """The text in this script, and where in it the spans are, which cover what they covered before.

    spans: half-open, in code points, sorted, not overlapping; so are those returned.
    """
    if script == "original" or not text:
        return text, tuple(spans)
    convert = simplified if script == "zh-Hans" else _traditional_once
    converted = convert(text)
    # Each character stands where it stood when each is still the same character, written another way.
    if len(converted) == len(text) and fold(converted) == fold(text):
        return converted, tuple(spans)
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    moved, pieces = {0: 0}, []
    for start, end in pairwise(edges):
        pieces.append(convert(text[start:end]))
        moved[end] = moved[start] + len(pieces[-1])
    return "".join(pieces), tuple((moved[start], moved[end]) for start, end in spans)


def simplified(text: str) -> str:
    """A text made simplified."""
    converted: str = _converter("t2s").convert(text)
    return converted


def traditional(text: str) -> str:
    """A simplified text made traditional, word by word: 大局促 is 大局 and 促, not 侷促.

    In the forms that most readers of traditional script know, 為 and not 爲.
    """
    # What stands between words may stand in the text itself, and must stay there.
    return _BETWEEN_WORDS.join(map(_made_traditional, text.split(_BETWEEN_WORDS)))


def _made_traditional(text: str) -> str:
    converted: str = _converter("s2tw").convert(_BETWEEN_WORDS.join(_in_words(text)))
    return converted.replace(_BETWEEN_WORDS, "")


def _traditional_once(text: str) -> str:
    """What is traditional already is left as it is: 咸陽 must not become 鹹陽."""
    return text if language(text) == "zh-Hant" else traditional(text)


def _in_words(text: str) -> Iterator[str]:
    """The text cut where jieba's longest words begin and end."""
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
    at = 0
    for piece in pieces:
        if piece.marked:
            spans.append((at, at + len(piece.text)))
        at += len(piece.text)
    text, spans_shown = shown("".join(piece.text for piece in pieces), spans, wanted)
    edges = sorted({0, len(text), *(edge for span in spans_shown for edge in span)})
    marked = {start for start, _ in spans_shown}
    return tuple(Piece(text[start:end], start in marked) for start, end in pairwise(edges) if start < end)


def in_script(text: str) -> str:
    """The text in the request's script."""
    return shown(text, (), script())[0]


def shown_language(language: str) -> str:
    """The BCP 47 tag of a text that is in `language` as written, when it is shown in the request's script."""
    wanted = script()
    return language if wanted == "original" else wanted


def language(text: str) -> str:
    """The BCP 47 tag for a report's text, `zh-Hant` or `zh-Hans`, judged by its first few hundred characters.

    Text is traditional when making it simplified changes more of it than making it traditional does; a stray 著 or 乾
    in a simplified text does not count, and neither does text that is the same in both scripts.
    """
    sample = text[:_SAMPLE]
    traditional, simplified = _changed_by("t2s"), _changed_by("s2t")
    if traditional.isdisjoint(sample):
        return "zh-Hans"
    # Characters alone settle it for nearly every text, many times faster than converting it twice.
    many, few = sum(map(traditional.__contains__, sample)), sum(map(simplified.__contains__, sample))
    if abs(many - few) > _CLEAR + min(many, few):
        return "zh-Hant" if many > few else "zh-Hans"
    to_simplified, to_traditional = _converter("t2s"), _converter("s2t")
    return "zh-Hant" if _changes(sample, to_simplified) > _changes(sample, to_traditional) else "zh-Hans"


@cache
def _changed_by(configuration: str) -> frozenset[str]:
    """The characters that a conversion changes when they stand alone."""
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
