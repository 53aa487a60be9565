"""Circuit breaker: calls to an unreachable cluster fail at once until one of them has reached it."""

from __future__ import annotations

import math
import threading
import time
from typing import Final
from weakref import WeakValueDictionary

from index.errors import ClusterUnavailable
from index.language import gettext
from index.location import ClusterAddress

PAUSE: Final = 2.0
"""Seconds between probes of an unreachable cluster."""


class Circuit:
    """After a failure calls fail at once, but now and then one is let through as a probe. Safe for threads."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self._answered_at = 0.0

    def enter(self) -> float:
        """Begin a call, which ends with `failed` or `answered`; returns its start time for them.

        Raises ClusterUnavailable instead of waiting.
        """
        with self._lock:
            now = time.monotonic()
            if now < self._closed_until:
                raise ClusterUnavailable(
                    gettext("集群暂时连接不上，正在等它恢复"),
                    next_step=gettext("请稍后再试；一直这样时请检查集群的状态"),
                )
            if self._closed_until:
                # This call is the probe; until it ends, the others fail.
                self._closed_until = math.inf
            return now

    def failed(self, entered: float) -> None:
        """A call that began then reached no host; ignored if another was answered since."""
        with self._lock:
            if self._answered_at < entered:
                self._closed_until = time.monotonic() + self._pause

    def undecided(self) -> None:
        """A call ended without showing whether the cluster is reachable; if it was the probe, the next one is."""
        with self._lock:
            if self._closed_until == math.inf:
                self._closed_until = time.monotonic()

    def answered(self) -> None:
        """The cluster answered."""
        with self._lock:
            self._closed_until, self._answered_at = 0.0, time.monotonic()


_circuits: Final[WeakValueDictionary[ClusterAddress, Circuit]] = WeakValueDictionary()
_finding: Final = threading.Lock()


def circuit_of(address: ClusterAddress) -> Circuit:
    """The circuit breaker that all clients of an address share, so that one probes for all."""
    with _finding:
        circuit = _circuits.get(address)
        if circuit is None:
            circuit = _circuits[address] = Circuit()
        return circuit
