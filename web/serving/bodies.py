"""Bodies of requests: which addresses take one, and of what size; any other is refused, unread where that can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Flask, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from web.asked.clippings import MAX_BODY
from web.asked.upload import MAX_UPLOAD

TAKEN: Final = {
    "settings.settings": 1 << 20,
    "basket.listed": MAX_BODY,
    "basket.exported": MAX_BODY,
    "upload.added": MAX_UPLOAD,
    "api.trace_draft": MAX_UPLOAD,
    "api.trace_draft_file": MAX_UPLOAD,
    "study.traced": MAX_UPLOAD,
}
"""Bytes by endpoint, of a POST; no other takes a body."""

LargestBody = Callable[[str, str], int]
"""The bytes that a request of this method to this path may have as its body."""


def largest_body(app: Flask, base_path: str = "") -> LargestBody:
    """What a server is to know of the application before it reads a body. base_path: the path that the site lies under.

    Paths are percent-decoded, as Latin-1.
    """
    addresses = app.url_map.bind("localhost")

    def largest(method: str, path: str) -> int:
        inside = path == base_path or path.startswith(f"{base_path}/")
        own = path[len(base_path) :] if base_path and inside else path
        try:
            endpoint, _ = addresses.match(own.encode("latin-1").decode("utf-8", "replace"), method)
        except HTTPException:
            return 0
        return _taken(method, str(endpoint))

    return largest


def refuse_bodies(app: Flask) -> None:
    """Answers a request that has a body by 413 where none is taken; views bound the bodies that they take."""
    app.before_request(_refuse)


def _refuse() -> None:
    most = _taken(request.method, request.endpoint)
    has_one = bool(request.content_length) or "Transfer-Encoding" in request.headers
    if has_one and not most and request.routing_exception is None:
        raise RequestEntityTooLarge
    request.max_content_length = most


def _taken(method: str, endpoint: str | None) -> int:
    return TAKEN.get(endpoint or "", 0) if method == "POST" else 0
