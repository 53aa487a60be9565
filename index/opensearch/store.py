"""OpenSearch store: one writer at a time, atomic commits, rebuilt beside the old index."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property

from index.analysis import Segmenter
from index.errors import REBUILD, CorruptIndex
from index.indexing.plan import IndexState
from index.language import gettext
from index.location import ClusterAddress, Location
from index.manifest import Sources
from index.opensearch.check import check
from index.opensearch.client import Cluster
from index.opensearch.commit import read_commit
from index.opensearch.indices import published
from index.opensearch.lock import WriterLock
from index.opensearch.records import read_reprints, read_sources
from index.opensearch.session import OpenSearchSession
from index.opensearch.stored import stored_reports, stored_times
from index.status import ClusterStatus, Show, StoreStatus, unseen
from index.stored import IndexedText, StoredReport


class OpenSearchStore:
    """An index on a cluster, written only through this class; see index/store.py for its methods.

    For one thread at a time.
    """

    def __init__(self, address: ClusterAddress, segmenter: Segmenter | None = None) -> None:
        """segmenter: of added reports; by default with the user dictionary beside the index.

        Sends no request. Raises RequestError if the settings are invalid.
        """
        self._address = address
        self._cluster = Cluster(address)
        self._given = segmenter
        self._session: OpenSearchSession | None = None

    @property
    def location(self) -> Location:
        """Location of the index."""
        return self._address

    @cached_property
    def segmenter(self) -> Segmenter:
        """Segmenter of added reports."""
        return self._given or Segmenter.beside(self._address)

    def exists(self) -> bool:
        """Whether there is an index to build on, intact or not."""
        return published(self._cluster) is not None

    def state(self, *, forgive: bool) -> IndexState:
        """Records of the index, empty if there is no index; with `forgive`, those that can be read."""
        index = published(self._cluster)
        if index is None:
            return IndexState()
        try:
            commit = read_commit(self._cluster, index=index)
            sources = read_sources(self._cluster, commit)
            if sum(len(source.reports) for source in sources.values()) != commit.reports:
                raise CorruptIndex(gettext("索引已损坏：来源记录与索引不符"), next_step=gettext(REBUILD))
        except CorruptIndex:
            if forgive:
                return IndexState(lost=True)
            raise
        return IndexState(commit.made_by, sources, keep_reprints=commit.keep_reprints)

    def reports(self, reports: Collection[str]) -> Iterator[StoredReport]:
        """Those of the reports that can be read back whole from the last commit; others are left out."""
        index = published(self._cluster)
        return stored_reports(self._cluster, read_commit(self._cluster, index=index), sorted(reports))

    def times(self, reports: Collection[str]) -> Iterator[IndexedText]:
        """When those of the reports that can be read back were indexed with their texts; from the last commit."""
        index = published(self._cluster)
        return stored_times(self._cluster, read_commit(self._cluster, index=index), sorted(reports))

    @contextmanager
    def writing(self, *, rebuild: bool) -> Iterator[OpenSearchSession]:
        """An exclusive write session; its changes become visible at `commit`, and are lost without."""
        lock = WriterLock(self._cluster)
        lock.acquire(above=self._last_term())
        try:
            self._session = OpenSearchSession(self._cluster, lock, self.segmenter, rebuild=rebuild)
            try:
                yield self._session
            finally:
                self._session.close()
                self._session = None
        finally:
            lock.release()

    def _last_term(self) -> int:
        """The term of the last commit; 0 if none can be read."""
        index = published(self._cluster)
        try:
            return 0 if index is None else read_commit(self._cluster, index=index).term
        except CorruptIndex:
            return 0

    def tidy(self) -> None:
        """Does nothing: what killed sessions have left is not shown, and the next session deletes it."""

    def write_sources(self, sources: Sources) -> None:
        """Update the source records when no report has changed; only inside `writing`."""
        assert self._session is not None
        self._session.write_sources(sources)

    def status(self) -> StoreStatus:
        """The last commit, and the status of the cluster."""
        commit = read_commit(self._cluster)
        stats = self._cluster.request("GET", f"/{commit.index}/_stats/store")
        return StoreStatus(
            generation=commit.number,
            written=commit.written,
            reports=commit.reports,
            paragraphs=commit.paragraphs,
            bytes=int(stats["_all"]["primaries"]["store"]["size_in_bytes"]),
            made_by=commit.made_by,
            reprints=read_reprints(self._cluster, commit),
            keep_reprints=commit.keep_reprints,
            cluster=self._cluster_status(commit.index),
        )

    def _cluster_status(self, index: str) -> ClusterStatus:
        health = self._cluster.request("GET", f"/_cluster/health/{index}")
        settings = self._cluster.request("GET", f"/{index}/_settings")[index]["settings"]["index"]
        return ClusterStatus(
            index=index,
            health=str(health["status"]),
            nodes=int(health["number_of_nodes"]),
            shards=int(settings["number_of_shards"]),
            replicas=int(settings["number_of_replicas"]),
            unassigned=int(health["unassigned_shards"]),
            version=str(self._cluster.request("GET", "/")["version"]["number"]),
        )

    def check(self, *, fast: bool = False, show: Show = unseen) -> Iterator[str]:
        """Problems of the index, one per line; raises IndexUnavailable if there is no index."""
        return check(self._cluster, self.segmenter, fast=fast, show=show)
