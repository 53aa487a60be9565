"""A file that a command writes: whole or not at all, where its name leads."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from index.errors import OutputFailed, RequestError
from index.language import gettext
from index.os_faults import reason_of

STANDARD_OUTPUT: Final = "-"

_OWN_DESCRIPTORS: Final = re.compile(rf"/proc/{os.getpid()}(?:/task/\d+)?/fd")
_OF_THE_SYSTEM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)
"""Faults that another name of the file would not mend."""
_MOST_DIGITS: Final = 8
"""Digits of a descriptor's number are fewer."""
_MOST_LINKS: Final = 40
"""Links that Linux follows in one name."""


def write(output: str, pieces: Iterable[bytes]) -> None:
    """All of it or, where something goes wrong, nothing.

    Raises RequestError where it cannot be written, and OutputFailed where the disk is at fault.

    A link is followed, and a pipe, a device or an open descriptor (/dev/stderr, /dev/fd/3) is written as it is.
    """
    try:
        if is_standard_output(output):
            for piece in pieces:
                sys.stdout.buffer.write(piece)
        elif (descriptor := _descriptor(output)) is not None:
            with open(descriptor, "wb", closefd=False) as file:
                file.writelines(pieces)
        elif Path(output).exists() and not Path(output).is_file():
            with Path(output).open("wb") as file:
                file.writelines(pieces)
        else:
            _replace(Path(os.path.realpath(output)), pieces)
    except OSError as fault:
        failure = OutputFailed if fault.errno in _OF_THE_SYSTEM else RequestError
        raise failure(
            gettext("写不了 %(output)s：%(reason)s", output=output, reason=reason_of(fault)),
            next_step=gettext("请换一个文件"),
        ) from fault


def is_standard_output(output: str) -> bool:
    """Whether a name means standard output: STANDARD_OUTPUT, or one that leads to the same file, as /dev/stdout."""
    if output == STANDARD_OUTPUT:
        return True
    try:
        return os.path.samestat(os.stat(output), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError, AttributeError):
        return False


def is_one_file(first: str, second: str) -> bool:
    """Whether two names lead to one file, so that what is written first would be lost."""
    if is_standard_output(first) or is_standard_output(second):
        return is_standard_output(first) and is_standard_output(second)
    if os.path.realpath(first) == os.path.realpath(second):
        return not Path(first).exists() or Path(first).is_file()
    try:
        return os.path.samefile(first, second) and Path(first).is_file()
    except OSError:
        return False


def _descriptor(name: str) -> int | None:
    """The descriptor of this process that a name leads to; None for every other file.

    The name of what is open there would not do: a log would be replaced that is to be added to, or a file of the index.
    """
    path = Path(name)
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(path.parent)
        if folder == "/dev/fd" or _OWN_DESCRIPTORS.fullmatch(folder):
            return int(path.name) if path.name.isdecimal() and len(path.name) < _MOST_DIGITS else None
        if not path.is_symlink():
            return None
        path = folder / path.readlink()
    return None


def _replace(target: Path, pieces: Iterable[bytes]) -> None:
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    # Its length does not depend on the target's, whose name may be as long as a name can be; and containers that share
    # a folder have the same process ids.
    scratch = target.parent / f".zhengsou-{os.urandom(8).hex()}"
    try:
        with scratch.open("xb") as file:
            file.writelines(pieces)
        if target.exists():
            scratch.chmod(target.stat().st_mode & 0o7777)
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)
