"""Merge policy: tiered, so that segments stay few and single additions cheap.

Segments are in the order of writing. A segment of tier *t* has about 64 · 8^t documents; when eight at the end are of
one tier or below, they become one of the next. So a document is merged about once per tier, and there are at most eight
segments per tier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FAN: Final = 8
_SMALLEST: Final = 64

ALWAYS: Final = 1 << 16
"""Minimum merge budget of a commit (documents): about half a second."""
_FOR_EACH: Final = 4
"""Merge budget for each added document (documents)."""


def allowance(added: int, largest: int) -> int:
    """Merge budget of a commit that added `added` documents; largest: maximum size of a segment (documents)."""
    return min(max(ALWAYS, _FOR_EACH * added), largest)


def merge_from(live: Sequence[int], allowed: int) -> int:
    """Index of the first segment from which on all are merged into one; `len(live)` if none are.

    live: live documents of each segment. allowed: the merge budget (documents).
    """
    best = len(live)
    for tier in range(_tier(max(live, default=0)) + 1):
        first = len(live)
        while first and _tier(live[first - 1]) <= tier:
            first -= 1
        if len(live) - first >= FAN and sum(live[first:]) <= allowed:
            best = first
    return best


def _tier(documents: int) -> int:
    tier = 0
    while documents > _SMALLEST * FAN**tier:
        tier += 1
    return tier
