"""Address of the original: where a saved page was published, as its markup, comments or text say."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence
from encodings.idna import nameprep
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
_ADDRESS: Final = "(?:链接|鏈接|連結|地址|网址|網址)"
_LABELLED = re.compile(
    rf"[（【]?(?:(?:原文|来源|來源|本文|文章|网页|網頁|页面|頁面)?{_ADDRESS}|url)\s?[:：]\s{{0,9}}(https?://[!-~]+)[）】]?",
    re.IGNORECASE,
)
_FRONT = re.compile(r"/?(?:(?:index|default|home|main)\.\w{2,5})?", re.IGNORECASE)
_ORIGINAL_LINK = re.compile(rf"(?:点击|點擊)?(?:查看|阅读|閱讀|浏览|瀏覽)?(?:原文{_ADDRESS}?|(?:来源|來源){_ADDRESS})")
_AROUND_LINK: Final = "[]【】()（）>》›→:： "
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_DOMAIN = re.compile(r"(?:[^\x00-,/:-@\[-^`{-\x7f.]{1,63}\.)+[^\x00-,/:-@\[-^`{-\x7f.]{1,63}")
"""Labels without the code points that the URL Standard forbids in domains; at least two, or it is no public name."""
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_NOT_PUBLIC: Final = frozenset(
    (
        *("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan"),
        *("arpa", "example", "invalid", "test"),
    )
)
"""Top-level domains of local networks (RFC 6761; RFC 6762, appendix G; RFC 8375), and those without any page."""
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ud800-\udfff\ufeff\ufffd]")


def is_address(text: str) -> bool:
    """Whether a text is an absolute address that a reader can open: http or https, with a host, without user or
    password, without white space, and at most MAX_URL code points long."""
    return _split(text) is not None


def saved_from(html: str) -> str:
    """The first public address that the comment of a browser or of SingleFile names, else ""."""
    named = (found[1] for pattern in _SAVED for found in pattern.finditer(html, 0, _HEAD))
    return next(filter(_public, named), "")


def labelled_address(lines: Sequence[str]) -> str:
    """The address that one of a text's first or last lines gives as its own (`原文链接：https://…`), else ""."""
    ends = [*lines[:_LABELLED_LINES], *lines[_LABELLED_LINES:][-_LABELLED_LINES:]]
    found = (_LABELLED.fullmatch(line.strip()) for line in ends)
    # An address that was too long to be shown ends in dots.
    return original_address([match[1] for match in found if match and not match[1].endswith("..")])


def is_original_link(text: str, label: str = "") -> bool:
    """Whether a link says that it leads to the original: in its text, or in the label before it (`原文链接：`)."""
    texts = [text, label] if label.rstrip().endswith((":", "：")) else [text]
    return any(_ORIGINAL_LINK.fullmatch(each.strip().strip(_AROUND_LINK)) for each in texts)


def original_address(told: Iterable[str], base: str = "", saved: str = "") -> str:
    """The first of the addresses that names a public page, absolute and without a mark within the page; "" if none.

    A front page names no report, and an address in a local network is of no use to a reader. told: what the page says,
    the most reliable first. base: its `<base href>`. saved: where it was saved from; the last choice, and what
    relative addresses start from where there is no base.
    """
    start = _joined(saved, base)
    return next(filter(None, (_page(_joined(start, each)) for each in _stripped([*told, saved]))), "")


def _stripped(told: Iterable[str]) -> Iterator[str]:
    return filter(None, (each.strip() for each in told))


def _joined(start: str, address: str) -> str:
    try:
        return urljoin(start, address)
    except ValueError:
        return ""


def _public(address: str) -> SplitResult | None:
    parts = _split(address)
    return parts if parts is not None and _is_public(parts.hostname or "") else None


def _page(address: str) -> str:
    parts = _public(address)
    if parts is None:
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


def _is_public(host: str) -> bool:
    """Whether a host, as browsers read it, is a domain or an IP address of the public internet."""
    try:
        name = ".".join(map(nameprep, _DOTS.split(host))).removesuffix(".")
    except UnicodeError:
        return False
    address = _ip_address(name)
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if address is not None:
        # Others are embedded IPv4 addresses, or of a local network.
        return address.is_global and address in _GLOBAL_UNICAST and not (address.sixtofour or address.scope_id)
    last = name.rpartition(".")[2]
    return bool(_DOMAIN.fullmatch(name)) and not _NUMBER.fullmatch(last) and last not in _NOT_PUBLIC


def _ip_address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host name stands for; browsers read 127.1, 0x7f.0.0.1 and 2130706433 as 127.0.0.1."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        try:
            return ipaddress.IPv4Address(inet_aton(name))
        except (OSError, UnicodeError, ValueError):
            return None
