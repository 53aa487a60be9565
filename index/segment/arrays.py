"""A file of named arrays: written once, then mapped into memory and never decoded as a whole.

| bytes | what |
|---|---|
| … | the arrays, each aligned to 8 bytes, little-endian |
| *d* | the directory, JSON: name → [type, byte where it begins, number of elements] |
| 20 | where the directory begins (8 bytes), its length *d* and its CRC-32 (4 bytes each), `ZSA1` |
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_MAGIC: Final = b"ZSA1"
_FOOTER: Final = struct.Struct("<QII4s")
_ALIGNED: Final = 8


class ArrayFileError(ValueError):
    """The file is no file of arrays, or it is not whole."""


class Region:
    """A part of a file that is being written, for an array of known length."""

    def __init__(self, file: int, start: int, dtype: np.dtype[Any], count: int) -> None:
        self._file = file
        self._at = start
        self._end = start + count * dtype.itemsize
        self._dtype = dtype

    def write(self, elements: Array) -> None:
        """Write the next elements; there must be room for them."""
        content = memoryview(np.ascontiguousarray(elements, self._dtype).view(np.uint8).data)
        if self._at + len(content) > self._end:
            raise ValueError("more elements than the array was said to have")
        write_all(self._file, content, self._at)
        self._at += len(content)


class ArrayFileWriter:
    """Writes a file of arrays; it is no such file before the `with` block ends without an error."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._end = 0
        self._directory: dict[str, tuple[str, int, int]] = {}

    def __enter__(self) -> ArrayFileWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            os.close(self._file)

    def reserve(self, name: str, dtype: str, count: int) -> Region:
        """Room for an array that is then written piece by piece."""
        start, kind = self._end, np.dtype(dtype).newbyteorder("<")
        self._directory[name] = kind.str, start, count
        size = count * kind.itemsize
        self._end = start + size + -size % _ALIGNED
        return Region(self._file, start, kind, count)

    def add(self, name: str, array: Array) -> None:
        """A whole array."""
        self.reserve(name, array.dtype.str, len(array)).write(array)

    def _finish(self) -> None:
        directory = json.dumps(self._directory, separators=(",", ":")).encode()
        os.truncate(self._file, self._end)
        footer = _FOOTER.pack(self._end, len(directory), crc32(directory), _MAGIC)
        write_all(self._file, memoryview(directory + footer), self._end)


def write_all(file: int, content: memoryview, at: int) -> None:
    """Write all bytes at a place of an open file; raises OSError where the system takes only a part of them."""
    while content:
        # A full disk or a size limit first shows as a short write.
        written = os.pwrite(file, content, at)
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        at += written
        content = content[written:]


class ArrayFile:
    """The arrays of a file, mapped; safe for threads and shared between processes."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, or ArrayFileError where it is no file of arrays."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _FOOTER.size:
                raise ArrayFileError(f"{path.name} is too short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start, length, checksum, magic = _FOOTER.unpack_from(self._map, size - _FOOTER.size)
        directory = self._map[start : start + length]
        if magic != _MAGIC or start + length + _FOOTER.size != size or crc32(directory) != checksum:
            raise ArrayFileError(f"{path.name} is no file of arrays")
        self._directory: dict[str, tuple[str, int, int]] = json.loads(directory)
        if any(at + count * np.dtype(kind).itemsize > start for kind, at, count in self._directory.values()):
            raise ArrayFileError(f"{path.name} lacks a part of its arrays")
        self._bytes = np.frombuffer(self._map, np.uint8)
        self._arrays: dict[str, Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def __getitem__(self, name: str) -> Array:
        """The array of this name, which cannot be written to; raises KeyError where there is none."""
        array = self._arrays.get(name)
        if array is None:
            dtype, start, count = self._directory[name]
            kind = np.dtype(dtype)
            array = self._arrays[name] = self._bytes[start : start + count * kind.itemsize].view(kind)
        return array

    def get(self, name: str) -> Array | None:
        """The array of this name, or None."""
        return self[name] if name in self._directory else None

    def names(self) -> Iterable[str]:
        """The names of all arrays."""
        return self._directory.keys()

    def forget_pages(self) -> None:
        """Let the system take back the memory of what was read; it is read from the file again when needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)


def narrowest(array: Array) -> Array:
    """The numbers, which are not negative, in the smallest unsigned type that holds them all."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))


def ragged(starts: Array, counts: Array) -> npt.NDArray[np.int64]:
    """The numbers `start`, `start + 1`, … of each run, `count` of each, one run behind the other."""
    ends = np.cumsum(counts, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts.astype(np.int64) - ends + counts, counts)
