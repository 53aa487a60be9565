"""waitress server that shares a listening socket evenly between processes and shuts down gracefully."""

from __future__ import annotations

import logging
import mmap
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from web.serving.bodies import LargestBody
from web.serving.bounds import (
    MOST_HEADER,
    MOST_WAITING,
    close_overdue,
    longest_idle,
    most_connections,
)
from web.serving.channel import Channel, Dispatcher
from web.serving.draining import Draining, take_no_more
from web.serving.served import Notes
from web.serving.turns import MOST_AT_ONCE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS: Final = 4 + MOST_AT_ONCE
"""Concurrent requests per process. Python runs one at a time; the others keep a long request from blocking the rest.

Files that are made while they are sent may take MOST_AT_ONCE of them, which leaves four for searches.
"""
SWITCH: Final = 0.0005
"""Seconds for which a thread keeps the interpreter while others wait for it.

A search lets go of it dozens of times; beside two exports each took 5 ms, Python's own setting, to come back
(benchmarks/RESULTS.md, Exports beside searches).
"""
BACKLOG: Final = 1024
LARGEST_BODY: Final = 128 << 20
"""Bytes of a request's body that are taken at all; what a page takes is less, and it says so itself."""
_SWEEP_EVERY: Final = 1.0
"""Seconds between two looks for connections that are too slow."""
_MANY: Final = 100
"""Connections from which on they are accepted _AT_ONCE at a time; fewer are dealt out evenly between workers."""
_AT_ONCE: Final = 32
_HEAD_START: Final = 0.002
"""Seconds that a busier worker waits before it accepts a connection."""


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


class ServerNotes(Notes, Protocol):
    """Who is told of a server's requests and connections."""

    def connected(self, connections: int, queued: int) -> None:
        """Open connections, and requests that wait for a thread; called often."""


class Server(TcpWSGIServer):
    """Serves `app` on a socket that workers may share; `worker` is this one's index in `connections`.

    notes: told of the numbers of connections and of requests that wait for a thread, and of requests that never reach
    `app`.
    largest_body: the bytes that a request's body may have; LARGEST_BODY for any by default. Slow and idle clients are
    bounded (web/serving/bounds.py): whatever number of connections does nothing, a new one is answered.

    Keep-alive connections stay with the worker that accepted them, and the first worker to wake up accepts: unbalanced,
    one of two workers got 8 to 16 of 16 connections. So the busier one waits for _HEAD_START first.
    """

    channel_class = Channel

    def __init__(
        self,
        app: WSGIApplication,
        listening: socket.socket,
        connections: Connections,
        worker: int = 0,
        largest_body: LargestBody = lambda *_: LARGEST_BODY,
        notes: ServerNotes | None = None,
    ) -> None:
        self.largest_body = largest_body
        self._most = most_connections()
        self._sweep_at = 0.0
        self._connections = connections
        self._worker = worker
        self.notes = notes
        self._alone = True
        self.draining = Draining()
        # Queued requests are normal under load.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        dispatcher = self._dispatcher = Dispatcher()
        dispatcher.draining = self.draining
        dispatcher.set_thread_count(THREADS)
        super().__init__(
            app,
            map={},
            _sock=listening,
            dispatcher=dispatcher,
            adj=_adjustments(listening),
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def run(self, *, alone: bool = True) -> None:
        """Serves until SIGTERM or SIGINT, then finishes running requests; call it from the main thread.

        alone: a second signal ends it at once. A worker gets a signal that goes to the group from its parent, too.
        """
        self._alone = alone
        sys.setswitchinterval(SWITCH)
        with self._stopping_by_signal():
            super().run()

    def readable(self) -> bool:
        """Whether to accept connections; called in every round of waitress's loop, which SystemExit ends."""
        channels = self._channels
        self._connections.set(self._worker, len(channels))
        if self.notes:
            self.notes.connected(len(channels), len(self._dispatcher.queue))
        if (now := time.time()) >= self._sweep_at:
            self._sweep_at = now + _SWEEP_EVERY
            close_overdue(list(channels.values()), now)
        if not self.draining.begun:
            return bool(super().readable()) and (
                len(channels) < self._most or longest_idle(channels.values()) is not None
            )
        self.draining.refuse(self.socket, self._accept_one)
        if self.draining.is_over(channels.values()):
            raise SystemExit
        return False

    def _accept_one(self) -> bool:
        """Whether a connection waited to be accepted."""
        before = len(self.active_channels)  # type: ignore[arg-type]
        super().handle_accept()
        return len(self.active_channels) > before  # type: ignore[arg-type]

    def handle_accept(self) -> None:
        """Accepts a connection; waits for _HEAD_START first if another worker has fewer."""
        mine = len(self._channels)
        self._connections.set(self._worker, mine)
        if mine > self._connections.fewest():
            time.sleep(_HEAD_START)
        # A round of waitress's loop looks at every connection, which takes the longer the more there are.
        for _ in range(_AT_ONCE if mine > _MANY else 1):
            before = len(self._channels)
            super().handle_accept()
            if len(self._channels) == before:
                break
            if len(self._channels) > self._most and (idle := longest_idle(self._channels.values())):
                idle.handle_close()

    def maintenance(self, now: float) -> None:
        """Called by waitress to close idle connections, which `close_overdue` does."""

    @property
    def _channels(self) -> dict[int, Channel]:
        found: dict[int, Channel] = self.active_channels  # type: ignore[assignment]
        return found

    @contextmanager
    def _stopping_by_signal(self) -> Iterator[None]:
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        # The system may hand a signal to any thread; this ends the main thread's wait, in which handlers run.
        wakes: int = cast(Any, self.trigger).trigger if os.name == "posix" else -1
        if wakes >= 0:
            os.set_blocking(wakes, False)
        woken = signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        for number, handler in before.items():
            # SIGINT is ignored in a worker, whose parent handles it, and in a shell's background job.
            if handler is not signal.SIG_IGN:
                signal.signal(number, lambda *_: self.stop())
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken)
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Ends `run` once running requests are finished; called again, at once. From a signal handler."""
        if self._alone and self.socket and not self.draining.begun:
            take_no_more(self.socket)
        self.draining.begin(again=self._alone)
        self.pull_trigger()


def _adjustments(listening: socket.socket) -> Adjustments:
    """waitress's settings; bounds.py explains those of slow clients."""
    return Adjustments(
        sockets=[listening],
        threads=THREADS,
        backlog=BACKLOG,
        ident="zhengsou",
        max_request_body_size=LARGEST_BODY + 1,
        max_request_header_size=MOST_HEADER,
        outbuf_high_watermark=MOST_WAITING,
        # This server counts its connections itself.
        connection_limit=1 << 30,
        # So that the end of a connection is noticed while its request is answered.
        channel_request_lookahead=1,
        # `select` fails from descriptor 1024 on.
        asyncore_use_poll=True,
        # Whom to believe is decided by web/serving/prefix.py.
        clear_untrusted_proxy_headers=False,
    )
