"""One open searcher for a whole process: shared between threads, replaced when a new generation was committed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from index.layout import Layout
from search.engines.whoosh import WhooshSearcher

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at whether there is a newer generation."""


class _Lease:
    """A searcher, and how many requests are using it."""

    def __init__(self, searcher: WhooshSearcher, generation: tuple[Path, int]) -> None:
        self.searcher = searcher
        self.generation = generation
        self.users = 0
        self.retired = False


class LiveIndex:
    """Gives every request a searcher of the generation that is current, within LOOK_EVERY seconds.

    A request keeps the searcher it began with; an old one is closed when its last request ends.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._layout = Layout(directory)
        self._lock = threading.Lock()
        self._lease: _Lease | None = None
        self._looked = 0.0

    @contextmanager
    def searcher(self) -> Iterator[WhooshSearcher]:
        """A searcher for one request; raises IndexUnavailable or CorruptIndex."""
        lease = self._take()
        try:
            yield lease.searcher
        finally:
            self._give_back(lease)

    def _take(self) -> _Lease:
        with self._lock:
            now = time.monotonic()
            if self._lease is None or now - self._looked > LOOK_EVERY:
                self._renew()
                self._looked = now
            assert self._lease is not None
            self._lease.users += 1
            return self._lease

    def _renew(self) -> None:
        generation = self._layout.current()
        if self._lease is None or self._lease.generation != generation:
            opened = WhooshSearcher(self.directory)
            self._retire()
            self._lease = _Lease(opened, (opened.snapshot.data, opened.snapshot.generation.number))

    def _retire(self) -> None:
        if self._lease is not None:
            self._lease.retired = True
            if not self._lease.users:
                self._lease.searcher.close()
            self._lease = None

    def _give_back(self, lease: _Lease) -> None:
        with self._lock:
            lease.users -= 1
            if lease.retired and not lease.users:
                lease.searcher.close()

    def close(self) -> None:
        """Let go of the index once the last request has ended."""
        with self._lock:
            self._retire()
