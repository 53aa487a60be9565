"""The end of a server: no accepted request is lost, clients are told to go, and it takes a bounded time."""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, Final

from waitress.channel import HTTPChannel

TO_FINISH: Final = 12.0
"""Seconds that running requests have after a stop signal; a search has ten (index/deadline.py)."""
_FIRST_REQUEST: Final = 2.0
"""Seconds after it was accepted in which a connection's first request is waited for."""
_ATTACH_FILTER: Final = 26
"""SO_ATTACH_FILTER of Linux (socket(7)), which Python does not name."""
_DROP_ALL: Final = struct.pack("HBBI", 0x06, 0, 0, 0)
"""A filter of one instruction, BPF_RET | BPF_K with 0: no byte of any packet gets through."""


def take_no_more(listening: socket.socket) -> None:
    """Let no further connection be made to a listening socket, in whichever processes it is open.

    Then one can accept from it and close it, and none is lost that came in between.
    What tries to connect meanwhile tries again and is refused once it is closed. On Linux; elsewhere nothing is done,
    and a connection made between the last `accept` and the closing is reset.
    """
    if sys.platform == "linux":
        import ctypes

        instructions = ctypes.create_string_buffer(_DROP_ALL, len(_DROP_ALL))
        with suppress(OSError):
            program = struct.pack("HL", 1, ctypes.addressof(instructions))
            listening.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, program)


class Draining:
    """State of a server that may be told to end.

    From `begin` on, connections that the system has accepted are taken, later ones are refused. Requests that have
    come in are answered, and their connections closed after them; idle connections are closed. That is over with the
    last connection, or after TO_FINISH; at the second `begin` at once.
    """

    def __init__(self) -> None:
        self._until: float | None = None
        self._refusing = False

    @property
    def begun(self) -> bool:
        """Whether the server has been told to end."""
        return self._until is not None

    def begin(self, *, again: bool = True) -> None:
        """Called by the handler of a signal. again: a second call ends the waiting."""
        now = time.monotonic()
        if self._until is None:
            self._until = now + TO_FINISH
        elif again:
            self._until = now

    @property
    def forced(self) -> bool:
        """Whether running requests are not waited for any more."""
        return self._until is not None and time.monotonic() >= self._until

    def refuse(self, listening: socket.socket | None, accept: Callable[[], bool]) -> None:
        """Call `accept` until it finds nothing in the listening socket's queue, and close that; once."""
        if self._refusing or listening is None:
            return
        self._refusing = True
        while accept():
            pass
        listening.close()

    def is_over(self, channels: Collection[HTTPChannel]) -> bool:
        """Close idle connections; whether none is left, or the time is up."""
        now = time.time()
        for channel in channels:
            if not _is_busy(channel, now):
                channel.will_close = True
        return not channels or self.forced


def _is_busy(channel: HTTPChannel, now: float) -> bool:
    """Whether the connection has a request, or a part of one, or an answer that is not sent yet."""
    if channel.requests or channel.total_outbufs_len or channel.request is not None:
        return True
    if channel.close_when_flushed:
        return False
    return now - channel.creation_time < _FIRST_REQUEST or _has_unread(channel.socket)


def _has_unread(connection: Any) -> bool:
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except OSError:
        return False
