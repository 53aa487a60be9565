"""Lets nobody wait for a cluster that is away: calls fail at once until one has seen that it is back."""

from __future__ import annotations

import math
import threading
import time
from typing import Final
from weakref import WeakValueDictionary

from index.errors import ClusterUnavailable
from index.location import ClusterAddress

PAUSE: Final = 2.0
"""Seconds between two looks at a cluster that is away."""


class Circuit:
    """After a failure calls fail at once, but now and then one is let through, alone. Safe for threads."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self._answered_at = 0.0

    def enter(self) -> float:
        """Before a call, which ends with `failed` or `answered`; returns its time for them.

        Raises ClusterUnavailable instead of letting it wait.
        """
        with self._lock:
            now = time.monotonic()
            if now < self._closed_until:
                raise ClusterUnavailable(
                    "集群暂时连接不上，正在等它恢复", next_step="请稍后再试；一直这样时请检查集群的状态"
                )
            if self._closed_until:
                # This call finds out; until it has, the others go on failing.
                self._closed_until = math.inf
            return now

    def failed(self, entered: float) -> None:
        """A call that entered then reached no host; where others were answered meanwhile, the cluster is not away."""
        with self._lock:
            if self._answered_at < entered:
                self._closed_until = time.monotonic() + self._pause

    def undecided(self) -> None:
        """A call ended without telling whether the cluster is away; where it was to find out, the next one does."""
        with self._lock:
            if self._closed_until == math.inf:
                self._closed_until = time.monotonic()

    def answered(self) -> None:
        """The cluster said something."""
        with self._lock:
            self._closed_until, self._answered_at = 0.0, time.monotonic()


_circuits: Final[WeakValueDictionary[ClusterAddress, Circuit]] = WeakValueDictionary()
_finding: Final = threading.Lock()


def circuit_of(address: ClusterAddress) -> Circuit:
    """The one that all who ask at this address share, so that one of them finds out for all."""
    with _finding:
        circuit = _circuits.get(address)
        if circuit is None:
            circuit = _circuits[address] = Circuit()
        return circuit
