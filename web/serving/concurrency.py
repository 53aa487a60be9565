"""How many requests a process computes at a time: few, since more would fight for the interpreter instead of computing.

Threads that let go of the interpreter dozens of times a request, for an array or a file, hand it to and fro between the
processor's cores: sixteen clients of one process got two thirds of the pages that two at a time give (RESULTS.md).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from index.location import ClusterAddress, LocationLike, locate

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_COMPUTED: Final = 2
"""One computes while the other counts in an array or waits for a disk."""
LONG: Final = 0.1
"""Seconds after which a request does not count any more."""


class ConcurrencyLimit:
    """Lets `most` requests compute at a time, and more only where these have done so for `long` seconds.

    First come, first served. A request that is slow by itself thus delays another one by `long` at most, once.
    """

    def __init__(self, most: int = MOST_COMPUTED, long: float = LONG) -> None:
        self._most = most
        self._long = long
        self._lock = threading.Lock()
        self._waiting: deque[threading.Condition] = deque()
        self._begun: list[float] = []

    @property
    def waiting(self) -> int:
        """Number of requests that wait for a slot."""
        return len(self._waiting)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Waits for a slot, and holds it."""
        began = self._taken()
        try:
            yield
        finally:
            with self._lock:
                self._begun.remove(began)
                self._call_next()

    def _taken(self) -> float:
        with self._lock:
            if self._waiting or self._seconds_left() > 0:
                self._wait()
            began = time.monotonic()
            self._begun.append(began)
            self._call_next()
            return began

    def _wait(self) -> None:
        """Until a slot is free and all who came earlier have theirs; only the next one is woken for it."""
        called = threading.Condition(self._lock)
        self._waiting.append(called)
        while (left := self._seconds_left()) > 0 or self._waiting[0] is not called:
            called.wait(left or self._long)
        self._waiting.popleft()

    def _call_next(self) -> None:
        if self._waiting and self._seconds_left() <= 0:
            self._waiting[0].notify()

    def _seconds_left(self) -> float:
        """Until a slot is free, if none of the requests that hold one ends."""
        now = time.monotonic()
        counted = [began for began in self._begun if now - began < self._long]
        return 0.0 if len(counted) < self._most else counted[0] + self._long - now


def limited(app: WSGIApplication, place: LocationLike) -> WSGIApplication:
    """The application, called in slots of a limit of its own; what it makes while it is sent is outside of them.

    An index on a cluster has none: its answers are waited for, not computed here.
    """
    if isinstance(locate(place), ClusterAddress):
        return app
    limit = ConcurrencyLimit()

    def called(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with limit.slot():
            return app(environ, start_response)

    return called
