"""Files of a report: bytes, the sidecar's path, and read errors for the user."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Final

from index.errors import ReadDenied, ReadError
from index.language import N_, gettext
from index.os_faults import advice_on_rights, reason_of
from index.regular_files import NotRegular, open_regular
from index.settings import FILE_VARIABLE, largest_file

AGAIN: Final = N_("请检查它能否打开，再重新下载或另存")
"""The next step for a file that is empty or damaged."""
NOT_REGULAR: Final = N_("不是普通文件")
_STREAMED: Final = 4
"""What is never in memory as a whole may be so many times as large."""
_REASONS: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, N_("文件不存在或已被移走")),
    (PermissionError, N_("没有读取权限")),
    (IsADirectoryError, N_("是文件夹，不是文件")),
)


def sidecar_path(path: Path) -> Path:
    """Path of a page's sidecar, which need not exist."""
    return path.with_suffix(".toml")


def open_file(path: Path) -> BinaryIO:
    """A regular file, opened without waiting; a device or a pipe is not opened.

    Raises ReadError for any other, and OSError.
    """
    try:
        return open_regular(path)
    except NotRegular:
        raise ReadError(gettext(NOT_REGULAR)) from None


def read_bytes(path: Path, largest: int | None = None) -> bytes:
    """The file's bytes; raises ReadError if it is unreadable, no regular file, empty or too large.

    largest: bytes; by default what the setting says.
    """
    most = largest_file() if largest is None else min(largest, largest_file())
    try:
        with open_file(path) as file:
            if os.fstat(file.fileno()).st_size > most:
                raise too_large(most)
            data = file.read(most + 1)
    except OSError as error:
        raise unreadable(error) from error
    if not data:
        raise ReadError(gettext("文件是空的"), next_step=gettext(AGAIN))
    if len(data) > most:
        raise too_large(most)
    return data


def largest_streamed() -> int:
    """Bytes of a file that is read piece by piece, and of what it unpacks to."""
    return _STREAMED * largest_file()


def too_large(most: int, what: str = "") -> ReadError:
    """The ReadError for more than `most` bytes, which names the setting if that says so."""
    step = gettext("最大 %(most)s MB", most=most >> 20)
    if most in (largest_file(), largest_streamed()):
        step += gettext(
            "；真有这么大的，请把环境变量 %(variable)s 设大（现为 %(present)s，单位 MiB）",
            variable=FILE_VARIABLE,
            present=largest_file() >> 20,
        )
    return ReadError(what or gettext("文件太大"), next_step=step)


def unreadable(error: OSError) -> ReadError:
    """The ReadError for an error of the operating system."""
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
    if reason and isinstance(error, PermissionError) and isinstance(error.filename, str):
        return ReadDenied(gettext(reason), next_step=advice_on_rights(Path(error.filename)))
    if reason:
        return ReadError(gettext(reason))
    return ReadError(gettext("文件读取失败（%(reason)s）", reason=reason_of(error)))
