"""Whether an index still says what its files say, as far as a look at it can tell."""

from __future__ import annotations

import os.path
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.indexing.plan import changed_sources
from index.location import Place
from index.manifest import MadeBy, Sources
from index.status import StoreStatus
from index.store import open_store

if TYPE_CHECKING:
    from index.analysis import Segmenter

GOOD_FOR: Final = 2.0
"""Seconds for which a look at the files is good enough to be shown again."""
_SHARE: Final = 20
"""A look is good for this many times as long as it took, too: looking takes at most a twentieth of the time."""

STALE: Final = {
    "schema": "索引结构",
    "segmenter": "分词程序",
    "dictionary": "词典",
    "folding": "字形对照",
    "cleaning": "清洗规则",
}
"""What may have changed since an index was made, in words."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """status: what was committed last. house_words: how many words the dictionary has that indexing would use now.

    stale: what has changed in the program or its word lists since, by MadeBy's names. changed_files: how many of the
    files that reports came from are gone, or not as they were; None where an index on a cluster was made from files of
    another machine. New files beside them are not looked for.
    """

    status: StoreStatus
    house_words: int
    stale: tuple[str, ...]
    changed_files: int | None

    @property
    def fresh(self) -> bool:
        """Nothing has changed, which is known of all files."""
        return not self.stale and self.changed_files == 0


def freshness(place: Place, segmenter: Segmenter | None = None) -> Freshness:
    """The state of the index there; looks at every source file once.

    segmenter: the one with the house words that indexing would use; by default that of the file beside the index.
    Raises IndexUnavailable, CorruptIndex, and UserFileError where that file is wrong.
    """
    store = open_store(place, segmenter)
    status, sources = store.status(), store.state(forgive=False).sources
    return Freshness(
        status=status,
        house_words=len(store.segmenter.house_words),
        stale=MadeBy.with_segmenter(store.segmenter).differences(status.made_by),
        changed_files=None if status.cluster and _elsewhere(sources) else changed_sources(sources),
    )


class RecentFreshness:
    """The state of one index for those who ask often: files are looked at now and then only. Safe for threads."""

    def __init__(self, place: Place, segmenter: Segmenter) -> None:
        self._place = place
        self._segmenter = segmenter
        self._looking = threading.Lock()
        self._known: Freshness | None = None
        self._good_until = 0.0

    def get(self) -> Freshness:
        """The state as of GOOD_FOR seconds ago at most, or longer where a look takes long; raises as `freshness` does.

        While one thread looks, others are told what was known before.
        """
        known = self._known
        if known is not None and (time.monotonic() < self._good_until or not self._looking.acquire(blocking=False)):
            return known
        if known is None:
            self._looking.acquire()
        try:
            return self._look()
        finally:
            self._looking.release()

    def _look(self) -> Freshness:
        started = time.monotonic()
        if self._known is None or started >= self._good_until:
            self._known = freshness(self._place, self._segmenter)
            done = time.monotonic()
            self._good_until = done + max(GOOD_FOR, _SHARE * (done - started))
        return self._known


def _elsewhere(sources: Sources) -> bool:
    """Whether none of the files is on this machine."""
    return bool(sources) and not any(map(os.path.exists, sources))
