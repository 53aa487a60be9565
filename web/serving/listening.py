"""waitress server that shares a listening socket evenly between processes and shuts down gracefully."""

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
"""Concurrent requests per process. Python runs one at a time; the others keep a long request from blocking the rest."""
BACKLOG: Final = 1024
LARGEST_BODY: Final = 128 << 20
"""Bytes of a request's body that are taken at all; what a page takes is less, and it says so itself."""
_HEAD_START: Final = 0.002
"""Seconds that a busier worker waits before it accepts a connection."""
_TO_FINISH: Final = 5.0
"""Seconds that running requests have to finish after a stop signal."""


class Connections:
    """Number of connections of each worker, in shared memory; create it before workers are forked."""

    def __init__(self, workers: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, 4 * workers)).cast("I")

    def set(self, worker: int, count: int) -> None:
        """Sets the number of connections of worker `worker`, from 0."""
        self._counts[worker] = count

    def fewest(self) -> int:
        """The smallest number of connections of any worker."""
        return min(self._counts)


class Server(TcpWSGIServer):
    """Serves `app` on a socket that workers may share; `worker` is this one's index in `connections`.

    Keep-alive connections stay with the worker that accepted them, and the first worker to wake up accepts: unbalanced,
    one of two workers got 8 to 16 of 16 connections. So the busier one waits for _HEAD_START first.
    """

    def __init__(
        self, app: WSGIApplication, listening: socket.socket, connections: Connections, worker: int = 0
    ) -> None:
        self._connections = connections
        self._worker = worker
        self._finish_until: float | None = None
        # Queued requests are normal under load.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(THREADS)
        super().__init__(
            app,
            map={},
            _sock=listening,
            dispatcher=dispatcher,
            adj=Adjustments(
                sockets=[listening],
                threads=THREADS,
                backlog=BACKLOG,
                ident="zhengsou",
                max_request_body_size=LARGEST_BODY,
            ),
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def run(self) -> None:
        """Serves until SIGTERM or SIGINT, then finishes running requests; call it from the main thread."""
        with self._stopping_by_signal():
            super().run()

    def readable(self) -> bool:
        """Whether to accept connections; called in every round of waitress's loop, which SystemExit ends."""
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
        """Accepts a connection; waits for _HEAD_START first if another worker has fewer."""
        mine = len(self.active_channels)  # type: ignore[arg-type]
        self._connections.set(self._worker, mine)
        if mine > self._connections.fewest():
            time.sleep(_HEAD_START)
        super().handle_accept()

    @contextmanager
    def _stopping_by_signal(self) -> Iterator[None]:
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        for number, handler in before.items():
            # SIGINT is ignored in a worker, whose parent handles it, and in a shell's background job.
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
