"""SIGHUP: files are opened anew, as rotation of logs asks for; but when the terminal is gone, the server ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Final

HANGUP: Final[signal.Signals | None] = getattr(signal, "SIGHUP", None)
"""The signal; None where the system has none."""


class Hangup:
    """What SIGHUP means here; create it where the server starts.

    A server that was started in a terminal gets the signal also when that is closed, and should not outlive it. With
    nohup, which has the signal ignored at the start, it does.
    """

    def __init__(self) -> None:
        self._ignored = HANGUP is not None and signal.getsignal(HANGUP) is signal.SIG_IGN
        self._had_terminal = _has_terminal()

    def terminal_is_gone(self) -> bool:
        """Whether the server should end with the terminal that it was started in."""
        return self._had_terminal and not self._ignored and not _has_terminal()

    def handle(self, reopen: Callable[[], None], end: Callable[[], None]) -> None:
        """From here on, SIGHUP calls `reopen`, or `end` if the terminal is gone; call it from the main thread."""
        if HANGUP:
            signal.signal(HANGUP, lambda *_: end() if self.terminal_is_gone() else reopen())


def _has_terminal() -> bool:
    """Whether the process has a controlling terminal, which can still be opened (tty(4))."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | getattr(os, "O_NOCTTY", 0)))
    except OSError:
        return False
    return True
