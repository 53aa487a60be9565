"""The HTML pages: the search page, the catalogue of reports, and a report."""

from web.views.reports import reports_pages
from web.views.search import search_page

__all__ = ["reports_pages", "search_page"]
