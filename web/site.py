"""The application's class: errors get ids, short and random, by which a reader's word finds the log's record."""

from __future__ import annotations

import secrets
from types import TracebackType
from typing import Any, Final

from flask import Flask, request
from flask.typing import ResponseReturnValue

from index.language import N_, logged
from index.names import one_line
from web.shown.locale import speak_as_asked
from web.shown.templates import Templates

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Characters of an id: none that is read as another when it is read aloud or copied by hand."""
LENGTH: Final = 8
"""Characters of an id: a million errors share one with a probability of less than one half."""
KEY: Final = "zhengsou.error_id"
"""Key of the id in the environment of a request."""
UNEXPECTED: Final = "zhengsou.unexpected"
"""Key that the environment of a request has once an exception was logged that nothing in the program expects."""


def error_id(environ: dict[str, Any]) -> str:
    """The id of the error of the request with this environment; made at the first call, the same at every later one."""
    if KEY not in environ:
        environ[KEY] = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    found: str = environ[KEY]
    return found


FOR_OTHERS: Final = "zhengsou.for_others"
"""Key of the application's settings: whether others than whoever runs the site read it (Deployment.for_others)."""
ENDPOINT: Final = "zhengsou.endpoint"
"""Key of the name of the route, "" without one, in the environment of a request; Flask's own goes with the answer."""


class Site(Flask):
    """A Flask application that logs unexpected exceptions with their id, on a line that no address can break."""

    jinja_environment = Templates

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Called by Flask for each request, before any check can answer it."""
        request.environ[ENDPOINT] = request.endpoint or ""
        speak_as_asked()
        return super().preprocess_request()

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """Called by Flask for an exception that no handler takes, before the error page is made."""
        request.environ[UNEXPECTED] = True
        asked = f"{request.method} {one_line(request.path)}"
        self.logger.error(logged(N_("错误编号 %s：%s")), error_id(request.environ), asked, exc_info=exc_info)
