"""Room on the disk that an index run will need, asked for before the run writes anything."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from index.errors import NoRoom
from index.indexing.plan import IndexState, Plan, size_to_read
from index.language import gettext
from index.os_faults import shown_size

_NOT_ASKED: Final = 64 << 20
"""Bytes for which nobody asks."""
_FROM: Final = 1 << 20
"""Bytes of files from which on their index tells what others will need."""
_TEXT_RATIO: Final = 3.0
"""Bytes of an index for each byte of plain text; that of other kinds cannot be told from their size."""
_TEXT: Final = (".txt", ".md", ".markdown", ".jsonl", ".jsonl.gz")
_KNOWN_SHARE: Final = 0.5
_GUESSED_SHARE: Final = 0.25
"""Shares of what is needed by the estimate; with less free than that, the run cannot end well."""


def check_room(directory: Path, plan: Plan, state: IndexState, indexed: int) -> None:
    """Raises NoRoom if a run by this plan clearly needs more room than is free beside what is there.

    directory: of the index, existing or not. indexed: bytes of the index that stands, 0 if they are not known. What is
    needed is estimated by the size of the files and, if it is known, by what the index took of its own files; a run
    that might fit is never refused.
    """
    known = sum(source.stamps[0][0] for source in state.sources.values() if source.stamps)
    if indexed and known >= _FROM:
        needed, share = plan.size * indexed / known, _KNOWN_SHARE
    else:
        text = sum(size_to_read(path) for path in plan.read if path.name.lower().endswith(_TEXT))
        needed, share = text * _TEXT_RATIO, _GUESSED_SHARE
    if needed < _NOT_ASKED:
        return
    there = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    if free < needed * share:
        raise NoRoom(
            gettext(
                "磁盘放不下：大约需要 %(needed)s，%(directory)s 那里只剩 %(free)s，没有写入任何改动",
                needed=shown_size(needed),
                directory=directory,
                free=shown_size(free),
            ),
            next_step=gettext("请腾出空间，或用 --index 放到别的磁盘上，再运行一次"),
        )
