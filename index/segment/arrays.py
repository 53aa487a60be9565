"""Array files: named arrays, written once, then read by mmap and never decoded as a whole; or the same in a buffer.

| bytes | content |
|---|---|
| … | the arrays, each aligned to 8 bytes, little-endian |
| *d* | the directory, JSON: name → [dtype, offset (bytes), number of elements] |
| 20 | offset of the directory (8 bytes), its length *d* and its CRC-32 (4 bytes each), `ZSA1` |
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
from typing import Any, Final, Protocol
from zlib import crc32

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_MAGIC: Final = b"ZSA1"
_FOOTER: Final = struct.Struct("<QII4s")
_ALIGNED: Final = 8
_SEVERAL: Final = 8
"""Runs that touch, on average, where they are copied whole rather than element by element."""
_DTYPES: Final = frozenset(np.dtype(kind).newbyteorder("<").str for kind in ("u1", "u2", "u4", "u8", "i4", "i8"))


class ArrayFileError(ValueError):
    """Not an array file, or a truncated one."""


class _Target(Protocol):
    """Random-access output for arrays."""

    def write(self, content: memoryview, at: int) -> None:
        """Write all bytes at an offset; raises OSError if some are not taken."""

    def close(self) -> None: ...


class _File:
    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)

    def write(self, content: memoryview, at: int) -> None:
        while content:
            # A full disk or a size limit first shows as a short write.
            written = os.pwrite(self._file, content, at)
            if not written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            at += written
            content = content[written:]

    def close(self) -> None:
        os.close(self._file)


class _Buffer:
    def __init__(self, buffer: bytearray) -> None:
        self._buffer = buffer

    def write(self, content: memoryview, at: int) -> None:
        end = at + len(content)
        if end > len(self._buffer):
            self._buffer.extend(bytes(end - len(self._buffer)))
        self._buffer[at:end] = content

    def close(self) -> None:
        pass


class Region:
    """Part of a file that is being written, for an array of known length."""

    def __init__(self, target: _Target, start: int, dtype: np.dtype[Any], count: int) -> None:
        self._target = target
        self._at = start
        self._end = start + count * dtype.itemsize
        self._dtype = dtype

    def write(self, elements: Array) -> None:
        """Write the next elements; raises ValueError beyond the array's length."""
        content = memoryview(np.ascontiguousarray(elements, self._dtype).view(np.uint8).data)
        if self._at + len(content) > self._end:
            raise ValueError("more elements than the array was said to have")
        self._target.write(content, self._at)
        self._at += len(content)


class ArrayFileWriter:
    """Writes an array file, which is valid only after the `with` block has ended without an error."""

    def __init__(self, target: Path | bytearray) -> None:
        """target: the path of a file that does not exist yet, or an empty buffer that grows; raises OSError."""
        self._target: _Target = _Buffer(target) if isinstance(target, bytearray) else _File(target)
        self._end = 0
        self._directory: dict[str, tuple[str, int, int]] = {}

    def __enter__(self) -> ArrayFileWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._target.close()

    def reserve(self, name: str, dtype: str, count: int) -> Region:
        """Reserve room for an array that is written in pieces."""
        start, kind = self._end, np.dtype(dtype).newbyteorder("<")
        self._directory[name] = kind.str, start, count
        size = count * kind.itemsize
        self._end = start + size + -size % _ALIGNED
        return Region(self._target, start, kind, count)

    def add(self, name: str, array: Array) -> None:
        """Write a whole array."""
        self.reserve(name, array.dtype.str, len(array)).write(array)

    def _finish(self) -> None:
        directory = json.dumps(self._directory, separators=(",", ":")).encode()
        footer = _FOOTER.pack(self._end, len(directory), crc32(directory), _MAGIC)
        self._target.write(memoryview(directory + footer), self._end)


