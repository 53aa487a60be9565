"""Files that appear in a library whole or not at all, whatever is killed when, and never over another file."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from index.durable import make_directories
from index.errors import LibraryNotWritable
from index.language import gettext
from index.manifest import sync_directory
from index.names import one_line
from index.os_faults import reason_of
from index.reading.files import open_file

if sys.platform != "win32":
    import fcntl

_SCRATCH: Final = ".zhengsou-adding-"
"""Start of the names of scratch folders; no hidden name is ever indexed."""
_STRAY: Final = 24 * 60 * 60
"""Seconds after which a scratch folder is what a killed process has left, where the system cannot tell."""
_BLOCK: Final = 1 << 20


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
    """Turns an OSError into LibraryNotWritable, which names the folder and the reason."""
    try:
        yield
    except OSError as fault:
        raise LibraryNotWritable(
            gettext("不能写入 %(folder)s（%(reason)s）", folder=one_line(folder), reason=reason_of(fault)),
            next_step=gettext("请检查文件夹、权限和磁盘空间"),
        ) from fault


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Waits until no other process holds the folder so, and holds it; where the system has no such lock, it does not.

    The lock goes with the process, and leaves no file. Raises LibraryNotWritable.
    """
    if sys.platform == "win32":
        yield
        return
    with writing_in(folder):
        held = os.open(folder, os.O_RDONLY)
    try:
        with writing_in(folder):
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder in `folder`, for files that are moved there when they are whole; removed with what is left in it.

    `folder` is made, durably, if it does not exist. Folders that killed processes have left are removed.
    """
    make_directories(folder)
    remove_strays(folder)
    with ExitStack() as held:
        made = None
        while made is None:
            made = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=folder))
            held.callback(shutil.rmtree, made, ignore_errors=True)
            # Another process may have taken it for a stray in between.
            if _held(made, held) is False or not made.exists():
                made = None
        # One of its own, since who writes beside a page holds the page's folder (`alone_in`).
        inner = made / "files"
        inner.mkdir()
        yield inner


def _held(folder: Path, held: ExitStack) -> bool | None:
    """Hold a folder until `held` is closed; False if another process does, None where the system has no such lock."""
    if sys.platform == "win32":
        return None
    try:
        file = os.open(folder, os.O_RDONLY)
        held.callback(os.close, file)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return False
    except OSError:
        return None
    return True


def remove_strays(folder: Path) -> None:
    """Remove the scratch folders that no process holds from a folder; without locks, old ones. Whatever fails stays."""
    for each in folder.glob(f"{_SCRATCH}*"):
        with suppress(OSError), ExitStack() as held:
            held_by_nobody = _held(each, held)
            if held_by_nobody is None:
                held_by_nobody = time.time() - each.stat().st_mtime > _STRAY
            if held_by_nobody:
                shutil.rmtree(each, ignore_errors=True)


def copy_durably(source: Path, target: Path) -> None:
    """Copy a regular file's bytes to a name that is free, and sync them.

    Raises OSError, FileExistsError among them, and ReadError for what is no regular file.
    """
    with open_file(source) as given, target.open("xb") as copy:
        shutil.copyfileobj(given, copy, _BLOCK)
        copy.flush()
        os.fsync(copy.fileno())


def move_to_free_name(path: Path, target: Path) -> None:
    """Give a file its final name in one step; raises FileExistsError if anything has that name."""
    try:
        os.link(path, target)
    except FileExistsError:
        raise
    except OSError:
        # No hard links in this file system: the name is taken by an empty file first.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        path.replace(target)
    else:
        path.unlink()


def write_durably(path: Path, text: str) -> None:
    """Write a text file in UTF-8: after a crash it is the old one or the new one. A link's target is written."""
    real = Path(os.path.realpath(path))
    with scratch_folder(real.parent) as scratch:
        made = scratch / "text"
        with made.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        made.replace(real)
    sync_directory(real.parent)
