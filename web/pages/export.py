"""Export page: all hits of a search as a streamed download."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from web.shown.hit_file import MIMETYPES, hit_file

export_pages = Blueprint("export", __name__)


@export_pages.get("/export/<kind>")
def export(kind: str) -> Response:
    """`/export/csv`, `xlsx`, `json`: every hit of `q` with a search's filters and sort; `txt`: the methods note.

    `columns` is zh or en. Limit and offset do not narrow it.
    """
    for known in MIMETYPES:
        if known == kind:
            return hit_file(known)
    raise NotFound
