"""Addresses in answers of the API, as they are on a site that lies under a path."""

from __future__ import annotations

from typing import Any

from search.described import put_before
from web.shown.root import site_root


def rooted(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with the site's path before every address of the site; the same object where it has none."""
    root = site_root()
    if root:
        put_before(answer, root)
    return answer
