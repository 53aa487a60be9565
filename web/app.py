"""The Flask application: pages, API, error answers and security headers put together."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response

from index.location import Place
from web.api import api
from web.asked.parameters import Parameters
from web.errors import register_errors
from web.pages import PAGES
from web.serving.compression import compress_answers
from web.serving.live import attach
from web.serving.security import secure
from web.shown import addresses, words
from web.shown.locale import install_locale
from web.shown.script import in_script, language, shown_language, shown_pieces, shown_script


def create_app(place: Place, hosts: Sequence[str] = ()) -> Flask:
    """The site on the index in this directory, or at this address of a cluster.

    The index is opened by the first request that needs it, and again when a new generation was committed; while there
    is none, pages answer 503 and say what to do. Nothing that is loaded is inline, so that no text can become code.
    hosts: the names that it answers for (web/serving/security.py); none means any.
    """
    app = Flask("web")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install_locale(app)
    app.jinja_env.filters.update(
        number=words.number,
        duration=words.duration,
        year=words.year_label,
        language=language,
        shown=in_script,
        shown_pieces=shown_pieces,
        shown_language=shown_language,
    )
    app.jinja_env.globals.update(
        kind_labels=words.KIND_LABELS,
        sort_labels=words.SORT_LABELS,
        switch_labels=words.SWITCH_LABELS,
        switch_hints=words.SWITCH_HINTS,
        search_url=addresses.search_url,
        view_url=addresses.view_url,
        hit_url=addresses.hit_url,
        page_addresses=addresses.page_addresses,
        no_parameters=Parameters(),
        shown_script=shown_script,
        has_page=addresses.has_page,
        script_labels=words.SCRIPT_LABELS,
        this_address=addresses.this_address,
        amount=words.amount,
    )
    for blueprint in (*PAGES, api):
        app.register_blueprint(blueprint)
    register_errors(app)
    secure(app, hosts)
    compress_answers(app)
    app.after_request(_name_what_pages_depend_on)
    attach(app, place)
    return app


def _name_what_pages_depend_on(response: Response) -> Response:
    """A page speaks the language, and shows the script, that the reader's browser names."""
    if response.mimetype == "text/html":
        response.vary.update(("Cookie", "Accept-Language"))
    return response
