"""The blueprints of all pages."""

from typing import Final

from flask import Blueprint

from web.pages.basket import basket_pages
from web.pages.beside import beside_page
from web.pages.cite import cite_pages
from web.pages.compare import compare_page
from web.pages.crawlers import crawler_pages
from web.pages.export import export_pages
from web.pages.facet_values import facet_pages
from web.pages.feed import feed_pages
from web.pages.health import health_page
from web.pages.help import help_page
from web.pages.kwic import kwic_page
from web.pages.reports import reports_pages
from web.pages.search import search_page
from web.pages.search_description import opensearch_pages
from web.pages.settings import settings_page
from web.pages.study import study_pages

PAGES: Final[tuple[Blueprint, ...]] = (
    search_page,
    facet_pages,
    reports_pages,
    kwic_page,
    compare_page,
    study_pages,
    beside_page,
    help_page,
    settings_page,
    cite_pages,
    basket_pages,
    export_pages,
    feed_pages,
    opensearch_pages,
    health_page,
    crawler_pages,
)
