"""Clients that go away while their request is answered: the work for them ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from index.deadline import GONE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def end_with_client(app: Flask) -> None:
    """Deadlines that a request makes raise Cancelled once its client has gone, where the server can tell."""
    app.wsgi_app = _Watched(app.wsgi_app)  # type: ignore[method-assign]


class _Watched:
    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        before = GONE.set(environ.get("waitress.client_disconnected"))
        try:
            return self._application(environ, start_response)
        finally:
            GONE.reset(before)
