"""How an answer leaves: its head together with its body, and the server's loop at rest while a thread sends it."""

from __future__ import annotations

from typing import Any, cast

from waitress.channel import HTTPChannel


class SendingChannel(HTTPChannel):
    """A connection that the server's loop leaves alone while the thread of a request sends on it.

    As long as bytes wait, waitress's loop asks for the connection to be writable. It is at once, though the thread has
    just sent these bytes and only waits for the interpreter to say so: the loop then turned a thousand times a page and
    kept the interpreter from that thread for milliseconds.
    """

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        self._sending = False
        self._head = b""
        super().__init__(server, sock, addr, adj, map=map)

    def keep_head(self, head: bytes) -> None:
        """Have the head of an answer sent with the first bytes of its body, or by `send_head`."""
        self._head = head

    def send_head(self) -> None:
        """Send a head that is still kept, if any: the answer has no body. Raises ClientDisconnected."""
        if self._head:
            head, self._head = self._head, b""
            super().write_soon(head)

    def write_soon(self, data: Any) -> int:
        """Called by waitress in a request's thread with what belongs to its answer; raises ClientDisconnected."""
        if data and isinstance(data, bytes):
            data, self._head = self._head + data, b""
        elif data:
            self.send_head()
        written: int = super().write_soon(data)
        return written

    def writable(self) -> bool:
        """Called by waitress: whether its loop should send, or close.

        What a thread leaves unsent is the loop's: waitress wakes it then.
        """
        ends = self.will_close or self.close_when_flushed
        return bool(ends or (self.total_outbufs_len and not self._sending))

    def _flush_some(self, do_close: bool = True) -> bool:
        # The loop may close the connection, a request's thread may not.
        self._sending = not do_close
        try:
            return bool(cast(Any, super())._flush_some(do_close))
        finally:
            self._sending = False
