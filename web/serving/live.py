"""The application's live index, the source of each request's searcher."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

from flask import Flask, current_app, g

from index.china_time import local_moment
from index.freshness import Freshness
from index.location import LocationLike
from search import LiveIndex
from search.engine.live import State
from search.engine.searcher import Searcher
from search.engine.user_words import UserFileFault
from search.engine.verified import DAY, Verified

_NAME: Final = "zhengsou.live"
_WATCHED: Final = "zhengsou.watched"
_USED: Final = "zhengsou_states"


def attach(app: Flask, place: LocationLike, verify_every: float = DAY, *, watched: bool = False) -> None:
    """Attaches a live index to the application; `open_now` or the first request opens it.

    verify_every: seconds after which its files are compared with their checksums again; 0: never.
    watched: the folders of the index are watched beside this server, so that files are read by themselves.
    """
    app.extensions[_NAME] = LiveIndex(place, verify_every)
    app.extensions[_WATCHED] = watched


def is_watched() -> bool:
    """Whether the folders of the application's index are watched."""
    return bool(current_app.extensions[_WATCHED])


def open_now(app: Flask) -> None:
    """Opens the application's live index, so that no request has to wait; raises IndexUnavailable."""
    live_index(app).open()


def live_index(app: Flask) -> LiveIndex:
    """The application's live index."""
    return cast(LiveIndex, app.extensions[_NAME])


def look_now(app: Flask) -> None:
    """Opens the newest generation and the files of users anew; raises IndexUnavailable, and the old ones stay."""
    live_index(app).look()


@contextmanager
def searcher() -> Iterator[Searcher]:
    """A searcher on the newest generation, for one request; raises IndexUnavailable when there is no usable index."""
    live = cast(LiveIndex, current_app.extensions[_NAME])
    with live.searcher_and_state() as (opened, state):
        setattr(g, _USED, {*states_used(), state})
        yield opened


def states_used() -> set[State]:
    """What the searchers of this request were of; more than one if a newer generation came meanwhile."""
    used: set[State] = g.get(_USED) or set()
    return used


def present_state() -> State | None:
    """What the next searcher will be of, unless a newer one comes meanwhile; None while nothing is open."""
    return cast(LiveIndex, current_app.extensions[_NAME]).state


def freshness() -> Freshness:
    """Whether the index agrees with its source files, as of some seconds ago; raises IndexUnavailable."""
    return cast(LiveIndex, current_app.extensions[_NAME]).freshness()


def older_than_newest() -> str:
    """When what is searched was written, in China's time, where a newer one cannot be opened or is damaged; else ""."""
    live = cast(LiveIndex | None, current_app.extensions.get(_NAME))
    if live is None or not isinstance(live.location, Path) or live.behind is None:
        return ""
    state = live.state
    return local_moment(state.written) if state else ""


def verified() -> Verified:
    """Since when the files that are served are known to be whole, and what is wrong with which."""
    return cast(LiveIndex, current_app.extensions[_NAME]).verified


def word_faults() -> tuple[UserFileFault, ...]:
    """Faults of the user dictionary and the synonym file, for readers to mend."""
    return cast(LiveIndex, current_app.extensions[_NAME]).word_faults


def detach(app: Flask) -> None:
    """Closes and removes the application's live index; pages fail afterwards."""
    cast(LiveIndex, app.extensions.pop(_NAME)).close()
