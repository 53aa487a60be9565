"""The command `serve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from index.cli import follow_links_option, index_option
from index.commands import command
from index.errors import RequestError
from index.given_number import FiniteRange, OneOf, WholeNumber
from index.given_path import GivenPath
from index.given_setting import setting
from index.given_text import TEXT
from index.language import gettext
from index.location import Location
from index.names import readable
from index.settings import UPLOAD_PASSWORD_FILE_VARIABLE, upload_password
from index.watching.cli import folders_to_watch
from web.serving import given as checks
from web.serving.deployment import (
    AUTH_FILE_VARIABLE,
    BASE_PATH_VARIABLE,
    MOST_PROXIES,
    TRUSTED_HOSTS_VARIABLE,
    TRUSTED_PROXY_VARIABLE,
    Deployment,
)
from web.serving.variables import (
    ACCESS_LOG_FORMAT_VARIABLE,
    ACCESS_LOG_QUERIES_VARIABLE,
    ACCESS_LOG_VARIABLE,
    DEFAULT_VERIFY,
    HOST_VARIABLE,
    METRICS_FROM_VARIABLE,
    MOST_VERIFY,
    PORT_VARIABLE,
    UPLOAD_VARIABLE,
    VERIFY_VARIABLE,
    WORKERS_VARIABLE,
    warn_of_unknown_variables,
)

if TYPE_CHECKING:
    from web.pages.metrics import Network


@command("serve")
@index_option
@setting(
    HOST_VARIABLE,
    "--host",
    type=TEXT,
    metavar="地址",
    default="127.0.0.1",
    show_default=True,
    callback=checks.host,
    help="监听的地址。",
)
@setting(
    PORT_VARIABLE,
    "--port",
    type=WholeNumber(0, 65535),
    default=8000,
    show_default=True,
    help="监听的端口。",
)
@setting(
    WORKERS_VARIABLE,
    "--workers",
    type=WholeNumber(1, 64),
    default=1,
    show_default=True,
    help="工作进程数；多人同时用时，可与处理器核数一样多。索引在进程间共享内存。",
)
@setting(
    TRUSTED_HOSTS_VARIABLE,
    "--trusted-host",
    "trusted_hosts",
    type=TEXT,
    multiple=True,
    metavar="名称",
    callback=checks.hosts,
    help="网站的域名，可多次给出；别的域名一律拒绝。只在本机监听时，不给就只认本机的名字。",
)
@setting(
    VERIFY_VARIABLE,
    "--verify",
    "verify_hours",
    type=FiniteRange(0, MOST_VERIFY),
    default=DEFAULT_VERIFY,
    show_default=True,
    metavar="小时",
    help="每隔几小时在后台核对一次索引的校验和（每 GB 不到一秒），刚打开时也核对；0 为不核对。损坏的一代会停用。",
)
@setting(
    BASE_PATH_VARIABLE,
    "--base-path",
    type=TEXT,
    default="",
    metavar="路径",
    callback=checks.base_path,
    help="网站所在的路径，例如 /search：所有地址都以它开头。",
)
@setting(
    TRUSTED_PROXY_VARIABLE,
    "--trusted-proxy",
    "proxies",
    type=WholeNumber(0, MOST_PROXIES),
    default=0,
    show_default=True,
    help="前面有几层反向代理；相信它们写的 X-Forwarded-For、-Proto、-Host、-Prefix。不给就都不信。",
)
@setting(
    AUTH_FILE_VARIABLE,
    "--auth-file",
    type=GivenPath(dir_okay=False),
    metavar="文件",
    callback=checks.auth_file,
    help="要用户名和密码才能看：htpasswd -B 写的文件，只认 bcrypt；改动随即生效。",
)
@click.option("--watch", is_flag=True, help="同时看着文件夹，随时更新索引；路径默认是索引收录的文件夹。")
@follow_links_option
@setting(
    UPLOAD_VARIABLE,
    "--allow-upload",
    is_flag=True,
    callback=checks.upload,
    help=f"允许在浏览器里添加文件；密码写在一个文件里，用环境变量 {UPLOAD_PASSWORD_FILE_VARIABLE} 指明。",
)
@setting(
    METRICS_FROM_VARIABLE,
    "--metrics-from",
    type=TEXT,
    multiple=True,
    metavar="地址",
    callback=checks.metrics_from,
    help="让这些地址或网段读 /metrics（Prometheus），可多次给出；不给就没有这个页面。",
)
@setting(
    ACCESS_LOG_VARIABLE,
    "--access-log",
    type=GivenPath(dir_okay=False, readable=False, allow_dash=True),
    metavar="文件|-",
    callback=checks.access_log,
    help="访问日志写到这个文件，- 是标准输出；收到 HUP 信号时重新打开。",
)
@setting(
    ACCESS_LOG_FORMAT_VARIABLE,
    "--access-log-format",
    type=OneOf(("combined", "json")),
    default="combined",
    show_default=True,
    help="访问日志的格式。",
)
@setting(
    ACCESS_LOG_QUERIES_VARIABLE,
    "--access-log-queries/--no-access-log-queries",
    default=True,
    help="访问日志里写不写查的是什么；默认写。",
)
@click.argument("paths", nargs=-1, type=GivenPath(readable=False), metavar="路径")
def serve_command(
    location: Location,
    host: str,
    port: int,
    workers: int,
    trusted_hosts: tuple[str, ...],
    verify_hours: float,
    base_path: str,
    proxies: int,
    auth_file: Path | None,
    watch: bool,
    follow_links: bool,
    allow_upload: bool,
    metrics_from: tuple[Network, ...],
    access_log: Path | None,
    access_log_format: Literal["combined", "json"],
    access_log_queries: bool,
    paths: tuple[Path, ...],
) -> None:
    """在浏览器里查找：启动网页服务。

    例：zhengsou serve --port 8000 --workers 2

    例：zhengsou serve --watch seeds/
    """
    if follow_links and not watch:
        raise RequestError(
            gettext("--follow-links 要与 --watch 一起用"), next_step=gettext("要看着文件夹，请加上 --watch")
        )
    if paths and not watch:
        raise RequestError(
            gettext("多出来的参数：%(arguments)s", arguments=readable(paths[0])),
            next_step=gettext("要看着文件夹，请加上 --watch"),
        )
    deployment = Deployment(base_path, proxies, trusted_hosts, auth_file)
    password = upload_password() if allow_upload else None

    from web.serving.access_log import AccessLog
    from web.serving.adding import Uploads
    from web.serving.observing import Observation
    from web.serving.server import serve
    from web.serving.server_log import logged_to_standard_error
    from web.serving.watching import Watching

    log_file = None if access_log == Path("-") else access_log
    log = AccessLog(log_file, access_log_format, queries=access_log_queries) if access_log else None
    observation = Observation(log, metrics_from)
    watching = Watching(location, folders_to_watch(paths, location), follow_links=follow_links) if watch else None
    uploads = Uploads(location, password) if password else None
    with logged_to_standard_error():
        warn_of_unknown_variables()
        serve(
            location,
            host,
            port,
            workers,
            deployment,
            watching=watching,
            uploads=uploads,
            verify_every=verify_hours * 3600,
            observation=observation,
        )
