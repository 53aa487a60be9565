"""The HTML pages, and what can be kept of them."""

from web.views.pages import PAGES

__all__ = ["PAGES"]
