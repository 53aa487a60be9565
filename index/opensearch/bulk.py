"""Bulk requests that lose and duplicate nothing: documents that the cluster did not take are retried.

Documents have ids of their own, so that one that is sent twice is stored once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import SerializationError, SSLError, TransportError

from index.errors import ClusterUnavailable, IndexingFailed
from index.language import gettext
from index.opensearch.client import Cluster
from index.opensearch.lock import Lease
from index.opensearch.mapping import writing_alias
from index.opensearch.retry import Backoff

REQUEST_BYTES: Final = 4 << 20
"""Batch size of a bulk request (bytes)."""
_TIMEOUT: Final = 20.0
_AGAIN: Final = frozenset({408, 429, 500, 502, 503, 504})
_TOO_LARGE: Final = 413
_LONGEST_NAME: Final = 80
_ANSWER: Final = "errors,items.*._id,items.*.status,items.*.error.type,items.*.error.reason"


class BulkSender:
    """Sends documents to one index in bulk requests."""

    def __init__(self, cluster: Cluster, index: str, lease: Lease) -> None:
        self._cluster = cluster
        self._path = f"/{writing_alias(index)}/_bulk"
        self._lease = lease

    def send(self, documents: Iterable[bytes], reports: Mapping[str, str]) -> None:
        """Send the documents, each as its lines of a bulk request; returns once the cluster has them all.

        reports: report ids by the part of a document's id before the "-", for messages. Raises IndexingFailed if the
        cluster rejects a document or another writer has taken over, ClusterUnavailable after too long without progress.
        """
        for request in _requests(documents):
            self._send_all(request, reports)

    def _send_all(self, pending: list[bytes], reports: Mapping[str, str]) -> None:
        backoff = Backoff()
        while pending:
            self._await_lease()
            try:
                left = self._send_once(pending, reports)
            except TransportError as fault:
                if fault.status_code == _TOO_LARGE and len(pending) > 1:
                    self._send_all(pending[: len(pending) // 2], reports)
                    pending = pending[len(pending) // 2 :]
                    continue
                left, unavailable = pending, self._transient(fault, pending, reports)
            except SerializationError:
                left = pending
                unavailable = ClusterUnavailable(gettext("集群的回答读不懂"), next_step=gettext("请稍后再试"))
            else:
                unavailable = ClusterUnavailable(
                    gettext("集群一直忙不过来，没有写入任何改动"), next_step=gettext("请稍后再试")
                )
            if len(left) < len(pending):
                backoff.reset()
            if left:
                backoff.wait(unavailable)
            pending = left

    def _await_lease(self) -> None:
        """Wait while it is unknown whether this is still the writer."""
        backoff = Backoff()
        while not self._lease.held:
            taken = IndexingFailed(
                gettext("别的进程已经接手写入，没有写入任何改动"), next_step=gettext("请等它结束后再运行一次")
            )
            if self._lease.lost:
                raise taken
            backoff.wait(taken)

    def _send_once(self, pending: list[bytes], reports: Mapping[str, str]) -> list[bytes]:
        """Send the documents once; returns those to retry."""
        params = {"filter_path": _ANSWER, "timeout": f"{_TIMEOUT:.0f}s", "require_alias": "true"}
        answer = self._cluster.send("POST", self._path, b"".join(pending), params=params, timeout=_TIMEOUT)
        if not answer["errors"]:
            return []
        left = []
        for document, item in zip(pending, answer["items"], strict=True):
            (result,) = item.values()
            if result["status"] in _AGAIN:
                left.append(document)
            elif result["status"] >= 300 and not (result["status"] == 404 and "error" not in result):
                raise _rejected(result, reports)
        return left

    def _transient(self, fault: TransportError, pending: list[bytes], reports: Mapping[str, str]) -> ClusterUnavailable:
        """The error to raise when retries run out; raises at once for a permanent fault."""
        if isinstance(fault, Unreachable) and not isinstance(fault, SSLError):
            return ClusterUnavailable(
                gettext("集群一直连接不上，没有写入任何改动"), next_step=gettext("请检查集群后再运行一次")
            )
        if fault.status_code in _AGAIN:
            return ClusterUnavailable(gettext("集群一直忙不过来，没有写入任何改动"), next_step=gettext("请稍后再试"))
        if fault.status_code == _TOO_LARGE:
            raise IndexingFailed(
                gettext(
                    "集群不收这么大的段落：%(paragraph)s，没有写入任何改动",
                    paragraph=_named(pending[0], reports),
                ),
                next_step=gettext("请把它分成几段，或调大集群的 http.max_content_length"),
            ) from fault
        raise self._cluster.translated(fault) from fault


def deletion(document: str, routing: str | None) -> bytes:
    """The line of a bulk request that deletes a document."""
    action = {"_id": document} if routing is None else {"_id": document, "routing": routing}
    return json.dumps({"delete": action}).encode() + b"\n"


def _requests(documents: Iterable[bytes]) -> Iterator[list[bytes]]:
    request: list[bytes] = []
    size = 0
    for document in documents:
        request.append(document)
        size += len(document)
        if size >= REQUEST_BYTES:
            yield request
            request, size = [], 0
    if request:
        yield request


def _rejected(result: dict[str, Any], reports: Mapping[str, str]) -> IndexingFailed:
    error = result.get("error", {})
    if error.get("type") == "index_not_found_exception":
        gone = gettext("索引在写入时被删除，多半是别的进程已经接手，没有写入任何改动")
        return IndexingFailed(gone, next_step=gettext("请等它结束后再运行一次"))
    report = reports.get(str(result["_id"]).partition("-")[0], str(result["_id"]))[:_LONGEST_NAME]
    why = f"{error.get('type')}: {str(error.get('reason'))[:300]}"
    return IndexingFailed(
        gettext(
            "集群不收报告 %(report)s 的内容，没有写入任何改动（%(why)s）",
            report=report,
            why=why,
        ),
        next_step=gettext("请检查这份报告"),
    )


def _named(document: bytes, reports: Mapping[str, str]) -> str:
    place = document.split(b'"', 6)[5].decode().partition("-")[0]
    return reports.get(place, place)[:_LONGEST_NAME]
