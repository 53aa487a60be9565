"""A crawler of the site for tests: it follows one address of each kind and notes every one that leaves a prefix."""

import io
import json
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit
from xml.etree import ElementTree

NOT_ADDRESSES = {"value", "content", "title", "alt", "placeholder", "aria-label", "d", "lang", "pattern", "accept"}


@dataclass(frozen=True)
class Fetched:
    """An answer. location: of a redirect, else ""."""

    status: int
    mimetype: str
    body: bytes
    location: str = ""


@dataclass
class Crawled:
    """What a crawl saw. answers: by address, with status. outside: a page and an address beside the prefix."""

    answers: dict[str, int] = field(default_factory=dict)
    outside: list[tuple[str, str]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)

    def bad(self) -> dict[str, int]:
        """Addresses that no view answered; what only takes forms or wants a parameter is one."""
        return {address: status for address, status in self.answers.items() if status not in (200, 400, 405)}


class _Attributes(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for name, value in attrs:
            if value and (name in {"href", "src", "action"} or (name not in NOT_ADDRESSES and value.startswith("/"))):
                self.found.append(value)


def crawl(
    fetch: Callable[[str], Fetched], origin: str, prefix: str, *, starts: tuple[str, ...], most: int = 400
) -> Crawled:
    """Follow addresses from the starts. origin: scheme and host. prefix: what every path of the site must begin with.

    Of addresses that differ only in values and numbers, the first two are followed.
    """
    seen, waiting, followed = Crawled(), deque(starts), dict[tuple[str, ...], int]()
    while waiting and len(seen.answers) < most:
        address = waiting.popleft()
        if address in seen.answers:
            continue
        answer = fetch(address)
        seen.answers[address] = 200 if answer.location else answer.status
        seen.kinds.add(answer.mimetype)
        for found in _addresses(answer):
            whole = urlsplit(urljoin(origin + address, found))
            ours = f"{whole.path}/".startswith(f"{prefix}/")
            if f"{whole.scheme}://{whole.netloc}" != origin:
                # The site under a name that a reader does not have.
                seen.outside += [(address, found)] if ours else []
                continue
            if not ours:
                seen.outside.append((address, found))
                continue
            shape = _shape(whole.path, whole.query)
            followed[shape] = followed.get(shape, 0) + 1
            if followed[shape] <= 2:
                waiting.append(whole.path + (f"?{whole.query}" if whole.query else ""))
    return seen


def _shape(path: str, query: str) -> tuple[str, ...]:
    path = re.sub(r"/reports/.+?(?=/cite|/t/|/original|$)", "/reports/ID", re.sub(r"/t/[0-9a-f-]+", "/t/KEY", path))
    return re.sub(r"[0-9]+", "N", path), *sorted({name for name, _ in parse_qsl(query)})


def _addresses(answer: Fetched) -> Iterator[str]:
    if answer.location:
        yield answer.location
    for body in _parts(answer):
        # Whatever the file is, the site's own addresses in it are written in full.
        # A citation ends with a full stop behind its address.
        yield from (each.rstrip(".") for each in re.findall(r"https?://[^\s\"'<>,;}{，。）\]\\]*", body))
    text = answer.body.decode("utf-8", "replace")
    if answer.mimetype in ("text/html", "image/svg+xml"):
        yield from _Attributes(text).found
    elif answer.mimetype == "application/json":
        yield from (each for each in _strings(json.loads(text)) if re.match(r"/[a-z?]", each))
    elif answer.mimetype.endswith("+xml"):
        for element in ElementTree.fromstring(text).iter():
            yield from (element.get(name, "") for name in ("href", "src") if element.get(name))
    elif answer.mimetype in ("text/javascript", "text/css"):
        yield from re.findall(r"""["'`(](/[a-z][^"'`)]*)""", text)
        yield from re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", text)


def _parts(answer: Fetched) -> Iterator[str]:
    if answer.body[:2] != b"PK":
        yield answer.body.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        for name in packed.namelist():
            yield packed.read(name).decode("utf-8", "replace")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            # Paths of the description are relative to its server.
            if name != "paths":
                yield from _strings(each)


def under(prefix: str) -> tuple[str, ...]:
    """Addresses to begin with: the start page and what only programs ask for."""
    asked = "q=%E6%8F%90%E6%A1%88"
    return (
        f"{prefix}/",
        f"{prefix}/?{asked}",
        f"{prefix}/?{asked}&group=report",
        f"{prefix}/?q=zzzz%E9%A2%98%E6%A1%88",
        *(f"{prefix}/export/{kind}?{asked}" for kind in ("csv", "xlsx", "json", "txt")),
        *(f"{prefix}/api/{name}" for name in ("openapi.json", "reports", f"search?{asked}", f"groups?{asked}")),
        *(f"{prefix}/api/{name}?{asked}" for name in ("kwic", "kwic.csv", "trend", "trend.txt", "suggest", "complete")),
        f"{prefix}/feed?{asked}",
        f"{prefix}/opensearch.xml",
    )
