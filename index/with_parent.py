"""Processes that end with the one that started them, however that one ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def end_with_parent(parent: int) -> None:
    """From here on, a process of `multiprocessing` is killed at once when its parent ends, whatever it is doing.

    parent: process id of the parent, which must have started this process from a thread that outlives it. Where the
    system kills no orphans, a thread does.
    """
    if not killed_with(parent):
        threading.Thread(target=_wait_for_parent, name="parent", daemon=True).start()


def killed_with(parent: int) -> bool:
    """Let the system kill this process when the thread that started it ends (Linux, prctl(2)); whether it will.

    parent: the process that started it; if it has ended already, so does this one.
    """
    killed = _killed_by_system()
    if os.name == "posix" and os.getppid() != parent:
        os._exit(1)
    return killed


def _killed_by_system() -> bool:
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        return bool(ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def _wait_for_parent() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
    os._exit(1)


def end_with_standard_input() -> None:
    """From here on, SIGTERM reaches this process once its standard input ends, which its parent holds open."""
    threading.Thread(target=_wait_for_end_of_input, name="parent", daemon=True).start()


@contextmanager
def held_open() -> Iterator[int]:
    """A standard input for a process that calls `end_with_standard_input`, held open as long as this process lives."""
    theirs, ours = os.pipe()
    try:
        yield theirs
    finally:
        os.close(theirs)
        os.close(ours)


def _wait_for_end_of_input() -> None:
    with suppress(OSError):
        # Not through sys.stdin, whose lock would be held when the process ends.
        while os.read(0, 1 << 10):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
