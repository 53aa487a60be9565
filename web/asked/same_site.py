"""What the headers of browsers say of this site: whether a form or an address is its own."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from flask import request


def from_this_site() -> bool:
    """Whether the form is this site's own, by the headers that browsers send; prevents CSRF."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return own_address(origin) is not None


def own_address(address: str) -> SplitResult | None:
    """The parts of an address of this site that a browser has sent; None for any other, and for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts if parts.netloc == request.host else None
