"""Gate of dear requests in front of the application, so that those that are cheap are answered meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask

from index.gate import Gate
from index.settings import request_memory

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GATE: Final = "zhengsou.gate"
"""The gate, among the application's extensions."""


def watch_gate(app: Flask) -> None:
    """Counts every request as a visit to the application's gate, until its answer begins (index/gate.py).

    A body that is streamed after that is outside. Raises RequestError for a setting of a request's memory that is none.
    """
    request_memory()
    gate = app.extensions[GATE] = Gate()
    inner: WSGIApplication = app.wsgi_app

    def visiting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with gate.visit():
            return inner(environ, start_response)

    app.wsgi_app = visiting  # type: ignore[method-assign]
