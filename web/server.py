"""The server that `zhengsou serve` runs: waitress with the site in it."""

from __future__ import annotations

import errno
import socket
from pathlib import Path
from typing import Final

from waitress.server import create_server

from index.errors import RequestError, ZhengsouError
from web.app import create_app
from web.live import detach

_THREADS: Final = 8
_BACKLOG: Final = 1024


class ServerError(ZhengsouError):
    """The server cannot listen where it was told to."""

    code = "cannot_listen"


def serve(index_dir: Path, host: str, port: int) -> None:
    """Serves the index in this directory until it is interrupted, then returns.

    The address is printed to standard output once connections are accepted. port: 0 takes any that is free. Raises
    ServerError when it cannot listen there, RequestError for a port that does not exist.
    """
    if not 0 <= port <= 65535:
        raise RequestError(f"没有这个端口：{port}", next_step="请给 0 到 65535 的整数")
    listening = _listen(host, port)
    app = create_app(index_dir)
    server = create_server(app, sockets=[listening], threads=_THREADS, ident="zhengsou")
    shown = f"[{host}]" if ":" in host else host
    print(f"政搜已启动：http://{shown}:{listening.getsockname()[1]}/ （按 Ctrl-C 停止）", flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        # waitress stops quietly on the first one; this is one that came while it did.
        return
    finally:
        server.close()
        detach(app)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as error:
        number = error.errno if isinstance(error, OSError) else None
        if number == errno.EADDRINUSE:
            raise ServerError(
                f"端口 {port} 已被占用", next_step="换一个端口，例如 --port 8001，或停掉占用它的程序"
            ) from error
        if number == errno.EACCES:
            raise ServerError(f"没有权限使用端口 {port}", next_step="请用 1024 以上的端口") from error
        raise ServerError(f"不能在 {host} 上监听", next_step="本机使用请写 --host 127.0.0.1") from error
