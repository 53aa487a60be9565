"""The physical indexes behind a name: which one it stands for now, making the next, changing over in one step."""

from __future__ import annotations

import re
from typing import Any, Final

from index.errors import IndexUnavailable
from index.opensearch.client import Cluster
from index.opensearch.mapping import OWNER, index_body
from index.opensearch.retry import insist

_TIMEOUT: Final = 60.0


def published(cluster: Cluster) -> str | None:
    """The physical index that the name stands for, None where there is none.

    Raises IndexUnavailable where the name is taken by an index that is not ours.
    """
    name = cluster.address.name
    found = cluster.request("GET", f"/_alias/{name}", ignore=(404,))
    names = [] if "error" in found else list(found)
    if not names:
        if name in _indexes(cluster, name):
            raise _foreign(cluster)
        return None
    if len(names) > 1 or names[0] not in _ours(cluster):
        raise _foreign(cluster)
    return str(names[0])


def _foreign(cluster: Cluster) -> IndexUnavailable:
    name = cluster.address.name
    return IndexUnavailable(f"集群上的 {name} 不是本程序建立的索引", next_step="请换一个索引名")


def _indexes(cluster: Cluster, pattern: str) -> dict[str, Any]:
    params = {"expand_wildcards": "all", "ignore_unavailable": "true"}
    found: dict[str, Any] = cluster.request("GET", f"/{pattern}", params=params)
    return found


def _ours(cluster: Cluster) -> list[str]:
    """The physical indexes of the name, oldest first, that this program made."""
    pattern = re.compile(re.escape(cluster.address.name) + r"-([0-9]{6,})")
    found = {
        name: int(match[1])
        for name, index in _indexes(cluster, f"{cluster.address.name}-*").items()
        if (match := pattern.fullmatch(name)) and index["mappings"].get("_meta", {}).get("made_by") == OWNER
    }
    return sorted(found, key=found.__getitem__)


def create(cluster: Cluster) -> str:
    """Make the next physical index, which the name does not stand for yet."""
    last = [int(name.rpartition("-")[2]) for name in _ours(cluster)]
    index = f"{cluster.address.name}-{max(last, default=0) + 1:06}"
    body = index_body(index, cluster.settings)

    def ask() -> Any:
        return cluster.request("PUT", f"/{index}", body, timeout=_TIMEOUT, ignore=(400,))

    answer = insist(ask)
    if "error" in answer and index not in _ours(cluster):
        reason = answer["error"].get("reason", "")
        raise IndexUnavailable(f"集群不让建立索引 {index}：{reason}", next_step="请检查集群的设置")
    return index


def publish(cluster: Cluster, index: str, before: str | None) -> None:
    """Let the name stand for `index` and no longer for `before`, in one step."""
    name = cluster.address.name
    actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": name}}]
    if before is not None:
        actions.append({"remove": {"index": before, "alias": name, "must_exist": True}})

    def ask() -> None:
        if published(cluster) != index:
            cluster.request("POST", "/_aliases", {"actions": actions}, timeout=_TIMEOUT)

    insist(ask)


def discard_others(cluster: Cluster, keep: str | None) -> None:
    """Delete the physical indexes that are not `keep`: replaced ones, and those of rebuilds that were killed."""
    for index in _ours(cluster):
        if index != keep:
            discard(cluster, index)


def discard(cluster: Cluster, index: str) -> None:
    """Delete a physical index."""
    insist(lambda: cluster.request("DELETE", f"/{index}", timeout=_TIMEOUT, ignore=(404,)))
