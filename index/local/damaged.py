"""Files of indexes that this process has found damaged, which no snapshot opens until they have been written anew."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from index.errors import CorruptIndex
from index.local.sums import known_stamp
from index.manifest import Generation

_lock: Final = threading.Lock()
_stamps: Final[dict[Path, tuple[int, ...]]] = {}
"""Stat of each marked file as it was when the fault was found."""
_OF_NONE: Final = (-1,)
"""Stat that no file has."""
_faults: Final[dict[Path, OSError]] = {}
"""Why those could not be read that the system did not let be read."""


def mark(path: Path, fault: OSError | None = None) -> None:
    """Let no snapshot of this process open a file; fault: why it could not be read, if that is all that is known."""
    with _lock:
        _stamps[path.absolute()] = known_stamp(path)
        if fault is not None:
            _faults[path.absolute()] = fault


def clear(path: Path) -> None:
    """A file has turned out to be whole."""
    with _lock:
        _stamps.pop(path.absolute(), None)
        _faults.pop(path.absolute(), None)


def doubt(directory: Path) -> None:
    """Take every marked file of an index directory for written anew, whatever its stat says; it stays doubted."""
    for path, _ in _of(directory):
        with _lock:
            if path in _stamps:
                _stamps[path] = _OF_NONE
                _faults.pop(path, None)


def refuse(data: Path, generation: Generation) -> None:
    """Raises CorruptIndex, or the error of the system, for a marked file of the generation not written since."""
    for path in standing(data.parent):
        if path.parent == data.absolute() and path.name in generation.files:
            if fault := _faults.get(path):
                raise OSError(fault.errno, fault.strerror, str(path))
            raise CorruptIndex.in_file(path.name)


def standing(directory: Path) -> frozenset[Path]:
    """The marked files of an index directory that have not been written since."""
    return frozenset(path for path, stamp in _of(directory) if known_stamp(path) == stamp)


def doubted(directory: Path) -> bool:
    """Whether files of an index directory are marked, written since or not."""
    return any(path.exists() for path, _ in _of(directory))


def _of(directory: Path) -> list[tuple[Path, tuple[int, ...]]]:
    if not _stamps:
        return []
    within = directory.absolute()
    with _lock:
        return [(path, stamp) for path, stamp in _stamps.items() if path.parent.parent == within]
