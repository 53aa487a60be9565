"""Why a file could not be opened or read, in words for the user."""

from __future__ import annotations

from pathlib import Path

from index.errors import ReadError

_REASONS: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "文件不存在或已被移走"),
    (PermissionError, "没有读取权限"),
    (IsADirectoryError, "是文件夹，不是文件"),
)


def read_bytes(path: Path) -> bytes:
    """The file's bytes; raises ReadError when they cannot be had or there are none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(error) from error
    if not data:
        raise ReadError("文件是空的")
    return data


def unreadable(error: OSError) -> ReadError:
    """The ReadError that tells what the system said."""
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
    return ReadError(reason or f"文件读取失败（{error.strerror or type(error).__name__}）")
