"""Opening of regular files alone: a device or a pipe in the place of one is not opened, and nothing is waited for."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Final

# Neither waits for the other end of a pipe, nor makes a terminal this process's own; Windows has text files.
_FLAGS: Final = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))


class NotRegular(Exception):
    """Neither a regular file nor a directory."""


def open_regular(path: Path) -> BufferedReader:
    """A regular file, opened without waiting. Raises NotRegular, and OSError, IsADirectoryError among them."""
    _require_regular(os.stat(path), path)
    file = os.fdopen(os.open(path, _FLAGS), "rb")
    try:
        # Another may have taken its place.
        _require_regular(os.fstat(file.fileno()), path)
    except BaseException:
        file.close()
        raise
    return file


def _require_regular(found: os.stat_result, path: Path) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise NotRegular(path)
