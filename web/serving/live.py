"""The application's live index: where requests get the searcher they read with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final, cast

from flask import Flask, current_app

from index.freshness import Freshness
from index.location import Place
from search import LiveIndex
from search.engine.searcher import Searcher
from search.engine.user_words import UserFileFault

_NAME: Final = "zhengsou.live"


def attach(app: Flask, place: Place) -> None:
    """Gives the application its live index; nothing is opened before `open_now` or the first request."""
    app.extensions[_NAME] = LiveIndex(place)


def open_now(app: Flask) -> None:
    """Opens the application's live index, so that no request has to wait; raises IndexUnavailable."""
    cast(LiveIndex, app.extensions[_NAME]).open()


def searcher() -> AbstractContextManager[Searcher]:
    """A searcher on the newest generation, for one request; raises IndexUnavailable when there is no usable index."""
    return cast(LiveIndex, current_app.extensions[_NAME]).searcher()


def freshness() -> Freshness:
    """Whether the index still says what its files say, as of some seconds ago; raises IndexUnavailable."""
    return cast(LiveIndex, current_app.extensions[_NAME]).freshness()


def word_faults() -> tuple[UserFileFault, ...]:
    """The files of house words and synonyms that are wrong, and what is used in their place."""
    return cast(LiveIndex, current_app.extensions[_NAME]).word_faults


def detach(app: Flask) -> None:
    """Closes the application's live index; its pages do not work any more."""
    cast(LiveIndex, app.extensions.pop(_NAME)).close()
