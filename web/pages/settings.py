"""Settings: interface language and script of texts, stored in the reader's cookies."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from index.errors import RequestError
from index.language import gettext, listed
from web.asked.same_site import from_this_site, own_address
from web.shown import locale, script
from web.shown.root import site_root

settings_page = Blueprint("settings", __name__)

_YEAR: Final = 365 * 24 * 60 * 60
_MAX_NEXT: Final = 100_000


@settings_page.post("/settings")
def settings() -> Response:
    """`/settings`: stores `ui` and `script` if given, then redirects to `next`, an address on this site."""
    if not from_this_site():
        raise Forbidden
    ui, wanted = request.form.get("ui", ""), script.named_script(request.form.get("script", ""))
    if ui and ui not in locale.LANGUAGES:
        raise RequestError(
            gettext("没有这种界面语言：%(ui)s", ui=ui[:20]),
            next_step=gettext("可用 %(names)s", names=listed(locale.LANGUAGES)),
        )
    response = redirect(_way_back(request.form.get("next") or _referring_address()), 303)
    for name, value in ((locale.COOKIE, ui), (script.COOKIE, wanted)):
        if value:
            response.set_cookie(
                name,
                value,
                max_age=_YEAR,
                path=site_root() or "/",
                samesite="Lax",
                httponly=True,
                secure=request.is_secure,
            )
    return response


def _referring_address() -> str:
    came_from = own_address(request.headers.get("Referer", ""))
    return f"{came_from.path}?{came_from.query}" if came_from else ""


def _way_back(address: str) -> str:
    """Path to redirect to, without its own `script`; the start page for anything but a path of this site."""
    printable = address.isprintable() and "\\" not in address and len(address) <= _MAX_NEXT
    if not printable or not address.startswith(f"{site_root()}/") or address.startswith("//"):
        return url_for("search.search")
    parts = urlsplit(address)
    pairs = [(name, value) for name, value in parse_qsl(parts.query, True) if name != script.COOKIE]
    return urlunsplit(("", "", parts.path, urlencode(pairs), parts.fragment))
