"""Physical indexes behind an alias: finding the published one, creating the next, switching atomically."""

from __future__ import annotations

import re
from typing import Any, Final

from index.errors import ClusterUnavailable, IndexBusy, IndexingFailed, IndexUnavailable
from index.language import gettext
from index.opensearch.client import Cluster
from index.opensearch.mapping import OWNER, index_body
from index.opensearch.retry import retry

_TIMEOUT: Final = 60.0
_REFRESH_TIMEOUT: Final = 120.0


def published(cluster: Cluster) -> str | None:
    """The physical index behind the alias, or None.

    Raises IndexUnavailable if the name is taken by an index that is not ours.
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
    return IndexUnavailable(
        gettext("集群上的 %(name)s 不是本程序建立的索引", name=name), next_step=gettext("请换一个索引名")
    )


def _indexes(cluster: Cluster, pattern: str) -> dict[str, Any]:
    params = {"expand_wildcards": "all", "ignore_unavailable": "true"}
    found: dict[str, Any] = cluster.request("GET", f"/{pattern}", params=params)
    return found


def _ours(cluster: Cluster) -> list[str]:
    """Physical indexes of the alias that this program made, oldest first."""
    pattern = re.compile(re.escape(cluster.address.name) + r"-([0-9]{6,})")
    found = {
        name: int(match[1])
        for name, index in _indexes(cluster, f"{cluster.address.name}-*").items()
        if (match := pattern.fullmatch(name)) and index["mappings"].get("_meta", {}).get("made_by") == OWNER
    }
    return sorted(found, key=found.__getitem__)


def create(cluster: Cluster, term: int) -> str:
    """Create the next physical index, which is not published yet.

    It is numbered by the term of the session, so that no other session ever writes or deletes one of that name.
    """
    last = [int(name.rpartition("-")[2]) for name in _ours(cluster)]
    index = f"{cluster.address.name}-{max(term, max(last, default=0) + 1):06}"
    body = index_body(index, cluster.settings)

    def ask() -> Any:
        return cluster.request("PUT", f"/{index}", body, timeout=_TIMEOUT, ignore=(400,))

    answer = retry(ask)
    if "error" in answer and index not in _ours(cluster):
        reason = answer["error"].get("reason", "")
        raise IndexUnavailable(
            gettext("集群不让建立索引 %(index)s：%(reason)s", index=index, reason=reason),
            next_step=gettext("请检查集群的设置"),
        )
    return index


def publish(cluster: Cluster, index: str, before: str | None) -> None:
    """Point the alias at `index` instead of `before`, atomically.

    Raises IndexingFailed if another session has deleted the index or published another one.
    """
    name = cluster.address.name
    actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": name}}]
    if before is not None:
        actions.append({"remove": {"index": before, "alias": name, "must_exist": True}})

    def ask() -> None:
        if published(cluster) != index and "error" in _change(cluster, actions):
            raise IndexingFailed(
                gettext("别的进程已经接手写入，没有写入任何改动"), next_step=gettext("请等它结束后再运行一次")
            )

    retry(ask)


def discard_others(cluster: Cluster, keep: str | None) -> None:
    """Delete the physical indexes other than `keep`: replaced ones, and those of rebuilds that were killed.

    Atomic, and only while the alias points at `keep`; raises IndexBusy if another session has just published one of the
    others.
    """
    alias = {"index": keep, "alias": cluster.address.name}
    unchanged: list[dict[str, Any]] = []
    if keep is not None:
        unchanged = [{"remove": alias | {"must_exist": True}}, {"add": alias}]

    def ask() -> None:
        others = [{"remove_index": {"index": index}} for index in _ours(cluster) if index != keep]
        if others and "error" in _change(cluster, unchanged + others) and published(cluster) != keep:
            raise IndexBusy(
                gettext("另一个索引进程刚刚写完：%(address)s", address=cluster.address),
                next_step=gettext("请再运行一次"),
            )

    retry(ask)


def _change(cluster: Cluster, actions: list[dict[str, Any]]) -> Any:
    """Change indexes and aliases atomically; an answer with "error" if one of them is missing."""
    return cluster.request("POST", "/_aliases", {"actions": actions}, timeout=_TIMEOUT, ignore=(404,))


def refresh(cluster: Cluster, index: str) -> None:
    """Make all writes visible to searches."""

    def ask() -> None:
        answer = cluster.request("POST", f"/{index}/_refresh", timeout=_REFRESH_TIMEOUT)
        # A copy of a shard that was not refreshed would later answer without the new documents.
        if answer["_shards"]["failed"]:
            raise ClusterUnavailable(gettext("集群有一部分没有刷新"), next_step=gettext("请稍后再试"))

    retry(ask)
