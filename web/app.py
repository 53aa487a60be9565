"""The Flask application: pages, API, error answers and security headers put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import quote_plus

from flask import Flask, Response, request, url_for

from search.result import Hit
from web import words
from web.api import api
from web.errors import register_errors
from web.live import attach
from web.parameters import Parameters
from web.views import reports_pages, search_page

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_LEFT_BY_URL_FOR: Final = "!$'()*,/:;?@"
"""Punctuation that Flask's url_for does not quote in queries, so that all links to a paragraph are spelled alike."""


def create_app(index_dir: Path) -> Flask:
    """The site on the index in this directory.

    The index is opened by the first request that needs it, and again when a new generation was committed; while there
    is none, pages answer 503 and say what to run. Nothing that is loaded is inline, so that no text can become code.
    """
    app = Flask("web")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        number=words.number, duration=words.duration, year=words.year_label, language=words.language
    )
    app.jinja_env.globals.update(
        kind_labels=words.KIND_LABELS,
        sort_labels=words.SORT_LABELS,
        switch_labels=words.SWITCH_LABELS,
        switch_hints=words.SWITCH_HINTS,
        search_url=search_url,
        hit_url=hit_url,
        page_addresses=page_addresses,
        catalogue_addresses=catalogue_addresses,
        no_parameters=Parameters(),
    )
    for blueprint in (search_page, reports_pages, api):
        app.register_blueprint(blueprint)
    register_errors(app)
    app.after_request(_secure)
    attach(app, index_dir)
    return app


def search_url(parameters: Parameters, page: int = 1) -> str:
    """The address of a search's page, from 1."""
    pairs = parameters.pairs() + ([("page", str(page))] if page > 1 else [])
    return f"{_path(request.script_root, 'search.search')}?{_query_string(pairs)}"


def page_addresses(parameters: Parameters) -> Callable[[int], str]:
    """The addresses of a search's pages."""
    return partial(search_url, parameters)


def catalogue_addresses(body: tuple[str, ...]) -> Callable[[int], str]:
    """The addresses of the catalogue's pages."""
    return lambda page: url_for("reports.catalogue", body=body, page=page if page > 1 else None)


def hit_url(hit: Hit, parameters: Parameters) -> str:
    """The found paragraph's address; it carries the query, whose words the report page marks, and the switches."""
    carried = [("q", parameters.query), *parameters.switch_pairs()]
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


def _secure(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if response.mimetype in {"text/html", "application/json"}:
        response.headers["Cache-Control"] = "no-cache"
    return response
