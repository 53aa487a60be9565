"""Defaults, environment variables, and the files beside an index."""

from __future__ import annotations

import os
import os.path
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index import language
from index.errors import RequestError
from index.language import gettext

if TYPE_CHECKING:
    from index.location import Location

INDEX_VARIABLE: Final = "ZHENGSOU_INDEX"
MEMORY_VARIABLE: Final = "ZHENGSOU_MEMORY"
DEFAULT_MEMORY: Final = 512
"""MiB for indexing, all its processes together."""
REQUEST_MEMORY_VARIABLE: Final = "ZHENGSOU_REQUEST_MEMORY"
DEFAULT_REQUEST_MEMORY: Final = 512
"""MiB for the arrays of one request."""
FILE_VARIABLE: Final = "ZHENGSOU_MAX_FILE"
DEFAULT_FILE: Final = 256
"""MiB of a file that is read whole, and of one that is unpacked."""
SECONDS_VARIABLE: Final = "ZHENGSOU_MAX_SECONDS"
DEFAULT_SECONDS: Final = 30
"""Seconds of processor time for reading one file."""
DEFAULT_INDEX: Final = Path("var/index")
DEFAULT_SOURCES: Final = Path("seeds")
DICTIONARY_NAME: Final = "dictionary.txt"
SYNONYMS_NAME: Final = "synonyms.txt"
PLACES_NAME: Final = "places.tsv"

PASSWORD_VARIABLE: Final = "ZHENGSOU_OPENSEARCH_PASSWORD"
PASSWORD_FILE_VARIABLE: Final = "ZHENGSOU_OPENSEARCH_PASSWORD_FILE"
UPLOAD_PASSWORD_FILE_VARIABLE: Final = "ZHENGSOU_UPLOAD_PASSWORD_FILE"
SHORTEST_PASSWORD: Final = 8
"""Characters of the password for uploads."""
CA_VARIABLE: Final = "ZHENGSOU_OPENSEARCH_CA"
SHARDS_VARIABLE: Final = "ZHENGSOU_OPENSEARCH_SHARDS"
REPLICAS_VARIABLE: Final = "ZHENGSOU_OPENSEARCH_REPLICAS"
TIMEOUT_VARIABLE: Final = "ZHENGSOU_OPENSEARCH_TIMEOUT"

TAG_AUTHORITY_VARIABLE: Final = "ZHENGSOU_TAG_AUTHORITY"
DEFAULT_TAG_AUTHORITY: Final = "zhengsou.invalid,2026"
"""Nobody can own a name under `.invalid` (RFC 2606), so that no other program makes such ids."""
_COMPONENT: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_TAG_AUTHORITY: Final = re.compile(
    rf"(?:[A-Za-z0-9._-]+@)?{_COMPONENT}(?:\.{_COMPONENT})*,(?P<day>[0-9]{{4}}(?:-[0-9]{{2}}){{0,2}})"
)
"""`taggingEntity` of RFC 4151, section 2.1: a domain name or an e-mail address, and a day."""


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """Settings of a cluster beside its address.

    ca: PEM file of trusted certificates, in place of the system's. shards, replicas: of a new index. timeout: seconds
    to wait for an answer.
    """

    password: str | None = field(default=None, repr=False)
    ca: Path | None = None
    shards: int = 1
    replicas: int = 1
    timeout: int = 10

    @classmethod
    def from_environment(cls) -> ClusterSettings:
        """Settings from the environment; raises RequestError for invalid values and unreadable files."""
        ca = os.environ.get(CA_VARIABLE)
        if ca and not Path(ca).is_file():
            raise RequestError(
                gettext("证书文件不存在：%(ca)s", ca=ca),
                next_step=gettext("请检查 %(variable)s", variable=CA_VARIABLE),
            )
        return cls(
            password=_password(),
            ca=Path(ca) if ca else None,
            shards=_whole_number(SHARDS_VARIABLE, 1, least=1, most=1024),
            replicas=_whole_number(REPLICAS_VARIABLE, 1, least=0, most=100),
            timeout=_whole_number(TIMEOUT_VARIABLE, 10, least=1, most=3600),
        )


def _password() -> str | None:
    password, path = os.environ.get(PASSWORD_VARIABLE), os.environ.get(PASSWORD_FILE_VARIABLE)
    if password and path:
        raise RequestError(
            gettext(
                "%(first)s 和 %(second)s 只能设一个",
                first=PASSWORD_VARIABLE,
                second=PASSWORD_FILE_VARIABLE,
            ),
            next_step=gettext("请去掉其中一个"),
        )
    if not path:
        return password or None
    return _password_in(path, PASSWORD_FILE_VARIABLE)


