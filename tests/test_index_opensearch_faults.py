"""Nothing is lost, doubled or half there when requests go wrong on their way to a cluster."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cluster_index import cluster_of, commit_of, expected, lines_of, shown, stored
from faulty_proxy import HOST, Answer, Cut, Fault, FaultyProxy, PartlyBusy, Request, bulks
from opensearch_server import OpenSearchCluster, free_ports
from reports import line, write_lines

from index import index_paths
from index.errors import ClusterUnavailable, IndexingFailed
from index.opensearch import bulk, retry, workers
from index.report import Paragraph, Report
from index.store import open_store

pytestmark = pytest.mark.opensearch


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches and requests so small that a few reports need several, from several processes."""
    monkeypatch.setattr(workers, "MOST_CHARACTERS", 200)
    monkeypatch.setattr(bulk, "REQUEST_BYTES", 1500)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No patience with a cluster that is away."""
    monkeypatch.setattr(retry, "GIVE_UP_AFTER", 0.5)


@pytest.fixture
def proxy(opensearch: OpenSearchCluster) -> Iterator[FaultyProxy]:
    with FaultyProxy(*opensearch.hosts[0]) as proxy:
        yield proxy


def through(proxy: FaultyProxy, address: str) -> str:
    """The same index behind the gate."""
    return proxy.address(address.rpartition("/")[2])


@pytest.mark.usefixtures("small")
def test_many_reports_are_sent_by_several_processes(opensearch_index: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "many.jsonl", *lines_of(range(60)))
    assert index_paths([source], opensearch_index).added == 60
    assert shown(opensearch_index) == expected(range(60))
    assert list(open_store(opensearch_index).check()) == []


def every(number: int, fault: Fault) -> Any:
    """A rule: every so-manyth bulk request goes wrong, the first one too."""
    met = 0

    def rule(request: Request) -> Fault | None:
        nonlocal met
        if "/_bulk" not in request.path:
            return None
        met += 1
        return fault if met % number == 1 else None

    return rule


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("fault", [PartlyBusy(), Answer(429), Answer(503), Cut(after=False), Cut(after=True)], ids=repr)
def test_nothing_is_lost_or_doubled_when_bulk_requests_go_wrong(
    fault: Fault, opensearch: OpenSearchCluster, proxy: FaultyProxy, opensearch_index: str, tmp_path: Path
) -> None:
    source = write_lines(tmp_path / "many.jsonl", *lines_of(range(40)))
    proxy.rule = every(2, fault)
    assert index_paths([source], through(proxy, opensearch_index)).added == 40
    assert shown(opensearch_index) == expected(range(40))
    assert stored(opensearch, opensearch_index) == len(expected(range(40)))
    assert list(open_store(opensearch_index).check()) == []
    again = len(bulks(proxy.requests)) - len({request.body for request in bulks(proxy.requests)})
    # Of a request that was taken in part only the rest came again.
    assert (again == 0) == isinstance(fault, PartlyBusy)


def test_a_request_whose_answer_was_lost_has_not_failed(
    proxy: FaultyProxy, opensearch_index: str, source: Path
) -> None:
    met: set[tuple[str, str]] = set()

    def rule(request: Request) -> Fault | None:
        what = request.method, request.path.partition("?")[0]
        if request.method not in ("PUT", "POST") or "_search" in request.path or what in met:
            return None
        met.add(what)
        return Cut(after=True)

    proxy.rule = rule
    index_paths([source], through(proxy, opensearch_index))
    assert len(met) > 8
    assert len(shown(opensearch_index)) == 3
    assert list(open_store(opensearch_index).check()) == []


@pytest.mark.usefixtures("hasty")
def test_a_cluster_that_stays_away_fails_the_run_and_changes_nothing(
    proxy: FaultyProxy, address: str, source: Path
) -> None:
    before = shown(address)
    write_lines(source, line("a", ["改了"]))
    proxy.rule = lambda request: Cut(after=False) if "/_bulk" in request.path else None
    with pytest.raises(ClusterUnavailable):
        index_paths([source], through(proxy, address))
    proxy.rule = lambda request: Answer(503) if "/_doc/commit" in request.path and request.method == "PUT" else None
    with pytest.raises(ClusterUnavailable):
        index_paths([source], through(proxy, address))
    assert shown(address) == before
    proxy.rule = lambda _: None
    index_paths([source], through(proxy, address))
    assert shown(address) == [("a", 0, "改了")]
    assert list(open_store(address).check()) == []


@pytest.mark.parametrize(
    ("lost", "report", "missed"),
    [
        ("2.2-0", "a", "集群里的数与送去的不符（段落）：应有 1，实有 0"),
        ("2.2", "a", "集群里的数与送去的不符（报告）：应有 1，实有 0"),
        ("1.1-0", "b", "集群里的数与送去的不符（段落）：应有 4，实有 3"),
        ("1.1", "b", "集群里的数与送去的不符（报告）：应有 3，实有 2"),
    ],
)
def test_documents_that_are_lost_are_missed(
    lost: str, report: str, missed: str, proxy: FaultyProxy, address: str, source: Path
) -> None:
    before = shown(address)
    write_lines(source, line("a", ["改了"]), line("b", ["视察调研"]))
    name = commit_of(address).index

    def rule(request: Request) -> Fault | None:
        if request.path.startswith(f"/{name}/_refresh") and bulks(proxy.requests):
            connection = cluster_of(address)
            connection.request("DELETE", f"/{name}/_doc/{lost}", params={"routing": report})
            connection.close()
        return None

    proxy.rule = rule
    with pytest.raises(IndexingFailed, match=missed):
        index_paths([source], through(proxy, address))
    if report == "a":
        assert shown(address) == before
    assert commit_of(address).number == 1


def test_a_rejected_document_is_named(address: str) -> None:
    before = shown(address)
    report = Report("甲" * 20_000, "", "某市政协", 2023, None, None, (Paragraph("提案"),))
    with open_store(address).writing(rebuild=False) as session:
        session.add(report, {"indexed": ""})
        with pytest.raises(IndexingFailed, match="甲甲甲") as refused:
            session.commit(commit_of(address).made_by, {})
    assert len(refused.value.message) < 600
    assert shown(address) == before


def test_a_node_that_is_down_is_passed_over(opensearch_index: str, source: Path) -> None:
    down = f"{HOST}:{next(free_ports())}"
    both = opensearch_index.replace("://", f"://{down},")
    index_paths([source], both)
    assert len(shown(both)) == 3
    assert list(open_store(both).check()) == []


def test_a_cluster_that_is_away_is_asked_now_and_then(proxy: FaultyProxy, address: str) -> None:
    with closing(cluster_of(through(proxy, address))) as cluster:
        proxy.rule = lambda _: Cut(after=False)
        with pytest.raises(ClusterUnavailable):
            cluster.get("commit")
        came = len(proxy.requests)
        started = time.monotonic()
        for _ in range(5):
            with pytest.raises(ClusterUnavailable):
                cluster.get("commit")
        assert time.monotonic() - started < 1
        assert len(proxy.requests) == came
        proxy.rule = lambda _: None
        time.sleep(2)
        assert cluster.get("commit") is not None
        # Busy is not away.
        proxy.rule = lambda _: Answer(429)
        for _ in range(2):
            came = len(proxy.requests)
            with pytest.raises(ClusterUnavailable):
                cluster.get("commit")
            assert len(proxy.requests) > came
