"""What workers count of their requests, and all of it in the text format of Prometheus."""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from web.serving.process_figures import process_figures
from web.serving.served import Served
from web.serving.shared_counts import SharedCounts

if TYPE_CHECKING:
    from prometheus_client.core import Metric

METHODS: Final = ("GET", "HEAD", "POST", "other")
CLASSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds (s) of the buckets of the latency histogram; Prometheus's own."""
UNROUTED: Final = "none"
"""Endpoint of requests that no route took: addresses are the visitors' choice, and would be names without end."""
_MICROSECOND: Final = 1e-6

Gauge = tuple[str, str, float]
"""Name, what it is, value."""


class Metrics:
    """Counts of requests by endpoint, method and class of status, their latency, and gauges of each worker.

    Create it before workers are forked; then each calls `begin` with its number. Any of them gives the sums.
    endpoints: names of the routes. index: gauges of the open index (see `index_gauges`).
    """

    def __init__(self, endpoints: Sequence[str], workers: int, index: Callable[[], Sequence[Gauge]]) -> None:
        self._endpoints = (*endpoints, UNROUTED)
        self._place = {name: number for number, name in enumerate(self._endpoints)}
        self._index = index
        self._worker = 0
        self._lock = threading.Lock()
        requests = len(self._endpoints) * len(METHODS) * len(CLASSES)
        self._latency = requests
        self._gauges = requests + len(self._endpoints) * (len(BOUNDS) + 2)
        self._counts = SharedCounts(workers, self._gauges + len(_Own.NAMES))

    def begin(self, worker: int) -> None:
        """This process is worker `worker`, from 0; what it counts stays, its gauges start anew."""
        self._worker = worker
        for name in ("running", "connections", "queued"):
            self._counts.set(worker, self._own(name), 0)
        self._counts.set(worker, self._own("process"), os.getpid())

    def begun(self) -> None:
        """A request has come in."""
        with self._lock:
            self._counts.add(self._worker, self._own("running"))

    def ended(self, served: Served) -> None:
        """It was answered."""
        endpoint = self._place.get(served.endpoint, len(self._endpoints) - 1)
        method = METHODS.index(served.method) if served.method in METHODS else len(METHODS) - 1
        status = min(max(served.status // 100, 1), len(CLASSES)) - 1
        first = self._latency + endpoint * (len(BOUNDS) + 2)
        with self._lock:
            self._add(self._own("running"), -1)
            self._add((endpoint * len(METHODS) + method) * len(CLASSES) + status)
            self._add(first + bisect_left(BOUNDS, served.seconds))
            self._add(first + len(BOUNDS) + 1, round(served.seconds / _MICROSECOND))
            if served.failed:
                self._add(self._own("exceptions"))

    def connected(self, connections: int, queued: int) -> None:
        """Connections of this worker, and requests that wait for a thread; called by one thread only."""
        self._counts.set(self._worker, self._own("connections"), connections)
        self._counts.set(self._worker, self._own("queued"), queued)

    def lost_lines(self, lost: int) -> None:
        """Lines of the access log that this worker could not write."""
        self._counts.set(self._worker, self._own("lost"), lost)

    def text(self) -> bytes:
        """The numbers of all workers in the text format, version 0.0.4."""
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[Metric]:
        """The metrics, as prometheus_client asks for them."""
        yield self._requests()
        yield self._durations()
        yield from self._sums()
        yield from self._processes()
        yield from _gauges(self._index())

    def _requests(self) -> Metric:
        from prometheus_client.core import CounterMetricFamily

        found = CounterMetricFamily(
            "zhengsou_http_requests", "Requests that were answered.", labels=("endpoint", "method", "status")
        )
        column = 0
        for endpoint in self._endpoints:
            for method in METHODS:
                for status in CLASSES:
                    if total := self._counts.total(column):
                        found.add_metric((endpoint, method, status), total)
                    column += 1
        return found

    def _durations(self) -> Metric:
        from prometheus_client.core import HistogramMetricFamily

        found = HistogramMetricFamily(
            "zhengsou_http_request_duration_seconds", "Time until the whole answer was made.", labels=("endpoint",)
        )
        for number, endpoint in enumerate(self._endpoints):
            first = self._latency + number * (len(BOUNDS) + 2)
            buckets, below = [], 0
            for place, bound in enumerate((*map(str, BOUNDS), "+Inf")):
                below += self._counts.total(first + place)
                buckets.append((bound, float(below)))
            if below:
                seconds = self._counts.total(first + len(BOUNDS) + 1) * _MICROSECOND
                found.add_metric((endpoint,), buckets, sum_value=seconds)
        return found

    def _sums(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily

        for name, what in _Own.COUNTERS.items():
            yield CounterMetricFamily(f"zhengsou_{what[0]}", what[1], value=self._counts.total(self._own(name)))
        yield from _gauges(
            [(what[0], what[1], self._counts.total(self._own(name))) for name, what in _Own.GAUGES.items()]
        )

    def _processes(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        figures = [
            process_figures(self._counts.get(worker, self._own("process"))) for worker in range(self._counts.workers)
        ]
        for name, what in (
            ("resident_memory_bytes", "Resident memory, shared pages of the index included."),
            ("open_fds", "Open file descriptors."),
            ("start_time_seconds", "Start of the process since the epoch."),
        ):
            found = GaugeMetricFamily(f"zhengsou_worker_{name}", what, labels=("worker",))
            for worker, each in enumerate(figures):
                if name in each:
                    found.add_metric((str(worker),), each[name])
            yield found

    def _own(self, name: str) -> int:
        return self._gauges + _Own.NAMES.index(name)

    def _add(self, column: int, amount: int = 1) -> None:
        self._counts.add(self._worker, column, amount)


class _Own:
    """The numbers of a worker that no endpoint divides: name and what it is."""

    COUNTERS: Final = {
        "exceptions": ("exceptions", "Unexpected exceptions, each in the log with its id."),
        "lost": ("access_log_lost_lines", "Lines of the access log that could not be written."),
    }
    GAUGES: Final = {
        "running": ("http_requests_in_progress", "Requests that are being answered."),
        "connections": ("http_connections", "Open connections."),
        "queued": ("http_queue_length", "Requests that wait for a thread."),
    }
    NAMES: Final = (*COUNTERS, *GAUGES, "process")


def _gauges(gauges: Sequence[Gauge]) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    for name, what, value in gauges:
        yield GaugeMetricFamily(f"zhengsou_{name}", what, value=value)
