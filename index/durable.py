"""Directories whose names outlast a power cut."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Final

from index.manifest import sync_directory

_NOT_TO_BE_SYNCED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP, errno.EROFS})
"""Faults of syncing that tell nothing of the disk: of another user's directory, or of a file system without it."""


def make_directories(path: Path, mode: int = 0o777) -> None:
    """Make a directory and those above it, where they do not exist; their names are on disk on return.

    mode: of `path` itself. Raises OSError.
    """
    made = list(takewhile(lambda each: not each.exists(), (path, *path.parents)))
    path.mkdir(parents=True, exist_ok=True, mode=mode)
    for each in made:
        sync_directory(each.parent)


def sync_parents(path: Path) -> None:
    """Sync all directories above `path`, so that its name is on disk whoever made them. Raises OSError."""
    for each in Path(os.path.realpath(path)).parents:
        try:
            sync_directory(each)
        except OSError as fault:
            if fault.errno not in _NOT_TO_BE_SYNCED:
                raise


def remove_file(path: Path) -> None:
    """Remove a file; one that cannot be removed stays."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
