"""The gate of dear requests: few run, few wait, and cheap ones never do."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from reports import line, write_lines
from ticking import Counted

from index import index_paths
from index.deadline import DEAR, Deadline
from index.errors import Busy
from index.gate import Gate, current_visit
from search import Searcher, SearchRequest, open_searcher
from search.matching import foreseen

PATIENCE = 60.0


class Dear:
    """A dear request in a thread of its own, which works until it is told to end."""

    def __init__(self, gate: Gate) -> None:
        self.runs = threading.Event()
        self._may_end = threading.Event()
        self._gate = gate
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._visit, daemon=True)
        self._thread.start()

    def _visit(self) -> None:
        try:
            with self._gate.visit():
                Deadline(PATIENCE).expect(2 * DEAR)
                self.runs.set()
                assert self._may_end.wait(PATIENCE)
        except BaseException as fault:
            self._failed = fault

    def end(self) -> BaseException | None:
        """End it; what it raised, if anything."""
        self._may_end.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self._failed


def until(gate: Gate, holds: Callable[[], bool]) -> None:
    """Wait until something holds of the gate, whose changes are told of."""
    with gate._changed:
        assert gate._changed.wait_for(holds, PATIENCE)


@contextmanager
def filled(gate: Gate) -> Iterator[tuple[Dear, Dear]]:
    """One dear request that runs, and one that waits."""
    first = Dear(gate)
    assert first.runs.wait(PATIENCE)
    second = Dear(gate)
    until(gate, lambda: gate.waiting == 1)
    try:
        yield first, second
    finally:
        first.end()
        second.end()


def test_one_runs_one_waits_and_the_next_is_refused_at_once() -> None:
    gate = Gate(patience=PATIENCE)
    with filled(gate) as (first, second):
        with gate.visit():
            with pytest.raises(Busy, match="正在算别的") as caught:
                Deadline(PATIENCE).expect(2 * DEAR)
            # A dear one does not wait for those that are being told.
            assert gate._cheap == 0
            with pytest.raises(Busy):
                Deadline(PATIENCE).expect(2 * DEAR)
        assert (caught.value.code, caught.value.http_status, caught.value.retry_after) == ("busy", 429, PATIENCE)
        assert not second.runs.is_set()
        assert first.end() is None
        assert second.runs.wait(PATIENCE)
        assert gate.running == 1
        assert second.end() is None
    assert (gate.running, gate.waiting) == (0, 0)


def test_cheap_ones_pass_while_dear_ones_run_and_wait() -> None:
    gate = Gate(patience=PATIENCE)
    with filled(gate):
        for _ in range(20):
            with gate.visit():
                deadline = Deadline(PATIENCE)
                deadline.expect(DEAR / 2)
                deadline.check()


def test_what_is_expected_adds_up_over_a_request_and_not_over_the_next() -> None:
    gate = Gate()
    for _ in range(3):
        with gate.visit():
            deadline = Deadline()
            deadline.expect(0.6 * DEAR)
            assert gate.running == 0
            deadline.expect(0.6 * DEAR)
            assert gate.running == 1
            # It is in already.
            deadline.expect(5.0)
            assert gate.running == 1
        assert gate.running == 0


def test_one_waits_no_longer_than_its_own_time_and_the_gates() -> None:
    for patience, seconds in ((0.0, 60.0), (60.0, 0.0)):
        gate = Gate(patience=patience)
        dear = Dear(gate)
        assert dear.runs.wait(PATIENCE)
        with gate.visit(), pytest.raises(Busy):
            Deadline(seconds).expect(2 * DEAR)
        assert gate.waiting == 0
        assert dear.end() is None
        with gate.visit():
            Deadline().expect(2 * DEAR)
            assert gate.running == 1


def test_its_room_is_free_again_whatever_it_raised() -> None:
    gate = Gate()

    def fail(fault: type[BaseException]) -> None:
        with gate.visit():
            Deadline().expect(2 * DEAR)
            raise fault

    for fault in (ValueError, KeyboardInterrupt, GeneratorExit):
        with pytest.raises(fault):
            fail(fault)
        assert gate.running == 0


def test_what_goes_on_after_the_visit_takes_no_room() -> None:
    gate = Gate()
    with gate.visit():
        deadline = Deadline()
    deadline.expect(2 * DEAR)
    deadline.check()
    assert gate.running == 0
    assert current_visit() is None


def test_outside_of_a_server_there_is_no_gate() -> None:
    assert current_visit() is None
    Deadline().expect(1e9)


def test_a_dear_one_gives_way_to_cheap_ones_and_still_ends() -> None:
    ticks = iter(range(10**6))
    gate = Gate()
    waited: list[float] = []
    gate._until_no_cheap = waited.append  # type: ignore[method-assign, assignment]
    with gate.visit() as visit:
        visit._clock = lambda: next(ticks) / 100
        deadline = Deadline()
        deadline.expect(2 * DEAR)
        deadline.check()
        assert waited == []
        with gate.visit():
            for _ in range(5):
                deadline.check()
        assert len(waited) == 5
        # However many cheap ones there are, it gives way for a bounded time.
        assert max(waited) < 0.1
        deadline.check()
        assert len(waited) == 5


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("gate")
    write_lines(folder / "a.jsonl", *(line(f"r{n}", ["提案办理的情况" * 20] * 50) for n in range(20)))
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize("query", ["提 OR 案 OR 办 OR 理", "提 /句 案", "“提” OR “案”", "(提 OR 案) -理"])
def test_a_query_of_frequent_characters_is_dear_before_anything_is_read(
    query: str, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseen, "CHARACTER", DEAR / 20_000)
    gate = Gate(patience=PATIENCE)
    with filled(gate), gate.visit():
        counted = Counted()
        with pytest.raises(Busy):
            searcher.search(SearchRequest(query), counted)
        assert counted.checks < 3
        assert searcher.search(SearchRequest("提案 办理")).total == 1000


@pytest.mark.parametrize(
    "query", ["提案", "提案办理的情况", "怎样办理提案？", "提案 -办理", "机构:东市 提案", "无此词"]
)
def test_plain_queries_are_not_dear(query: str, searcher: Searcher) -> None:
    gate = Gate()
    with gate.visit():
        searcher.search(SearchRequest(query))
        assert gate.running == 0


def test_one_of_many_clients_is_answered_and_the_others_are_told(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseen, "CHARACTER", DEAR / 20_000)
    gate = Gate(patience=PATIENCE)
    dear = SearchRequest("提 OR 案 OR 办 OR 理")
    expected = searcher.search(dear)

    def ask(_: int) -> bool:
        try:
            with gate.visit():
                found = searcher.search(dear)
        except Busy:
            return False
        assert (found.total, found.hits) == (expected.total, expected.hits)
        return True

    with ThreadPoolExecutor(16) as pool:
        answered = list(pool.map(ask, range(64)))
    assert any(answered)
    assert (gate.running, gate.waiting, gate._cheap) == (0, 0, 0)


def test_one_that_waits_ends_when_nobody_wants_it_any_more() -> None:
    class Gone(Exception):
        pass

    def gone() -> None:
        raise Gone

    gate = Gate(patience=PATIENCE)
    dear = Dear(gate)
    assert dear.runs.wait(PATIENCE)
    with gate.visit() as visit:
        with pytest.raises(Gone):
            visit.enter(PATIENCE, gone)
        assert (gate.waiting, gate._cheap) == (0, 0)
    assert dear.end() is None
    assert gate._cheap == 0
