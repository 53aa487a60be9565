"""Gate that lets few dear requests of a process run at a time, so that cheap ones always have a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Literal

from index.errors import Busy
from index.free_memory import give_back
from index.language import gettext

RUNNING: Final = 1
"""Dear requests that run at a time."""
WAITING: Final = 1
"""Dear requests that wait for their turn; others are refused at once, since each that waits takes a thread."""
PATIENCE: Final = 5.0
"""Seconds that a dear request waits at most; its own time runs meanwhile."""
_WORKED: Final = 0.005
"""Seconds that a dear request works at least before it gives way again."""
_LONGEST: Final = 0.02
"""Seconds that it gives way at a time: while cheap requests never end, it still has a part of the time."""

_BETWEEN: Final = 0.25
"""Seconds between two looks whether a request that waits is still wanted."""

State = Literal["cheap", "dear", "refused", "left"]
Check = Callable[[], object]
"""Raises where a request is not to go on."""

_visit: ContextVar[Visit | None] = ContextVar("visit", default=None)


def current_visit() -> Visit | None:
    """The visit of the request that is being answered; None outside of a server."""
    return _visit.get()


class Gate:
    """For one process; safe for threads.

    A request is cheap until it says that it is dear. Of the dear ones `running` run at a time and `waiting` wait.
    """

    def __init__(self, running: int = RUNNING, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        """patience: seconds that a request waits."""
        self.patience = patience
        self._room = running
        self._seats = waiting
        self._changed = threading.Condition()
        self._cheap = 0
        self._running = 0
        self._waiting = 0

    @contextmanager
    def visit(self) -> Iterator[Visit]:
        """One request, from where it comes in until its answer begins."""
        visit = Visit(self)
        before = _visit.set(visit)
        with self._changed:
            self._cheap += 1
        try:
            yield visit
        finally:
            _visit.reset(before)
            visit.leave()

    @property
    def running(self) -> int:
        """Number of dear requests that run."""
        return self._running

    @property
    def waiting(self) -> int:
        """Number of dear requests that wait."""
        return self._waiting

    def _enter(self, seconds: float, check: Check) -> None:
        with self._changed:
            # Neither one that waits nor one that is refused is waited for.
            self._cheap -= 1
            self._changed.notify_all()
            if self._running >= self._room and self._waiting >= self._seats:
                raise self._busy()
            self._waiting += 1
            try:
                self._wait_for_room(seconds, check)
                self._running += 1
            finally:
                self._waiting -= 1

    def _wait_for_room(self, seconds: float, check: Check) -> None:
        """Wait at most so long, as long as `check` raises nothing."""
        while not self._changed.wait_for(self._has_room, min(max(0.0, seconds), _BETWEEN)):
            seconds -= _BETWEEN
            if seconds <= 0:
                raise self._busy()
            check()

    def _has_room(self) -> bool:
        return self._running < self._room

    def _busy(self) -> Busy:
        after = max(1, round(self.patience))
        step = gettext("请过 %(after)s 秒再试；减少单个的字和 OR，就不用等", after=after)
        return Busy(gettext("正在算别的费时间的查询"), next_step=step, retry_after=after)

    def _leave(self, state: State) -> None:
        with self._changed:
            self._running -= state == "dear"
            self._cheap -= state == "cheap"
            self._changed.notify_all()

    def _until_no_cheap(self, seconds: float) -> None:
        """Wait while cheap requests are answered, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: not self._cheap, seconds)


class Visit:
    """One request's passage through the gate."""

    def __init__(self, gate: Gate, clock: Callable[[], float] = time.monotonic) -> None:
        self._gate = gate
        self._clock = clock
        self._worked_from = 0.0
        self._state: State = "cheap"

    def enter(self, seconds: float, check: Check) -> None:
        """Say that the request is dear, and wait for its turn, at most so many seconds.

        Raises Busy where its turn does not come, where too many wait, and ever after; and what `check` raises.
        """
        if self._state == "cheap":
            self._state = "refused"
            self._gate._enter(min(seconds, self._gate.patience), check)
            self._state, self._worked_from = "dear", self._clock()
        elif self._state == "refused":
            raise self._gate._busy()

    def give_way(self) -> None:
        """Let cheap requests go first, between two pieces of dear work."""
        if self._state == "dear" and self._gate._cheap and (worked := self._clock() - self._worked_from) > _WORKED:
            self._gate._until_no_cheap(min(2 * worked, _LONGEST))
            self._worked_from = self._clock()

    def leave(self) -> None:
        """End it; the next dear request runs, and the memory of this one goes back to the system."""
        state, self._state = self._state, "left"
        if state != "left":
            self._gate._leave(state)
        if state == "dear":
            give_back()
