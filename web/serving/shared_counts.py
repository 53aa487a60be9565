"""Numbers that forked workers count and any of them reads."""

from __future__ import annotations

import mmap
from typing import Final

_SIZE: Final = 8
"""Bytes of a number."""


class SharedCounts:
    """A table of whole numbers from 0, a row for each worker, in shared memory; create it before workers are forked.

    A worker writes only its own row, so no lock is held between processes, and one that dies leaves what it counted to
    the worker that takes its place. Its threads must not write one number at the same time.
    """

    def __init__(self, workers: int, columns: int) -> None:
        self.workers = workers
        self._columns = columns
        self._numbers = memoryview(mmap.mmap(-1, _SIZE * max(1, workers * columns))).cast("Q")

    def add(self, worker: int, column: int, amount: int = 1) -> None:
        """Add `amount` to a number; one that would be less than 0 becomes 0."""
        place = worker * self._columns + column
        self._numbers[place] = max(0, self._numbers[place] + amount)

    def set(self, worker: int, column: int, number: int) -> None:
        """Replace a number."""
        self._numbers[worker * self._columns + column] = number

    def get(self, worker: int, column: int) -> int:
        """One worker's number."""
        return self._numbers[worker * self._columns + column]

    def total(self, column: int) -> int:
        """The sum over all workers."""
        return sum(self._numbers[column :: self._columns])
