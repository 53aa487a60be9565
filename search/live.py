"""One open searcher for a whole process: shared between threads, replaced when a new generation was committed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from index.errors import IndexUnavailable, ZhengsouError
from index.layout import Layout
from search.engines.whoosh import WhooshSearcher
from search.lexicon import lexicon
from search.request import SearchRequest

LOOK_EVERY: Final = 0.25
"""Seconds between two looks at whether there is a newer generation."""
RETRY_EVERY: Final = 1.0
"""Seconds between two attempts to open one that could not be opened."""

_log: Final = logging.getLogger(__name__)
_Stamp = tuple[int, int] | None


class _Lease:
    """A searcher, how many requests are using it, and what the pointer was before it was opened."""

    def __init__(self, searcher: WhooshSearcher, stamp: _Stamp) -> None:
        self.searcher = searcher
        self.stamp = stamp
        self.users = 0
        self.retired = False


class LiveIndex:
    """Gives every request a searcher of the newest generation that can be opened; for any number of threads.

    A request keeps the searcher that it began with; an old one is closed when its last request ends. A newer generation
    is noticed within LOOK_EVERY seconds and opened in a thread of its own, while requests go on with the one before.
    When it cannot be opened, the one before stays in use and the reason is logged, once. The thread starts with the
    first use: make a LiveIndex before a fork, but use it only after.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._layout = Layout(directory)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._lease: _Lease | None = None
        self._watcher: threading.Thread | None = None
        self._closed = threading.Event()
        self._told = ""

    def open(self) -> None:
        """Make ready for requests, so that none has to wait; raises IndexUnavailable or CorruptIndex."""
        with self._opening:
            if self._closed.is_set():
                raise IndexUnavailable("服务正在停止", next_step="请稍后再试")
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, name="live index", daemon=True)
                self._watcher.start()
            if self._lease is None:
                self._renew()

    @contextmanager
    def searcher(self) -> Iterator[WhooshSearcher]:
        """A searcher for one request; raises IndexUnavailable or CorruptIndex when there is none that works."""
        lease = self._take()
        try:
            yield lease.searcher
        finally:
            self._give_back(lease)

    def _take(self) -> _Lease:
        while True:
            with self._lock:
                if self._lease is not None:
                    self._lease.users += 1
                    return self._lease
            self.open()

    def _watch(self) -> None:
        wait = LOOK_EVERY
        while not self._closed.wait(wait):
            wait = RETRY_EVERY
            try:
                with self._opening:
                    self._renew()
                self._told, wait = "", LOOK_EVERY
            except ZhengsouError as fault:
                self._tell(fault)
            except Exception:
                # Without this thread the process would show the old generation for ever.
                _log.exception("the newest generation of %s could not be opened", self.directory)

    def _tell(self, fault: ZhengsouError) -> None:
        """Log why there is nothing newer; where there is nothing at all, requests tell it."""
        if str(fault) != self._told and self._lease is not None:
            self._told = str(fault)
            _log.warning("新的索引打不开，继续使用原来的：%s", fault)

    def _stamp(self) -> _Stamp:
        """Changes with every commit, which replaces the pointer; also when an index was made anew in its place."""
        try:
            found = self._layout.pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _renew(self) -> None:
        """Open what is current, unless it is open already; called by one thread at a time."""
        stamp = self._stamp()
        if self._lease is not None and self._lease.stamp == stamp:
            return
        searcher = WhooshSearcher(self.directory)
        try:
            _warm(searcher)
        except BaseException:
            searcher.close()
            raise
        with self._lock:
            self._retire()
            if self._closed.is_set():
                searcher.close()
            else:
                self._lease = _Lease(searcher, stamp)

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
        """Let go of the index once the last request has ended; for good."""
        self._closed.set()
        if self._watcher is not None:
            self._watcher.join()
        with self._lock:
            self._retire()


def _warm(searcher: WhooshSearcher) -> None:
    """Read what all requests need, so that no request waits for it; the next commit may remove the files it is in."""
    searcher.search(SearchRequest("提案", sort="date", limit=1))
    searcher.reports()
    _ = lexicon(searcher).vocabulary
