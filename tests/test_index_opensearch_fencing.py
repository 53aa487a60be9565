"""A writer that was held for longer than its lease harms nothing of its successor's, wherever it goes on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from cluster_index import commit_of, counts, physical, shown, stored
from faulty_proxy import Fault, FaultyProxy, Request, bulks
from opensearch_server import OpenSearchCluster
from reports import line, write_lines

from index import IndexSummary, index_paths
from index.errors import IndexBusy, IndexingFailed
from index.store import open_store
from search import SearchRequest, open_searcher

pytestmark = pytest.mark.opensearch

PATIENCE = 60.0
LATE = (line("a", ["迟到甲", "迟到乙", "迟到丙"]), line("b", ["视察调研"]), line("z", ["迟到"]))
NEXT = (line("a", ["接手"]), line("b", ["视察调研"]), line("c", ["接手"]))
SHOWN = [("b", 0, "视察调研"), ("a", 0, "接手"), ("c", 0, "接手")]


Chosen = Callable[[list[Request]], bool]
"""Whether the last of the requests that came is the one."""


class Writer:
    """An index run behind a gate, that holds the first request which `chosen` picks until `go_on`."""

    def __init__(self, cluster: OpenSearchCluster, address: str, chosen: Chosen) -> None:
        self._cluster, self._chosen = cluster, chosen
        self._name = address.rpartition("/")[2]
        self._held, self._free = Event(), Event()
        self.proxy = FaultyProxy(*cluster.hosts[0], self._rule)
        self.address = self.proxy.address(self._name)

    def _rule(self, request: Request) -> Fault | None:
        if not self._held.is_set() and self._chosen(self.proxy.requests[: request.number + 1]):
            self._held.set()
            assert self._free.wait(PATIENCE)
        return None

    @contextmanager
    def run(self, source: Path, *, rebuild: bool = False) -> Iterator[Future[IndexSummary]]:
        """Start it, and come back when it is held; it goes on at the end at the latest."""
        with self.proxy, ThreadPoolExecutor(1) as pool:
            running = pool.submit(index_paths, [source], self.address, rebuild=rebuild)
            try:
                assert self._held.wait(PATIENCE)
                yield running
            finally:
                self._free.set()

    def lose_lock(self) -> None:
        """As if the lease had run out."""
        path = f"/{self._name}-lock/_doc/writer"
        self._cluster.call("PUT", path, self._cluster.call("GET", path)["_source"] | {"expires": 0})

    def go_on(self) -> None:
        self._free.set()


def sends(requests: list[Request]) -> bool:
    """The first documents are on their way."""
    return "/_bulk" in requests[-1].path


def purges(requests: list[Request]) -> bool:
    """It is about to look what there is to be deleted."""
    return requests[-1].path.endswith("/_refresh")


def commits(requests: list[Request]) -> bool:
    return requests[-1].method == "PUT" and "/_doc/commit" in requests[-1].path and bool(bulks(requests))


def publishes(requests: list[Request]) -> bool:
    return requests[-1].path.startswith("/_aliases") and b'"add"' in requests[-1].body and bool(bulks(requests))


def discards(requests: list[Request]) -> bool:
    return requests[-1].method == "DELETE" or b'"remove_index"' in requests[-1].body


@pytest.mark.parametrize("held", [sends, purges, commits], ids=lambda each: each.__name__)
def test_who_goes_on_after_its_successors_commit_changes_nothing(
    held: Chosen, opensearch: OpenSearchCluster, address: str, source: Path
) -> None:
    late = Writer(opensearch, address, held)
    write_lines(source, *LATE)
    with late.run(source) as running:
        late.lose_lock()
        write_lines(source, *NEXT)
        index_paths([source], address)
        with open_searcher(address) as searcher:
            assert shown(address) == SHOWN
            commit = commit_of(address)
            late.go_on()
            # Who had read nothing yet finds that there is nothing to do.
            with nullcontext() if held is purges else pytest.raises(IndexingFailed):
                assert counts(running.result(PATIENCE)) == (0, 0, 0, 3)
            assert commit_of(address) == commit
            assert searcher.search(SearchRequest("迟到")).total == 0
            assert searcher.search(SearchRequest("接手")).total == 2
    assert shown(address) == SHOWN
    assert list(open_store(address).check()) == []
    write_lines(source, *NEXT, line("d", ["又一份"]))
    index_paths([source], address)
    assert shown(address) == [*SHOWN, ("d", 0, "又一份")]
    assert stored(opensearch, address) == 4
    assert stored(opensearch, address, "report") == 4
    assert stored(opensearch, address, "sources") == 2
    assert list(open_store(address).check()) == []


def test_what_is_sent_after_the_purge_does_not_keep_the_successor_from_committing(
    opensearch: OpenSearchCluster, address: str, source: Path
) -> None:
    late = Writer(opensearch, address, sends)
    write_lines(source, *LATE)
    with late.run(source) as running:
        late.lose_lock()
        write_lines(source, *NEXT)
        store = open_store(address)
        successor = Writer(opensearch, address, sends)
        with successor.run(source) as committing:
            late.go_on()
            with pytest.raises(IndexingFailed):
                running.result(PATIENCE)
            successor.go_on()
            committing.result(PATIENCE)
    assert shown(address) == SHOWN
    assert list(store.check()) == []


def test_who_is_held_before_its_commit_does_not_commit_what_its_successor_has_purged(
    opensearch: OpenSearchCluster, address: str, source: Path
) -> None:
    before, commit = shown(address), commit_of(address)
    late = Writer(opensearch, address, commits)
    write_lines(source, *LATE)
    with late.run(source) as running:
        late.lose_lock()
        with open_store(address).writing(rebuild=False):
            late.go_on()
            with pytest.raises(IndexingFailed, match="接手"):
                running.result(PATIENCE)
    assert (shown(address), commit_of(address)) == (before, commit)
    assert list(open_store(address).check()) == []


@pytest.mark.parametrize("held", [sends, commits, publishes], ids=lambda each: each.__name__)
@pytest.mark.parametrize("rebuild", [False, True])
def test_a_late_rebuild_leaves_its_successors_index_alone(
    rebuild: bool,
    held: Chosen,
    opensearch: OpenSearchCluster,
    address: str,
    source: Path,
) -> None:
    late = Writer(opensearch, address, held)
    write_lines(source, *LATE)
    with late.run(source, rebuild=True) as running:
        late.lose_lock()
        write_lines(source, *NEXT)
        index_paths([source], address, rebuild=rebuild)
        after = shown(address)
        late.go_on()
        with pytest.raises(IndexingFailed, match="接手"):
            running.result(PATIENCE)
    assert shown(address) == after
    assert sorted(after) == sorted(SHOWN)
    assert commit_of(address).index in physical(opensearch, address)
    assert list(open_store(address).check()) == []


def test_what_was_published_meanwhile_is_not_deleted(opensearch: OpenSearchCluster, address: str, source: Path) -> None:
    late, successor = Writer(opensearch, address, publishes), Writer(opensearch, address, discards)
    write_lines(source, *NEXT)
    with late.run(source, rebuild=True) as running:
        late.lose_lock()
        with successor.run(source) as following:
            late.go_on()
            # Its work may be there or not: it cannot know, and says so.
            with pytest.raises(IndexingFailed, match="可能"):
                running.result(PATIENCE)
            successor.go_on()
            with pytest.raises(IndexBusy):
                following.result(PATIENCE)
    assert sorted(shown(address)) == sorted(SHOWN)
    assert list(open_store(address).check()) == []
    write_lines(source, *NEXT, line("d", ["又一份"]))
    index_paths([source], address)
    assert physical(opensearch, address) == [commit_of(address).index]


def test_terms_go_on_where_the_record_of_them_is_gone(
    opensearch: OpenSearchCluster, address: str, source: Path
) -> None:
    for _ in range(2):
        with open_store(address).writing(rebuild=False):
            pass
    opensearch.call("DELETE", f"/{address.rpartition('/')[2]}-lock")
    for number in range(3):
        write_lines(source, *NEXT, line(f"n{number}", ["又一份"]))
        if number == 1:
            with open_store(address).writing(rebuild=False):
                pass
        index_paths([source], address)
    commit = commit_of(address)
    assert (commit.number, commit.term, commit.lost) == (4, 5, ((3, 4),))
    assert sorted(shown(address)) == sorted([*SHOWN, ("n2", 0, "又一份")])


def test_what_does_not_count_is_said_in_few_clauses(address: str) -> None:
    commit = commit_of(address)
    few = replace(commit, lost=((1, 3),), dropped=(4, 5, 6, 9), term=7)
    assert few.hidden() == [
        {"range": {"since": {"gt": 7}}},
        {"range": {"since": {"gte": 1, "lt": 3}}},
        {"range": {"place": {"gte": 4, "lt": 7}}},
        {"range": {"place": {"gte": 9, "lt": 10}}},
    ]
    many = replace(commit, lost=tuple((n, n + 1) for n in range(0, 200, 2)), dropped=tuple(range(0, 200, 2)))
    assert [next(iter(each)) for each in many.hidden()] == ["range", "terms", "terms"]
