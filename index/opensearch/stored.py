"""Stored reports read back from an index on a cluster, whole or only when each was indexed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from index.opensearch.client import JSON, Cluster
from index.opensearch.commit import Commit
from index.opensearch.retry import retry
from index.report import Paragraph
from index.stored import IndexedText, StoredReport

_AT_ONCE: Final = 500
_FIELDS: Final = ("number", "text", "kind", "section", "damaged")


def stored_reports(cluster: Cluster, commit: Commit, reports: Sequence[str]) -> Iterator[StoredReport]:
    """Those of the reports that are live and complete, in no order."""
    for found in _live_reports(cluster, commit, reports):
        try:
            yield StoredReport.of(found["payload"], _paragraphs(cluster, commit, int(found["place"])))
        except (LookupError, TypeError, ValueError):
            continue


def stored_times(cluster: Cluster, commit: Commit, reports: Sequence[str]) -> Iterator[IndexedText]:
    """When those of the reports that are live were indexed with their texts, in no order."""
    for found in _live_reports(cluster, commit, reports):
        try:
            yield IndexedText.of(found["payload"], partial(_texts, cluster, commit, int(found["place"])))
        except (LookupError, TypeError, ValueError):
            # Incomplete, or of another version.
            continue


def _texts(cluster: Cluster, commit: Commit, place: int) -> list[str]:
    return [paragraph.text for paragraph in _paragraphs(cluster, commit, place)]


def _live_reports(cluster: Cluster, commit: Commit, reports: Sequence[str]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(reports), _AT_ONCE):
        query = commit.live("report", {"terms": {"report": list(reports[start : start + _AT_ONCE])}})
        yield from _all_hits(cluster, commit, {"query": query, "sort": ["place"], "_source": ["place", "payload"]})


def _paragraphs(cluster: Cluster, commit: Commit, place: int) -> list[Paragraph]:
    query = commit.live("paragraph", {"term": {"place": place}})
    found = _all_hits(cluster, commit, {"query": query, "sort": ["order"], "_source": list(_FIELDS)})
    if [each["number"] for each in found] != list(range(len(found))):
        raise ValueError("paragraphs are missing")
    return [
        Paragraph(each["text"], each["kind"], each.get("section", ""), each.get("damaged", False)) for each in found
    ]


def _all_hits(cluster: Cluster, commit: Commit, body: JSON) -> list[dict[str, Any]]:
    pages = retry(lambda: list(cluster.pages(body, index=commit.index)))
    return [hit["_source"] for page in pages for hit in page]
