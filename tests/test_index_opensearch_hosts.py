"""Hosts that hold still are passed over, and nobody waits long for a cluster that is away."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress

import pytest
from opensearch_server import OpenSearchCluster

from index.errors import ClusterUnavailable
from index.location import ClusterAddress
from index.opensearch.circuit import PAUSE
from index.opensearch.client import Cluster
from index.opensearch.hosts import PROBE
from index.settings import ClusterSettings

HOST = "127.0.0.1"
TIMEOUT = 2
QUICK = 0.5


@pytest.fixture
def still() -> Iterator[int]:
    """The port of a host that takes connections and holds still."""
    with socket.create_server((HOST, 0), backlog=64) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def nobody(still: int) -> int:
    """A port at which nobody is."""
    with socket.create_server((HOST, 0)) as listening:
        port: int = listening.getsockname()[1]
    assert port != still
    return port


def cluster(*ports: int) -> Cluster:
    address = ClusterAddress(tuple((HOST, port) for port in ports), tls=False, user=None, name="reports")
    return Cluster(address, ClusterSettings(timeout=TIMEOUT))


def seconds(asked: Cluster) -> float:
    """How long it takes until there is an answer, or none."""
    began = time.monotonic()
    with suppress(ClusterUnavailable):
        asked.request("GET", "/")
    return time.monotonic() - began


@pytest.mark.opensearch
def test_a_host_that_holds_still_costs_one_wait_and_then_a_look_now_and_then(
    opensearch: OpenSearchCluster, still: int, nobody: int
) -> None:
    [(_, running)] = opensearch.hosts
    with closing(cluster(still, nobody, running)) as asked, ThreadPoolExecutor(4) as clients:
        # Wherever each client begins: half of its time for the host that holds still, at most.
        assert max(clients.map(seconds, [asked] * 12)) < TIMEOUT / 2 + QUICK
        until = time.monotonic() + 5
        waits: list[float] = []
        while time.monotonic() < until:
            waits += clients.map(seconds, [asked] * 4)
            asked.request("GET", "/_cluster/health")
        assert max(waits) < PROBE + QUICK
        # Of thousands, those of two looks.
        assert len([each for each in waits if each > QUICK]) < 4


@pytest.mark.slow
def test_who_finds_that_all_hold_still_finds_it_for_all(still: int) -> None:
    with ExitStack() as stack:
        first, second = (stack.enter_context(closing(cluster(still))) for _ in range(2))
        assert seconds(first) > TIMEOUT - QUICK
        with pytest.raises(ClusterUnavailable, match="正在等它恢复"):
            second.request("GET", "/")
        assert max(seconds(each) for each in [first, second] * 5) < QUICK
        time.sleep(PAUSE)
        with ThreadPoolExecutor(4) as clients:
            waits = sorted(clients.map(seconds, [first, second] * 4))
        # One looks whether it is back.
        assert waits[-1] > TIMEOUT - QUICK
        assert waits[-2] < QUICK


@pytest.mark.opensearch
def test_a_cluster_that_answers_slowly_once_is_not_taken_for_away(opensearch: OpenSearchCluster) -> None:
    [(_, running)] = opensearch.hosts
    with closing(cluster(running)) as asked, ThreadPoolExecutor(1) as other:
        # What waits for a change of the cluster that does not come.
        late = other.submit(
            asked.request, "GET", "/_cluster/health", params={"wait_for_nodes": "9", "timeout": "9s"}, timeout=1
        )
        while not late.done():
            asked.request("GET", "/")
        assert isinstance(late.exception(), ClusterUnavailable)
        assert "version" in asked.request("GET", "/")


def test_where_nobody_is_at_any_host_it_is_said_at_once(nobody: int) -> None:
    with closing(cluster(nobody, 1)) as asked:
        began = time.monotonic()
        with pytest.raises(ClusterUnavailable, match="连接不上集群"):
            asked.request("GET", "/")
        assert time.monotonic() - began < QUICK
