"""The watch beside the server: `zhengsou watch` in a process of its own, which ends with this one."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from index.language import gettext
from index.location import LocationLike
from web.serving.adding import PROGRAM

_AT_ONCE: Final = 5.0
"""Seconds; a watch that ends sooner is not started again."""
_TO_STOP: Final = 10.0
"""Seconds that a run of the indexer has to end."""

_log: Final = logging.getLogger(__name__)


class Watching:
    """The process that watches; started again if it ends by itself.

    In a process of its own it takes nothing from the requests, and there is one however many workers there are.
    `fileno()` becomes readable when it has ended; whoever waits for that calls `ended`.
    """

    def __init__(self, place: LocationLike, paths: Sequence[Path], *, follow_links: bool = False) -> None:
        """follow_links: as of `zhengsou index`."""
        options = ["--with-parent", "--index", str(place), *["--follow-links"] * follow_links]
        self._command = [*PROGRAM, "watch", *options, "--", *map(str, paths)]
        self._process: subprocess.Popen[bytes] | None = None
        self._alive = -1
        self._started = 0.0
        self._stopping = False

    def start(self) -> None:
        """Start the process, which prints what it does where this one prints."""
        self._alive, theirs = os.pipe()
        # Its standard input is held open as long as this process, or a worker of it, lives.
        passed = (theirs,) if os.name == "posix" else ()
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, pass_fds=passed)
        os.close(theirs)
        self._started = time.monotonic()

    def start_with_thread(self) -> None:
        """Start the process, and a thread that waits for its end; only where this process does not fork."""
        self.start()
        threading.Thread(target=self._wait, name="watch", daemon=True).start()

    def fileno(self) -> int:
        """The file descriptor that is readable once the process has ended; -1 if there is no process to wait for."""
        return self._alive

    def ended(self) -> None:
        """Start the process again after it has ended by itself, unless it ended at once or was told to end."""
        if self._process is None:
            return
        status = self._process.wait()
        self._close()
        if status == 0 or self._stopping:
            return
        again = time.monotonic() - self._started > _AT_ONCE
        _log.warning(
            gettext("看文件夹的进程退出，状态 %d，%s"),
            status,
            gettext("将重新启动") if again else gettext("不再启动；原因见上面"),
        )
        if again:
            self.start()

    def stop(self) -> None:
        """End the process, if it runs."""
        self._stopping = True
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait(self) -> None:
        while self._process is not None and self._alive >= 0:
            with suppress(OSError):
                os.read(self._alive, 1)
            self.ended()

    def _close(self) -> None:
        os.close(self._alive)
        self._alive = -1
        if self._process and self._process.stdin:
            self._process.stdin.close()
        self._process = None
