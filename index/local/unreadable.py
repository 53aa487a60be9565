"""Faults while an index is read, as errors: damage where content is wrong or gone, else what the system says."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import MEND, CorruptIndex, IndexUnavailable
from index.language import gettext
from index.os_faults import SHORT, advice_on_rights, reason_of


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Raises CorruptIndex for impossible content of the file of this name that is met inside."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError):
        raise CorruptIndex.in_file(name) from None


def missing(name: str) -> CorruptIndex:
    """The error for a file of the index that is gone."""
    return CorruptIndex(gettext("索引已损坏：缺少文件 %(name)s", name=name), next_step=gettext(MEND))


def unreadable(fault: OSError, path: Path) -> IndexUnavailable:
    """The error for a file of the index that the system does not let read, which says nothing of its content.

    path: the file, if the fault does not name it.
    """
    named = path if fault.filename is None or isinstance(fault.filename, int) else Path(os.fsdecode(fault.filename))
    return IndexUnavailable(
        gettext("索引打不开：%(named)s（%(reason)s）", named=named, reason=reason_of(fault)),
        next_step=advice_on(fault, named),
    )


def advice_on(fault: OSError, path: Path) -> str:
    """What to do where the system does not let a file be read."""
    if fault.errno in SHORT:
        return gettext("请稍后再试，或放宽对打开文件数和内存的限制")
    if fault.errno == errno.EIO:
        return gettext("请检查磁盘")
    return advice_on_rights(path)
