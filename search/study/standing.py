"""Where runs of words stand in a selection, told only for those that are asked for in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.study.grams import Int64


@dataclass(frozen=True, slots=True)
class _Part:
    """Places at which runs begin, and which of them it is at each; rows: as which each run counts, -1 for no more."""

    places: Int64
    owners: Int64
    rows: Int64


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the runs of some rows stand; number: of rows."""

    number: int
    _parts: tuple[_Part, ...] = ()

    @classmethod
    def of(cls, places: Int64, owners: Int64, rows: Int64) -> Standing:
        """places: at which runs begin. owners: which of them it is at each. rows: the row of each, all different."""
        return cls(len(rows), (_Part(places, owners, rows),))

    @classmethod
    def together(cls, each: Sequence[Standing]) -> Standing:
        """The rows of several, one's behind the other's."""
        parts, number = [], 0
        for own in each:
            moved = (np.where(part.rows < 0, -1, part.rows + number) for part in own._parts)
            parts += [_Part(part.places, part.owners, rows) for part, rows in zip(own._parts, moved, strict=True)]
            number += own.number
        return cls(number, tuple(parts))

    def chosen(self, order: Int64) -> Standing:
        """That of the rows at these places, in that order."""
        # An element behind the last is what -1 is the place of.
        ranks = np.full(self.number + 1, -1, np.int64)
        ranks[order] = np.arange(len(order))
        return Standing(len(order), tuple(_Part(part.places, part.owners, ranks[part.rows]) for part in self._parts))

    def sample(self, step: int) -> Standing:
        """Of all places each `step`th."""
        return Standing(
            self.number, tuple(_Part(part.places[::step], part.owners[::step], part.rows) for part in self._parts)
        )

    def told(self) -> tuple[Int64, Int64]:
        """The places at which the runs begin, and the row of the one that does at each."""
        places, rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for part in self._parts:
            own = part.rows[part.owners]
            kept = np.flatnonzero(own >= 0)
            places.append(part.places[kept])
            rows.append(own[kept])
        return np.concatenate(places), np.concatenate(rows)
