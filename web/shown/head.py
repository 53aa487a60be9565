"""What the head of a page tells search engines: its one address, and whether it is worth to be listed."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from flask import request

from index.facets import FACETS

_OF_A_SEARCH: Final = (
    "q",
    "within",
    *(facet.name for facet in FACETS),
    "exact_body",
    "report",
    "exact_script",
    "synonyms",
    "split_words",
    "sort",
    "group",
)
_MEANT: Final[dict[str, tuple[str, ...]]] = {
    "search.search": (*_OF_A_SEARCH, "limit", "page"),
    "kwic.concordance": (*_OF_A_SEARCH, "width", "limit", "page"),
    "compare.compare": (*_OF_A_SEARCH, "by", "measure", "order", "series"),
    "reports.catalogue": (*_OF_A_SEARCH, "name", "unsure", "page"),
    "reports.report": ("view",),
    "facets.values": (*_OF_A_SEARCH, "find"),
    "beside.beside": ("left", "right", "find"),
}
"""The parameters that a page's content hangs on, in the order of its canonical address; other pages have none.

A report's query only marks words in it, script and language are the reader's, and others belong to whoever links.
"""
_LISTED: Final = frozenset(("search.search", "reports.catalogue", "reports.report", "help.help"))


def canonical_address() -> str:
    """The one address of this page, absolute; "" for a page that has none, as an error."""
    if request.method != "GET" or request.endpoint is None:
        return ""
    asked = _asked()
    pairs = [(name, value) for name in _MEANT.get(request.endpoint, ()) for value in asked.get(name, ())]
    address = request.url_root.rstrip("/") + quote(request.path)
    return f"{address}?{urlencode(pairs)}" if pairs else address


def listed() -> bool:
    """Whether a search engine should list this page: the start, the whole library, reports and help."""
    endpoint = request.endpoint or ""
    if endpoint not in _LISTED:
        return False
    asked = _asked().keys() & _MEANT.get(endpoint, ())
    return asked <= {"page"} and (endpoint == "reports.catalogue" or not asked)


def _asked() -> dict[str, list[str]]:
    """The parameters that the address gives, stripped, without empty ones."""
    found: dict[str, list[str]] = {}
    for name, value in request.args.items(multi=True):
        if value := value.strip():
            found.setdefault(name, []).append(value)
    return found
