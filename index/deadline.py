"""How long a request may take: one deadline, made where it comes in and passed down to all that answers it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from index.errors import TooSlow

MAX_SECONDS: Final = 10.0
"""How long a request may take."""


class Deadline:
    """The time at which a request is given up; work asks it at bounded intervals, so that nothing has to be killed.

    For one request, whichever thread works on it.
    """

    __slots__ = ("_clock", "_end", "seconds")

    def __init__(self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """seconds: from now on, MAX_SECONDS unless given; infinity never ends. clock: gives seconds, never less."""
        self.seconds = MAX_SECONDS if seconds is None else seconds
        self._clock = clock
        self._end = clock() + self.seconds

    @property
    def remaining(self) -> float:
        """Seconds that are left; 0 or less when it is over."""
        return self._end - self._clock()

    def check(self) -> None:
        """Raises TooSlow when it is over."""
        if self._clock() > self._end:
            raise TooSlow(self.seconds)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Does not count the time inside: a reader who takes long to receive costs no work."""
        began = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - began


UNLIMITED: Final = Deadline(math.inf)
"""For what may take as long as it takes: opening an index, and exports on the command line."""
