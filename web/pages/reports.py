"""Routes under /reports: library, report, and permalink of a paragraph."""

from __future__ import annotations

from flask import Blueprint

from web.pages.library import catalogue
from web.pages.report import paragraph, report

reports_pages = Blueprint("reports", __name__)

reports_pages.add_url_rule("/reports", view_func=catalogue, strict_slashes=False)
reports_pages.add_url_rule("/reports/<path:report_id>", view_func=report)
reports_pages.add_url_rule("/reports/<path:report_id>/t/<key>", view_func=paragraph)
