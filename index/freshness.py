"""Freshness of an index: whether it agrees with its source files and with this program."""

from __future__ import annotations

import os.path
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.indexing.differences import Differences, differences
from index.language import N_
from index.location import Location, LocationLike
from index.manifest import MadeBy, Sources
from index.places import house_places
from index.status import StoreStatus
from index.store import open_store

if TYPE_CHECKING:
    from index.analysis import Segmenter

GOOD_FOR: Final = 2.0
"""Seconds for which a check of the source files is cached."""
_SHARE: Final = 20
"""A check is cached for this many times its duration, too: checks take at most a twentieth of the time."""

STALE: Final = {
    "schema": N_("索引结构"),
    "segmenter": N_("分词程序"),
    "dictionary": N_("词典"),
    "folding": N_("字形对照"),
    "cleaning": N_("清洗规则"),
    "places": N_("地名表"),
}
"""Causes of a stale index by MadeBy's names, for gettext."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How an index compares with its source files and with this program.

    status: the last commit. dictionary_entries, house_places: sizes of the user dictionary and of the
    house's places that indexing would use. stale: MadeBy's names of the parts that have changed since. files: those
    that differ from the index; None if an index on a cluster was made from files of another machine. unread_files:
    paths of source files of which a part could not be read; their reports are those that could, and of the rest the
    last that was.
    """

    status: StoreStatus
    dictionary_entries: int
    house_places: int
    stale: tuple[str, ...]
    files: Differences | None
    unread_files: tuple[str, ...] = ()

    @property
    def changed_files(self) -> int | None:
        """Number of source files that are gone or changed; None if that is unknown."""
        return None if self.files is None else len(self.files.changed) + len(self.files.gone)

    @property
    def fresh(self) -> bool:
        """Whether nothing has changed or come, and all source files could be checked."""
        return not self.stale and self.files == Differences()


def freshness(place: LocationLike, segmenter: Segmenter | None = None) -> Freshness:
    """Freshness of the index at `place`; stats every source file once and lists their folders.

    segmenter: the one that indexing would use; by default with the user dictionary beside the index. Raises
    IndexUnavailable, CorruptIndex, and UserFileError if that dictionary or the house's places are invalid.
    """
    store = open_store(place, segmenter)
    house = house_places(store.location)
    status, sources = store.status(), store.state(forgive=False).sources
    return Freshness(
        status=status,
        dictionary_entries=len(store.segmenter.user_dictionary),
        house_places=len(house),
        stale=MadeBy.with_segmenter(store.segmenter, house).differences(status.made_by),
        files=None if status.cluster and _elsewhere(sources) else differences(sources, _folder(store.location)),
        unread_files=tuple(sorted(path for path, source in sources.items() if not source.stamps)),
    )


class RecentFreshness:
    """Cached freshness of one index. Safe for threads."""

    def __init__(self, place: LocationLike, segmenter: Segmenter) -> None:
        self._place = place
        self._segmenter = segmenter
        self._checking = threading.Lock()
        self._known: Freshness | None = None
        self._good_until = 0.0

    def get(self) -> Freshness:
        """Freshness at most GOOD_FOR seconds old, or older if checks are slow; raises as `freshness` does.

        While one thread checks, others get the cached state.
        """
        known = self._known
        if known is not None and (time.monotonic() < self._good_until or not self._checking.acquire(blocking=False)):
            return known
        if known is None:
            self._checking.acquire()
        try:
            return self._check()
        finally:
            self._checking.release()

    def _check(self) -> Freshness:
        started = time.monotonic()
        if self._known is None or started >= self._good_until:
            self._known = freshness(self._place, self._segmenter)
            done = time.monotonic()
            self._good_until = done + max(GOOD_FOR, _SHARE * (done - started))
        return self._known


def _folder(location: Location) -> Path | None:
    """The index's own folder, which may lie among those of its files."""
    return location if isinstance(location, Path) else None


def _elsewhere(sources: Sources) -> bool:
    """Whether no source file exists on this machine."""
    return bool(sources) and not any(map(os.path.exists, sources))
