"""Indexing that waits for its turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from index.errors import IndexBusy
from index.indexer import IndexSummary, index_paths
from index.location import Location

_PAUSE: Final = 0.1


def index_when_free(
    paths: Iterable[Path],
    location: Location,
    waiting: Callable[[], None],
    patience: float = 60.0,
    *,
    follow_links: bool = False,
) -> IndexSummary:
    """As `index_paths`, once no other process writes the index; raises IndexBusy if one still does after `patience`.

    waiting: called once, if there is anything to wait for. patience: seconds. follow_links: as of `index_paths`.
    """
    given, until, told = list(paths), time.monotonic() + patience, False
    while True:
        try:
            return index_paths(given, location, follow_links=follow_links)
        except IndexBusy:
            if time.monotonic() > until:
                raise
            if not told:
                waiting()
            told = True
            time.sleep(_PAUSE)
