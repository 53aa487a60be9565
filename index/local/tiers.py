"""Which segments are merged at a commit: a tiered policy that keeps them few and single additions cheap.

Segments stand in the order in which they were written. A segment of tier *t* has about 64 · 8^t documents; when eight
at the end are of one tier or below, they become one of the next. So a document is merged about once a tier, and there
are at most eight segments a tier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FAN: Final = 8
_SMALLEST: Final = 64

ALWAYS: Final = 1 << 16
"""So many documents may be merged however few were added: about half a second."""
_FOR_EACH: Final = 4
"""So many may be merged for each that was added."""


def allowance(added: int, largest: int) -> int:
    """How many documents a commit may merge that added so many; largest: no segment becomes larger."""
    return min(max(ALWAYS, _FOR_EACH * added), largest)


def merge_from(live: Sequence[int], allowed: int) -> int:
    """The place of the first segment from which on all are to be merged into one; their number when none are.

    live: how many live documents each segment has. allowed: how many may be merged.
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
