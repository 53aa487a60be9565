"""What is asked of a site by its fixed name: robots.txt, and icons for who does not read a page's links."""

from __future__ import annotations

from typing import Final, cast

from flask import Blueprint, Response, current_app, request

from web.shown.root import site_root

crawler_pages = Blueprint("crawlers", __name__)

_CLOSED: Final = (
    "/?*",
    "/kwic",
    "/compare",
    "/study",
    "/facets/",
    "/cite",
    "/export/",
    "/feed",
    "/basket",
    "/settings",
    "/add",
    "/opensearch/",
    "/api/",
    "/reports?*",
    "/reports/*?",
    "/reports/*/cite/",
)
"""Begins of the addresses that are without end, or mean nothing to others than who asks: searches, views, files.

`/?*` is what `/?` is, which simple readers take for `/`.
"""
_OPEN: Final = ("/reports?page=", "/api/openapi.json")
"""Longer begins inside of those that are let in: the pages of the whole library lead to every report."""


@crawler_pages.get("/robots.txt")
def robots() -> Response:
    """`/robots.txt`: start, library, reports and help are for all; the combinations of filters are not.

    Of two rules the longer one counts (RFC 9309). Where the site lies under a path, the one at the root of its host
    counts, into which these lines can be copied.
    """
    root = site_root()
    lines = [
        "User-agent: *",
        *(f"Allow: {root}{path}" for path in _OPEN),
        *(f"Disallow: {root}{path}" for path in _CLOSED),
    ]
    response = Response("\n".join(lines) + "\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@crawler_pages.get("/favicon.ico")
@crawler_pages.get("/apple-touch-icon.png")
def icon() -> Response:
    """`/favicon.ico` and `/apple-touch-icon.png`."""
    return cast(Response, current_app.view_functions["static"](filename=request.path.rpartition("/")[2]))
