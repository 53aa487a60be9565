"""The HTML pages, and what can be kept of them."""

from web.pages.blueprints import PAGES

__all__ = ["PAGES"]
