"""Verification of what a live index serves, and which files it must not serve any more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from index.errors import IndexUnavailable
from index.language import gettext
from index.local import damaged
from index.local.layout import Layout
from index.local.verifying import DAY, Problem, Verification
from index.location import Location
from search.engine.searcher import Searcher

if TYPE_CHECKING:
    from index.manifest import Generation
    from search.engine.local import LocalSearcher

__all__ = ["DAY", "ServedFiles", "Verified", "passed_over"]

STEP: Final = 0.02
"""Seconds of reading at each poll: less than a tenth of one processor, some tens of megabytes a second."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verified:
    """State of the files that a live index serves.

    since: seconds since the epoch; every file has been compared with its checksum since then. None: not yet, or they
    are not compared. problems: files that were found damaged and have not been written since, one line for each.
    """

    since: float | None
    problems: tuple[str, ...]


def passed_over(searcher: Searcher) -> IndexUnavailable | None:
    """Why a searcher is not on the newest generation of its directory; None if it is, or if it is on a cluster."""
    if not isinstance(searcher.location, Path):
        return None
    return cast("LocalSearcher", searcher).snapshot.passed_over


class ServedFiles:
    """Compares the files of the searcher that is served with their checksums. Safe for threads.

    Of an index on a cluster, which keeps checksums itself, nothing is read.
    """

    def __init__(self, location: Location, every: float) -> None:
        """every: seconds between two readings of the same file; 0: none is read."""
        self._directory = location if isinstance(location, Path) else None
        self._verification = Verification(every)
        self._lock = threading.Lock()
        self._told: dict[Path, str] = {}

    @property
    def state(self) -> Verified:
        """What is known of the files; does not wait for a file that is being read."""
        standing = damaged.standing(self._directory) if self._directory else frozenset()
        stopped = [self._told[path] for path in sorted(standing) if path in self._told]
        found = [each.message for each in self._verification.problems if each.path.absolute() not in standing]
        return Verified(self._verification.complete, (*stopped, *found))

    def standing(self) -> Hashable:
        """Changes when a damaged file is found, and when one has been written anew."""
        return damaged.standing(self._directory) if self._directory else None

    @property
    def doubted(self) -> bool:
        """Whether damage was found, so that a searcher is to be verified before it is served."""
        return self._directory is not None and damaged.doubted(self._directory)

    def step(self, searcher: Searcher) -> bool:
        """Verify a little more of what is served; False if it must not be served any longer."""
        if self._directory is None:
            return True
        with self._lock:
            self._follow(searcher)
            try:
                problem = self._verification.step(STEP)
            except IndexUnavailable as fault:
                _log.warning(gettext("没有核对索引的校验和：%s"), fault)
                return True
            return self._judged(problem)

    def whole(self, searcher: Searcher) -> bool:
        """Whether all files that a searcher reads are as they were written; reads those that are due.

        Raises IndexUnavailable if the system is short of what that takes.
        """
        if self._directory is None:
            return True
        with self._lock:
            data, generation = self._follow(searcher)
            whole = self._judged(self._verification.verify_at_once())
            if whole:
                for name in generation.files:
                    damaged.clear(data / name)
                if Layout(self._directory).current() == (data, generation.number):
                    self._told.clear()
            return whole

    def again(self) -> None:
        """Verify all files anew from now on, damaged ones before anything is served of them."""
        if self._directory is None:
            return
        with self._lock:
            self._verification.again()
            damaged.doubt(self._directory)

    def _follow(self, searcher: Searcher) -> tuple[Path, Generation]:
        snapshot = cast("LocalSearcher", searcher).snapshot
        self._verification.follow(snapshot.data, snapshot.generation)
        return snapshot.data, snapshot.generation

    def close(self) -> None:
        """Read no more."""
        with self._lock:
            self._verification.stop()

    def _judged(self, problem: Problem | None) -> bool:
        if problem is None:
            return True
        _log.error(gettext("核对校验和：%s（%s）"), problem.message, problem.path)
        if not problem.served:
            return True
        self._told[problem.path.absolute()] = problem.message
        damaged.mark(problem.path, problem.fault)
        return False
