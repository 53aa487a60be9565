"""The application's live index, the source of each request's searcher."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final, cast

from flask import Flask, current_app

from index.freshness import Freshness
from index.location import LocationLike
from search import LiveIndex
from search.engine.searcher import Searcher
from search.engine.user_words import UserFileFault
from search.engine.verified import DAY, Verified

_NAME: Final = "zhengsou.live"


def attach(app: Flask, place: LocationLike, verify_every: float = DAY) -> None:
    """Attaches a live index to the application; `open_now` or the first request opens it.

    verify_every: seconds after which its files are compared with their checksums again; 0: never.
    """
    app.extensions[_NAME] = LiveIndex(place, verify_every)


def open_now(app: Flask) -> None:
    """Opens the application's live index, so that no request has to wait; raises IndexUnavailable."""
    cast(LiveIndex, app.extensions[_NAME]).open()


def searcher() -> AbstractContextManager[Searcher]:
    """A searcher on the newest generation, for one request; raises IndexUnavailable when there is no usable index."""
    return cast(LiveIndex, current_app.extensions[_NAME]).searcher()


def freshness() -> Freshness:
    """Whether the index agrees with its source files, as of some seconds ago; raises IndexUnavailable."""
    return cast(LiveIndex, current_app.extensions[_NAME]).freshness()


def verified() -> Verified:
    """Since when the files that are served are known to be whole, and what is wrong with which."""
    return cast(LiveIndex, current_app.extensions[_NAME]).verified


def word_faults() -> tuple[UserFileFault, ...]:
    """Faults of the user dictionary and the synonym file, for readers to mend."""
    return cast(LiveIndex, current_app.extensions[_NAME]).word_faults


def detach(app: Flask) -> None:
    """Closes and removes the application's live index; pages fail afterwards."""
    cast(LiveIndex, app.extensions.pop(_NAME)).close()
