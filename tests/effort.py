"""Telling work that grows with its input from work that grows with the square of it."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 8
"""How much longer the longer input is: work of quadratic time then takes 64 times as long, not 8 times."""
_MOST = 24
_AT_ONCE = 0.1
_ATTEMPTS = 3


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Fail where `work(8 * size)` takes much longer than 8 times `work(size)`, in seconds of this process's CPU.

    Whatever takes less than a tenth of a second is well, so `size` must be one for which quadratic time is not.
    """
    measured = []
    for _ in range(_ATTEMPTS):
        long = _seconds(work, TIMES * size)
        if long < _AT_ONCE:
            return
        short = min(_seconds(work, size) for _ in range(2))
        if long < _MOST * short:
            return
        measured.append(f"{short:.3f} s, then {long:.3f} s")
    raise AssertionError(f"{TIMES} times the input took more than {_MOST} times as long: {'; '.join(measured)}")


def _seconds(work: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    work(size)
    return time.process_time() - start
