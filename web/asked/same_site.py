"""Whether a form was sent by this site's own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def from_this_site() -> bool:
    """Whether the form is this site's own, by the headers that browsers send; prevents CSRF."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return urlsplit(origin).netloc == request.host
