"""Location of an index: a local directory, or an address on a cluster; and its text form."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from index.errors import RequestError
from index.language import N_, gettext

DEFAULT_PORT: Final = 9200
_SCHEMES: Final = {"opensearch+https": True, "opensearch+http": False}
_EXAMPLE: Final = N_("例如 opensearch+https://user@host:9200/reports")

_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
_HOST = re.compile(r"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9._-]+))(?::(?P<port>[0-9]{1,5}))?")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_OURS = re.compile(r".*-(?:[0-9]{6,}|lock)")


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """An index on a cluster; `str()` of it is the address, which `parse_location` reads back.

    hosts: names or IP addresses (IPv6 without brackets) with ports, tried in turn. name: of the index, an alias on the
    cluster.
    """

    hosts: tuple[tuple[str, int], ...]
    tls: bool
    user: str | None
    name: str

    def __str__(self) -> str:
        scheme = "opensearch+https" if self.tls else "opensearch+http"
        user = "" if self.user is None else quote(self.user, safe="") + "@"
        hosts = ",".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.hosts)
        return f"{scheme}://{user}{hosts}/{self.name}"


Location = Path | ClusterAddress
"""A directory, or an index on a cluster."""

LocationLike = str | os.PathLike[str] | ClusterAddress
"""A location as callers may give it: as itself or as text."""


def locate(place: LocationLike) -> Location:
    """The location that `place` gives; raises RequestError for an invalid address."""
    return place if isinstance(place, ClusterAddress) else parse_location(os.fspath(place))


def parse_location(text: str) -> Location:
    """The location written as `text`: the path of a directory, not empty, or an address containing `://`.

    `opensearch+https://user@host:9200/reports`; `opensearch+http://` without TLS; several hosts separated by commas,
    port 9200 by default; IPv6 in brackets; user name percent-encoded. Raises RequestError for any other scheme, a
    password in the address, or an invalid index name.
    """
    found = _ADDRESS.fullmatch(text)
    if not text:
        raise RequestError(gettext("索引的位置是空的"), next_step=gettext("请写出目录；用了变量的，请检查它有没有值"))
    if not found:
        return Path(text)
    tls = _SCHEMES.get(found["scheme"].lower())
    if tls is None:
        raise RequestError(
            gettext("不认识的索引地址：%(scheme)s://", scheme=found["scheme"]), next_step=gettext(_EXAMPLE)
        )
    authority, slash, name = found["rest"].partition("/")
    user, at, hosts = authority.rpartition("@")
    # A password with a slash in it would be shown in the message about the host.
    if ":" in user or "@" in name:
        raise RequestError(
            gettext("索引地址里不能写密码"),
            next_step=gettext(
                "请把密码放在环境变量 ZHENGSOU_OPENSEARCH_PASSWORD 里，"
                "或用 ZHENGSOU_OPENSEARCH_PASSWORD_FILE 指明存放它的文件"
            ),
        )
    if at and not user:
        raise RequestError(gettext("索引地址里 @ 前面缺少用户名"), next_step=gettext(_EXAMPLE))
    if not slash:
        raise RequestError(gettext("索引地址缺少索引名"), next_step=gettext(_EXAMPLE))
    return ClusterAddress(tuple(map(_host, hosts.split(","))), tls, unquote(user) if at else None, _index_name(name))


def _host(text: str) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    port = int(found["port"] or DEFAULT_PORT) if found else 0
    if not found or not 0 < port < 1 << 16:
        raise RequestError(gettext("索引地址里的主机写法不对：%(text)s", text=text[:60]), next_step=gettext(_EXAMPLE))
    return found["ipv6"] or found["host"], port


def _index_name(name: str) -> str:
    """A name that the cluster accepts and that is not reserved for physical indexes and locks; raises RequestError."""
    if not _NAME.fullmatch(name):
        raise RequestError(
            gettext("索引名写法不对：%(name)s", name=name[:60]),
            next_step=gettext("只能用小写字母、数字和 . _ -，以字母或数字开头，最多 100 个字符"),
        )
    if _OURS.fullmatch(name):
        raise RequestError(
            gettext("索引名不能这样结尾：%(name)s", name=name),
            next_step=gettext("结尾的六位数字和 -lock 是留给程序自己用的"),
        )
    return name
