"""Sizes and checksums of files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from index.manifest import SegmentFile
from index.regular_files import NotRegular, open_regular

_BLOCK = 1 << 20


def sum_file(path: Path, *, sync: bool = False) -> SegmentFile:
    """A regular file's size and SHA-256; with `sync`, it is on disk on return. Raises OSError or NotRegular."""
    digest = hashlib.sha256()
    with path.open("r+b") if sync else open_regular(path) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
        size = file.tell()
        if sync:
            os.fsync(file.fileno())
    return SegmentFile(size, digest.hexdigest())


class VerifiedFiles:
    """Files found to be as they were written, each read once, as long as its stat stays the same. Safe for threads."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, SegmentFile], tuple[int, ...]] = {}

    def whole(self, path: Path, expected: SegmentFile) -> bool:
        """Whether a file is there with this size and checksum; raises OSError if it cannot be read."""
        try:
            stamp = stamp_of(path)
            if self._known.get((path, expected)) == stamp:
                return True
            if sum_file(path) != expected:
                return False
        except (FileNotFoundError, IsADirectoryError, NotRegular):
            return False
        self._known[path, expected] = stamp
        return True


def stamp_of(path: Path) -> tuple[int, ...]:
    """Changes whenever a file is replaced or written to through the system; raises OSError."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def known_stamp(path: Path) -> tuple[int, ...]:
    """`stamp_of` a file; empty if the system does not tell."""
    try:
        return stamp_of(path)
    except OSError:
        return ()
