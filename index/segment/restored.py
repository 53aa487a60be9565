"""Restored places in a report's metadata: rows of paragraph number, start, end and what stood there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from index.report import Restored, stand_in

RESTORED: Final = "restored"
"""Name of the rows in the metadata; reports without any have none."""

Row = tuple[int, int, int, str]


def restored_rows(places: Sequence[Sequence[Restored]]) -> list[Row]:
    """The rows of the paragraphs' restored places, in order."""
    return [(number, *place) for number, found in enumerate(places) for place in found]


def restored_in(meta: Mapping[str, Any], number: int) -> tuple[Restored, ...]:
    """The restored places of one paragraph.

    number: its own, in what the metadata is of. Raises TypeError or ValueError for malformed rows.
    """
    rows = meta.get(RESTORED, ())
    return tuple(Restored(int(start), int(end), str(raw)) for of, start, end, raw in rows if of == number)


def wrong_places(meta: Mapping[str, Any], texts: Sequence[str]) -> list[int]:
    """Numbers of paragraphs whose restored places are no spans of their texts, malformed rows included.

    texts: of all the report's paragraphs, in order.
    """
    wrong: list[int] = []
    for number in sorted({row[0] for row in meta.get(RESTORED, ())}):
        try:
            right = 0 <= number < len(texts) and stand_in(restored_in(meta, number), texts[number])
        except (TypeError, ValueError):
            right = False
        wrong += [] if right else [number]
    return wrong
