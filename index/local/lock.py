"""Lock of an index directory: one writer at a time, for as long as that process lives."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Final
from weakref import WeakSet

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HELD_BY_ANOTHER: Final = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})


class WriterLock:
    """A file of the system's that one process holds locked: a killed process's lock is free at once.

    The file stays. A process that is forked while the lock is held has no part in it, so it dies with its holder alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        """Take the lock; whether no other process has it. Raises OSError."""
        file = os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            _lock(file)
        except OSError as fault:
            os.close(file)
            if fault.errno in _HELD_BY_ANOTHER:
                return False
            raise
        except BaseException:
            os.close(file)
            raise
        self._file = file
        _held.add(self)
        return True

    def release(self) -> None:
        """Let go of the lock, if it is held."""
        _held.discard(self)
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


_held: WeakSet[WriterLock] = WeakSet()


def _lock(file: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _let_go_of_copies() -> None:
    """In a forked process: close the descriptors, which are the same lock as the parent's."""
    for lock in list(_held):
        lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_of_copies)
