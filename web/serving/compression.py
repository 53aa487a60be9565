"""Gzip compression of answers for clients that accept it; a page shrinks to a fifth.

With the standard library: Flask-Compress would bring three more packages for a dozen lines.
"""

from __future__ import annotations

import gzip
from typing import Final

from flask import Flask, Response, request

_KINDS: Final = {"text/html", "application/json", "application/atom+xml"}
_LEAST: Final = 1_400
"""Bytes; an answer that fits one packet gains nothing."""
_LEVEL: Final = 4


def compress_answers(app: Flask) -> None:
    """Compresses the application's pages, feeds and JSON; files and streamed answers stay uncompressed.

    No page contains a secret that an attacker could infer from compressed sizes (BREACH).
    """
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if response.mimetype not in _KINDS or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    wanted = request.accept_encodings["gzip"] > 0 and request.method != "HEAD"
    if len(body) < _LEAST or not wanted or response.content_encoding or response.status_code in (204, 304):
        return response
    response.set_data(gzip.compress(body, _LEVEL, mtime=0))
    response.content_encoding = "gzip"
    etag, weak = response.get_etag()
    if etag and not weak:
        # A strong ETag promises equal bytes; this is the same text in other bytes.
        response.set_etag(etag, weak=True)
    return response
