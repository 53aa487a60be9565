"""Files of a report: bytes, the sidecar's path, and read errors for the user."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from index.errors import ReadError

AGAIN: Final = "请检查它能否打开，再重新下载或另存"
"""The next step for a file that is empty or damaged."""
_REASONS: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "文件不存在或已被移走"),
    (PermissionError, "没有读取权限"),
    (IsADirectoryError, "是文件夹，不是文件"),
)


def sidecar_path(path: Path) -> Path:
    """Path of a page's sidecar, which need not exist."""
    return path.with_suffix(".toml")


def read_bytes(path: Path, largest: int | None = None) -> bytes:
    """The file's bytes; raises ReadError if it is unreadable, empty or larger than `largest` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read() if largest is None else file.read(largest + 1)
    except OSError as error:
        raise unreadable(error) from error
    if not data:
        raise ReadError("文件是空的", next_step=AGAIN)
    if largest is not None and len(data) > largest:
        raise ReadError("文件太大", next_step=f"最大 {largest >> 20} MB")
    return data


def unreadable(error: OSError) -> ReadError:
    """The ReadError for an error of the operating system."""
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
    return ReadError(reason or f"文件读取失败（{error.strerror or type(error).__name__}）")
