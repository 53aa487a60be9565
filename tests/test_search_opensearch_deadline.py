"""A request's deadline on a cluster: a host is given what is left of it, and nothing wrong is left behind."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from reports import line, write_lines
from test_search_deadline import ASKINGS, QUERIES
from ticking import Counted, after

from index import index_paths
from index.deadline import Deadline
from index.errors import ClusterUnavailable, TooMuch, TooSlow
from index.location import ClusterAddress
from index.opensearch.client import Cluster
from index.settings import ClusterSettings
from search import Searcher, SearchRequest, open_searcher

HOST = "127.0.0.1"
ASKED = (
    "search 提案 办理", "search 甲乙 OR 案甲 OR 甲", "search 提案 /5 甲", "search 甲 /篇 乙",
    "search 提案 无此词 甲乙丙", "exact script", "by hits", "kwic right 提案", "groups", "trend", "feed", "report",
    "characters", "export csv",
)  # fmt: skip


@pytest.fixture
def still() -> Iterator[int]:
    """The port of a host that takes connections and holds still."""
    with socket.create_server((HOST, 0), backlog=64) as listening:
        yield listening.getsockname()[1]


def cluster(port: int) -> Cluster:
    address = ClusterAddress(((HOST, port),), tls=False, user=None, name="reports")
    return Cluster(address, ClusterSettings(timeout=2))


@pytest.mark.slow
def test_a_host_is_given_what_is_left_and_is_not_taken_for_lost(still: int) -> None:
    with closing(cluster(still)) as asked:
        began = time.monotonic()
        with pytest.raises(TooSlow):
            asked.within(Deadline(0.2)).request("GET", "/")
        assert time.monotonic() - began < 1.5
        # The cluster may be well: the next one asks it again, and waits for as long as it may.
        with pytest.raises(ClusterUnavailable, match="没有及时回答"):
            asked.request("GET", "/")
        with pytest.raises(ClusterUnavailable, match="暂时连接不上"):
            asked.within(Deadline(10)).request("GET", "/")


@pytest.mark.slow
def test_a_host_that_had_its_time_is_away_however_long_the_request_has(still: int) -> None:
    with closing(cluster(still)) as asked, pytest.raises(ClusterUnavailable, match="没有及时回答"):
        asked.within(Deadline(2.0)).request("GET", "/")


def test_nothing_is_asked_when_time_is_up(still: int) -> None:
    with closing(cluster(still)) as asked:
        began = time.monotonic()
        for _ in range(5):
            with pytest.raises(TooSlow):
                asked.within(after(0)).search({})
        assert time.monotonic() - began < 1


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = ("甲", "乙", "提案", "辦理", "，", "。", "甲甲", "案甲", "乙提")
    lines = [
        line(
            f"r{number}",
            ["".join(words[(number * 5 + own * at) % 9] for at in range(1, 9)) for own in range(1, 6)],
            title="年报",
            body=("东市政协", "西市政协")[number % 2],
            year=2020 + number % 3,
        )
        for number in range(6)
    ]
    return write_lines(tmp_path_factory.mktemp("cluster") / "a.jsonl", *lines)


@pytest.mark.opensearch
def test_whenever_time_is_up_there_is_no_answer_and_the_next_is_the_same(opensearch_index: str, reports: Path) -> None:
    index_paths([reports], opensearch_index)
    with open_searcher(opensearch_index) as searcher:
        for name in ASKED:
            ask = ASKINGS[name]
            expected = ask(searcher, Counted())
            counted = Counted()
            assert ask(searcher, counted) == expected
            # The last looks only tell the cluster how long it has.
            for looks in {0, counted.checks // 4, counted.checks // 2 - 1}:
                with pytest.raises((TooSlow, TooMuch)):
                    ask(searcher, after(looks))
            assert ask(searcher, Counted()) == expected


@pytest.mark.opensearch
def test_the_numbers_are_those_of_an_index_at_hand(
    opensearch_index: str, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was gathered is made segments in parts."""
    monkeypatch.setattr("search.engine.opensearch.gathered.AT_ONCE", 3)
    index_paths([reports], opensearch_index)
    index_paths([reports], tmp_path / "index")
    with open_searcher(opensearch_index) as ours, open_searcher(tmp_path / "index") as theirs:
        for query in QUERIES:
            request = SearchRequest(query, sort="hits", limit=100)
            assert shown(ours, request) == shown(theirs, request)


def shown(searcher: Searcher, request: SearchRequest) -> object:
    found = searcher.search(request)
    hits = [(hit.report, hit.paragraph, round(hit.score, 6), hit.highlights) for hit in found.hits]
    return found.total, found.occurrences, found.facets, hits
