"""The interface of the two stores, for those who write an index and ask about it wherever it lives, and opening one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from index.analysis import Segmenter
from index.indexing.plan import IndexState
from index.location import ClusterAddress, Location, Place, locate
from index.manifest import MadeBy, Sources
from index.report import Report
from index.status import StoreStatus
from index.stored import StoredReport


class WriteSession(Protocol):
    """Additions and removals of reports that take effect together, at the commit."""

    def add(self, report: Report, origin: dict[str, Any]) -> None:
        """Add a report that the index does not have, or that was removed before; `origin` is kept with it."""

    def remove(self, report: str) -> None:
        """Remove a report as it was before the session."""

    def commit(self, made_by: MadeBy, sources: Sources) -> None:
        """Make the session's work the current generation; at most once. Raises IndexingFailed: nothing has changed."""


class Store(Protocol):
    """One index. What can be asked of it raises IndexUnavailable where it cannot be reached or must not be read."""

    @property
    def location(self) -> Location:
        """Where it is."""

    @property
    def segmenter(self) -> Segmenter:
        """What makes the words of what is added."""

    def state(self, *, forgive: bool) -> IndexState:
        """The records of the index, empty where there is none; with `forgive`, what can be read of them.

        Raises CorruptIndex.
        """

    def exists(self) -> bool:
        """Whether there is an index to build on, whole or not."""

    def reports(self, reports: Collection[str]) -> Iterator[StoredReport]:
        """Those of these reports that can be read back whole from what `state` tells of; others are left out.

        Reports without paragraphs are not stored. Raises IndexUnavailable where there is no index, CorruptIndex.
        """

    def writing(self, *, rebuild: bool) -> AbstractContextManager[WriteSession]:
        """A session that alone may write; what it did is seen by nobody until its `commit`, and lost without.

        rebuild: start from nothing, beside the old index. Raises IndexBusy while another process has a session.
        """

    def write_sources(self, sources: Sources) -> None:
        """Record which files the reports came from, where no report has changed; only inside `writing`."""

    def status(self) -> StoreStatus:
        """What was committed last; raises IndexUnavailable where there is no index, CorruptIndex where not whole."""

    def check(self) -> Iterator[str]:
        """What is wrong with the index, a line each; raises IndexUnavailable where there is none.

        The words are compared only while the dictionary is the one that the index was made with.
        """


def open_store(place: Place, segmenter: Segmenter | None = None) -> Store:
    """The store at a directory or at the address of a cluster; nothing is made, read or asked there yet.

    segmenter: makes the words of what is added; by default the one with the house words of that place. Raises
    RequestError for an address that is none, and where house words or settings cannot be read.
    """
    location = locate(place)
    if isinstance(location, ClusterAddress):
        # Its client takes longer to load than a directory to be looked at.
        from index.opensearch.store import OpenSearchStore

        return OpenSearchStore(location, segmenter)
    from index.local.store import LocalStore

    return LocalStore(location, segmenter)
