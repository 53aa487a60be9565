"""Lines of a log, appended whole to a file, a pipe or a terminal without making a request wait for who reads them."""

from __future__ import annotations

import os
import select
import stat
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from index.language import N_, gettext
from index.os_faults import reason_of

MOST_WAITING: Final = 1000
"""Lines that wait to be written at most."""
TO_END: Final = 1.0
"""Seconds that `close` waits for those that wait."""
_STALLED: Final = N_("读它的程序没有在读")
_FULL: Final = N_("磁盘已满")


class Lines:
    """Appends lines to an open file, each in one write; safe for threads.

    A regular file is written at once. A pipe, a socket or a terminal is written by a thread, since its reader may stop;
    the thread starts with the first line, so create this before a fork and use it only after. A line that finds
    MOST_WAITING before it, or that cannot be written, is lost, which is counted in `lost` and told when it begins and,
    with the number, when it ends.
    """

    def __init__(self, file: int, name: str, tell: Callable[[str], object]) -> None:
        """file: its descriptor, which stays this object's. name: of the log, in what is told."""
        self._file = file
        self._name = name
        self._tell = tell
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._writing = False
        self._thread: threading.Thread | None = None
        self._unsure = True
        self._losing_since: int | None = None
        self.lost = 0
        self._direct = _is_regular(file)

    def write(self, line: bytes) -> None:
        """Append a line, without its end; never raises an OSError."""
        if self._direct:
            with self._changed:
                told = self._append(line)
        else:
            told = self._put(line)
        if told:
            self._tell(told)

    def replace(self, file: int) -> None:
        """Go on in this file, which is closed; lines that wait go there, but for one that the old one has begun."""
        # In one step: other threads write meanwhile.
        os.dup2(file, self._file, inheritable=False)
        os.close(file)
        with self._changed:
            self._direct, self._unsure = _is_regular(self._file), True
            # A thread that waits for the reader of the old file ends with that; another one writes to the new file.
            self._thread, self._writing = None, False
            if self._waiting:
                self._start()

    def close(self, seconds: float = TO_END) -> None:
        """Wait so long at most until all lines are written; the file stays open."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting and not self._writing, seconds)

    def _put(self, line: bytes) -> str:
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                return self._lose(gettext(_STALLED))
            self._waiting.append(line)
            if self._thread is None:
                self._start()
            self._changed.notify_all()
            return ""

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        this = threading.current_thread()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._thread is not this)
                if self._thread is not this:
                    return
                line, self._writing = self._waiting.popleft(), True
            fault = _write_whole(self._file, line + b"\n")
            with self._changed:
                told = self._lose(reason_of(fault)) if fault else self._ended_losing()
                if self._thread is this:
                    self._writing = False
                self._changed.notify_all()
            if told:
                self._tell(told)

    def _append(self, line: bytes) -> str:
        # What a full disk cut short, in this process or another, is closed first, so that this line is whole.
        data = b"\n" * (self._unsure and _ends_within_a_line(self._file)) + line + b"\n"
        self._unsure = True
        try:
            written = os.write(self._file, data)
        except OSError as fault:
            return self._lose(reason_of(fault))
        self._unsure = written < len(data)
        return self._lose(gettext(_FULL)) if self._unsure else self._ended_losing()

    def _lose(self, reason: str) -> str:
        """Count a line as lost; returns what is to be told of it."""
        begins = self._losing_since is None
        if self._losing_since is None:
            self._losing_since = self.lost
        self.lost += 1
        return (
            gettext("%(name)s写不进去：%(reason)s；写不进去的行不再等，会丢掉", name=self._name, reason=reason)
            if begins
            else ""
        )

    def _ended_losing(self) -> str:
        # Not at once: a slow reader would make two lines of every one that it reads.
        if self._losing_since is None or len(self._waiting) > MOST_WAITING // 2:
            return ""
        since, self._losing_since = self._losing_since, None
        return gettext("%(name)s又写得进去了，其间丢了 %(count)s 行", name=self._name, count=self.lost - since)


def _write_whole(file: int, data: bytes) -> OSError | None:
    """Write all of it, waiting for the reader; returns why that failed."""
    while data:
        try:
            data = data[os.write(file, data) :]
        except BlockingIOError:
            # Someone else who has this pipe or terminal open has set it so.
            select.select([], [file], [])
        except OSError as fault:
            return fault
    return None


def _is_regular(file: int) -> bool:
    return stat.S_ISREG(os.fstat(file).st_mode)


def _ends_within_a_line(file: int) -> bool:
    """Whether a regular file's last line has no end; False for one that cannot be read."""
    try:
        size = os.fstat(file).st_size
        return size > 0 and os.pread(file, 1, size - 1) != b"\n"
    except OSError:
        return False
