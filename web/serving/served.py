"""What is known of a request once it is answered, and the WSGI layer that notes it."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote

from index.language import N_, gettext, logged
from index.names import one_line
from web.site import ENDPOINT, KEY, UNEXPECTED, error_id

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class Served:
    """A request and its answer. environ: as the application left it, with what a trusted proxy said in its place.

    began: seconds since 1970. seconds: until the answer was handed to the server whole. size: bytes of its body that
    were handed over.
    was sent. failed: an exception went through the application, or ended the body.
    """

    environ: WSGIEnvironment = field(repr=False)
    began: float
    seconds: float = 0.0
    status: int = 0
    size: int = 0

    @property
    def method(self) -> str:
        """The method, as it was sent."""
        return str(self.environ.get("REQUEST_METHOD", ""))

    @property
    def target(self) -> str:
        """Path and query as they were sent, percent-encoded."""
        sent = self.environ.get("REQUEST_URI") or self.environ.get("RAW_URI")
        if sent:
            return str(sent)
        path = self.environ.get("SCRIPT_NAME", "") + self.environ.get("PATH_INFO", "")
        query = self.environ.get("QUERY_STRING", "")
        return quote(path, encoding="latin-1") + (f"?{query}" if query else "")

    @property
    def endpoint(self) -> str:
        """Name of the route, "" where no route took the request."""
        return str(self.environ.get(ENDPOINT, ""))

    @property
    def failed(self) -> bool:
        """Whether an exception was logged that nothing in the program expects."""
        return UNEXPECTED in self.environ

    @property
    def error_id(self) -> str:
        """Id of the error that was answered; "" without one."""
        return str(self.environ.get(KEY, ""))


class Notes(Protocol):
    """Who is told of requests; called from several threads at once."""

    def begun(self) -> None:
        """A request has come in."""

    def ended(self, served: Served) -> None:
        """It was answered, or its client went away."""


class Observed:
    """Tells `notes` of every request to an application, exactly once at its start and once at its end.

    An exception that the application lets through, as from a page of errors that fails itself, is logged with an id
    and answered by 500 in plain text.
    """

    def __init__(self, application: WSGIApplication, notes: Notes) -> None:
        self._application = application
        self._notes = notes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer, whose `close` is the request's end."""
        served = Served(environ, time.time())
        started = time.perf_counter()
        self._notes.begun()

        def end() -> None:
            served.seconds = time.perf_counter() - started
            self._notes.ended(served)

        def begin(status: str, headers: list[tuple[str, str]], fault: Any = None) -> Callable[[bytes], object]:
            served.status = int(status[:3])
            return start_response(status, headers, fault)

        try:
            body = self._application(environ, begin)
        except Exception:
            body = _last_resort(served, begin)
        return _Body(body, served, end)


def _last_resort(served: Served, begin: StartResponse) -> Iterable[bytes]:
    _log_fault(served)
    told = gettext("服务器内部出错。错误编号：%(error_id)s", error_id=served.error_id)
    body = f"{told}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    begin("500 Internal Server Error", headers, sys.exc_info() if served.status else None)
    return () if served.method == "HEAD" else (body,)


def _log_fault(served: Served) -> None:
    served.environ[UNEXPECTED] = True
    asked = one_line(f"{served.method} {served.target}")
    _log.exception(logged(N_("错误编号 %s：%s")), error_id(served.environ), asked)


class _Body:
    """The body of an answer, which counts its bytes."""

    def __init__(self, body: Iterable[bytes], served: Served, end: Callable[[], None]) -> None:
        self._body = body
        self._chunks = iter(body)
        self._served = served
        self._end: Callable[[], None] | None = end

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            raise
        except Exception:
            _log_fault(self._served)
            raise
        self._served.size += len(chunk)
        return chunk

    def close(self) -> None:
        try:
            if close := getattr(self._body, "close", None):
                close()
        finally:
            end, self._end = self._end, None
            if end:
                end()
