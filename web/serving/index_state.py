"""State of the index that this process serves, for health checks and metrics."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Flask

from index.errors import ClusterUnavailable, ZhengsouError
from index.location import ClusterAddress
from index.status import StoreStatus
from index.store import open_store
from search import LiveIndex
from web.serving.live import live_index


@dataclass(frozen=True, slots=True)
class IndexState:
    """Generation in use, when it was committed (ISO 8601 in UTC), and `age`, the seconds since.

    behind: why a newer generation is not in use, or None. verified: since when all files of it are known to be as they
    were written (seconds since 1970), or None. damaged: a line for each file that was found damaged and is not served.
    """

    generation: int
    written: str
    age: float
    behind: ZhengsouError | None
    verified: float | None
    damaged: tuple[str, ...]


def index_state(live: LiveIndex) -> IndexState:
    """State of a live index, without a search and without waiting for a cluster.

    Raises IndexUnavailable if nothing can be searched: no index is open, its files are damaged, or its cluster did not
    answer the last poll.
    """
    with live.searcher() as opened:
        generation, written = opened.generation, opened.written
    fault = live.fault
    if isinstance(fault, ClusterUnavailable) or (fault and isinstance(live.location, ClusterAddress)):
        # What is open has its paragraphs on the cluster.
        raise fault
    verified = live.verified
    return IndexState(generation, written, age_of(written), live.behind, verified.since, verified.problems)


def age_of(written: str) -> float:
    """Seconds since a commit that was `written` then, ISO 8601 with its zone; not less than 0, whatever the clock."""
    return max(0.0, time.time() - datetime.fromisoformat(written).timestamp())


class IndexFigures:
    """Gauges of the open index; its size is read once for each generation."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._known: tuple[int, str, StoreStatus] | None = None

    def __call__(self) -> Sequence[tuple[str, str, float]]:
        """Name, meaning and value of each; only `index_up`, with 0, where no index can be searched."""
        live = live_index(self._app)
        try:
            state = index_state(live)
        except ZhengsouError:
            return [(*_UP, 0)]
        found: list[tuple[str, str, float]] = [
            (*_UP, 1),
            ("index_behind", "1 if a newer generation cannot be opened.", state.behind is not None),
            ("index_damaged_files", "Files that were found damaged and are not served.", len(state.damaged)),
            ("index_verified_timestamp_seconds", "When all files were last known to be whole.", state.verified or 0),
            ("index_generation", "Generation of the index in use.", state.generation),
            ("index_age_seconds", "Seconds since its commit.", state.age),
        ]
        if status := self._status(live, state):
            found += [
                ("index_size_bytes", "Bytes of the index on disk.", status.bytes),
                ("index_reports", "Reports in the index.", status.reports),
                ("index_paragraphs", "Paragraphs in the index.", status.paragraphs),
            ]
        return found

    def _status(self, live: LiveIndex, state: IndexState) -> StoreStatus | None:
        with self._lock:
            if self._known and self._known[:2] == (state.generation, state.written):
                return self._known[2]
            try:
                status = open_store(live.location).status()
            except ZhengsouError:
                return None
            if (status.generation, status.written) != (state.generation, state.written):
                return None
            self._known = state.generation, state.written, status
            return status


_UP: Final = ("index_up", "1 if the index can be searched.")
