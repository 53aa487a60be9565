"""Few requests compute at a time, in the order in which they came, and none keeps others waiting for long."""

import threading
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from web.serving.concurrency import ConcurrencyLimit, limited

PATIENCE = 10.0
"""Seconds after which a thread that should go on counts as stuck."""


class Request(threading.Thread):
    """Takes a slot in a thread, says so, and gives it back when it is told to."""

    def __init__(self, limit: ConcurrencyLimit) -> None:
        super().__init__(daemon=True)
        self._limit = limit
        self.runs = threading.Event()
        self.may_end = threading.Event()
        self.start()

    def run(self) -> None:
        """Called in the thread."""
        with self._limit.slot():
            self.runs.set()
            self.may_end.wait(PATIENCE)

    def end(self) -> None:
        """Give the slot back."""
        self.may_end.set()
        self.join(PATIENCE)
        assert not self.is_alive()


def _waiting(limit: ConcurrencyLimit, number: int) -> None:
    until = time.monotonic() + PATIENCE
    while limit.waiting != number:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_no_more_run_than_may_and_those_that_wait_come_in_their_order() -> None:
    limit = ConcurrencyLimit(most=2, long=PATIENCE)
    running = [Request(limit), Request(limit)]
    assert all(each.runs.wait(PATIENCE) for each in running)
    waiting = []
    for number in range(1, 4):
        waiting.append(Request(limit))
        _waiting(limit, number)
    for ended, following in zip([*running, *waiting], waiting, strict=False):
        assert not following.runs.is_set()
        ended.end()
        assert following.runs.wait(PATIENCE)
        assert not any(each.runs.is_set() for each in waiting[waiting.index(following) + 1 :])
    for each in waiting[1:]:
        each.end()
    assert limit.waiting == 0


def test_requests_that_run_for_long_are_not_waited_for() -> None:
    limit = ConcurrencyLimit(most=2, long=0.01)
    requests = [Request(limit) for _ in range(7)]
    assert all(each.runs.wait(PATIENCE) for each in requests)
    for each in requests:
        each.end()


def test_a_request_that_fails_gives_its_slot_back() -> None:
    limit = ConcurrencyLimit(most=1, long=PATIENCE)
    for _ in range(3):
        with pytest.raises(LookupError), limit.slot():
            raise LookupError


def test_an_index_on_a_cluster_is_waited_for_without_limit(tmp_path: Path) -> None:
    def app(*_: object) -> Iterable[bytes]:
        return [b""]

    assert limited(app, "opensearch+http://localhost:9200/name") is app
    assert limited(app, tmp_path) is not app
