"""The OpenSearch store: one writer at a time, commits seen whole or not at all, rebuilding beside the old index."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property

from index.analysis import Segmenter
from index.errors import REBUILD, CorruptIndex
from index.indexing.plan import IndexState
from index.location import ClusterAddress, Location
from index.manifest import Sources
from index.opensearch.check import check
from index.opensearch.client import Cluster
from index.opensearch.commit import read_commit
from index.opensearch.indices import published
from index.opensearch.lock import WriterLock
from index.opensearch.records import read_sources
from index.opensearch.session import OpenSearchSession
from index.opensearch.stored import stored_reports
from index.status import ClusterStatus, StoreStatus
from index.stored import StoredReport


class OpenSearchStore:
    """An index on a cluster that is written through this class only; index/store.py says what each method does.

    For one thread at a time.
    """

    def __init__(self, address: ClusterAddress, segmenter: Segmenter | None = None) -> None:
        """segmenter: makes the words of what is added; by default the one with the house words beside the index.

        Nothing is asked of the cluster yet. Raises RequestError where the settings cannot be meant.
        """
        self._address = address
        self._cluster = Cluster(address)
        self._given = segmenter
        self._session: OpenSearchSession | None = None

    @property
    def location(self) -> Location:
        """Where it is."""
        return self._address

    @cached_property
    def segmenter(self) -> Segmenter:
        """What makes the words of what is added."""
        return self._given or Segmenter.beside(self._address)

    def exists(self) -> bool:
        """Whether there is an index to build on, whole or not."""
        return published(self._cluster) is not None

    def state(self, *, forgive: bool) -> IndexState:
        """The records of the index, empty where there is none; with `forgive`, what can be read of them."""
        index = published(self._cluster)
        if index is None:
            return IndexState()
        try:
            commit = read_commit(self._cluster, index=index)
            sources = read_sources(self._cluster, commit)
            if sum(len(source.reports) for source in sources.values()) != commit.reports:
                raise CorruptIndex("索引已损坏：来源记录与索引不符", next_step=REBUILD)
        except CorruptIndex:
            if forgive:
                return IndexState(lost=True)
            raise
        return IndexState(commit.made_by, sources)

    def reports(self, reports: Collection[str]) -> Iterator[StoredReport]:
        """Those of these reports that can be read back whole from what was committed last; others are left out."""
        index = published(self._cluster)
        return stored_reports(self._cluster, read_commit(self._cluster, index=index), sorted(reports))

    @contextmanager
    def writing(self, *, rebuild: bool) -> Iterator[OpenSearchSession]:
        """A session that alone may write; what it did is seen by nobody until its `commit`, and lost without."""
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
        """The term of the last commit; 0 where none can be read."""
        index = published(self._cluster)
        try:
            return 0 if index is None else read_commit(self._cluster, index=index).term
        except CorruptIndex:
            return 0

    def write_sources(self, sources: Sources) -> None:
        """Record which files the reports came from, where no report has changed; only inside `writing`."""
        assert self._session is not None
        self._session.write_sources(sources)

    def status(self) -> StoreStatus:
        """What was committed last, and how the cluster is."""
        commit = read_commit(self._cluster)
        stats = self._cluster.request("GET", f"/{commit.index}/_stats/store")
        return StoreStatus(
            generation=commit.number,
            written=commit.written,
            reports=commit.reports,
            paragraphs=commit.paragraphs,
            bytes=int(stats["_all"]["primaries"]["store"]["size_in_bytes"]),
            made_by=commit.made_by,
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

    def check(self) -> Iterator[str]:
        """What is wrong with the index, a line each; raises IndexUnavailable where there is none."""
        return check(self._cluster, self.segmenter)
