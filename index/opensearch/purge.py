"""Purge before a session writes: what the last commit dropped, and what sessions without a commit left.

Only documents of earlier terms are deleted, so that a delayed session harms nothing of its successor's.
"""

from __future__ import annotations

from typing import Final

from index.opensearch.bulk import BulkSender, deletion
from index.opensearch.client import JSON, Cluster
from index.opensearch.commit import Commit
from index.opensearch.indices import refresh
from index.opensearch.lock import WriterLock
from index.opensearch.retry import retry

_AT_ONCE: Final = 10_000


def purge(cluster: Cluster, commit: Commit, lock: WriterLock) -> None:
    """Delete what no reader of this commit needs, until a search finds nothing more."""
    refresh(cluster, commit.index)
    sender = BulkSender(cluster, commit.index, lock.lease)
    body = {"query": _unneeded(commit, lock.term), "size": _AT_ONCE, "_source": False, "track_total_hits": False}
    while hits := retry(lambda: cluster.search(body, index=commit.index))["hits"]["hits"]:
        sender.send((deletion(hit["_id"], hit.get("_routing")) for hit in hits), {})
        refresh(cluster, commit.index)


def _unneeded(commit: Commit, term: int) -> JSON:
    blobs = [commit.sources, *commit.words, *([commit.reprints] if commit.reprints else [])]
    needed = [each for blob in blobs for each in blob.ids]
    return {
        "bool": {
            "filter": [{"range": {"since": {"lt": term}}}],
            "should": [*commit.hidden(), {"terms": {"role": ["sources", "words", "reprints"]}}],
            "minimum_should_match": 1,
            "must_not": [{"ids": {"values": needed}}],
        }
    }
