"""Pages asked again: an ETag by the generation of the index, compared before any search is made, and Last-Modified."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, current_app, g, request

from index.china_time import today
from index.language import language
from search.engine.live import State
from web.serving.live import older_than_newest, present_state, states_used
from web.shown import script

_REPEATABLE: Final = frozenset(
    ("search", "reports", "kwic", "compare", "beside", "help", "cite", "feed", "opensearch", "api")
)
"""Blueprints whose answers follow from the address, the reader's settings, the index and the day."""
_NAME: Final = "zhengsou.also_varies"
_NEVER: Final = "zhengsou_not_repeatable"
_STATE: Final = "zhengsou_state"
_LAYERS: Final = ("index", "search", "web")

Varies = Callable[[], str]


def answer_conditionally(app: Flask, also: Mapping[str, Varies]) -> None:
    """Answers 304, before any work, to those who have the page as it would be made.

    An answer's tag is weak, and made of the address, language, script, day, the program's files, the user files and
    the generation that the answer was really made from: a generation that is opened meanwhile makes no tag of its own.
    Answers other than 200, streamed ones, and those with `no-store` have no tag. also: by endpoint, what else an answer
    hangs on. Call it after whatever refuses requests is installed.
    """
    app.extensions[_NAME] = dict(also)
    app.before_request(_unless_known)
    app.after_request(_add_validators)


def not_repeatable() -> None:
    """Marks the answer of this request as one that may be another next time: time ran out before it was whole."""
    setattr(g, _NEVER, True)


def _applies() -> bool:
    return request.method in ("GET", "HEAD") and request.blueprint in _REPEATABLE


def _unless_known() -> Response | None:
    if not _applies():
        return None
    state = present_state()
    setattr(g, _STATE, state)
    # `*` would be right for addresses that there are not, too. A time is not enough to know an answer by: a user file
    # that is removed, or put back with its old time, moves none.
    known = request.if_none_match
    if not known or known.star_tag or not known.contains_weak(_tag(state)):
        return None
    response = current_app.make_response(("", 304))
    _set_validators(response, state)
    return response


def _add_validators(response: Response) -> Response:
    unsure = g.get(_NEVER) or response.is_streamed or response.cache_control.no_store
    if not _applies() or response.status_code != 200 or unsure:
        return response
    used = states_used()
    if len(used) > 1:
        return response
    _set_validators(response, next(iter(used), g.get(_STATE)))
    return response


def _set_validators(response: Response, state: State | None) -> None:
    response.set_etag(_tag(state), weak=True)
    if state is not None:
        response.last_modified = _modified(state)


def _tag(state: State | None) -> str:
    also = current_app.extensions[_NAME].get(request.endpoint)
    parts = (
        program(),
        repr(state),
        request.url_root,
        request.full_path,
        language(),
        # What the address says of it stands in the address, and may be wrong.
        request.cookies.get(script.COOKIE, ""),
        today().isoformat(),
        len(current_app.view_functions),
        older_than_newest(),
        also() if also else "",
    )
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _modified(state: State) -> datetime:
    """The later of the commit, the user files and the program, in whole seconds as HTTP has them."""
    return datetime.fromtimestamp(int(max(state.modified, _program_files()[1])), UTC)


def program() -> str:
    """Digest of the names, sizes and times of the program's files; the same in all processes of a server."""
    return _program_files()[0]


@cache
def _program_files() -> tuple[str, float]:
    root = Path(__file__).parents[2]
    digest, newest = hashlib.blake2b(digest_size=12), 0.0
    for layer in _LAYERS:
        for path in sorted((root / layer).rglob("*.*")):
            if path.suffix in (".pyc", "") or not path.is_file():
                continue
            found = path.stat()
            digest.update(f"{path.relative_to(root)} {found.st_size} {found.st_mtime_ns}\n".encode())
            newest = max(newest, found.st_mtime)
    return digest.hexdigest(), newest
