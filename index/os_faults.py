"""Faults of the operating system in words for users."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from index.language import N_, gettext
from index.names import one_line

_REASONS: Final = {
    errno.ENOSPC: N_("磁盘满了"),
    errno.EDQUOT: N_("磁盘配额用完了"),
    errno.EFBIG: N_("文件大小超出了限制"),
    errno.EROFS: N_("只能读，不能写"),
    errno.EACCES: N_("没有权限"),
    errno.ENOENT: N_("没有这个文件"),
    errno.EPERM: N_("没有权限"),
    errno.EEXIST: N_("那里有个同名的文件"),
    errno.ENOTDIR: N_("路径里有一段不是文件夹"),
    errno.EISDIR: N_("是文件夹，不是文件"),
    errno.EIO: N_("磁盘读写出错"),
    errno.EBADF: N_("没有打开"),
    errno.EMFILE: N_("打开的文件太多"),
    errno.ENFILE: N_("系统里打开的文件太多"),
    errno.ENOMEM: N_("内存不够"),
    errno.ENAMETOOLONG: N_("名字或路径太长"),
    errno.ELOOP: N_("链接绕成了圈"),
}

DENIED: Final = frozenset({errno.EACCES, errno.EPERM})
SHORT: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Errors that say nothing of a file: it may not be read, or there is nothing to read it with."""


def reason_of(fault: OSError) -> str:
    """The reason in the language of here and now, or else as the system gives it."""
    known = _REASONS.get(fault.errno or 0)
    return gettext(known) if known else fault.strerror or type(fault).__name__


def user_name(number: int) -> str:
    """Name of a user, or the number if there is no name."""
    try:
        import pwd

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return str(number)


def advice_on_rights(path: Path) -> str:
    """What to do for a right to read a file: whose it is, or whose the folder is that keeps others out."""
    for place in (path, *path.parents):
        try:
            found = place.stat()
        except OSError:
            continue
        rights = "rx" if place.is_dir() else "r"
        if found.st_uid == os.geteuid():
            return gettext("请运行 chmod u+%(rights)s %(place)s", rights=rights, place=one_line(place))
        owner = user_name(found.st_uid)
        step = gettext(
            "请以 %(owner)s 的身份运行，或请 %(owner)s 给这个用户读的权限（如 chmod o+%(rights)s %(place)s）",
            owner=owner,
            rights=rights,
            place=one_line(place),
        )
        return gettext("%(place)s 属于用户 %(owner)s：%(step)s", place=one_line(place), owner=owner, step=step)
    return gettext("请检查权限")


def shown_size(size: float) -> str:
    """Bytes as people read them, in the decimal unit that is not all zeros: 200 kB, 12 MB, 3.4 GB."""
    if size < 1e7:
        return f"{size / 1e3:,.0f} kB" if size >= 1e3 or not size else gettext("%(size)s 字节", size=f"{size:.0f}")
    return f"{size / 1e6:,.0f} MB" if size < 1e9 else f"{size / 1e9:,.1f} GB"
