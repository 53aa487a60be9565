"""What differs between two wordings, character by character, a figure as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from index.analysis import fold
from search.result import Span

_PART: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*|\S")
"""A figure, of which no digit is the same by itself, or one character; white space counts for nothing."""
_ISLAND: Final = 2
"""Equal parts between two differences that are read as differing, if there are fewer: one is equal by chance."""


def differences(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of each that the other has not (code points, half-open, sorted, apart).

    Compared folded. What is outside of the spans is the same in both, in order, white space aside.
    """
    sides = [list(_PART.finditer(fold(text))) for text in (before, after)]
    own, others = ([part[0] for part in side] for side in sides)
    changed: list[tuple[int, int, int, int]] = []
    for kind, start, end, other, last in SequenceMatcher(None, own, others, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        joins = bool(changed) and start - changed[-1][1] < _ISLAND
        first = changed.pop() if joins else (start, 0, other, 0)
        changed.append((first[0], end, first[2], last))
    return (
        _spans(sides[0], ((start, end) for start, end, _, _ in changed)),
        _spans(sides[1], ((start, end) for _, _, start, end in changed)),
    )


def _spans(parts: list[re.Match[str]], changed: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple((parts[start].start(), parts[end - 1].end()) for start, end in changed if start < end)
