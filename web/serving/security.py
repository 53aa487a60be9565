"""What keeps a page to itself: the headers of every answer, and the hosts that the site answers for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from flask import Flask, Response, request

from index.errors import RequestError

_POLICY: Final = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS: Final = {
    # Nothing inline and nothing from elsewhere: a text that got through as markup would still not run.
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
_ANSWERS: Final = {"text/html", "application/json", "application/atom+xml", "text/plain"}
"""What is made anew for each request, and must not be shown from a cache unasked."""


LOOPBACK: Final = ("127.0.0.1", "[::1]", "localhost")
"""The names that a site answers for which only its own machine reaches."""
_PORT: Final = re.compile(r":[0-9]*$")


def secure(app: Flask, hosts: Sequence[str] = ()) -> None:
    """Gives every answer of the application the headers above, errors included.

    hosts: the names that it answers for, as in a Host header without the port, `.example.org` with all below it; none
    means any. A request for another host gets 400, so that no other site can read this one under its own name.
    """
    app.after_request(_add_headers)
    trusted = tuple(host.lower().rstrip(".") for host in hosts)

    def refuse_other_hosts() -> None:
        # Flask's own TRUSTED_HOSTS refuses before there is anything that an error page could be made with.
        name = _PORT.sub("", request.headers.get("Host", "").lower()).rstrip(".")
        if not any(name == host or (host.startswith(".") and f".{name}".endswith(host)) for host in trusted):
            raise RequestError(
                f"这里不是 {name[:80] or '（没有主机名）'}",
                next_step="要用这个名字访问，请在启动时加上 --trusted-host，例如 --trusted-host zhengsou.example.org",
            )

    if trusted:
        app.before_request(refuse_other_hosts)


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if response.mimetype in _ANSWERS:
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
