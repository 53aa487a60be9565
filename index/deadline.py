"""Deadline of a request: made where the request comes in, and passed down to all that answers it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from index.errors import Cancelled, TooSlow

MAX_SECONDS: Final = 10.0
"""Seconds that a request may take."""
GONE: Final[ContextVar[Callable[[], bool] | None]] = ContextVar("gone", default=None)
"""Tells whether the client has gone away, to every deadline that is made in the request; None where nobody can."""


class Deadline:
    """End of a request's time; work checks it at bounded intervals, so that nothing has to be killed.

    For one request, on any of its threads.
    """

    __slots__ = ("_clock", "_end", "_gone", "seconds")

    def __init__(self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """seconds: from now on, by default MAX_SECONDS; may be infinite. clock: monotonic, in seconds."""
        self.seconds = MAX_SECONDS if seconds is None else seconds
        self._clock = clock
        self._gone = GONE.get()
        self._end = clock() + self.seconds

    @property
    def remaining(self) -> float:
        """Seconds left; 0 or less once it has passed."""
        return self._end - self._clock()

    def check(self) -> None:
        """Raises TooSlow once it has passed, and Cancelled once the client has gone."""
        if self._gone is not None and self._gone():
            raise Cancelled
        if self._clock() > self._end:
            raise TooSlow(self.seconds)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stops the clock inside: a client that is slow to receive costs no work."""
        began = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - began


UNLIMITED: Final = Deadline(math.inf)
"""No deadline: for opening an index, and for exports on the command line."""
