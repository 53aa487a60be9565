"""Cluster client: returns complete answers or raises an error that names the problem; never a partial answer.

The client is the extra `opensearch`: importing this module raises ClientMissing where it is not installed.
"""

from __future__ import annotations

import logging
import ssl
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from index.deadline import UNLIMITED, Deadline
from index.errors import (
    ClientMissing,
    ClusterRefused,
    ClusterUnavailable,
    IndexUnavailable,
    RequestError,
    TooSlow,
    ZhengsouError,
)
from index.language import N_, gettext

try:
    import urllib3
    from opensearchpy import OpenSearch
    from opensearchpy.exceptions import ConnectionError as Unreachable
    from opensearchpy.exceptions import ConnectionTimeout, SerializationError, SSLError, TransportError
except ModuleNotFoundError as missing:
    raise ClientMissing(
        gettext("索引在集群上，但没有安装 OpenSearch 的客户端"),
        # A page may show it: without the path of the interpreter.
        next_step=gettext("请在代码所在的文件夹里，用政搜自己环境里的 pip 运行 pip install '.[opensearch]'"),
    ) from missing

from index.location import ClusterAddress
from index.opensearch.circuit import circuit_of
from index.opensearch.hosts import Hosts
from index.opensearch.retry import retry
from index.settings import CA_VARIABLE, PASSWORD_FILE_VARIABLE, PASSWORD_VARIABLE, ClusterSettings

CHANGE_OVER: Final = 3.0
"""Seconds for which a read is retried while a part of the index is missing."""
KEEP_ALIVE: Final = "5m"
"""Lifetime of an idle point in time."""
_CONNECT: Final = 3.0
_TO_FORGET: Final = 1.0
"""Seconds to delete a point in time, even past a request's deadline."""
_LEAST: Final = 0.05
"""Minimum timeout of a host (seconds)."""
_LATER: Final = N_("请稍后再试；一直这样时请检查集群的状态")
_BUSY: Final = frozenset({429, 502, 503, 504})
_HOST_DOWN: Final = (502, 503, 504)
_GONE: Final = frozenset({"search_context_missing_exception", "no_search_context_found_exception"})

# Errors are raised to the caller; here, and in a server's log, every failed attempt would be told with its traceback.
logging.getLogger("opensearch").addHandler(logging.NullHandler())
logging.getLogger("opensearch").propagate = False

JSON = dict[str, Any]

Answer = TypeVar("Answer")


class _PartAway(ClusterUnavailable):
    """Some shards do not answer, which passes once a node has taken over from a lost one."""


@dataclass(slots=True)
class _Seen:
    """State of the index at the last read. whole: no part was missing."""

    whole: bool = True


