"""Faults of the operating system in words for users."""

from __future__ import annotations

import errno
from typing import Final

_REASONS: Final = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EFBIG: "文件大小超出了限制",
    errno.EROFS: "只能读，不能写",
    errno.EACCES: "没有权限",
    errno.ENOENT: "没有这个文件",
    errno.EPERM: "没有权限",
    errno.EEXIST: "那里有个同名的文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "系统里打开的文件太多",
    errno.ENOMEM: "内存不够",
    errno.ENAMETOOLONG: "名字或路径太长",
    errno.ELOOP: "链接绕成了圈",
}


def reason_of(fault: OSError) -> str:
    """The reason in Chinese, or else as the system gives it."""
    return _REASONS.get(fault.errno or 0) or fault.strerror or type(fault).__name__
