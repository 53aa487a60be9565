"""Names of all environment variables that the program reads, and which set ones are none of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Final

from index.errors import ZhengsouError
from index.language import gettext

PREFIX: Final = "ZHENGSOU_"
KNOWN: Final = tuple(
    PREFIX + name
    for name in (
        "ACCESS_LOG",
        "ACCESS_LOG_FORMAT",
        "ACCESS_LOG_QUERIES",
        "ALLOW_UPLOAD",
        "AUTH_FILE",
        "BASE_PATH",
        "INDEX",
        "LANG",
        "LISTEN_HOST",
        "LISTEN_PORT",
        "MAX_FILE",
        "MAX_SECONDS",
        "MEMORY",
        "METRICS_FROM",
        "OPENSEARCH_CA",
        "OPENSEARCH_PASSWORD",
        "OPENSEARCH_PASSWORD_FILE",
        "OPENSEARCH_REPLICAS",
        "OPENSEARCH_SHARDS",
        "OPENSEARCH_TIMEOUT",
        "REQUEST_MEMORY",
        "SITE",
        "TAG_AUTHORITY",
        "TRUSTED_HOSTS",
        "TRUSTED_PROXY",
        "UPLOAD_PASSWORD_FILE",
        "VERIFY",
        "WORKERS",
    )
)
"""Every name that users set."""
FOR_TESTS: Final = re.compile(rf"{PREFIX}(?:TORTURE_[A-Z]+|REQUIRE_[A-Z]+|CHROMIUM|ENDINGS|OPENSEARCH_HOME)")
"""Names that only tests read; they are no mistake, but no user is pointed to them."""
_OF_CONTAINERS: Final = re.compile(r"[A-Z0-9_]+_(?:SERVICE_(?:HOST|PORT)|PORT_[0-9]+_)[A-Z0-9_]*")
_ADDRESS: Final = re.compile(r"(?:tcp|udp|sctp)://")
"""Kubernetes and Docker set such names and values for a service that is called zhengsou."""


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """A line for each variable of this program's prefix that nothing reads, with the known name that it is like."""
    return [_told(name) for name in _unknown(environment)]


def misspelt(known: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Those lines of `unknown_variables` whose name is most like this known one."""
    return [_told(name) for name in _unknown(environment) if known in _near(name)]


@contextmanager
def read_from(variable: str) -> Iterator[None]:
    """An error of our tree raised inside names this variable, unless it names one already; "" for none."""
    try:
        yield
    except ZhengsouError as fault:
        if variable and PREFIX not in str(fault):
            fault.message = gettext("%(field)s：%(value)s", field=variable, value=fault.message)
        raise


def _unknown(environment: Mapping[str, str]) -> list[str]:
    return [
        name
        for name, value in sorted(environment.items())
        if name.upper().startswith(PREFIX) and not _is_known(name, value)
    ]


def _told(name: str) -> str:
    return gettext("没有 %(name)s 这个设置", name=_shown(name)) + (
        gettext("（是不是 %(near)s？）", near=near[0]) if (near := _near(name)) else ""
    )


def _is_known(name: str, value: str) -> bool:
    others = FOR_TESTS.fullmatch(name) or _OF_CONTAINERS.fullmatch(name) or _ADDRESS.match(value)
    return name in KNOWN or others is not None


def _near(name: str) -> list[str]:
    rest = name.upper().removeprefix(PREFIX)
    found = get_close_matches(rest, [known.removeprefix(PREFIX) for known in KNOWN], n=1, cutoff=0.6)
    return [PREFIX + each for each in found]


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name[:80])
