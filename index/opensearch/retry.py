"""Retry with exponential backoff while a cluster is away or busy."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from index.errors import ClusterUnavailable

GIVE_UP_AFTER: Final = 60.0
"""Seconds without progress after which writing fails."""
_FIRST_DELAY: Final = 0.1
_LONGEST_DELAY: Final = 5.0

Result = TypeVar("Result")


class Backoff:
    """Delays between attempts: doubled after each one, with jitter, until the time without progress is up."""

    def __init__(self, give_up_after: float | None = None) -> None:
        """give_up_after: seconds, by default GIVE_UP_AFTER."""
        self._give_up_after = GIVE_UP_AFTER if give_up_after is None else give_up_after
        self.reset()

    def reset(self) -> None:
        """Begin anew after progress."""
        self._attempts = 0
        self._deadline = time.monotonic() + self._give_up_after

    def wait(self, fault: Exception) -> None:
        """Sleep before the next attempt; raises `fault` when the time without progress is up."""
        delay = min(_FIRST_DELAY * 2**self._attempts, _LONGEST_DELAY)
        self._attempts += 1
        if time.monotonic() >= self._deadline:
            raise fault
        time.sleep(random.uniform(delay / 2, delay))


def retry(
    work: Callable[[], Result], give_up_after: float | None = None, *, on: type[ClusterUnavailable] = ClusterUnavailable
) -> Result:
    """Result of `work`, which must be idempotent; it is retried while it raises `on`."""
    backoff = Backoff(give_up_after)
    while True:
        try:
            return work()
        except on as fault:
            backoff.wait(fault)
