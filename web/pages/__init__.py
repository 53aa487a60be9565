"""The HTML pages, exports, feeds and the browser's search description."""

from web.pages.blueprints import PAGES

__all__ = ["PAGES"]
