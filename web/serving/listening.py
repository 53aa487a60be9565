"""waitress, taught to share a listening socket evenly between processes, and to finish what it began when it stops."""

from __future__ import annotations

import logging
import mmap
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS: Final = 4
"""Requests at a time in one process. Python runs one of them; the others are there for when that one takes long."""
BACKLOG: Final = 1024
_HEAD_START: Final = 0.002
"""Seconds that a worker with more connections leaves a new one to the others."""
_TO_FINISH: Final = 5.0
"""Seconds that requests may take after the server was told to stop."""


class Connections:
    """How many connections each worker has, in memory that they share: made before they are forked."""

    def __init__(self, workers: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, 4 * workers)).cast("I")

    def set(self, worker: int, count: int) -> None:
        """Worker `worker`, from 0, has so many."""
        self._counts[worker] = count

    def fewest(self) -> int:
        """Of the workers, the one with the fewest has so many."""
        return min(self._counts)


class Server(TcpWSGIServer):
    """Serves `app` on a socket that may be shared with other workers; `worker` is this one's place in `connections`.

    Keep-alive connections stay with the worker that accepted them, and whichever happens to wake up first accepts:
    left alone, one worker of two got from 8 to all of 16. So the busier one waits a moment first.
    """

    def __init__(
        self, app: WSGIApplication, listening: socket.socket, connections: Connections, worker: int = 0
    ) -> None:
        self._connections = connections
        self._worker = worker
        self._finish_until: float | None = None
        # A queue is what is expected when there is much to do.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(THREADS)
        super().__init__(
            app,
            map={},
            _sock=listening,
            dispatcher=dispatcher,
            adj=Adjustments(sockets=[listening], threads=THREADS, backlog=BACKLOG, ident="zhengsou"),
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def run(self) -> None:
        """Serves until SIGTERM or Ctrl-C, then finishes the requests that it has; to be called from the main thread."""
        with self._stopping_by_signal():
            super().run()

    def readable(self) -> bool:
        """Whether new connections are wanted; asked in every round of waitress's loop, which SystemExit ends."""
        channels: dict[int, HTTPChannel] = self.active_channels  # type: ignore[assignment]
        self._connections.set(self._worker, len(channels))
        if self._finish_until is None:
            return super().readable()
        for channel in channels.values():
            if not (channel.requests or channel.total_outbufs_len):
                channel.will_close = True
        if not channels or time.monotonic() > self._finish_until:
            raise SystemExit
        return False

    def handle_accept(self) -> None:
        """Accepts a connection, unless a worker that has fewer is quicker."""
        mine = len(self.active_channels)  # type: ignore[arg-type]
        self._connections.set(self._worker, mine)
        if mine > self._connections.fewest():
            time.sleep(_HEAD_START)
        super().handle_accept()

    @contextmanager
    def _stopping_by_signal(self) -> Iterator[None]:
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        for number, handler in before.items():
            # Who ignores SIGINT has a parent that answers it, or is a shell's background job.
            if handler is not signal.SIG_IGN:
                signal.signal(number, self._stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, *_: Any) -> None:
        self._finish_until = time.monotonic() + _TO_FINISH
        self.pull_trigger()
