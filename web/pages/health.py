"""`/healthz`, for the checks of supervisors and proxies: whether this process can answer searches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, jsonify

from index.errors import IndexUnavailable, ZhengsouError
from web.serving.index_state import index_state
from web.serving.live import live_index
from web.site import FOR_OTHERS

health_page = Blueprint("health", __name__)
HEALTH: Final = "health.health"
"""Endpoint of the check. It answers whatever host is asked for: checks ask an address, and it says nothing private."""
_MOST: Final = 5
"""Damaged files that are named."""


@health_page.get("/healthz")
def health() -> Response:
    """200 with generation and age of the index (s), or 503 with the reason; no search, and stored nowhere.

    status: degraded while an older generation than the newest is searched, with `damaged` or `behind`. verified: since
    when its files are known to be whole. damaged: files of a later generation that are not.
    """
    try:
        state = index_state(live_index(current_app))
    except IndexUnavailable as fault:
        return _answer({"status": "unavailable", **_reason(fault)}, 503)
    content: dict[str, Any] = {
        "status": "degraded" if state.damaged or state.behind else "ok",
        "generation": state.generation,
        "written": state.written,
        "age": round(state.age, 1),
    }
    content["verified"] = datetime.fromtimestamp(state.verified, UTC).isoformat() if state.verified else None
    if state.damaged:
        content["damaged"] = list(state.damaged[:_MOST])
    if state.behind:
        content["behind"] = _reason(state.behind)
    return _answer(content)


def _reason(fault: ZhengsouError) -> dict[str, str]:
    """The fault's code and, for whoever runs the site alone, its message, which has paths."""
    told = {} if current_app.config[FOR_OTHERS] else {"message": fault.message}
    return {"reason": fault.code, **told}


def _answer(content: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(content)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
