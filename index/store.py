"""Store interface: writing and inspecting an index in a directory or on a cluster, and opening one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from index.analysis import Segmenter
from index.indexing.plan import IndexState
from index.location import ClusterAddress, Location, LocationLike, locate
from index.manifest import MadeBy, Sources
from index.report import Report
from index.status import Show, StoreStatus, unseen
from index.stored import IndexedText, StoredReport


class WriteSession(Protocol):
    """Additions and removals of reports that take effect together, at the commit."""

    def add(self, report: Report, origin: dict[str, Any]) -> None:
        """Add a report that is new or was removed before; `origin` is stored with it."""

    def remove(self, report: str) -> None:
        """Remove a report that the index had before the session."""

    def withdraw(self, report: str) -> None:
        """Take back a report that the session has added, once; it may not be added again."""

    def commit(self, made_by: MadeBy, sources: Sources, *, keep_reprints: bool = False) -> None:
        """Make the session's work the current generation; at most once. Raises IndexingFailed: nothing has changed.

        keep_reprints: recorded with it.
        """


class Store(Protocol):
    """One index. Methods that read it raise IndexUnavailable if it cannot be reached or must not be read."""

    @property
    def location(self) -> Location:
        """Location of the index."""

    @property
    def segmenter(self) -> Segmenter:
        """Segmenter of added reports."""

    def state(self, *, forgive: bool) -> IndexState:
        """Records of the index, empty if there is no index; with `forgive`, those that can be read.

        Raises CorruptIndex.
        """

    def exists(self) -> bool:
        """Whether there is an index to build on, intact or not."""

    def reports(self, reports: Collection[str]) -> Iterator[StoredReport]:
        """Those of the reports that can be read back whole from the generation of `state`; others are left out.

        Reports without paragraphs are not stored. Raises IndexUnavailable if there is no index, CorruptIndex.
        """

    def times(self, reports: Collection[str]) -> Iterator[IndexedText]:
        """When those of the reports that can be read back were indexed with their texts; from `state`'s generation.

        Reports without paragraphs are not stored. Raises IndexUnavailable if there is no index, CorruptIndex.
        """

    def writing(self, *, rebuild: bool) -> AbstractContextManager[WriteSession]:
        """An exclusive write session; its changes become visible at `commit`, and are lost without.

        rebuild: start empty, beside the old index. Raises IndexBusy while another process has a session.
        """

    def tidy(self) -> None:
        """Remove what killed sessions have left, if no other process writes; never raises for what stays."""

    def write_sources(self, sources: Sources) -> None:
        """Update the source records when no report has changed; only inside `writing`."""

    def status(self) -> StoreStatus:
        """The last commit; raises IndexUnavailable if there is no index, CorruptIndex if it is not intact."""

    def check(self, *, fast: bool = False, show: Show = unseen) -> Iterator[str]:
        """Problems of the index, one per line; raises IndexUnavailable if there is no index.

        fast: read the checksums (on a cluster: records and counts) and not the content. Words are compared only if the
        index was made with the present segmenter and user dictionary.
        """


def open_store(place: LocationLike, segmenter: Segmenter | None = None) -> Store:
    """The store at a directory or at the address of a cluster; opening it accesses neither.

    segmenter: of added reports; by default with the user dictionary of that place. Raises RequestError for an invalid
    address, and if the user dictionary or the settings cannot be read.
    """
    location = locate(place)
    if isinstance(location, ClusterAddress):
        # Loading its client takes longer than opening a local index.
        from index.opensearch.store import OpenSearchStore

        return OpenSearchStore(location, segmenter)
    from index.local.store import LocalStore

    return LocalStore(location, segmenter)
