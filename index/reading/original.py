"""Address of the original: where a saved page was published, as its markup, comments or text say."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from socket import inet_aton
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

MAX_URL: Final = 2000
"""Code points."""

_HEAD: Final = 4096
"""Code points of a page in which browsers write where they saved it from."""
_LABELLED_LINES: Final = 10
# Browsers write a comment with the address and its length, SingleFile one with a line of its own.
_SAVED = (
    re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(\S{1,4000})\s{0,9}-->", re.IGNORECASE),
    re.compile(r"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{0,9}(\S{1,4000})"),
)
_LABELLED = re.compile(
    r"(?:(?:原文|本文|文章|网页|網頁|页面|頁面)?(?:链接|鏈接|連結|地址|网址|網址)|url)\s?[:：]\s?(https?://[!-~]+)",
    re.IGNORECASE,
)
_FRONT = re.compile(r"/?(?:(?:index|default|home|main)\.\w{2,5})?", re.IGNORECASE)
_ORIGINAL_LINK = re.compile(r"(?:查看|阅读|閱讀|浏览|瀏覽)?原文(?:链接|鏈接|連結|地址|网址|網址)?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_LOCAL: Final = frozenset(
    ("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "test", "invalid")
)
"""Top-level domains of local networks (RFC 6761; RFC 6762, appendix G), and those that never lead anywhere."""
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ud800-\udfff\ufeff\ufffd]")


def is_address(text: str) -> bool:
    """Whether a text is an absolute address that a reader can open: http or https, with a host, without user or
    password, without white space, and at most MAX_URL code points long."""
    return _split(text) is not None


def saved_from(html: str) -> str:
    """The address that the comment of a browser or of SingleFile names, "" if there is no such comment."""
    return next((found[1] for pattern in _SAVED if (found := pattern.search(html, 0, _HEAD))), "")


def labelled_address(lines: Sequence[str]) -> str:
    """The address that one of a text's first or last lines gives as its own (`原文链接：https://…`), else ""."""
    ends = [*lines[:_LABELLED_LINES], *lines[_LABELLED_LINES:][-_LABELLED_LINES:]]
    found = (_LABELLED.fullmatch(line.strip()) for line in ends)
    # An address that was too long to be shown ends in dots.
    return original_address([match[1] for match in found if match and not match[1].endswith("..")])


def is_original_link(text: str) -> bool:
    """Whether the text of a link says that it leads to the original."""
    return _ORIGINAL_LINK.fullmatch(text.strip().strip("[]【】()（）>》›→ ")) is not None


def original_address(told: Iterable[str], base: str = "", saved: str = "") -> str:
    """The first of the addresses that names a public page, absolute and without a mark within the page; "" if none.

    A front page names no report, and an address in a local network is of no use to a reader. told: what the page says,
    the most reliable first. base: its `<base href>`. saved: where it was saved from; the last choice, and what
    relative addresses start from where there is no base.
    """
    start = _joined(saved, base)
    return next(filter(None, (_public(_joined(start, each)) for each in _stripped([*told, saved]))), "")


def _stripped(told: Iterable[str]) -> Iterator[str]:
    return filter(None, (each.strip() for each in told))


def _joined(start: str, address: str) -> str:
    try:
        return urljoin(start, address)
    except ValueError:
        return ""


def _public(address: str) -> str:
    parts = _split(address)
    if parts is None or _is_local(parts.hostname or ""):
        return ""
    # Pages that scripts put together are told apart by what follows the #.
    if "/" not in parts.fragment and "=" not in parts.fragment:
        parts = parts._replace(fragment="")
    is_front = _FRONT.fullmatch(parts.path) and not parts.query and not parts.fragment
    return "" if is_front else parts.geturl()


def _split(address: str) -> SplitResult | None:
    if len(address) > MAX_URL or _NO_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    allowed = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return parts if allowed else None


def _is_local(host: str) -> bool:
    """Whether a host is of no use to a reader elsewhere: it is in a local network, or none at all."""
    name = unicodedata.normalize("NFKC", host).replace("。", ".").rstrip(".")
    address = _ip_address(name)
    if address is not None:
        return not address.is_global or address.is_multicast
    _, dot, last = name.rpartition(".")
    return not dot or bool(_NUMBER.fullmatch(last)) or last in _LOCAL or name.endswith(".home.arpa")


def _ip_address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host name stands for; browsers read 127.1, 0x7f.0.0.1 and 2130706433 as 127.0.0.1."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        try:
            return ipaddress.IPv4Address(inet_aton(name))
        except (OSError, UnicodeError, ValueError):
            return None
