"""Whether an index still says what its files say, as far as a look at it can tell."""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from typing import Final

from index.indexing.plan import changed_sources
from index.location import Place
from index.manifest import MadeBy, Sources
from index.store import StoreStatus, open_store

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


def freshness(place: Place) -> Freshness:
    """The state of the index there; looks at every source file once. Raises IndexUnavailable, CorruptIndex."""
    store = open_store(place)
    status, sources = store.status(), store.state(forgive=False).sources
    return Freshness(
        status=status,
        house_words=len(store.segmenter.house_words),
        stale=MadeBy.with_segmenter(store.segmenter).differences(status.made_by),
        changed_files=None if status.cluster and _elsewhere(sources) else changed_sources(sources),
    )


def _elsewhere(sources: Sources) -> bool:
    """Whether none of the files is on this machine."""
    return bool(sources) and not any(map(os.path.exists, sources))