def _password_in(path: str, variable: str) -> str:
    """The password in a file that a variable of the environment names."""
    try:
        found = Path(path).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise RequestError(
            gettext("密码文件读不出来：%(path)s", path=path),
            next_step=gettext("请检查 %(variable)s", variable=variable),
        ) from None
    if not found:
        raise RequestError(
            gettext("密码文件是空的：%(path)s", path=path), next_step=gettext("请检查 %(variable)s", variable=variable)
        )
    return found


def upload_password() -> str:
    """The password for uploads, in the file that the environment names; raises RequestError if there is none."""
    path = os.environ.get(UPLOAD_PASSWORD_FILE_VARIABLE)
    if not path:
        raise RequestError(
            gettext("允许上传，但没有密码"),
            next_step=gettext(
                "请把密码写进一个文件，用环境变量 %(variable)s 指明它",
                variable=UPLOAD_PASSWORD_FILE_VARIABLE,
            ),
        )
    found = _password_in(path, UPLOAD_PASSWORD_FILE_VARIABLE)
    if len(found) < SHORTEST_PASSWORD:
        raise RequestError(
            gettext("上传的密码太短：%(path)s", path=path),
            next_step=gettext("至少 %(least)s 个字符", least=SHORTEST_PASSWORD),
        )
    return found


def _whole_number(variable: str, default: int, *, least: int, most: int) -> int:
    value = os.environ.get(variable) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most):
        raise RequestError(
            gettext(
                "%(variable)s 应当是 %(least)s 到 %(most)s 的整数：%(value)s",
                variable=variable,
                least=least,
                most=most,
                value=value[:20],
            ),
            next_step=gettext("例如 %(variable)s=%(default)s", variable=variable, default=default),
        )
    return int(value)


def beside_index(location: Location, name: str) -> Path:
    """Path of a file in the folder that holds the index directory; for a cluster, beside the default directory.

    However the directory is reached: of a link it is the folder that holds what the link leads to.
    """
    directory = location if isinstance(location, Path) else DEFAULT_INDEX
    return Path(os.path.realpath(directory)).parent / name


def memory_limit() -> int:
    """Memory for indexing (bytes); raises RequestError if the environment's value is no number."""
    return _mebibytes(MEMORY_VARIABLE, DEFAULT_MEMORY)


def request_memory() -> int:
    """Memory for one request (bytes); raises RequestError if the environment's value is no number."""
    return _mebibytes(REQUEST_MEMORY_VARIABLE, DEFAULT_REQUEST_MEMORY)


def _mebibytes(variable: str, default: int) -> int:
    value = os.environ.get(variable, str(default))
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not int(value):
        raise RequestError(
            gettext("%(variable)s 应当是兆字节数：%(value)s", variable=variable, value=value[:20]),
            next_step=gettext("例如 %(variable)s=%(default)s", variable=variable, default=default),
        )
    return int(value) << 20


def largest_file() -> int:
    """Bytes of a file that is read whole, and of one that is unpacked; raises RequestError for an invalid setting."""
    return _whole_number(FILE_VARIABLE, DEFAULT_FILE, least=1, most=65_536) << 20


def longest_reading() -> int:
    """Seconds of processor time for reading one file; raises RequestError for an invalid setting."""
    return _whole_number(SECONDS_VARIABLE, DEFAULT_SECONDS, least=1, most=86_400)


def chosen_language() -> str:
    """What the environment says of the language of messages, "" for nothing; raises RequestError if there is none."""
    value = os.environ.get(language.VARIABLE, "")
    if value and language.of_tag(value) is None:
        raise RequestError(
            gettext(
                "%(variable)s 没有这种语言：%(value)s",
                variable=language.VARIABLE,
                value=value[:40],
            ),
            next_step=gettext("可写 zh、zh-Hant 或 en"),
        )
    return value


def tag_authority() -> str:
    """Who makes the `tag:` URIs of feeds: `example.org,2026`, a name and a day on which it was the site's (RFC 4151).

    From the environment; raises RequestError if that is none, or if the day is still to come.
    """
    value = os.environ.get(TAG_AUTHORITY_VARIABLE) or DEFAULT_TAG_AUTHORITY
    found = _TAG_AUTHORITY.fullmatch(value)
    try:
        day = date.fromisoformat(f"{found['day']}-01-01"[:10]) if found else None
    except ValueError:
        day = None
    if day is None or (day > datetime.now(UTC).date() and value != DEFAULT_TAG_AUTHORITY):
        raise RequestError(
            gettext(
                "%(variable)s 应当是域名或邮箱、逗号和当时已归你们用的日期：%(value)s",
                variable=TAG_AUTHORITY_VARIABLE,
                value=value[:40],
            ),
            next_step=gettext("例如 %(variable)s=example.org,2026", variable=TAG_AUTHORITY_VARIABLE),
        )
    return value
