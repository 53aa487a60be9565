"""Clocks for tests of deadlines, which tell how often they were looked at and need no time to pass."""

import math
from collections.abc import Callable
from itertools import count

from index.deadline import Deadline


class Counted(Deadline):
    """Never over; `checks` says how often it was looked at."""

    def __init__(self) -> None:
        self.checks = 0
        super().__init__(math.inf, self._look)

    def _look(self) -> float:
        self.checks += 1
        return 0.0


def after(looks: int) -> Deadline:
    """A deadline that is over once it was looked at so many times."""
    return Deadline(looks, ticking())


def ticking(step: float = 1.0) -> Callable[[], float]:
    """A clock that goes on by `step` seconds whenever it is looked at."""
    ticks = count()
    return lambda: next(ticks) * step
