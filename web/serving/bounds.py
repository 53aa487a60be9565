"""Bounds of connections: how long a client may be slow or idle, and how much it may send where nothing is taken."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, Final, cast

from waitress.parser import HTTPRequestParser, ParsingError

from web.serving.bodies import LargestBody
from web.serving.sending import SendingChannel

MOST_CONNECTIONS: Final = 1000
"""Connections of one process; beyond, the one that has been idle for longest is closed for each that comes."""
MOST_HEADER: Final = 64 << 10
"""Bytes of a request's line and headers."""
MOST_WAITING: Final = 64 << 20
"""Bytes of one answer that wait for its client, in files beyond a MiB; then what makes the answer waits, too."""
MOST_WAITING_IN_ALL: Final = 512 << 20
"""Bytes of all answers that wait for their clients; beyond, the one with the most to send is broken off."""
TO_ASK: Final = 15.0
"""Seconds from a request's first byte to the end of its headers, and from a connection's start to that byte."""
KEPT: Final = 60.0
"""Seconds that a connection may be idle between requests."""
STALLED: Final = 30.0
"""Seconds without a byte, of a body that is being received or an answer that is being sent."""
LONGEST: Final = 900.0
"""Seconds in which a body must have come, or an answer have been taken."""
_TO_READ: Final = 2.0
"""Seconds that a client has to read the refusal of its body, before what it sends meets a closed connection."""
_OTHER_FILES: Final = 200
"""File descriptors that are left for everything that is no connection."""


def most_connections() -> int:
    """MOST_CONNECTIONS, or fewer where the system does not allow that; raises the soft limit of file descriptors."""
    try:
        import resource
    except ImportError:
        # Windows has no such limit.
        return MOST_CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(10, min(MOST_CONNECTIONS, soft - _OTHER_FILES))


_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


class Request(HTTPRequestParser):
    """A request that is received. A body larger than its address takes is not: the application sees its size alone.

    when_refused: called then; nothing that the client sends after it is a request.
    """

    path = ""
    """waitress logs it when a client is gone, of a request that was not understood, too."""

    def __init__(self, adj: Any, largest: LargestBody, when_refused: Callable[[], None]) -> None:
        super().__init__(adj)
        self._largest = largest
        self._when_refused = when_refused
        self._most = 0
        self._refused = False
        # What the stubs of waitress do not know.
        self._parsed: Any = self

    def parse_header(self, header_plus: Any) -> None:
        """Called by waitress once the headers are there; raises ParsingError, which it answers by 400.

        An address may have bytes as they are that a browser would have escaped: they mean the same.
        """
        line, end, rest = header_plus.partition(b"\r\n")
        line = _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line)
        try:
            super().parse_header(line + end + rest)
        except ValueError as fault:
            # Of Python, for an address or a length that the patterns of waitress take: http://[ or 5,000 digits.
            raise ParsingError("Address or length is invalid") from fault
        if self.body_rcv is None:
            # A client that announces no body does not wait for leave to send one.
            self.expect_continue = False
            return
        self._most = self._largest(self._parsed.command, self._parsed.path)
        if not self._most or self.content_length > self._most:
            self._leave_body()

    def received(self, data: bytes) -> int:
        """Called by waitress with what has come; the number of bytes that belong to this request."""
        consumed: int = super().received(cast(Any, data))
        if self.body_rcv is not None and self.chunked and len(self._parsed.body_rcv) > self._most:
            self._leave_body()
            self.completed = True
        elif self.error is not None:
            # waitress refuses it, and what follows may be the rest of it.
            self._refused = True
            self._when_refused()
        return len(data) if self._refused else consumed

    def _leave_body(self) -> None:
        if self.chunked:
            # An application cannot tell such a body otherwise.
            self._parsed.headers["CONTENT_LENGTH"] = str(self._most + 1)
        self.close()
        self.body_rcv = None
        self.chunked = self.expect_continue = False
        self.content_length = 0
        self._parsed.headers["CONNECTION"] = "close"
        self.connection_close = self._refused = True
        self._when_refused()


class BoundedChannel(SendingChannel):
    """A connection that is over when its client is too slow (`is_overdue`)."""

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        self._asked_since = self._sending_since = 0.0
        self._has_asked = False
        self._refused = False
        self._reading_until: float | None = None
        self.parser_class: Any = lambda adj: Request(adj, server.largest_body, self._refuse)
        super().__init__(server, sock, addr, adj, map=map)

    def _refuse(self) -> None:
        self._refused = True

    @property
    def idle(self) -> bool:
        """Whether it has no request, nor an answer to send."""
        return not (self.requests or self.total_outbufs_len)

    def is_overdue(self, now: float) -> bool:
        """Whether it is to be closed. now: seconds since 1970, as waitress keeps them."""
        if self._reading_until is not None:
            return now > self._reading_until
        silent = now - self.last_activity
        if self.total_outbufs_len:
            self._sending_since = self._sending_since or now
            return silent > STALLED or now - self._sending_since > LONGEST
        self._sending_since = 0.0
        if self.requests:
            return False
        if self.request is not None and self.request.headers_finished:
            return silent > STALLED or now - self._asked_since > LONGEST
        if self.request is not None:
            return now - self._asked_since > TO_ASK
        return silent > (KEPT if self._has_asked else TO_ASK)

    def received(self, data: bytes) -> bool:
        """Called by waitress with what has come."""
        if self._refused:
            return True
        before = self.request
        done: bool = super().received(data)
        if self.request is None or self.request.headers_finished:
            self._has_asked = True
        if self.request is not None and self.request is not before:
            self._asked_since = time.time()
        return done

    def readable(self) -> bool:
        """Called by waitress: whether to receive. What belongs to a refused body is received to be forgotten."""
        return bool(super().readable()) or (self._refused and not self.will_close)

    def handle_write(self) -> None:
        """Called by waitress: a client that is still sending gets to read why it should not, before the end."""
        if self.connected and self._refused and self.close_when_flushed and not self.total_outbufs_len:
            self.close_when_flushed = False
            self._reading_until = time.time() + _TO_READ
            with suppress(OSError):
                cast(socket.socket, self.socket).shutdown(socket.SHUT_WR)
            return
        super().handle_write()


def longest_idle(channels: Collection[BoundedChannel]) -> BoundedChannel | None:
    """The connection to close for another; None if all are at work."""
    return min((each for each in channels if each.idle), key=lambda each: each.last_activity, default=None)


def close_overdue(channels: Collection[BoundedChannel], now: float) -> None:
    """Closes the connections whose client is too slow, and those with most to send while too much waits in all.

    Call it from the thread of waitress's loop.
    """
    for channel in channels:
        if channel.is_overdue(now):
            channel.handle_close()
    waiting = sorted((each for each in channels if each.total_outbufs_len), key=lambda each: each.total_outbufs_len)
    while waiting and sum(each.total_outbufs_len for each in waiting) > MOST_WAITING_IN_ALL:
        waiting.pop().handle_close()
