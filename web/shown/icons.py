"""Small pictures beside words."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

_DRAWN: Final = {
    "search": "M11 7a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM10 10l4 4",
    "refine": "M2 4.5h7M13 4.5h1M11 2.5v4M2 11.5h1M7 11.5h7M5 9.5v4",
    "export": "M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11",
    "cite": "M6.5 3.5A3 3 0 0 0 3 6.5v6h4v-4H3M13.5 3.5a3 3 0 0 0-3.5 3v6h4v-4h-4",
    "feed": "M3 13h.01M3 8.5A4.5 4.5 0 0 1 7.5 13M3 4a9 9 0 0 1 9 9",
    "share": "M8 10V2M4.8 5 8 1.8 11.2 5M4.5 7.5h-2v6.5h11V7.5h-2",
}


def icon(name: str) -> Markup:
    """The picture of this name, which is in _DRAWN, as SVG in the colour of the text."""
    return Markup(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        f'<path d="{_DRAWN[name]}"/></svg>'
    )
