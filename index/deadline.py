"""Budget of a request, in time and memory: made where the request comes in, and passed down to all that answers it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar

from index.errors import Cancelled, TooLarge, TooSlow
from index.gate import current_visit
from index.settings import request_memory

MAX_SECONDS: Final = 10.0
"""Seconds that a request may take."""
DEAR: Final = 0.1
"""Seconds of work, foreseen, above which a request is dear (index/gate.py)."""
_WATCHED: Final = 256
"""Items between two looks at the time."""
GONE: Final[ContextVar[Callable[[], bool] | None]] = ContextVar("gone", default=None)
"""Tells whether the client has gone away, to every deadline that is made in the request; None where nobody can."""

Item = TypeVar("Item")


class Deadline:
    """End of a request's time, and bound of its memory; work checks it at bounded intervals, so that nothing is killed.

    For one request, on any of its threads. Made while a server's request is answered, it belongs to that one's visit to
    the gate of dear requests.
    """

    __slots__ = ("_clock", "_end", "_foreseen", "_gone", "_memory", "_visit", "seconds")

    def __init__(
        self,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        memory: float | None = None,
    ) -> None:
        """seconds: from now on, by default MAX_SECONDS; may be infinite. clock: monotonic, in seconds.

        memory: bytes that arrays of the request may take together, by default the setting's; unlimited where seconds
        are. Raises RequestError for a setting that is none.
        """
        self.seconds = MAX_SECONDS if seconds is None else seconds
        self._clock = clock
        self._gone = GONE.get()
        self._end = clock() + self.seconds
        self._memory = memory if memory is not None else math.inf if math.isinf(self.seconds) else request_memory()
        self._foreseen = 0.0
        self._visit = current_visit()

    @property
    def remaining(self) -> float:
        """Seconds left; 0 or less once it has passed."""
        return self._end - self._clock()

    def check(self) -> None:
        """Raises TooSlow once it has passed, and Cancelled once the client has gone.

        Lets cheap requests go first where this one is dear.
        """
        if self._gone is not None and self._gone():
            raise Cancelled
        if self._clock() > self._end:
            raise TooSlow(self.seconds)
        if self._visit is not None:
            self._visit.give_way()

    def expect(self, seconds: float) -> None:
        """Say how long the next piece of work will take, roughly; above DEAR altogether, waits for its turn.

        Raises Busy where too many dear requests are there already.
        """
        self._foreseen += seconds
        if self._visit is not None and self._foreseen > DEAR:
            self._visit.enter(self.remaining, self.check)

    def need(self, held: float) -> None:
        """Say that arrays of so many bytes are going to be held at a time; raises TooLarge for more than is allowed."""
        if held > self._memory:
            raise TooLarge(held, self._memory)

    def watch(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items; raises TooSlow between two once it has passed, but never for so few that they take no time."""
        for number, item in enumerate(items, 1):
            if not number % _WATCHED:
                self.check()
            yield item

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stops the clock inside: a client that is slow to receive costs no work."""
        began = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - began


UNLIMITED: Final = Deadline(math.inf)
"""No bounds: for opening an index, and for exports on the command line."""
