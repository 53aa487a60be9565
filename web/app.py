"""The Flask application: pages, API, error answers and security headers put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, url_for

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
    return f"{url_for('search.search')}?{urlencode(pairs)}"


def page_addresses(parameters: Parameters) -> Callable[[int], str]:
    """The addresses of a search's pages."""
    return partial(search_url, parameters)


def catalogue_addresses(body: tuple[str, ...]) -> Callable[[int], str]:
    """The addresses of the catalogue's pages."""
    return lambda page: url_for("reports.catalogue", body=body, page=page if page > 1 else None)


def hit_url(hit: Hit, parameters: Parameters) -> str:
    """The found paragraph's address; it carries the query, whose words the report page marks, and the switches."""
    carried = dict([("q", parameters.query), *parameters.switch_pairs()])
    return url_for("reports.report", report_id=hit.report, **carried, _anchor=f"p{hit.paragraph}")  # type: ignore[arg-type]


def _secure(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if response.mimetype in {"text/html", "application/json"}:
        response.headers["Cache-Control"] = "no-cache"
    return response
