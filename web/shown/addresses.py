"""Link addresses: pages of results, other views of a search, a hit, and the current page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, Final
from urllib.parse import quote, quote_plus

from flask import current_app, request, url_for

from index.facets import FACETS
from search.located import OfParagraph
from search.permalink import clipping_name
from search.result import Hit
from search.study.kwic import KwicLine
from web.asked.parameters import COMPARED, Parameters
from web.shown.root import site_root

_LEFT_BY_URL_FOR: Final = "!$'()*,/:;?@"
"""Punctuation that Flask's url_for leaves unquoted in queries; links built without it must be spelled alike."""
_LONGEST_RETURN: Final = 4_000
_ORDER: Final = tuple(facet.name for facet in FACETS)
"""Of filters in an address."""
_SHORT: Final = 40


def has_page(endpoint: str) -> bool:
    """Whether this application has this endpoint."""
    return endpoint in pages()


def pages() -> Collection[str]:
    """The endpoints that this application has."""
    return current_app.view_functions.keys()


def this_address() -> str:
    """Address of the current page, for a form to return to; "" if its query is longer than _LONGEST_RETURN.

    For methods other than GET, the start page's.
    """
    if request.method != "GET":
        return endpoint_path("search.search")
    query = request.query_string.decode("utf-8", "replace")
    if len(query) > _LONGEST_RETURN:
        return ""
    return quote(site_root() + request.path) + ("?" + query if query else "")


def rooted(address: str) -> str:
    """An address of an answer, which begins at the site, below the path that the site lies under."""
    return site_root() + address


def cached_url_for(endpoint: str, **values: Any) -> str:
    """Flask's `url_for` for templates, which ask for the same few addresses on every page.

    Addresses of other hosts are none of its business.
    """
    key = tuple(values.items())
    if any(isinstance(value, list) for value in values.values()):
        return url_for(endpoint, **values)
    return _address(site_root(), endpoint, key)


@lru_cache(maxsize=4096)
def _address(root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:  # noqa: ARG001 - url_for reads it
    return url_for(endpoint, **dict(values))


def search_url(parameters: Parameters, page: int = 1) -> str:
    """Address of a page of results, from 1."""
    pairs = parameters.pairs() + ([("page", str(page))] if page > 1 else [])
    return f"{endpoint_path('search.search')}?{query_string(pairs)}"


def toggling(parameters: Parameters) -> Callable[[str], Callable[[str], str]]:
    """Maps a facet, and then a value of it, to the address of the search with the value added or removed.

    The same as `search_url(parameters.toggled(facet, value))`, made once for the many values of a page.
    """
    pairs = parameters.pairs()
    filters = parameters.filter_pairs()
    begin = f"{endpoint_path('search.search')}?{query_string(pairs[:1])}"
    end = "".join(f"&{name}={_quoted(value, '')}" for name, value in pairs[1 + len(filters) :])
    parts = {
        name: {value: f"&{name}={_quoted(value, '')}" for value in values}
        for name, values in parameters.filters.items()
    }

    def of(facet: str) -> Callable[[str], str]:
        if parts:
            at = _ORDER.index(facet)
            head, tail = (
                "".join(part for name in names if name in parts for part in parts[name].values())
                for names in (_ORDER[:at], _ORDER[at + 1 :])
            )
            return partial(_toggled, begin + head, facet, parts.get(facet, {}), tail + end)
        return partial(_toggled, begin, facet, {}, end)

    return of


def _toggled(head: str, facet: str, chosen: Mapping[str, str], tail: str, value: str) -> str:
    if value in chosen:
        return head + "".join(part for each, part in chosen.items() if each != value) + tail
    return f"{head}{''.join(chosen.values())}&{facet}={_quoted(value, '')}{tail}"


def view_url(endpoint: str, parameters: Parameters, **named: str) -> str:
    """Address of what is made of the same search, with its query, filters and switches, for whoever keeps it."""
    address = cached_url_for(endpoint, **named)
    pairs = [pair for pair in parameters.search_pairs() if pair[0] != COMPARED]
    return f"{address}{'&' if '?' in address else '?'}{query_string(pairs)}"


def facet_url(parameters: Parameters, facet: str) -> str:
    """Address of the page of all values of a facet among the results."""
    return f"{cached_url_for('facets.values', name=facet)}?{query_string(parameters.pairs())}"


def hit_url(hit: Hit, parameters: Parameters) -> str:
    """Address of a hit in its report, with the query to highlight there and the switches."""
    return hit_addresses(parameters)(hit)


def hit_addresses(parameters: Parameters) -> Callable[[OfParagraph], str]:
    """Maps hits, or what else stands in a paragraph, to their addresses, as `hit_url`."""
    root = site_root()
    carried = query_string(parameters.reading_pairs(), _LEFT_BY_URL_FOR)

    def address(hit: OfParagraph) -> str:
        return f"{_path(root, 'reports.report', hit.report)}?{carried}#p{hit.paragraph}"

    return address


def citation_addresses() -> Callable[[Hit], str]:
    """Maps hits to the addresses of their citations."""
    root = site_root()

    def address(hit: Hit) -> str:
        return f"{_citations(root, hit.report)}{hit.paragraph}"

    return address


def hit_clipping(hit: Hit | KwicLine) -> str:
    """Name among clippings of the paragraph that was found."""
    return clipping_name(hit.report, hit.permalink)


def endpoint_path(endpoint: str) -> str:
    """Path of an endpoint without variables."""
    return _path(site_root(), endpoint)


def at(endpoint: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Address of an endpoint with the pairs that have a value."""
    given = query_string([pair for pair in pairs if pair[1]])
    return endpoint_path(endpoint) + ("?" + given if given else "")


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The values of the pairs by name, in lists, as `url_for` takes them."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def query_string(pairs: list[tuple[str, str]], safe: str = "") -> str:
    """The pairs as an address has them."""
    return "&".join(f"{name}={_quoted(value, safe)}" for name, value in pairs)


@lru_cache(maxsize=4096)
def _path(root: str, endpoint: str, report_id: str | None = None) -> str:  # noqa: ARG001 - what url_for depends on
    return url_for(endpoint) if report_id is None else url_for(endpoint, report_id=report_id)


@lru_cache(maxsize=4096)
def _citations(root: str, report_id: str) -> str:  # noqa: ARG001 - what url_for depends on
    """What stands before a paragraph's number, which is the end, in the address of its citation."""
    return url_for("cite.citation", report_id=report_id, number=0).removesuffix("0")


def _quoted(text: str, safe: str) -> str:
    return (_quoted_long if len(text) > _SHORT else _quoted_short)(text, safe)


@lru_cache(maxsize=4096)
def _quoted_short(text: str, safe: str) -> str:
    """Cached, since pages repeat the names of bodies."""
    return quote_plus(text, safe)


@lru_cache(maxsize=128)
def _quoted_long(text: str, safe: str) -> str:
    """Cached, since a page repeats its query in every link."""
    return quote_plus(text, safe)
