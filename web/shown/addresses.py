"""The addresses that pages link to: a search and its pages, other views of it, a hit, and the page itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final
from urllib.parse import quote, quote_plus

from flask import current_app, request, url_for

from search.result import Hit
from web.asked.parameters import Parameters

_LEFT_BY_URL_FOR: Final = "!$'()*,/:;?@"
"""Punctuation that Flask's url_for does not quote in queries, so that all links to a paragraph are spelled alike."""
_LONGEST_WAY_BACK: Final = 4_000


def has_page(endpoint: str) -> bool:
    """Whether this application has a page of that name."""
    return endpoint in current_app.view_functions


def this_address() -> str:
    """The address of the page that is asked for, as a form on it names the way back; "" for what is too long to name.

    For the answer to anything but GET it is the start page's.
    """
    if request.method != "GET":
        return _path(request.script_root, "search.search")
    query = request.query_string.decode("utf-8", "replace")
    if len(query) > _LONGEST_WAY_BACK:
        return ""
    return quote(request.script_root + request.path) + ("?" + query if query else "")


def search_url(parameters: Parameters, page: int = 1) -> str:
    """The address of a search's page, from 1."""
    pairs = parameters.pairs() + ([("page", str(page))] if page > 1 else [])
    return f"{_path(request.script_root, 'search.search')}?{_query_string(pairs)}"


def view_url(endpoint: str, parameters: Parameters, **named: str) -> str:
    """The address of another view of the same search: its query, what narrows it, and the switches."""
    address = url_for(endpoint, **named)  # type: ignore[arg-type]
    return f"{address}{'&' if '?' in address else '?'}{_query_string(parameters.search_pairs())}"


def page_addresses(parameters: Parameters) -> Callable[[int], str]:
    """The addresses of a search's pages."""
    return partial(search_url, parameters)


def hit_url(hit: Hit, parameters: Parameters) -> str:
    """The found paragraph's address; it carries the query, whose words the report page marks, and the switches."""
    carried = [("q", parameters.query), *parameters.carried_pairs()]
    path = _path(request.script_root, "reports.report", hit.report)
    return f"{path}?{_query_string(carried, _LEFT_BY_URL_FOR)}#p{hit.paragraph}"


@lru_cache(maxsize=4096)
def _path(root: str, endpoint: str, report_id: str | None = None) -> str:  # noqa: ARG001 - what url_for depends on
    return url_for(endpoint) if report_id is None else url_for(endpoint, report_id=report_id)


def _query_string(pairs: list[tuple[str, str]], safe: str = "") -> str:
    return "&".join(f"{name}={_quoted(value, safe)}" for name, value in pairs)


@lru_cache(maxsize=128)
def _quoted(text: str, safe: str) -> str:
    """A page repeats its query in every link."""
    return quote_plus(text, safe)
