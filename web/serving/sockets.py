"""The socket that the server listens on."""

from __future__ import annotations

import errno
import socket
from ipaddress import ip_address

from index.errors import ZhengsouError
from index.language import gettext
from web.serving.listening import BACKLOG


class ServerError(ZhengsouError):
    """The server cannot listen on its address, or cannot run with its options."""

    code = "cannot_listen"


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; on `::` it takes connections of IPv6 and of IPv4 alike.

    Raises ServerError, also for `::` where the system cannot have both on one socket.
    """
    if host == "::" and socket.has_ipv6 and not socket.has_dualstack_ipv6():
        raise ServerError(
            gettext("这个系统不能在 :: 上同时接受 IPv4 和 IPv6"),
            next_step=gettext("请写 --host 0.0.0.0，或给出一个 IPv6 地址"),
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=host == "::")
    except (OSError, UnicodeError) as error:
        raise _refused(host, port, error) from error


def require_address(host: str) -> None:
    """Raises ServerError for what is neither an address nor a name that leads to one."""
    try:
        socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _refused(host, 0, error) from error


def _refused(host: str, port: int, error: Exception) -> ServerError:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return ServerError(
            gettext("端口 %(port)s 已被占用", port=port),
            next_step=gettext("换一个端口：zhengsou serve --port 8001，或 make serve PORT=8001；或停掉占用它的程序"),
        )
    if number == errno.EACCES:
        return ServerError(gettext("没有权限使用端口 %(port)s", port=port), next_step=gettext("请用 1024 以上的端口"))
    if number == errno.EAFNOSUPPORT and ":" in host:
        return ServerError(gettext("这台电脑没有 IPv6"), next_step=gettext("请写 --host 0.0.0.0 或 --host 127.0.0.1"))
    return ServerError(gettext("不能在 %(host)s 上监听", host=host), next_step=gettext("本机使用请写 --host 127.0.0.1"))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
