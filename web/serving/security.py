"""Security headers of every answer, and the check of the Host header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request

from index.errors import RequestError
from index.language import gettext
from web.serving.host_names import is_host

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_POLICY: Final = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS: Final = {
    # No inline code and no foreign sources: a text that got through as markup would still not run.
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
_ANSWERS: Final = {"text/html", "application/json", "application/atom+xml", "text/plain"}
"""Types generated per request, which caches must revalidate."""


LOOPBACK: Final = ("127.0.0.1", "[::1]", "localhost")
"""Host names of a site that listens on the loopback interface."""
_PORT: Final = re.compile(r":[0-9]*$")
_MALFORMED: Final = "zhengsou.malformed_host"
"""Key of a malformed Host header in the environment of a request."""


def secure(app: Flask, hosts: Sequence[str] = (), for_any: str = "") -> None:
    """Adds HEADERS to every answer of the application, errors included, and refuses malformed and unknown hosts.

    hosts: host names to answer for, without port; `.example.org` includes its subdomains; empty for any. A request for
    another host gets 400, which prevents DNS rebinding; but for the endpoint `for_any`, which says nothing private.
    """
    app.wsgi_app = _Hosts(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_refuse_malformed_host)
    app.after_request(_add_headers)
    trusted = tuple(host.lower().rstrip(".") for host in hosts)

    def refuse_other_hosts() -> None:
        # Flask's own TRUSTED_HOSTS refuses too early for an error page to be rendered.
        if request.endpoint == for_any:
            return
        name = _PORT.sub("", request.headers.get("Host", "").lower()).rstrip(".")
        if not answers_for(name, trusted):
            raise RequestError(
                gettext("这里不是 %(name)s", name=name[:80] or gettext("（没有主机名）")),
                next_step=gettext(
                    "要用这个名字访问，请在启动时加上 --trusted-host，例如 --trusted-host zhengsou.example.org"
                ),
            )

    if trusted:
        app.before_request(refuse_other_hosts)


def answers_for(name: str, trusted: Sequence[str]) -> bool:
    """Whether a site with these host names (see `secure`) answers for this one: in lower case, no dot at their ends.

    name: without port.
    """
    return not trusted or any(name == host or (host.startswith(".") and f".{name}".endswith(host)) for host in trusted)


class _Hosts:
    """Takes a malformed Host header out of a request, since routing fails on it before an error page can be made."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if host and not is_host(host):
            environ[_MALFORMED] = environ.pop("HTTP_HOST")
        return self._application(environ, start_response)


def _refuse_malformed_host() -> None:
    if _MALFORMED in request.environ:
        raise RequestError(gettext("请求里的主机名不合规矩"), next_step=gettext("请检查地址"))


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if response.mimetype in _ANSWERS:
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
