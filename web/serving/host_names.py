"""Host names: the form that one has in a request, and how those that a site answers for are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv6Address
from typing import Final

from index.errors import RequestError
from index.language import gettext

_HOST: Final = re.compile(
    r"(?:\[(?P<ipv6>[0-9a-f:.]{2,45})\]|(?P<name>(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?))(?::(?P<port>[0-9]{0,5}))?",
    re.ASCII | re.IGNORECASE,
)
_MOST_HOST: Final = 253 + len(":65535")
_BETWEEN: Final = re.compile(r"\s*,\s*|\s+")
_AROUND: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#]*@)?|[/?#].*", re.IGNORECASE | re.DOTALL)
"""What an address has before and after its host and port (RFC 3986)."""
_PORT: Final = re.compile(r"(?<=[^:]):[0-9]*$")
_EXAMPLE: Final = "cppcc.example"


def is_host(text: str) -> bool:
    """Whether a request can have this Host header: a name, or an address, IPv6 in brackets, and a port or none."""
    found = _HOST.fullmatch(text) if len(text) <= _MOST_HOST else None
    if found is None or int(found["port"] or 80) not in range(1, 65536):
        return False
    try:
        if found["ipv6"]:
            IPv6Address(found["ipv6"])
        else:
            # Python's codec knows the prefix of encoded labels in lower case only, in which Werkzeug hands it the name.
            found["name"].lower().encode("ascii").decode("idna")
    except ValueError:
        return False
    return True


def checked_hosts(given: Sequence[str]) -> tuple[str, ...]:
    """The host names that are written so, several with commas or spaces between, as requests have them.

    Without port; `.example.org` includes its subdomains; other than ASCII letters as IDNA writes them (RFC 3490).
    Raises RequestError for one that no request can have, and for an empty one.
    """
    if not given:
        return ()
    written = [""] if any(not each.strip() for each in given) else _BETWEEN.split(" ".join(given).strip())
    return tuple(_as_requested(each) for each in written)


def _as_requested(written: str) -> str:
    name = _encoded(written)
    if name is None:
        right = _meant(written)
        step = (
            gettext("请只写域名：%(right)s", right=right)
            if right
            else gettext("请只写域名，例如 %(example)s；以点开头的 .%(example)s 连同子域名", example=_EXAMPLE)
        )
        raise RequestError(
            gettext("网站的域名不对：%(name)s", name=written[:80] or gettext("有一个是空的")),
            next_step=gettext("%(step)s，不带 https://、端口和路径", step=step),
        )
    return name


def _encoded(written: str) -> str | None:
    """A name in the form of requests; None if it has none."""
    dot = "." if written.startswith(".") else ""
    try:
        name = written.removeprefix(".").encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return None
    bracketed = name.startswith("[")
    if not is_host(name) or _PORT.search(name) or (dot and bracketed):
        return None
    return f"[{IPv6Address(name[1:-1])}]" if bracketed else dot + name


def _meant(written: str) -> str:
    """The good name that is most likely meant, as a user writes it; "" if none is in sight."""
    name = _PORT.sub("", _AROUND.sub("", written))
    name = re.sub(r"^(?:\*\.|\.\.+)", ".", name)
    return next((each for each in (name, f"[{name}]") if _encoded(each)), "")
