"""Values of the options of `zhengsou serve`, checked as they are read: callbacks of Click.

Each raises an error of our tree for a value with which the site would not start, or not as it is meant. None of them
writes anything: `zhengsou doctor` calls them, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import RequestError
from index.language import gettext
from index.settings import upload_password
from web.serving.deployment import checked_base_path, good_auth_file
from web.serving.host_names import checked_hosts

if TYPE_CHECKING:
    from web.pages.metrics import Network


def host(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """An address to listen on; an empty one would be every address."""
    if not given.strip():
        raise RequestError(
            gettext("监听的地址是空的"), next_step=gettext("本机使用请写 127.0.0.1，各处都能访问请写 0.0.0.0 或 ::")
        )
    from web.serving.sockets import require_address

    require_address(given)
    return given


def base_path(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """The path of the site."""
    return checked_base_path(given)


def hosts(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Host names of the site."""
    return checked_hosts(given)


def auth_file(_context: click.Context, _option: click.Parameter, given: Path | None) -> Path | None:
    """The file of passwords."""
    return good_auth_file(given)


def upload(_context: click.Context, _option: click.Parameter, given: bool) -> bool:
    """Whether files are taken, for which there must be a password."""
    if given:
        upload_password()
    return given


def metrics_from(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> tuple[Network, ...]:
    """Networks that may read the metrics."""
    if not given:
        return ()
    from web.pages.metrics import networks

    return networks(given)


def access_log(_context: click.Context, _option: click.Parameter, given: Path | None) -> Path | None:
    """The file of the access log, or `-`."""
    if given is not None and given != Path("-"):
        from web.serving.access_log import require_openable

        require_openable(given)
    return given
