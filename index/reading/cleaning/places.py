"""Places in a text after other steps changed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.report import Restored

_AGREEING: Final = (4, 2, 1)
_FARTHEST: Final = 64


def moved(places: Sequence[Restored], before: str, after: str) -> tuple[Restored, ...]:
    """The places of the text `before` as spans of `after`, which lacks some of its signs or has others for them.

    A place whose text is gone is left out; linear in the texts' length.
    """
    if not places or before == after:
        return tuple(places)
    offsets = _offsets(before, after)
    there = (Restored(offsets[place.start], offsets[place.end], place.raw) for place in places)
    return tuple(place for place in there if place.start < place.end)


def _offsets(before: str, after: str) -> list[int]:
    """For every offset in `before`, also its end, that of the same place in `after`."""
    offsets: list[int] = []
    here = there = 0
    while here < len(before):
        if there < len(after) and before[here] == after[there]:
            offsets.append(there)
            here, there = here + 1, there + 1
            continue
        gone, come = _difference(before, after, here, there)
        offsets += [min(there + min(each, come), len(after)) for each in range(gone)]
        here, there = here + gone, there + come
    return [*offsets[: len(before)], len(after)]


def _difference(before: str, after: str, here: int, there: int) -> tuple[int, int]:
    """How many signs differ in each before both agree again."""
    for agreeing in _AGREEING:
        for both in range(1, _FARTHEST):
            for come in range(min(both, len(after) - there) + 1):
                gone = both - come
                piece = before[here + gone : here + gone + agreeing]
                if gone and len(piece) == agreeing and piece == after[there + come : there + come + agreeing]:
                    return gone, come
    return len(before) - here, len(after) - there
