"""Who is told of requests: metrics and access log, as the operator asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Flask

from web.pages.metrics import METRICS, Network, metrics_page
from web.serving.access_log import AccessLog
from web.serving.index_state import IndexFigures
from web.serving.metrics import Metrics
from web.serving.served import Observed, Served


@dataclass(frozen=True, slots=True)
class Observation:
    """What is noted of requests. metrics_from: networks that `/metrics` answers, which is no page without any."""

    access_log: AccessLog | None = None
    metrics_from: Sequence[Network] = ()


UNOBSERVED: Final = Observation()


class Observer:
    """Notes the requests of an application; create it before workers are forked, and the first request comes.

    Each worker calls `begin` with its number.
    """

    def __init__(self, app: Flask, wanted: Observation, workers: int) -> None:
        self._access_log = wanted.access_log
        self.metrics: Metrics | None = None
        if wanted.metrics_from:
            endpoints = sorted({METRICS, *(rule.endpoint for rule in app.url_map.iter_rules())})
            self.metrics = Metrics(endpoints, workers, IndexFigures(app))
            app.register_blueprint(metrics_page(self.metrics, wanted.metrics_from))
        app.wsgi_app = Observed(app.wsgi_app, self)  # type: ignore[method-assign]

    def begin(self, worker: int) -> None:
        """This process is worker `worker`, from 0."""
        if self.metrics:
            self.metrics.begin(worker)
        self.reopen()

    def reopen(self) -> None:
        """Go on in a new access log, after the old one was renamed."""
        if self._access_log:
            self._access_log.reopen()

    def close(self) -> None:
        """Wait a little for lines of the access log that are still to be written."""
        if self._access_log:
            self._access_log.close()

    def begun(self) -> None:
        """A request has come in."""
        if self.metrics:
            self.metrics.begun()

    def ended(self, served: Served) -> None:
        """It was answered."""
        if self._access_log:
            self._access_log.write(served)
        if self.metrics:
            self.metrics.ended(served)
            self.metrics.lost_lines(self._access_log.lost if self._access_log else 0)

    def connected(self, connections: int, queued: int) -> None:
        """Open connections of this worker, and its requests that wait for a thread."""
        if self.metrics:
            self.metrics.connected(connections, queued)