class Cluster:
    """A cluster and the index that an address names on it; safe for threads, but not across a fork.

    Every call raises ClusterUnavailable if no host answers in time, the cluster is too busy or a part of the index is
    missing; ClusterRefused if it refuses this user; IndexUnavailable if there is no such index. An invalid request is a
    TransportError of opensearchpy: a fault of the program.
    """

    def __init__(self, address: ClusterAddress, settings: ClusterSettings | None = None) -> None:
        """settings: by default those of the environment. Raises RequestError if these are invalid."""
        self.address = address
        self.settings = settings or ClusterSettings.from_environment()
        self._circuit = circuit_of(address)
        self._seen = _Seen()
        self._client = _client(address, self.settings)
        self._deadline = UNLIMITED

    def within(self, deadline: Deadline) -> Cluster:
        """This cluster on the same connections, for one request: every call raises TooSlow after its deadline.

        A call waits for the remaining time, at most.
        """
        bounded = copy(self)
        bounded._deadline = deadline
        return bounded

    def search(self, body: JSON, *, index: str | None = None) -> JSON:
        """The answer to a search in the index; index: the physical one, by default the alias."""
        path = f"/{index or self.address.name}/_search"
        return self._when_whole(lambda: _whole(self.request("POST", path, body, params=self._search_params())))

    def msearch(
        self, bodies: Sequence[JSON], *, index: str | None = None, search_type: str | None = None
    ) -> list[JSON]:
        """The answers to several searches, in order; raises if any of them fails.

        search_type: "dfs_query_then_fetch" scores with the statistics of all shards.
        """
        if not bodies:
            return []
        header: JSON = {"index": index or self.address.name, **self._search_params()}
        if search_type is not None:
            header["search_type"] = search_type
        lines: list[object] = [each for body in bodies for each in (header, body)]

        def ask() -> list[JSON]:
            answers = self.request("POST", "/_msearch", lines)["responses"]
            for answer in answers:
                if "error" in answer:
                    raise self.translated(TransportError(answer["status"], answer["error"].get("type"), answer))
            return [_whole(answer) for answer in answers]

        return self._when_whole(ask)

    def get(self, document: str, *, index: str | None = None) -> JSON | None:
        """The `_source` of a document as last written, refreshed or not; None if there is none."""
        found = self.read(document, index=index)
        return None if found is None else found["_source"]

    def read(self, document: str, *, index: str | None = None) -> JSON | None:
        """A document with `_index`, `_seq_no`, `_primary_term` and `_source`; None if there is none."""
        path = f"/{index or self.address.name}/_doc/{document}"
        found: JSON = self._when_whole(lambda: self.request("GET", path, ignore=(404,)))
        if "error" in found:
            raise self.translated(TransportError(404, found["error"].get("type"), found))
        return found if found["found"] else None

    def pages(self, body: JSON, *, size: int = 5000, index: str | None = None) -> Iterator[list[JSON]]:
        """All hits of a search at one point in time, page by page, in the order of `body["sort"]`, which must be total.

        Raises ClusterUnavailable once the point in time has been idle for `KEEP_ALIVE`.
        """
        asked: JSON = {"track_total_hits": False, **body, "size": size}
        moment, hits = self._when_whole(lambda: self._first_page(asked, index or self.address.name))
        try:
            while hits:
                yield hits
                if len(hits) < size:
                    return
                moment, hits = self._page(asked | {"search_after": hits[-1]["sort"]}, moment)
        finally:
            self._forget(moment)

    def _first_page(self, asked: JSON, index: str) -> tuple[str, list[JSON]]:
        params = {"keep_alive": KEEP_ALIVE, "allow_partial_pit_creation": "false"}
        moment = self.request("POST", f"/{index}/_search/point_in_time", params=params)["pit_id"]
        try:
            return self._page(asked, moment)
        except BaseException:
            self._forget(moment)
            raise

    def _page(self, asked: JSON, moment: str) -> tuple[str, list[JSON]]:
        asked = asked | {"pit": {"id": moment, "keep_alive": KEEP_ALIVE}}
        answer = _whole(self.request("POST", "/_search", asked, params=self._search_params()))
        return answer.get("pit_id", moment), answer["hits"]["hits"]

    def _forget(self, moment: str) -> None:
        """Delete a point in time, which would expire by itself."""
        try:
            self.within(Deadline(_TO_FORGET)).request(
                "DELETE", "/_search/point_in_time", {"pit_id": [moment]}, ignore=(404,)
            )
        except ZhengsouError:
            return

    def _when_whole(self, ask: Callable[[], Answer]) -> Answer:
        """Result of `ask`, retried for a while as long as a part of the index is missing."""
        try:
            # After one call has waited in vain, the next ones need not.
            answer = retry(ask, CHANGE_OVER if self._seen.whole else 0, on=_PartAway)
        except _PartAway:
            self._seen.whole = False
            raise
        self._seen.whole = True
        return answer

    def _search_params(self) -> dict[str, str]:
        # A search that nobody waits for is cancelled.
        seconds = max(_LEAST, min(self.settings.timeout, self._deadline.remaining))
        return {"allow_partial_search_results": "false", "cancel_after_time_interval": f"{seconds * 1000:.0f}ms"}

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, str] | None = None,
        timeout: float | None = None,
        ignore: Collection[int] = (),
    ) -> Any:
        """A host's answer; hosts that cannot be reached are skipped.

        body: JSON, a list of JSON for lines of it, or bytes. timeout: seconds, by default that of the settings.
        ignore: statuses to take as answers.
        """
        self._deadline.check()
        entered = self._circuit.enter()
        try:
            answer = self.send(method, path, body, params=params, timeout=timeout, ignore=ignore)
        except TransportError as fault:
            if isinstance(fault, Unreachable) and not isinstance(fault, SSLError):
                self._circuit.failed(entered)
            else:
                self._circuit.answered()
            raise self.translated(fault) from fault
        except SerializationError as fault:
            self._circuit.answered()
            raise ClusterUnavailable(
                gettext("集群的回答读不懂，对面可能不是 OpenSearch"), next_step=gettext(_LATER)
            ) from fault
        except TooSlow:
            self._circuit.undecided()
            raise
        except BaseException:
            self._circuit.failed(entered)
            raise
        self._circuit.answered()
        return answer

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, str] | None = None,
        timeout: float | None = None,
        ignore: Collection[int] = (),
    ) -> Any:
        """`request` without the circuit breaker, and with the exceptions of opensearchpy."""
        kind = "application/x-ndjson" if isinstance(body, list | bytes) else "application/json"
        if isinstance(body, list):
            body = _lines(self._client, body)
        waits = self._waits(timeout)
        late = failed = 0
        while True:
            left = max(_LEAST, self._deadline.remaining)
            wait = min(waits[late], left)
            limit = urllib3.Timeout(connect=min(_CONNECT, wait), read=wait)
            try:
                return self._client.transport.perform_request(
                    method,
                    path,
                    params=dict(params or {}),
                    body=body,
                    # Passed to urllib3 unchanged; the annotation is too narrow.
                    timeout=cast(float, limit),
                    ignore=ignore,
                    headers={"content-type": kind},
                )
            except ConnectionTimeout:
                # With less than half the usual time the fault may be the deadline, not the host.
                if wait < waits[late] / 2:
                    self._deadline.check()
                late += 1
                if late == len(waits) or self._deadline.remaining <= 0:
                    raise
            except TransportError as fault:
                failed += 1
                # A kept connection may have been closed by the other side, so that one host is asked twice.
                hosts = max(len(self.address.hosts), 1 if fault.status_code in _HOST_DOWN else 2)
                elsewhere = isinstance(fault, Unreachable) or fault.status_code in _HOST_DOWN
                if not elsewhere or failed == hosts:
                    raise

    def _waits(self, timeout: float | None) -> tuple[float, ...]:
        """Timeouts of successive attempts (seconds)."""
        seconds = timeout or self.settings.timeout
        if len(self.address.hosts) == 1:
            return (seconds,)
        # A host that hangs gets less time than one that may only be slow.
        return (seconds, seconds) if timeout else (seconds / 2, seconds / 2, seconds)

    def translated(self, fault: TransportError) -> Exception:
        """The error that a user is shown instead; the fault itself if it is one of this program."""
        if isinstance(fault, SSLError):
            step = gettext("请检查地址，或用 %(variable)s 指明签发它的证书（PEM 文件）", variable=CA_VARIABLE)
            return ClusterRefused(gettext("集群的证书不可信"), next_step=step)
        if isinstance(fault, Unreachable):
            late = isinstance(fault, ConnectionTimeout)
            return ClusterUnavailable(
                gettext("集群没有及时回答") if late else gettext("连接不上集群"), next_step=gettext(_LATER)
            )
        if fault.error == "index_not_found_exception":
            step = gettext("请先运行 zhengsou index 报告所在的文件夹 --index %(place)s", place=self.address)
            return IndexUnavailable(gettext("这里还没有索引：%(place)s", place=self.address), next_step=step)
        named = _named(fault)
        if named:
            return named
        late = fault.status_code in _BUSY or (isinstance(fault.status_code, int) and fault.status_code >= 500)
        return _PartAway(gettext("集群忙不过来，或有一部分不在"), next_step=gettext(_LATER)) if late else fault

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _client(address: ClusterAddress, settings: ClusterSettings) -> OpenSearch:
    if address.user is not None and settings.password is None:
        step = gettext(
            "请设置环境变量 %(first)s 或 %(second)s",
            first=PASSWORD_VARIABLE,
            second=PASSWORD_FILE_VARIABLE,
        )
        raise RequestError(gettext("缺少用户 %(user)s 的密码", user=address.user), next_step=step)
    hosts = [{"host": host, "port": port, "use_ssl": address.tls} for host, port in address.hosts]
    options: JSON = {}
    if address.user is not None:
        # opensearchpy would write Latin-1, where a cluster reads UTF-8.
        login = b64encode(f"{address.user}:{settings.password}".encode()).decode()
        options["headers"] = {"authorization": f"Basic {login}"}
    if address.tls:
        try:
            options["ssl_context"] = ssl.create_default_context(cafile=settings.ca)
        except (ssl.SSLError, OSError):
            raise RequestError(
                gettext("证书文件读不出来：%(ca)s", ca=settings.ca), next_step=gettext("请给 PEM 格式的证书")
            ) from None
    return OpenSearch(
        hosts,
        connection_pool_class=Hosts,
        # `Cluster.send` retries; these settings say which hosts are then skipped, and for how long.
        max_retries=0,
        retry_on_status=_HOST_DOWN,
        retry_on_timeout=True,
        dead_timeout=2,
        timeout_cutoff=4,
        pool_maxsize=16,
        http_compress=False,
        **options,
    )


