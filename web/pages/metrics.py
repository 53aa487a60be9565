"""`/metrics`, for Prometheus: the numbers of all workers, shown to the networks that the operator names."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from index.errors import RequestError
from index.language import gettext, listed
from web.serving.metrics import Metrics

Network = IPv4Network | IPv6Network
MEDIA: Final = "text/plain; version=0.0.4; charset=utf-8"
METRICS: Final = "metrics.metrics_text"
"""Endpoint of the metrics."""
_FORWARDED: Final = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
_PROXY_TRUSTED: Final = "werkzeug.proxy_fix.orig"
"""Key that Werkzeug's ProxyFix leaves in the environment of a request."""


def networks(given: Sequence[str]) -> tuple[Network, ...]:
    """The networks that are written so, several with commas or spaces between, an address counting as one.

    Raises RequestError.
    """
    try:
        return tuple(ip_network(each) for text in given for each in text.replace(",", " ").split() or [text])
    except ValueError:
        raise RequestError(
            gettext("可以读 /metrics 的地址不对：%(names)s", names=listed(given)[:80]),
            next_step=gettext("请写成地址或网段，例如 127.0.0.1 或 10.0.0.0/8"),
        ) from None


def metrics_page(metrics: Metrics, readers: Sequence[Network]) -> Blueprint:
    """The page; for clients outside `readers`, there is none.

    A request that says that a proxy forwarded it, when no proxy is trusted, is one from outside: its address is the
    proxy's, often of this machine.
    """
    page = Blueprint("metrics", __name__)

    @page.get("/metrics")
    def metrics_text() -> Response:
        if not _is_among(readers):
            raise NotFound
        return Response(metrics.text(), content_type=MEDIA, headers={"Cache-Control": "no-store"})

    return page


def _is_among(readers: Sequence[Network]) -> bool:
    if _PROXY_TRUSTED not in request.environ and any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in readers)
