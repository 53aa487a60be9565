"""Writing an index on a cluster: what one session adds and removes, and the commit that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from opensearchpy.exceptions import TransportError

from index.analysis import Segmenter
from index.errors import ClusterUnavailable, IndexingFailed, ZhengsouError
from index.manifest import MadeBy, Sources
from index.opensearch import indices
from index.opensearch.bulk import BulkSender, deletion
from index.opensearch.client import JSON, Cluster
from index.opensearch.commit import DOCUMENT, Blob, Commit, Version, read_commit, read_commit_version
from index.opensearch.lock import WriterLock
from index.opensearch.mapping import writing_alias
from index.opensearch.records import read_vocabulary, write_sources, write_vocabulary
from index.opensearch.retry import insist
from index.opensearch.workers import DocumentWriter, Sent, Target
from index.report import Report
from index.segment.inversion import ReportColumns
from index.segment.vocabulary import Vocabulary, merged

MOST_VOCABULARIES: Final = 8
"""Of a commit; more are merged into one."""
_TIMEOUT: Final = 120.0
_AT_ONCE: Final = 10_000
_REPORTS_AT_ONCE: Final = 500


class OpenSearchSession:
    """Additions and removals of reports that take effect together, at the commit; the lock is held around it."""

    def __init__(self, cluster: Cluster, lock: WriterLock, segmenter: Segmenter, *, rebuild: bool) -> None:
        self._cluster = cluster
        self._lock = lock
        self._published = indices.published(cluster)
        indices.discard_others(cluster, self._published)
        self._before: Commit | None = None
        self._version: Version | None = None
        self._committed = False
        if rebuild or self._published is None:
            self._index = indices.create(cluster)
        else:
            self._index = self._published
            self._before, self._version = read_commit_version(cluster, index=self._index)
            self._purge(self._before)
        self._removed: set[str] = set()
        self._number = self._before.number + 1 if self._before else 1
        target = Target(cluster.address, cluster.settings, self._index, self._number, lock.lease)
        next_place = self._before.next_place if self._before else 0
        self._writer = DocumentWriter(segmenter, target, next_place, lock.resting)

    def add(self, report: Report, origin: dict[str, Any]) -> None:
        """Add a report that the index does not have, or that was removed before; `origin` is kept with it."""
        self._writer.add(ReportColumns.of(report, origin))

    def remove(self, report: str) -> None:
        """Remove a report as it was before the session."""
        self._removed.add(report)

    def commit(self, made_by: MadeBy, sources: Sources) -> None:
        """Make the session's work the current generation; at most once. Raises IndexingFailed: nothing has changed."""
        sent = self._writer.finish()
        self._refresh()
        dropped, gone = self._dropped()
        paragraphs = sum(count for source in sources.values() for _, count in source.reports.values())
        self._verify(sent, paragraphs + gone)
        commit = Commit(
            index=self._index,
            number=self._number,
            made_by=made_by,
            written=datetime.now(UTC).isoformat(timespec="seconds"),
            reports=sum(len(source.reports) for source in sources.values()),
            paragraphs=paragraphs,
            dropped=tuple(sorted(dropped)),
            next_place=self._writer.next_place,
            sources=self._write_sources(sources),
            words=self._write_words(sent.vocabulary),
        )
        self._replace(commit)
        if self._published != self._index:
            # The old index stays for those who are reading it, until the next session begins.
            indices.publish(self._cluster, self._index, self._published)
        self._committed = True

    def write_sources(self, sources: Sources) -> None:
        """Record which files the reports came from, where no report has changed."""
        assert self._before is not None
        self._replace(replace(self._before, sources=self._write_sources(sources)))
        self._committed = True

    def _write_sources(self, sources: Sources) -> Blob:
        return write_sources(self._cluster, self._index, self._record_name(), sources)

    def _write_words(self, added: Vocabulary) -> tuple[Blob, ...]:
        before = self._before.words if self._before else ()
        if not len(added.words):
            return before
        if self._before is not None and len(before) >= MOST_VOCABULARIES:
            added = merged([read_vocabulary(self._cluster, self._before), added])
            before = ()
        return (*before, write_vocabulary(self._cluster, self._index, self._record_name(), added))

    def _record_name(self) -> str:
        # No other session has the same, so that none can change what a commit refers to.
        return f"{self._number}-{self._lock.owner[:12]}"

    def _replace(self, commit: Commit) -> None:
        """Write the record that makes everything else count, unless somebody else has written one since."""
        self._lock.confirm()
        body = {"role": "commit", "payload": commit.payload()}
        params = {"require_alias": "true"} | (self._version.params() if self._version else {"op_type": "create"})
        path = f"/{writing_alias(self._index)}/_doc/{DOCUMENT}"
        answer = insist(lambda: self._cluster.request("PUT", path, body, params=params, ignore=(409,)))
        # A request of which nobody knew whether it arrived may have been the one that did.
        if "error" in answer and insist(lambda: read_commit(self._cluster, index=self._index)) != commit:
            raise IndexingFailed("别的进程已经接手写入，没有写入任何改动", next_step="请再运行一次")

    def _dropped(self) -> tuple[list[int], int]:
        """The places of what was removed, and how many paragraphs those have."""
        places, paragraphs = [], 0
        removed = sorted(self._removed) if self._before else []
        for reports in _parts(removed, _REPORTS_AT_ONCE):
            query = _all({"term": {"role": "report"}}, {"terms": {"report": reports}}, self._shown())
            body = {"query": query, "sort": ["place"], "_source": ["place", "payload.paragraphs"]}
            for each in self._all_hits(body):
                places.append(int(each["_source"]["place"]))
                paragraphs += int(each["_source"]["payload"]["paragraphs"])
        return places, paragraphs

    def _all_hits(self, body: JSON) -> list[JSON]:
        pages = insist(lambda: list(self._cluster.pages(body, index=self._index)))
        return [hit for page in pages for hit in page]

    def _shown(self) -> JSON:
        return {"range": {"since": {"lt": self._number}}}

    def _verify(self, sent: Sent, paragraphs: int) -> None:
        """Make sure that the index has what was sent, and in all as many paragraphs as it should."""
        new = {"term": {"since": self._number}}
        for role, query, expected in (
            ("report", new, sent.reports),
            ("paragraph", new, sent.paragraphs),
            ("paragraph", {"match_all": {}}, paragraphs),
        ):
            found = self._count(_all({"term": {"role": role}}, query))
            if found != expected:
                what = "段落" if role == "paragraph" else "报告"
                raise IndexingFailed(
                    f"集群里的{what}数与送去的不符：应有 {expected}，实有 {found}，没有写入任何改动",
                    next_step="请再运行一次；仍然如此时加上 --rebuild",
                )

    def _count(self, query: JSON) -> int:
        body = {"query": query, "size": 0, "track_total_hits": True}
        answer = insist(lambda: self._cluster.search(body, index=self._index))
        return int(answer["hits"]["total"]["value"])

    def _refresh(self) -> None:
        def ask() -> JSON:
            answer: JSON = self._cluster.request("POST", f"/{self._index}/_refresh", timeout=_TIMEOUT)
            # A copy of a shard that was not refreshed would later answer without what is new.
            if answer["_shards"]["failed"]:
                raise ClusterUnavailable("集群有一部分没有刷新", next_step="请稍后再试")
            return answer

        insist(ask)

    def _purge(self, commit: Commit) -> None:
        """Delete what no reader of this commit needs: versions that it dropped, and what killed sessions left."""
        self._refresh()
        kept = [DOCUMENT, *commit.sources.ids, *(each for blob in commit.words for each in blob.ids)]
        self._delete({"range": {"since": {"gt": commit.number}}})
        for places in _parts(commit.dropped, _AT_ONCE):
            self._delete({"terms": {"place": places}})
        records = {"terms": {"role": ["sources", "words"]}}
        self._delete({"bool": {"filter": [records], "must_not": [{"ids": {"values": kept}}]}})

    def _delete(self, query: JSON) -> None:
        """Delete what a query finds, and look again until it finds nothing."""
        sender = BulkSender(self._cluster, self._index, self._lock.lease)
        body = {"query": query, "size": _AT_ONCE, "_source": False, "track_total_hits": False}
        while hits := insist(lambda: self._cluster.search(body, index=self._index))["hits"]["hits"]:
            sender.send((deletion(hit["_id"], hit.get("_routing")) for hit in hits), {})
            self._refresh()

    def close(self) -> None:
        """End the session; what was not committed is forgotten."""
        self._writer.close()
        if not self._committed and self._index != self._published:
            # Where it cannot be deleted now, the next session does it.
            with suppress(ZhengsouError, TransportError):
                self._cluster.request("DELETE", f"/{self._index}", ignore=(404,))


def _all(*queries: JSON) -> JSON:
    return {"bool": {"filter": list(queries)}}


def _parts(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
