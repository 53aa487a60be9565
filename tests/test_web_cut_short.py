"""A file of the index that is cut short under a running server: said, answered by 503, and outlived."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from reports import line, write_lines
from web_process import Running, serving

from index import index_paths

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="finds workers in /proc")]

QUERY = "/api/search?q=提案"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    reports = [line(f"r{each}", [f"提案{each}之{own}" for own in range(400)]) for each in range(20)]
    index_paths([write_lines(tmp_path / "a.jsonl", *reports)], tmp_path / "index")
    return tmp_path / "index"


def cut_one(directory: Path) -> str:
    file = next(iter(directory.glob("data-*/*.zs")))
    os.truncate(file, 4096)
    return file.name


def wait_for_worker(server: Running, other_than: int) -> None:
    deadline = time.monotonic() + 15
    while not (found := server.workers()) or found == [other_than]:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_requests_after_it_are_refused_with_the_reason(directory: Path) -> None:
    with serving(directory) as server:
        server.get(QUERY)
        worker = server.workers()
        name = cut_one(directory)
        for _ in range(5):
            assert name in server.get(QUERY, status=503).decode()
        assert server.workers() == worker
        status, _, errors = server.stop()
        assert status == 0
        assert f"{name} 在使用中被截短" in errors


def test_a_worker_that_was_reading_it_is_replaced_and_the_reason_said(directory: Path) -> None:
    with serving(directory) as server:
        server.get(QUERY)
        (worker,) = server.workers()
        os.kill(worker, signal.SIGBUS)
        wait_for_worker(server, worker)
        server.get(QUERY)
        name = cut_one(directory)
        assert name in server.get(QUERY, status=503).decode()
        status, _, errors = server.stop()
        assert status == 0
        assert f"进程号 {worker}）被信号 7 终止（索引文件在读的时候被截短" in errors
