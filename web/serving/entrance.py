"""Who is let in: HTTP Basic authentication by a file of passwords, for pages and the API alike."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from flask import Flask, Response, g, request

from index.errors import ZhengsouError
from index.language import N_, logged
from web.asked.upload import MAX_WRONG, WINDOW, Attempts
from web.serving.htpasswd import Busy, PasswordFile
from web.serving.sockets import is_loopback

OPEN: Final = "/healthz"
"""Answers everybody: a monitor has no password."""
_STATIC: Final = "static"
"""Endpoint of style sheets and scripts, which are no secret: without them, not even a refusal can be read well."""
_MOST_NAMES: Final = 10
"""Names whose passwords may be guessed at from one address: an office may have one address for all."""
_CHALLENGE: Final = 'Basic realm="zhengsou", charset="UTF-8"'
"""RFC 7617."""
_RETRY: Final = "zhengsou_retry_after"

_log: Final = logging.getLogger(__name__)


class Unauthorized(ZhengsouError):
    """No name and password, or wrong ones."""

    code = "unauthorized"
    http_status = 401


class TooManyAttempts(ZhengsouError):
    """Too many wrong passwords came from one address."""

    code = "too_many_attempts"
    http_status = 429


def require_password(app: Flask, path: Path) -> None:
    """Lets in only those whose name and password are in the file; everything but OPEN and static files is closed.

    Call it after the checks of hosts and of the base path are installed. A user of whom MAX_WRONG passwords in WINDOW
    seconds were wrong from one address gets 429 there, and so does an address with ten times as many, but for passwords
    that were right of late; each process counts for itself.
    Raises UserFileError for a file that is not good.
    """
    entrance = _Entrance(PasswordFile(path))
    app.before_request(entrance.check)
    app.after_request(_add_headers)


class _Entrance:
    def __init__(self, passwords: PasswordFile) -> None:
        self._passwords = passwords
        self._attempts = Attempts()
        self._by_address = Attempts(most=_MOST_NAMES * MAX_WRONG)
        self._warned = False

    def check(self) -> None:
        if request.path == OPEN or request.endpoint == _STATIC:
            return
        self._warn_of_plain_text()
        given = request.authorization
        if given is None or given.type != "basic" or given.username is None or given.password is None:
            raise Unauthorized(N_("需要用户名和密码"), next_step=N_("请向管理这个网站的人要"))
        if not self._passwords.remembers(given.username, given.password):
            self._verify(given.username, given.password)
        # CGI's variable (RFC 3875, section 4.1.11), for the access log; a name whose password is wrong is nobody's.
        # Bytes as code points, as WSGI has all strings of the environment (PEP 3333).
        request.environ["REMOTE_USER"] = given.username.encode("utf-8", "surrogateescape").decode("latin-1")

    def _verify(self, user: str, password: str) -> None:
        address = request.remote_addr or ""
        name = f"{address} {user}"
        if self._attempts.must_wait(name) or self._by_address.must_wait(address):
            setattr(g, _RETRY, int(WINDOW))
            raise TooManyAttempts(N_("密码错得太多"), next_step=N_("请过一分钟再试"))
        try:
            right = self._passwords.verify(user, password)
        except Busy:
            setattr(g, _RETRY, 1)
            raise
        if not right:
            self._attempts.wrong(name)
            self._by_address.wrong(address)
            raise Unauthorized(N_("用户名或密码不对"), next_step=N_("请再试一次"))

    def _warn_of_plain_text(self) -> None:
        if not self._warned and not request.is_secure and not is_loopback(request.remote_addr or "localhost"):
            self._warned = True
            _log.warning(
                logged(N_("密码正从 %s 不加密地传来；请经有 TLS 的反向代理访问，并写上它的层数")), request.remote_addr
            )


def _add_headers(response: Response) -> Response:
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = _CHALLENGE
    retry = g.get(_RETRY)
    if retry is not None:
        response.headers["Retry-After"] = str(retry)
    return response
