"""The command of the web side: serve."""

from __future__ import annotations

from pathlib import Path

import click

from index.cli import index_option


@click.command("serve")
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="监听的端口。")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="工作进程数；多人同时用时，可与处理器核数一样多。索引在进程间共享内存。",
)
def serve_command(index_dir: Path, host: str, port: int, workers: int) -> None:
    """在浏览器里查找：启动网页服务。

    例：zhengsou serve --port 8000 --workers 2
    """
    from web.server import serve

    serve(index_dir, host, port, workers)
