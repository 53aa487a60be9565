"""The application's live index: where requests get the searcher they read with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, cast

from flask import Flask, current_app

from search import LiveIndex, WhooshSearcher

_NAME: Final = "zhengsou.live"


def attach(app: Flask, index_dir: Path) -> None:
    """Gives the application its live index; nothing is opened before `open_now` or the first request."""
    app.extensions[_NAME] = LiveIndex(index_dir)


def open_now(app: Flask) -> None:
    """Opens the application's live index, so that no request has to wait; raises IndexUnavailable."""
    cast(LiveIndex, app.extensions[_NAME]).open()


def searcher() -> AbstractContextManager[WhooshSearcher]:
    """A searcher on the newest generation, for one request; raises IndexUnavailable when there is no usable index."""
    return cast(LiveIndex, current_app.extensions[_NAME]).searcher()


def detach(app: Flask) -> None:
    """Closes the application's live index; its pages do not work any more."""
    cast(LiveIndex, app.extensions.pop(_NAME)).close()
