"""Sizes and checksums of files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from index.manifest import SegmentFile

_BLOCK = 1 << 20


def sum_file(path: Path, *, sync: bool = False) -> SegmentFile:
    """A file's size and SHA-256; with `sync`, the file is on disk on return. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("r+b" if sync else "rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
        size = file.tell()
        if sync:
            os.fsync(file.fileno())
    return SegmentFile(size, digest.hexdigest())
