"""Trying again while a cluster is away or busy: how long between two tries, and until when."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from index.errors import ClusterUnavailable

PATIENCE: Final = 60.0
"""Seconds without any progress after which writing is given up."""
_FIRST: Final = 0.1
_LONGEST: Final = 5.0

Result = TypeVar("Result")


class Backoff:
    """Waits longer after each try that brought nothing, by chance more or less, and not for ever."""

    def __init__(self, patience: float | None = None) -> None:
        self._patience = PATIENCE if patience is None else patience
        self.progressed()

    def progressed(self) -> None:
        """Something went well: begin anew."""
        self._tries = 0
        self._until = time.monotonic() + self._patience

    def wait(self, fault: Exception) -> None:
        """Wait before the next try; raises `fault` when there has been no progress for too long."""
        longest = min(_FIRST * 2**self._tries, _LONGEST)
        self._tries += 1
        if time.monotonic() >= self._until:
            raise fault
        time.sleep(random.uniform(longest / 2, longest))


def insist(
    work: Callable[[], Result], patience: float | None = None, *, on: type[ClusterUnavailable] = ClusterUnavailable
) -> Result:
    """What `work` returns, which may be done twice; tried again while it raises `on`."""
    backoff = Backoff(patience)
    while True:
        try:
            return work()
        except on as fault:
            backoff.wait(fault)
