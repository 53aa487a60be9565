"""What the head of a page tells search engines: its one address, and whether it is worth to be listed."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote

from flask import g, request

from index.facets import FACETS
from web.asked.parameters import COMPARED
from web.shown.addresses import query_string

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
_ASKED: Final = "zhengsou_asked"
LIBRARY: Final = "reports.catalogue"
_LISTED: Final = frozenset(("search.search", LIBRARY, "reports.report", "help.help"))


class ForEngines(NamedTuple):
    """listed: whether a search engine should list the page. canonical: its one address, absolute, or ""."""

    listed: bool
    canonical: str


def for_engines() -> ForEngines:
    """Of the page that is made: the start, the whole library, reports and help are listed; an error has no address."""
    endpoint = request.endpoint
    if request.method != "GET" or endpoint is None:
        return ForEngines(False, "")
    asked = _asked()
    meant = _MEANT.get(endpoint, ())
    pairs = [(name, value) for name in meant for value in asked.get(name, ())]
    address = request.url_root.rstrip("/") + quote(request.path)
    narrowed = {name for name, _ in pairs} - {"page"}
    listed = endpoint in _LISTED and not narrowed and (endpoint == LIBRARY or not pairs)
    return ForEngines(listed, f"{address}?{query_string(pairs)}" if pairs else address)


def first_page() -> list[tuple[str, str]]:
    """The pairs that this page's content, script and way back hang on, without its number."""
    asked = _asked()
    names = [*_MEANT.get(request.endpoint or "", ()), "script", COMPARED]
    return [(name, value) for name in names if name != "page" for value in asked.get(name, ())]


def _asked() -> dict[str, list[str]]:
    """The parameters that the address gives, stripped, without empty ones; found once in a request."""
    kept: dict[str, list[str]] | None = g.get(_ASKED)
    if kept is not None:
        return kept
    found: dict[str, list[str]] = {}
    for name, value in request.args.items(multi=True):
        if value := value.strip():
            found.setdefault(name, []).append(value)
    setattr(g, _ASKED, found)
    return found
