"""Longest equal runs around places in two rows of characters, by looking outwards from where both have a bigram."""

from __future__ import annotations

from typing import Literal

import numpy as np

from search.matching.arrays import Documents
from search.matching.literals import Positions
from search.study.draft import Codes, compared_table


class Row:
    """The compared characters of some paragraphs as one row, with 0 around each."""

    def __init__(self, codes: Codes, lengths: Documents) -> None:
        """codes: of the paragraphs, one behind the other."""
        compared = compared_table()[codes]
        kept = compared != 0
        before = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
        ends = np.cumsum(lengths)
        turns = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        self.at = before[:-1] + turns + 1
        """Of each character its place in the row; of one that is passed over, that of the next."""
        self.begins = before[ends - lengths] + np.arange(len(lengths), dtype=np.int64) + 1
        """Of each paragraph, the place of its first character."""
        self.row = np.zeros(int(before[-1]) + len(lengths) + 1, np.uint32)
        self.row[self.at[kept]] = compared[kept]


def extended(row: Codes, at: Positions, other: Codes, there: Positions, least: int) -> tuple[Positions, ...]:
    """The longest equal runs around pairs of places in two rows, each once: where they start in both, and their length.

    Those with fewer than `least` characters are left out. Nothing equals the characters around a row's paragraphs.
    """
    same = (row[at] == other[there]) & (row[at + 1] == other[there + 1])
    at, there = at[same], there[same]
    behind = _reach(row, at + 2, other, there + 2, 1, least)
    before = _reach(row, at - 1, other, there - 1, -1, least)
    long = before + behind + 2 >= least
    at, there = at[long], there[long]
    before = _reach(row, at - 1, other, there - 1, -1)
    # Sorting takes a third of the time that `np.unique` does, which looks numbers up in a hash table.
    starts = np.sort((there - before) * len(row) + (at - before))
    starts = starts[np.diff(starts, prepend=-1) > 0]
    there, at = np.divmod(starts, len(row))
    return at, there, _reach(row, at, other, there, 1)


def _reach(
    row: Codes, at: Positions, other: Codes, there: Positions, step: Literal[1, -1], most: int | None = None
) -> Positions:
    """How many characters are equal from each pair of places on, `most` at most."""
    reach = np.zeros(len(at), np.int64)
    going = np.arange(len(at))
    far = 0
    while len(going) and (most is None or far < most):
        going = going[row[at[going] + far * step] == other[there[going] + far * step]]
        far += 1
        reach[going] = far
    return reach
