"""The command `serve`."""

from __future__ import annotations

import click

from index.cli import index_option
from index.location import Location
from search.options import TEXT


@click.command("serve")
@index_option
@click.option("--host", type=TEXT, default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="监听的端口。")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="工作进程数；多人同时用时，可与处理器核数一样多。索引在进程间共享内存。",
)
@click.option(
    "--trusted-host",
    "trusted_hosts",
    type=TEXT,
    multiple=True,
    metavar="NAME",
    help="网站的域名，可多次给出；别的域名一律拒绝。只在本机监听时，不给就只认本机的名字。",
)
def serve_command(location: Location, host: str, port: int, workers: int, trusted_hosts: tuple[str, ...]) -> None:
    """在浏览器里查找：启动网页服务。

    例：zhengsou serve --port 8000 --workers 2
    """
    from web.serving.server import serve

    serve(location, host, port, workers, trusted_hosts)
