"""How the site is deployed: under which path, behind which proxies, for which host names, for whom."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.errors import RequestError
from index.language import gettext
from index.variables import misspelt, read_from
from web.serving.host_names import checked_hosts

BASE_PATH_VARIABLE: Final = "ZHENGSOU_BASE_PATH"
TRUSTED_PROXY_VARIABLE: Final = "ZHENGSOU_TRUSTED_PROXY"
TRUSTED_HOSTS_VARIABLE: Final = "ZHENGSOU_TRUSTED_HOSTS"
AUTH_FILE_VARIABLE: Final = "ZHENGSOU_AUTH_FILE"
MOST_PROXIES: Final = 10
_BASE_PATH: Final = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Deployment:
    """Settings of a site, the same for the command and for WSGI servers; checked by `checked`.

    base_path: prefix of every address, "" or `/a/b`. proxies: number of reverse proxies whose X-Forwarded-* headers
    are believed; 0 for none. hosts: host names to answer for, without port; `.example.org` includes its subdomains;
    empty for any. auth_file: htpasswd file of those who are let in; None for everybody. for_others: others than whoever
    runs the site read it, so that paths and commands are for its log alone.
    """

    base_path: str = ""
    proxies: int = 0
    hosts: tuple[str, ...] = ()
    auth_file: Path | None = None
    for_others: bool = False

    @classmethod
    def checked(
        cls, base_path: str = "", proxies: int = 0, hosts: tuple[str, ...] = (), auth_file: Path | None = None
    ) -> Deployment:
        """Settings as users write them, several hosts separated by commas or spaces.

        Raises RequestError for a path, a number or a host name that is none.
        """
        return cls(checked_base_path(base_path), _checked_proxies(proxies), checked_hosts(hosts), auth_file)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Deployment:
        """Settings from the variables above; raises RequestError as `checked` does, and as `good_auth_file` does."""
        proxies = environment.get(TRUSTED_PROXY_VARIABLE) or "0"
        if not re.fullmatch(r"[0-9]{1,4}", proxies):
            raise RequestError(
                gettext(
                    "%(variable)s 不对：%(proxies)s",
                    variable=TRUSTED_PROXY_VARIABLE,
                    proxies=proxies[:20],
                ),
                next_step=gettext("请给反向代理的层数，例如 1"),
            )
        with read_from(BASE_PATH_VARIABLE):
            path = checked_base_path(environment.get(BASE_PATH_VARIABLE, ""))
        with read_from(TRUSTED_HOSTS_VARIABLE):
            hosts = environment.get(TRUSTED_HOSTS_VARIABLE, "").strip()
            names = checked_hosts((hosts,) if hosts else ())
        with read_from(TRUSTED_PROXY_VARIABLE):
            number = _checked_proxies(int(proxies))
        with read_from(AUTH_FILE_VARIABLE):
            file = environment.get(AUTH_FILE_VARIABLE)
            return cls(path, number, names, good_auth_file(Path(file) if file else None, environment))


def checked_base_path(given: str) -> str:
    """The path of a site without a slash at its end, "" for none; raises RequestError for what is no such path."""
    path = given.rstrip("/")
    if path and not is_base_path(path):
        raise RequestError(
            gettext("网站的路径不对：%(given)s", given=given[:80]),
            next_step=gettext("请写成 /search 这样：以 / 开头，只用字母、数字和 . _ ~ -"),
        )
    return path


def _checked_proxies(given: int) -> int:
    if not 0 <= given <= MOST_PROXIES:
        raise RequestError(
            gettext("反向代理的层数不对：%(given)s", given=given),
            next_step=gettext("请给 0 到 %(most)s 的整数", most=MOST_PROXIES),
        )
    return given


def good_auth_file(given: Path | None, environment: Mapping[str, str] = os.environ) -> Path | None:
    """A file of passwords that lets somebody in, or None for a site that is meant to be open.

    Raises UserFileError for one that is not good, and RequestError if none is given, but the environment has the
    variable without a value or misspelt: the site would be open to everybody against what is meant.
    """
    if given is not None:
        # Only here, and not where a command starts: bcrypt.
        from web.serving.htpasswd import PasswordFile

        PasswordFile(given)
        return given
    step = gettext(
        "请在 %(variable)s 里写出密码文件；要让所有人都能看，就去掉这个设置",
        variable=AUTH_FILE_VARIABLE,
    )
    if environment.get(AUTH_FILE_VARIABLE) == "":
        raise RequestError(
            gettext("%(variable)s 是空的，网站会向所有人开放", variable=AUTH_FILE_VARIABLE),
            next_step=step,
        )
    if AUTH_FILE_VARIABLE not in environment and (wrong := misspelt(AUTH_FILE_VARIABLE, environment)):
        raise RequestError(gettext("%(wrong)s，网站会向所有人开放", wrong=wrong[0]), next_step=step)
    return None


def is_base_path(path: str) -> bool:
    """Whether every address may begin with this path: `/a/b`, of unreserved characters (RFC 3986, section 2.3)."""
    return len(path) <= _LONGEST and _BASE_PATH.fullmatch(path) is not None


EVERYWHERE: Final = Deployment()
"""A site at the root of any host, reached directly, for everybody."""
