"""Disk faults while an index is written, as errors that name the fault and the state of the index."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from index.errors import CannotWrite
from index.language import gettext
from index.os_faults import reason_of, shown_size

_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})


@contextmanager
def writing_to(directory: Path) -> Iterator[None]:
    """Raises CannotWrite for an OSError inside; `directory` is that of the index."""
    try:
        yield
    except OSError as fault:
        raise cannot_write(fault, directory) from fault


def cannot_write(fault: OSError, directory: Path) -> CannotWrite:
    """The error for a failed write to an index in `directory`, which is unchanged."""
    named = Path(str(fault.filename)).name if fault.filename else directory
    return CannotWrite(
        gettext(
            "写不进索引：%(named)s（%(reason)s），没有写入任何改动，原来的索引照常可用",
            named=named,
            reason=reason_of(fault),
        ),
        next_step=_advice(fault, directory),
    )


def not_confirmed(fault: OSError) -> CannotWrite:
    """The error for a commit that took effect but could not be synced."""
    return CannotWrite(
        gettext("改动已经写入，但系统没有确认它们存到了磁盘上（%(reason)s）", reason=reason_of(fault)),
        next_step=gettext("请检查磁盘，再运行一次"),
    )


def _advice(fault: OSError, directory: Path) -> str:
    if fault.errno not in _FULL:
        return gettext("请检查权限和磁盘，再运行一次")
    try:
        free = gettext("，现在还剩 %(free)s", free=shown_size(shutil.disk_usage(directory).free))
    except OSError:
        free = ""
    return gettext("空间不够或超出了文件大小的限制%(free)s：请腾出空间或放宽限制，再运行一次", free=free)
