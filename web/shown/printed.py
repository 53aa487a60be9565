"""What stands on top of a printed page: what was searched, when, and at which address."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from flask import request

from index.china_time import today
from index.language import gettext
from web.asked.parameters import Parameters
from web.shown.words import SWITCH_LABELS, filter_label, short

LONGEST_ADDRESS: Final = 300
_ESCAPED: Final = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")


def in_words(searched: Parameters | None, title: str = "") -> list[str]:
    """The query, the filters and the switches that are on; title: of the report that the search is limited to."""
    if not searched:
        return []
    said = [short(searched.query)] if searched.query.strip() else []
    said += [filter_label(name, value) for name, value in searched.filter_pairs()]
    if searched.report:
        said.append(gettext("只看《%(title)s》", title=title or searched.report))
    return said + [gettext(SWITCH_LABELS[switch]) for switch, on in searched.switches().items() if on]


def made_on() -> str:
    """The day on which the page was made, YYYY-MM-DD."""
    return today().isoformat()


def whole_address() -> str:
    """Address of the page, as `readable`."""
    asked = request.query_string.decode("latin-1")
    return readable(f"{request.url_root.rstrip('/')}{quote(request.path)}{'?' if asked else ''}{asked}")


def readable(address: str) -> str:
    """An absolute address as one reads it; "" if it is longer than anybody would type."""
    read = _ESCAPED.sub(_read, address)
    return read if len(read) <= LONGEST_ADDRESS else ""


def _read(escaped: re.Match[str]) -> str:
    """Characters beyond ASCII as themselves; bytes that are no UTF-8 stay escaped."""
    try:
        return unquote_to_bytes(escaped[0]).decode()
    except UnicodeDecodeError:
        return escaped[0]
