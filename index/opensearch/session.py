"""Write session on a cluster: additions, removals, and the commit that publishes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from opensearchpy.exceptions import TransportError

from index.analysis import Segmenter
from index.errors import ClusterRefused, ClusterUnavailable, IndexingFailed, IndexUnavailable, ZhengsouError
from index.language import gettext
from index.manifest import MadeBy, Ranges, Sources, check_reprints
from index.opensearch import indices
from index.opensearch.client import JSON, Cluster
from index.opensearch.commit import DOCUMENT, Blob, Commit, Version, read_commit, read_commit_version
from index.opensearch.lock import WriterLock
from index.opensearch.mapping import writing_alias
from index.opensearch.purge import purge
from index.opensearch.records import RecordWriter, read_vocabulary
from index.opensearch.retry import retry
from index.opensearch.workers import DocumentWriter, Sent, Target
from index.report import Report
from index.segment.inversion import ReportColumns
from index.segment.vocabulary import Vocabulary, merged

MOST_VOCABULARIES: Final = 8
"""Vocabularies of a commit; more are merged into one."""
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
            self._index = indices.create(cluster, lock.term)
        else:
            self._index = self._published
            self._before = self._take_over()
            purge(cluster, self._before, lock)
        self._removed: set[str] = set()
        self._added: dict[str, tuple[int, int]] = {}
        self._withdrawn: list[tuple[int, int]] = []
        self._records = RecordWriter(cluster, self._index, lock.term)
        target = Target(cluster.address, cluster.settings, self._index, lock.term, lock.lease)
        next_place = self._before.next_place if self._before else 0
        self._writer = DocumentWriter(segmenter, target, next_place, lock.resting)

    def _take_over(self) -> Commit:
        """The last commit, written again, so that a conditional write based on the old version fails."""
        while True:
            commit, self._version = retry(lambda: read_commit_version(self._cluster, index=self._index))
            answer = retry(partial(self._put, commit))
            if "error" not in answer:
                self._version = Version(answer["_seq_no"], answer["_primary_term"])
                return commit

    def add(self, report: Report, origin: dict[str, Any]) -> None:
        """Add a report that is new or was removed before; `origin` is stored with it."""
        self._added[report.id] = self._writer.next_place, len(report.paragraphs)
        self._writer.add(ReportColumns.of(report, origin))

    def remove(self, report: str) -> None:
        """Remove a report that the index had before the session."""
        self._removed.add(report)

    def withdraw(self, report: str) -> None:
        """Take back a report that the session has added, once; it may not be added again."""
        place, paragraphs = self._added[report]
        # Reports without paragraphs are not sent.
        if paragraphs:
            self._withdrawn.append((place, paragraphs))

    def commit(self, made_by: MadeBy, sources: Sources, *, keep_reprints: bool = False) -> None:
        """Make the session's work the current generation; at most once. Raises IndexingFailed: nothing has changed.

        Only if another process takes over during the last step of a rebuild is the outcome unknown, and the error says
        so.
        """
        check_reprints(sources)
        with self._index_there():
            sent = self._writer.finish()
            indices.refresh(self._cluster, self._index)
            commit, paragraphs = self._next_commit(made_by, sources, sent, keep_reprints=keep_reprints)
            reports = _with_paragraphs(sources) + len(commit.dropped)
            self._verify(commit, sent, reports, paragraphs)
            self._replace(commit)
        self._committed = True
        if self._published != self._index:
            # The old index stays for its readers until the next session begins.
            indices.publish(self._cluster, self._index, self._published)
            # A successor may have deleted the index before that.
            self._lock.confirm(gettext("这次的改动可能没有留下"))

    @contextmanager
    def _index_there(self) -> Iterator[None]:
        """Reports a missing index as the takeover by another session, if it was one."""
        try:
            yield
        except IndexUnavailable as fault:
            if not isinstance(fault, ClusterUnavailable | ClusterRefused):
                self._lock.confirm()
            raise

    def _next_commit(self, made_by: MadeBy, sources: Sources, sent: Sent, *, keep_reprints: bool) -> tuple[Commit, int]:
        """The commit, and the number of paragraphs including those that it drops."""
        dropped, gone = self._dropped()
        commit = Commit(
            index=self._index,
            number=self._before.number + 1 if self._before else 1,
            term=self._lock.term,
            lost=self._lost(),
            made_by=made_by,
            written=datetime.now(UTC).isoformat(timespec="seconds"),
            reports=sum(len(source.reports) for source in sources.values()),
            paragraphs=sum(count for source in sources.values() for _, count in source.reports.values()),
            dropped=tuple(sorted(dropped)),
            next_place=self._writer.next_place,
            sources=self._records.sources(sources),
            words=self._words(sent.vocabulary),
            keep_reprints=keep_reprints,
            reprints=self._records.reprints(sources),
        )
        return commit, commit.paragraphs + gone

    def write_sources(self, sources: Sources) -> None:
        """Update the source records when no report has changed."""
        assert self._before is not None
        self._replace(
            replace(self._before, term=self._lock.term, lost=self._lost(), sources=self._records.sources(sources))
        )
        self._committed = True

    def _lost(self) -> Ranges:
        """Earlier terms that ended without a commit."""
        if self._before is None:
            return ()
        since = self._before.term + 1, self._lock.term
        return (*self._before.lost, since) if since[0] < since[1] else self._before.lost

    def _words(self, added: Vocabulary) -> tuple[Blob, ...]:
        before = self._before.words if self._before else ()
        if not len(added.words):
            return before
        if self._before is not None and len(before) >= MOST_VOCABULARIES:
            added = merged([read_vocabulary(self._cluster, self._before), added])
            before = ()
        return (*before, self._records.vocabulary(added))

    def _replace(self, commit: Commit) -> None:
        """Write the record that makes everything else live, unless another session has written one since."""
        self._lock.confirm()
        answer = retry(partial(self._put, commit))
        # A request of unknown outcome may have been the one that took effect.
        if "error" in answer and retry(lambda: read_commit(self._cluster, index=self._index)) != commit:
            raise IndexingFailed(gettext("别的进程已经接手写入，没有写入任何改动"), next_step=gettext("请再运行一次"))

    def _put(self, commit: Commit) -> JSON:
        """Replace the commit that was read; an answer with "error" if another was written since."""
        body = {"role": "commit", "payload": commit.payload()}
        params = {"require_alias": "true"} | (self._version.params() if self._version else {"op_type": "create"})
        path = f"/{writing_alias(self._index)}/_doc/{DOCUMENT}"
        answer: JSON = self._cluster.request("PUT", path, body, params=params, ignore=(409,))
        return answer

    def _dropped(self) -> tuple[list[int], int]:
        """Places of removed and withdrawn reports, and their number of paragraphs."""
        places = [place for place, _ in self._withdrawn]
        paragraphs = sum(count for _, count in self._withdrawn)
        if self._before is None:
            return places, paragraphs
        for reports in _parts(sorted(self._removed), _REPORTS_AT_ONCE):
            query = self._before.live("report", {"terms": {"report": reports}})
            body = {"query": query, "sort": ["place"], "_source": ["place", "payload.paragraphs"]}
            for each in self._all_hits(body):
                places.append(int(each["_source"]["place"]))
                paragraphs += int(each["_source"]["payload"]["paragraphs"])
        return places, paragraphs

    def _all_hits(self, body: JSON) -> list[JSON]:
        pages = retry(lambda: list(self._cluster.pages(body, index=self._index)))
        return [hit for page in pages for hit in page]

    def _verify(self, commit: Commit, sent: Sent, reports: int, paragraphs: int) -> None:
        """Check that the index has what was sent, and the expected totals of reports and paragraphs.

        reports, paragraphs: live ones and those that the commit drops. Reports without paragraphs are not stored.
        """
        new = {"term": {"since": commit.term}}
        both = replace(commit, dropped=())
        for role, queries, expected in (
            ("report", [new], sent.reports),
            ("paragraph", [new], sent.paragraphs),
            ("report", [], reports),
            ("paragraph", [], paragraphs),
        ):
            found = self._count(both.live(role, *queries))
            if found != expected:
                kind = gettext("段落") if role == "paragraph" else gettext("报告")
                raise IndexingFailed(
                    gettext(
                        "集群里的数与送去的不符（%(kind)s）：应有 %(expected)s，实有 %(found)s，没有写入任何改动",
                        kind=kind,
                        expected=expected,
                        found=found,
                    ),
                    next_step=gettext("请再运行一次；仍然如此时加上 --rebuild"),
                )

    def _count(self, query: JSON) -> int:
        body = {"query": query, "size": 0, "track_total_hits": True}
        answer = retry(lambda: self._cluster.search(body, index=self._index))
        return int(answer["hits"]["total"]["value"])

    def close(self) -> None:
        """End the session; uncommitted changes are lost.

        An index that was committed stays even if publishing failed: the outcome is unknown.
        """
        self._writer.close()
        if not self._committed and self._index != self._published:
            # What cannot be deleted is left to the next session.
            with suppress(ZhengsouError, TransportError):
                self._cluster.request("DELETE", f"/{self._index}", ignore=(404,))


def _with_paragraphs(sources: Sources) -> int:
    """Number of reports that have paragraphs."""
    return sum(count > 0 for source in sources.values() for _, count in source.reports.values())


def _parts(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
