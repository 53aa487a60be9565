"""The server's log on standard error: each record with its time and process, and no request waits for its reader."""

from __future__ import annotations

import logging
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from index.language import gettext
from index.terminal import LOG_FORMAT, LOG_TIME
from web.serving.lines import Lines

_STANDARD_ERROR: Final = 2


@contextmanager
def logged_to_standard_error() -> Iterator[None]:
    """Meanwhile, what this process and its forks log goes to standard error.

    A record begins with the time (ISO 8601 with its zone) and the process that logs it, which is one of the workers,
    or the server itself. Records that a stalled reader leaves no room for are lost (web/serving/lines.py).
    """
    handler = _StandardError()
    handler.setFormatter(logging.Formatter(LOG_FORMAT, LOG_TIME))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def flush_log() -> None:
    """Wait a little until what this process has logged is written, before it ends without Python's own end."""
    for handler in logging.getLogger().handlers:
        handler.flush()


class _StandardError(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self._file = os.dup(_STANDARD_ERROR)
        self._server = os.getpid()
        self._lines = Lines(self._file, gettext("日志"), lambda text: logging.getLogger(__name__).warning("%s", text))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record).encode("utf-8", "backslashreplace")
            if os.getpid() != self._server:
                self._lines.write(line)
            elif _has_room(self._file):
                # The server forks, so it has no threads.
                os.write(self._file, line + b"\n")
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        self._lines.close()

    def close(self) -> None:
        super().close()
        os.close(self._file)


def _has_room(file: int) -> bool:
    if not hasattr(select, "poll"):
        return True
    poll = select.poll()
    poll.register(file, select.POLLOUT)
    return any(events & select.POLLOUT for _, events in poll.poll(0))
