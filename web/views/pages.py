"""All the pages, each a blueprint of its own."""

from typing import Final

from flask import Blueprint

from web.views.cite import cite_pages
from web.views.compare import compare_page
from web.views.export import export_pages
from web.views.feed import feed_pages
from web.views.help import help_page
from web.views.kwic import kwic_page
from web.views.opensearch import opensearch_pages
from web.views.reports import reports_pages
from web.views.search import search_page
from web.views.settings import settings_page

PAGES: Final[tuple[Blueprint, ...]] = (
    search_page,
    reports_pages,
    kwic_page,
    compare_page,
    help_page,
    settings_page,
    cite_pages,
    export_pages,
    feed_pages,
    opensearch_pages,
)
