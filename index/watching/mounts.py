"""Which file system stands where a folder is, and whether any has been mounted or unmounted."""

from __future__ import annotations

import os
import re
import select
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Final

Identity = tuple[int, ...]
"""Device, inode, number of the mount and of the file system; of the latter two 0 where the system has none."""

_TABLE: Final = "/proc/self/mountinfo"
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


class Mounts:
    """The table of mounts of this process, in which no change goes unnoticed, though it be undone at once.

    Devices, inodes and the numbers of mounts are used again by the kernel, so that what they are before and after does
    not show that nothing was mounted. The kernel counts the changes of the table and tells by poll(2) that there was
    one: proc_pid_mountinfo(5).
    """

    def __init__(self) -> None:
        self._poll: select.poll | None = None
        self._table: list[tuple[str, str]] = []
        self._below: dict[str, tuple[object, ...]] = {}
        self._as_before = False
        with suppress(OSError, AttributeError):
            handle = os.open(_TABLE, os.O_RDONLY | os.O_CLOEXEC)
            weakref.finalize(self, os.close, handle)
            self._poll = select.poll()
            self._poll.register(handle, select.POLLPRI)
            self._table = _read()

    @property
    def known(self) -> bool:
        """Whether the system tells of mounts."""
        return self._poll is not None

    def changed(self) -> bool:
        """Whether anything was mounted or unmounted since the last call; the table is then read anew."""
        return bool(self._poll and self._poll.poll(0)) and self._read_anew()

    def undone(self) -> bool:
        """Whether the last change has left the table as it was: anything may have been exchanged for its like."""
        return self._as_before

    def below(self, folder: str) -> tuple[object, ...]:
        """The mounts on folders below this one, which is given by its real path, each with what tells it from others.

        They are the same as long as nothing is mounted.
        """
        if folder not in self._below:
            start = folder.rstrip("/") + "/"
            self._below[folder] = tuple(
                (line, _identity_or_none(point)) for point, line in self._table if point.startswith(start)
            )
        return self._below[folder]

    def _read_anew(self) -> bool:
        before, self._table = self._table, _read()
        self._as_before = before == self._table
        self._below.clear()
        return True


def identity(path: str) -> Identity:
    """What tells the folder or file that stands here from any other that stands here before or after.

    Raises OSError.
    """
    found = os.stat(path)
    system = os.statvfs(path).f_fsid if hasattr(os, "statvfs") else 0
    return found.st_dev, found.st_ino, _mount_number(path), system


def inode(path: str) -> Identity | None:
    """Device and inode of what stands here; None if nothing does."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _identity_or_none(path: str) -> Identity | None:
    try:
        return identity(path)
    except OSError:
        return None


def _mount_number(path: str) -> int:
    """The mount on which a path lies, of which the same file system may have several; 0 if that is not told."""
    if not hasattr(os, "O_PATH"):
        return 0
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        lines = Path(f"/proc/self/fdinfo/{handle}").read_text("ascii").splitlines()
    except OSError:
        return 0
    finally:
        os.close(handle)
    return next((int(line.split()[1]) for line in lines if line.startswith("mnt_id:")), 0)


def _read() -> list[tuple[str, str]]:
    """Where something is mounted, and the line of the table that says so."""
    lines = Path(_TABLE).read_bytes().decode("utf-8", "surrogateescape").splitlines()
    return [(_OCTAL.sub(lambda code: chr(int(code[1], 8)), line.split(" ")[4]), line) for line in lines]