class ArrayFile:
    """Arrays of a mapped file or of a buffer; safe for threads and shared between processes.

    name: the file's name, for messages.
    """

    def __init__(self, source: Path | bytes | bytearray) -> None:
        """source: a path, or a file's content. Raises OSError, or ArrayFileError if it is no array file."""
        self.name = source.name if isinstance(source, Path) else "<memory>"
        self._content = _mapped(source) if isinstance(source, Path) else memoryview(source).toreadonly()
        size = len(self._content)
        if size < _FOOTER.size:
            raise ArrayFileError(f"{self.name} is too short")
        start, length, checksum, magic = _FOOTER.unpack_from(self._content, size - _FOOTER.size)
        if magic != _MAGIC or start + length + _FOOTER.size != size:
            raise ArrayFileError(f"{self.name} is no file of arrays")
        directory = bytes(self._content[start : start + length])
        if crc32(directory) != checksum:
            raise ArrayFileError(f"{self.name} is no file of arrays")
        self._directory = _directory_in(directory, start, self.name)
        self._bytes = np.frombuffer(self._content, np.uint8)
        self._arrays: dict[str, Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def __getitem__(self, name: str) -> Array:
        """The array of this name, read-only; raises KeyError if there is none."""
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

    def length(self, name: str) -> int:
        """Number of elements of an array, 0 if there is none."""
        return self._directory[name][2] if name in self._directory else 0

    @property
    def size(self) -> int:
        """Size of the file (bytes)."""
        return len(self._content)

    def is_cut_short(self) -> bool:
        """Whether the file has become shorter since it was opened; reading beyond its end ends the process (SIGBUS)."""
        return isinstance(self._content, mmap.mmap) and self._content.size() < len(self._content)

    def forget_pages(self) -> None:
        """Release the memory of pages read, which are read from the file again when needed."""
        if isinstance(self._content, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._content.madvise(mmap.MADV_DONTNEED)


def _directory_in(content: bytes, end: int, name: str) -> dict[str, tuple[str, int, int]]:
    """The directory as written; raises ArrayFileError unless its arrays lie before `end`. name: of the file."""
    try:
        found = json.loads(content)
        whole = all(
            kind in _DTYPES and type(at) is type(count) is int and 0 <= at <= end - count * np.dtype(kind).itemsize
            for kind, at, count in found.values()
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise ArrayFileError(f"{name} is no file of arrays") from fault
    if not whole or any(count < 0 for _, _, count in found.values()):
        raise ArrayFileError(f"{name} lacks a part of its arrays")
    directory: dict[str, tuple[str, int, int]] = found
    return directory


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        # An empty file cannot be mapped.
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if os.fstat(file.fileno()).st_size else b""


def narrowest(array: Array) -> Array:
    """Non-negative numbers in the smallest unsigned type that holds them all."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))


def narrowest_signed(array: Array) -> Array:
    """As `narrowest`, but numbers below zero, if there are any, in a signed type."""
    if not len(array) or int(array.min()) >= 0:
        return narrowest(array)
    fits = np.iinfo(np.int32)
    return array.astype(np.int32 if fits.min <= int(array.min()) and int(array.max()) <= fits.max else np.int64)


def ragged(starts: Array, counts: Array) -> npt.NDArray[np.int64]:
    """Concatenated runs `start`, `start + 1`, … of `count` numbers each."""
    ends = np.cumsum(counts, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts.astype(np.int64) - ends + counts, counts)


def in_runs(array: Array, starts: Array, counts: Array) -> Array:
    """Concatenated runs of `count` elements of an array each, from `start` on."""
    if not len(starts):
        return array[:0]
    breaks = np.flatnonzero(starts[1:] != starts[:-1] + counts[:-1])
    if len(breaks) > len(starts) // _SEVERAL:
        return array[ragged(starts, counts)]
    # Runs that touch are one; where these are few, copying them takes a fraction of picking each element.
    first, last = starts[np.append(0, breaks + 1)], np.append(breaks, len(starts) - 1)
    ends = starts[last] + counts[last]
    return np.concatenate([array[start:end] for start, end in zip(first.tolist(), ends.tolist(), strict=True)])
