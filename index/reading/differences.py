"""Character diff of a line and its cleaned text, for display."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

Span = tuple[int, int]
"""Half-open, in code points."""

_LARGEST_COMPARISON: Final = 20_000
"""Characters of one text times characters of the other. Difflib's time grows with the cube of a text."""


def differences(original: str, cleaned: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Differing spans of the original, and of the cleaned text.

    Without these spans, both texts are equal. Long texts are compared piecewise, between characters that occur once in
    each; a long piece without such a character differs as a whole.
    """
    edits = list(_edits(original, cleaned, (0, 0), whole=True))
    return tuple(span for span, _ in edits if span[0] < span[1]), tuple(span for _, span in edits if span[0] < span[1])


def _edits(original: str, cleaned: str, at: tuple[int, int], *, whole: bool) -> Iterator[tuple[Span, Span]]:
    """Pairs of a span and its replacement; at: offset of each text, in code points.

    whole: the texts may be split at characters unique in each.
    """
    start = _common(original, cleaned)
    end = _common(original[start:][::-1], cleaned[start:][::-1])
    before, after = original[start : len(original) - end], cleaned[start : len(cleaned) - end]
    left, right = at[0] + start, at[1] + start
    if len(before) * len(after) <= _LARGEST_COMPARISON:
        for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag != "equal":
                yield (left + a, left + b), (right + c, right + d)
    elif whole:
        borders = [(0, 0), *_agreements(before, after), (len(before), len(after))]
        for (a, c), (b, d) in pairwise(borders):
            yield from _edits(before[a:b], after[c:d], (left + a, right + c), whole=False)
    else:
        yield (left, left + len(before)), (right, right + len(after))


def _common(one: str, other: str) -> int:
    """Length of the common prefix."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _agreements(before: str, after: str) -> list[tuple[int, int]]:
    """Positions of characters unique in each text: the longest sequence in the same order (patience diff)."""
    counts, others = Counter(before), Counter(after)
    places = {sign: place for place, sign in enumerate(after) if others[sign] == counts[sign] == 1}
    pairs = [(place, places[sign]) for place, sign in enumerate(before) if sign in places]
    # Longest increasing subsequence: the last pair of the best one of each length, and each pair's predecessor.
    lasts: list[int] = []
    tops: list[int] = []
    previous: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(lasts, place)
        previous.append(tops[length - 1] if length else None)
        lasts[length : length + 1], tops[length : length + 1] = [place], [number]
    found = []
    last = tops[-1] if tops else None
    while last is not None:
        found.append(pairs[last])
        last = previous[last]
    return found[::-1]
