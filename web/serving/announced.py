"""The addresses that the server tells when it starts: those that open in a browser."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from index.language import gettext
from web.serving.deployment import Deployment
from web.serving.security import answers_for

_ELSEWHERE: Final = {socket.AF_INET: ("192.0.2.1", 9), socket.AF_INET6: ("2001:db8::1", 9)}
"""Addresses for documentation (RFC 5737, RFC 3849), to which nothing is sent."""


def announced(host: str, listening: socket.socket, deployment: Deployment) -> str:
    """Addresses of the site, in words: one that opens here, one for other machines, and where it lies behind proxies.

    host: as it was given to listen on. Only addresses with a host name that is answered for are told.
    """
    port, base = listening.getsockname()[1], deployment.base_path
    direct = [name for name in _names(host, listening) if answers_for(name.lower(), deployment.hosts)]
    # Whether other names lead here is for the name service to say.
    outer = [name.removeprefix(".") for name in deployment.hosts if name not in direct]
    if not deployment.proxies and not direct:
        direct, outer = outer[:1], []
    here = [f"http://{name}:{port}{base}/" for name in direct]
    told = here[0] if here else ""
    if len(here) > 1:
        told = gettext("%(here)s ，别的电脑上用 %(elsewhere)s", here=told, elsewhere=here[1])
    if not deployment.proxies or not outer:
        return told
    site = f"{outer[0]}{base}/"
    if not here:
        return gettext(
            "在 %(address)s:%(port)s 上等反向代理，网站是 %(site)s", address=_bracketed(host), port=port, site=site
        )
    return gettext("%(told)s ，经反向代理是 %(site)s", told=told, site=site)


def _names(host: str, listening: socket.socket) -> Iterator[str]:
    """Names and addresses by which a browser reaches the socket, one of this machine first, one for others next."""
    bound = listening.getsockname()[0].partition("%")[0]
    if not ip_address(bound).is_unspecified:
        yield _bracketed(bound if ":" in host else host)
        return
    only_ipv6 = listening.family == socket.AF_INET6 and listening.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
    yield "[::1]" if only_ipv6 else "127.0.0.1"
    own = _own_address(socket.AF_INET6 if only_ipv6 else socket.AF_INET)
    yield _bracketed(own or socket.gethostname())


def _own_address(family: socket.AddressFamily) -> str:
    """The address from which this machine would reach others; "" if it is on no network."""
    with socket.socket(family, socket.SOCK_DGRAM) as tried:
        try:
            tried.connect(_ELSEWHERE[family])
        except OSError:
            return ""
        found = str(tried.getsockname()[0])
    return "" if ip_address(found).is_loopback else found


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
