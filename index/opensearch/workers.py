"""Batched indexing on a cluster: worker processes analyse batches of reports and send their documents.

Data flow: reports -> a batch of bounded size -> a worker analyses it, and sends it over a connection of its own -> the
number of documents and the vocabulary come back. At most one batch waits for a worker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from index.analysis import Segmenter
from index.analysis.batch import BatchSegmenter
from index.local.batches import processes
from index.location import ClusterAddress
from index.opensearch.bulk import BulkSender
from index.opensearch.client import Cluster
from index.opensearch.documents import Numbered, document_id, documents, places_taken
from index.opensearch.lock import Lease
from index.segment.inversion import ReportColumns
from index.segment.vocabulary import Vocabulary
from index.settings import ClusterSettings, memory_limit
from index.worker_pool import WorkerPool

MOST_CHARACTERS: Final = 400_000
"""Characters of a batch; larger ones are not analysed faster."""
MOST_PARAGRAPHS: Final = 10_000

_BASE: Final = 176 << 20
"""Bytes that the processes need whatever they index: libraries, jieba's dictionary."""
_BYTES_A_CHARACTER: Final = 320
"""Peak bytes of making documents for each character."""
_LEAST: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Target:
    """Where documents go, for a process to connect by itself. since: the term of the session."""

    address: ClusterAddress
    settings: ClusterSettings
    index: str
    since: int
    lease: Lease


@dataclass(slots=True)
class Sent:
    """Totals of what the cluster took: reports with paragraphs, paragraphs, and document frequencies of the words."""

    reports: int = 0
    paragraphs: int = 0
    words: Counter[str] = field(default_factory=Counter)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words in order, with their document frequencies."""
        words = sorted(self.words)
        return Vocabulary(words, np.array([self.words[word] for word in words], np.uint32))

    def add(self, reports: int, paragraphs: int, vocabulary: Vocabulary | None) -> None:
        """Add a batch's totals."""
        self.reports += reports
        self.paragraphs += paragraphs
        if vocabulary is not None:
            self.words.update(dict(zip(vocabulary.words, vocabulary.frequencies.tolist(), strict=True)))


class DocumentWriter:
    """Sends reports in order of arrival, each to the next place; memory stays below the limit of index/settings.py.

    Raises as BulkSender.send does, and WorkerDied.
    """

    def __init__(
        self, segmenter: Segmenter, target: Target, next_place: int, forking: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """forking: context in which the workers are started."""
        self._segmenter = segmenter
        self._target = target
        self._forking = forking
        self._workers = processes()
        share = max(memory_limit() - _BASE, 0) // (self._workers * _BYTES_A_CHARACTER)
        self._most = min(max(share, _LEAST), MOST_CHARACTERS)
        self._batch: list[Numbered] = []
        self._characters = self._paragraphs = 0
        self._pool: WorkerPool | None = None
        self._tasks = 0
        self._sent = Sent()
        self.next_place = next_place

    def add(self, report: ReportColumns) -> None:
        """Add the next report."""
        self._batch.append(Numbered(self.next_place, report))
        self.next_place += places_taken(len(report.texts))
        self._characters += report.meta["characters"]
        self._paragraphs += len(report.texts)
        if self._characters >= self._most or self._paragraphs >= MOST_PARAGRAPHS:
            self._send()
        elif self._pool is not None:
            self._pool.check()

    def finish(self) -> Sent:
        """Totals of what was sent, once the cluster has all of it."""
        if self._pool is None:
            worker = _Worker(self._segmenter, self._target)
            try:
                self._sent.add(*worker.write(self._batch))
            finally:
                worker.close()
            return self._sent
        if self._batch:
            self._send()
        while self._tasks:
            self._take(wait=True)
        return self._sent

    def _send(self) -> None:
        if self._pool is None:
            self._pool = self._start_pool()
        # One batch waits here for a worker, which bounds memory.
        self._pool.submit(_write, self._batch)
        self._tasks += 1
        self._take(wait=False)
        self._batch, self._characters, self._paragraphs = [], 0, 0

    def _start_pool(self) -> WorkerPool:
        # A forked worker shares the words that are loaded here.
        self._segmenter.cut("")
        with self._forking():
            return WorkerPool(self._workers, _start, self._segmenter, self._target)

    def _take(self, *, wait: bool) -> None:
        """Add up what has been sent, whose words would fill the memory."""
        assert self._pool is not None
        for sent in self._pool.results(wait=wait):
            self._sent.add(*sent)
            self._tasks -= 1

    def close(self) -> None:
        """Stop the workers; unfinished work is discarded."""
        if self._pool is not None:
            self._pool.close()


_Result = tuple[int, int, Vocabulary | None]
"""Reports, paragraphs and words of a batch."""


class _Worker:
    """State of a worker process."""

    def __init__(self, segmenter: Segmenter, target: Target) -> None:
        self._segmenter = BatchSegmenter(segmenter)
        self._since = target.since
        self._cluster = Cluster(target.address, target.settings)
        self._sender = BulkSender(self._cluster, target.index, target.lease)

    def write(self, batch: Sequence[Numbered]) -> _Result:
        batch = [each for each in batch if each.report.texts]
        found, vocabulary = documents(batch, self._since, self._segmenter)
        self._sender.send(found, {document_id(self._since, each.place): each.report.id for each in batch})
        return len(batch), sum(len(each.report.texts) for each in batch), vocabulary

    def close(self) -> None:
        self._cluster.close()


_worker: list[_Worker] = []
"""In a worker process: its own."""


def _start(segmenter: Segmenter, target: Target) -> None:
    _worker.append(_Worker(segmenter, target))


def _write(batch: Sequence[Numbered]) -> _Result:
    return _worker[0].write(batch)
