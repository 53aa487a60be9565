"""Turns of files that are made while they are sent: few at a time, so that searches always have threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast

from flask import Flask, current_app

from index.errors import ZhengsouError
from index.language import gettext

MOST_AT_ONCE: Final = 2
"""Files that one process makes at a time."""
RETRY_AFTER: Final = 3
"""Seconds after which a client is told to ask again."""


class TurnsTaken(ZhengsouError):
    """As many files are being made as may be at a time."""

    code = "too_many_files"
    http_status = 429
    retry_after = RETRY_AFTER

    def __init__(self) -> None:
        super().__init__(
            gettext("正在导出的文件太多"), next_step=gettext("请过 %(seconds)s 秒再试", seconds=RETRY_AFTER)
        )


_NAME: Final = "zhengsou.turns"


def keep_turns(app: Flask, most: int = MOST_AT_ONCE) -> None:
    """Give the application its turns."""
    app.extensions[_NAME] = threading.BoundedSemaphore(most)


@contextmanager
def turn() -> Iterator[None]:
    """A turn to make a file, from here to the end of its sending; raises TurnsTaken at once where all are taken."""
    turns = cast(threading.BoundedSemaphore, current_app.extensions[_NAME])
    if not turns.acquire(blocking=False):
        raise TurnsTaken
    try:
        yield
    finally:
        turns.release()
