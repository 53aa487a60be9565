"""Narrow arrays: numbers in fewer bytes than some need, which are stored by their low bytes.

`….at` and `….over` hold the index of a number that overflows, and the rest of it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.errors import CorruptIndex
from index.segment.arrays import ArrayFile, ArrayFileWriter

Numbers = npt.NDArray[Any]
"""Integers of any unsigned dtype."""
NARROW: Final = (".frequencies", ".positions", ".numbers")
"""Endings of the names of narrow arrays."""


class Narrow:
    """Reads a narrow array; raises CorruptIndex for an impossible one."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file.name
        self._numbers = file[name]
        self._at = file.get(f"{name}.at")
        self._over = file.get(f"{name}.over")

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def width(self) -> int:
        """Bytes of a number."""
        return self._numbers.itemsize

    def read(self, start: int, end: int) -> Numbers:
        """Elements from `start` to `end`."""
        numbers = self._numbers[start:end]
        if self._at is not None and self._over is not None:
            first, last = (int(at) for at in self._at.searchsorted(np.array([start, end], self._at.dtype)))
            if first < last:
                numbers = numbers.astype(np.uint32)
                at = self._at[first:last].astype(np.int64) - start
                if int(at.min()) < 0 or int(at.max()) >= len(numbers):
                    raise CorruptIndex.in_file(self._file)
                numbers[at] += self._over[first:last] << np.uint32(8 * self.width)
        return numbers


def stored_numbers(file: ArrayFile, name: str, start: int, end: int) -> Numbers:
    """Elements of a narrow array, with what overflowed; raises CorruptIndex."""
    return Narrow(file, name).read(start, end)


class NarrowWriter:
    """Writes a narrow array in pieces."""

    def __init__(self, file: ArrayFileWriter, name: str, width: int, count: int) -> None:
        """width: bytes of a number. count: of all elements."""
        self._file = file
        self._name = name
        self._width = width
        self._region = file.reserve(name, f"u{width}", count)
        self._written = 0
        self._at: list[npt.NDArray[np.int64]] = []
        self._over: list[npt.NDArray[np.uint32]] = []

    def write(self, numbers: Numbers) -> None:
        """Write the next elements."""
        if numbers.itemsize > self._width:
            over = (numbers >> (8 * self._width)).astype(np.uint32)
            at = np.flatnonzero(over)
            self._at.append(at + self._written)
            self._over.append(over[at])
        self._region.write(numbers.astype(f"u{self._width}"))
        self._written += len(numbers)

    def finish(self) -> None:
        """Write what overflowed, after all elements."""
        if any(map(len, self._at)):
            # Wide enough for any index that is searched in it.
            wide = np.min_scalar_type(self._written)
            self._file.add(f"{self._name}.at", np.concatenate(self._at).astype(wide))
            self._file.add(f"{self._name}.over", np.concatenate(self._over))
