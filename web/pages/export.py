"""Export page: all hits of a search as a streamed download."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from web.shown.hit_file import MIMETYPES, export_response

export_pages = Blueprint("export", __name__)


@export_pages.get("/export/<kind>")
def export(kind: str) -> Response:
    """`/export/csv`, `/export/xlsx`, `/export/json`: every hit of `q` with a search's filters and sort, as a download.

    Limit and offset do not narrow it.
    """
    if kind not in MIMETYPES:
        raise NotFound
    return export_response(kind)
