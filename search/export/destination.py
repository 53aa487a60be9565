"""A file that a command writes: whole or not at all, where its name leads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from index.errors import RequestError

STANDARD_OUTPUT: Final = "-"


def write(output: str, pieces: Iterable[bytes]) -> None:
    """All of it or, where something goes wrong, nothing; raises RequestError where it cannot be written.

    A link is followed, and a pipe or a device is written as it is.
    """
    try:
        if is_standard_output(output):
            for piece in pieces:
                sys.stdout.buffer.write(piece)
        elif Path(output).exists() and not Path(output).is_file():
            _write_to(Path(output), pieces)
        else:
            _replace(Path(os.path.realpath(output)), pieces)
    except OSError as fault:
        raise RequestError(f"写不了 {output}：{fault.strerror}", next_step="请换一个文件") from fault


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


def _replace(target: Path, pieces: Iterable[bytes]) -> None:
    # Its length does not depend on the target's, whose name may be as long as a name can be.
    scratch = target.parent / f".zhengsou-{os.getpid()}"
    try:
        _write_to(scratch, pieces)
        if target.exists():
            scratch.chmod(target.stat().st_mode & 0o7777)
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def _write_to(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)
