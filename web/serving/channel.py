"""Connections of the server, its answers in its own name, and its threads."""

from __future__ import annotations

import time
from typing import Any, cast

from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import InternalServerError

from web.serving.bounds import BoundedChannel
from web.serving.draining import Draining
from web.serving.served import Served


class Task(WSGITask):
    """A request's answer, which tells the client that the connection ends with it if the server is about to."""

    def build_response_header(self) -> bytes:
        """Called by waitress before the first byte of the body."""
        if cast(Channel, self.channel).draining.begun:
            self.set_close_on_finish()
        # waitress writes what this returns, which would be a packet, and a turn of the interpreter, of its own.
        cast(Channel, self.channel).keep_head(super().build_response_header())
        # The answer to HEAD has no body, hence no end of one either.
        self.chunked_response = self.chunked_response and cast(Any, self.request).command != "HEAD"
        return b""

    def set_close_on_finish(self) -> None:
        """Called by waitress also for an answer that has neither body nor length, as 304, whose end is known."""
        kept = self.version == "1.1" and cast(Any, self.request).headers.get("CONNECTION", "").lower() != "close"
        if self.has_body or not kept or cast(Channel, self.channel).draining.begun:
            super().set_close_on_finish()

    def finish(self) -> None:
        """Called by waitress after the last byte of the body."""
        super().finish()
        cast(Channel, self.channel).send_head()


class Refusal(ErrorTask):
    """waitress's own answer to what it does not hand to the application: no HTTP, or too large."""

    def execute(self) -> None:
        """Called by waitress."""
        began = time.time()
        try:
            super().execute()
        finally:
            # A client that did not wait for the answer has asked all the same.
            if not isinstance(cast(Any, self.request).error, InternalServerError):
                served = Served(_environment(self.channel.addr, self.request), began)
                served.status, served.size = int(self.status[:3]), self.content_length or 0
                cast(Channel, self.channel).refused(served)


class Channel(BoundedChannel):
    """A connection whose answers are such."""

    task_class = Task
    error_task_class = Refusal

    @property
    def draining(self) -> Draining:
        """The server's state."""
        found: Draining = self.server.draining  # type: ignore[attr-defined]
        return found

    def refused(self, served: Served) -> None:
        """Tell the server's `notes` of a refusal."""
        if notes := self.server.notes:  # type: ignore[attr-defined]
            notes.begun()
            notes.ended(served)


class Dispatcher(ThreadedTaskDispatcher):
    """Threads for requests, which are not waited for at the end if that was waited for already."""

    draining: Draining

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """Called by waitress when its loop has ended."""
        done: bool = super().shutdown(cancel_pending, 0 if self.draining.forced else timeout)
        return done


def _environment(address: Any, request: Any) -> dict[str, Any]:
    """As much of a WSGI environment as is known of a request that was not understood."""
    version = getattr(request, "version", "")
    return {
        "REMOTE_ADDR": str(address[0]) if isinstance(address, tuple) else "",
        "REQUEST_METHOD": str(getattr(request, "command", "")),
        "REQUEST_URI": str(getattr(request, "request_uri", "")),
        "SERVER_PROTOCOL": f"HTTP/{version}" if version else "",
    }