def _lines(client: OpenSearch, each: Sequence[object]) -> bytes:
    """Lines of JSON."""
    return "".join(f"{client.transport.serializer.dumps(line)}\n" for line in each).encode("utf-8")


def _whole(answer: JSON) -> JSON:
    """A search's answer; raises ClusterUnavailable if it lacks shards."""
    shards = answer["_shards"]
    if answer["timed_out"] or shards["failed"] or shards["successful"] < shards["total"]:
        raise _PartAway(gettext("集群没能查完全部分片"), next_step=gettext(_LATER))
    return answer


def _named(fault: TransportError) -> ZhengsouError | None:
    """The error for an answer that names its cause."""
    if fault.error == "cluster_block_exception":
        return ClusterUnavailable(gettext("集群现在不让读写这个索引"), next_step=gettext("请检查集群的状态和磁盘空间"))
    if fault.error in _GONE or _has_expired(fault):
        return ClusterUnavailable(gettext("集群已经忘了查到哪里"), next_step=gettext("请再试一次"))
    if fault.status_code == 401:
        step = gettext("请检查地址里的用户名，和环境变量 %(variable)s 里的密码", variable=PASSWORD_VARIABLE)
        return ClusterRefused(gettext("集群拒绝访问：用户名或密码不对"), next_step=step)
    if fault.status_code == 403:
        return ClusterRefused(
            gettext("集群拒绝访问：这个用户没有权限"), next_step=gettext("请让集群的管理员给他读写这个索引的权限")
        )
    return None


def _has_expired(fault: TransportError) -> bool:
    """Whether shards failed because a point in time has expired."""
    info = fault.info.get("error", {}) if isinstance(fault.info, dict) else {}
    causes = info.get("root_cause", []) if isinstance(info, dict) else []
    return any(cause.get("type") in _GONE for cause in causes)
