"""`serve --workers`: several processes behind one address, which live and end together."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from reports import line, write_lines
from web_process import Running, serving

from index import index_paths
from index.errors import RequestError, ZhengsouError
from web.serving.cli import serve_command
from web.serving.server import serve

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="finds workers in /proc")]

QUERY = "/api/search?q=提案"


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def sockets(pid: int) -> int:
    return sum(os.readlink(link).startswith("socket:") for link in Path(f"/proc/{pid}/fd").iterdir())


def test_workers_answer_alike_and_end_together(seed_index: Path) -> None:
    with serving(seed_index, "--workers", "2") as server:
        workers = server.workers()
        assert len(workers) == 2
        answers = [json.loads(server.get(QUERY)) for _ in range(12)]
        assert all(answer["hits"] == answers[0]["hits"] for answer in answers)
        assert answers[0]["total"] > 0
        assert server.workers() == workers
        assert server.stop() == (0, "", "")
        assert not any(map(alive, workers))
        assert not server.listens()


def test_connections_are_dealt_out_evenly(seed_index: Path) -> None:
    with serving(seed_index, "--workers", "2") as server:
        before = [sockets(pid) for pid in server.workers()]
        kept = [server.connect() for _ in range(16)]
        for connection in kept:
            server.get(QUERY, connection)
        taken = [sockets(pid) - count for pid, count in zip(server.workers(), before, strict=True)]
        assert sum(taken) == 16
        assert min(taken) >= 5
        for connection in kept:
            connection.close()


def test_ctrl_c_on_the_terminal_is_quiet(seed_index: Path) -> None:
    with serving(seed_index, "--workers", "2") as server:
        workers = server.workers()
        os.killpg(server.process.pid, signal.SIGINT)
        output, errors = server.process.communicate(timeout=30)
        assert (server.process.returncode, output, errors) == (0, "", "")
        assert not any(map(alive, workers))


def test_a_worker_that_dies_is_replaced(seed_index: Path) -> None:
    with serving(seed_index, "--workers", "2") as server:
        first, second = server.workers()
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: len(server.workers()) == 2 and first not in server.workers())
        assert second in server.workers()
        for _ in range(8):
            server.get(QUERY)
        status, output, errors = server.stop()
        assert (status, output) == (0, "")
        assert str(first) in errors
        assert len(errors.splitlines()) == 1


def test_workers_do_not_outlive_their_parent(seed_index: Path) -> None:
    with serving(seed_index, "--workers", "2") as server:
        workers = server.workers()
        server.process.kill()
        wait_for(lambda: not any(map(alive, workers)))
        assert not server.listens()


def test_workers_that_end_at_once_end_the_server() -> None:
    program = (
        "from web.serving.workers import supervise; supervise(2, lambda number, ready: 1 / 0, lambda: print('ready'))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False, start_new_session=True
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "WorkersFailed" in ended.stderr
    assert 5 <= ended.stderr.count("ZeroDivisionError") <= 7


def test_every_worker_follows_the_commits(tmp_path: Path) -> None:
    """Requests from several threads while commits are made: no error, no mixture, nothing older than a second."""
    source, directory = tmp_path / "reports.jsonl", tmp_path / "index"
    done: list[float] = []
    wrong: list[object] = []
    newest: set[int] = set()
    stop = threading.Event()

    def commit() -> None:
        write_lines(source, line("a", [f"第{len(done) + 1}代的提案"] * (len(done) + 1)))
        index_paths([source], directory)
        done.append(time.monotonic())

    def ask(server: Running) -> None:
        with closing(server.connect()) as connection:
            while not stop.is_set():
                began, committed = time.monotonic(), list(done)
                answer = json.loads(server.get(f"{QUERY}&limit=100", connection))
                texts = [hit["text"] for hit in answer["hits"]]
                newest.add(answer["total"])
                least = sum(moment < began - 1 for moment in committed)
                if texts != [f"第{answer['total']}代的提案"] * answer["total"] or answer["total"] < least:
                    wrong.append((least, texts))

    commit()
    with serving(directory, "--workers", "2") as server:
        threads = [threading.Thread(target=ask, args=(server,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(6):
            commit()
            time.sleep(0.4)
        time.sleep(1)
        stop.set()
        for thread in threads:
            thread.join()
        assert server.stop() == (0, "", "")
    assert wrong == []
    assert max(newest) == len(done) == 7


def test_without_an_index_it_starts_and_says_so(tmp_path: Path) -> None:
    with serving(tmp_path / "index", "--workers", "2") as server:
        assert "zhengsou index" in server.get("/", status=503).decode()
        index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))], tmp_path / "index")
        assert json.loads(server.get(QUERY))["total"] == 1
        status, _, errors = server.stop()
        assert status == 0
        assert "zhengsou index" in errors


def test_where_processes_cannot_fork_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(ZhengsouError, match="--workers"):
        serve(tmp_path, "127.0.0.1", 0, workers=2)


@pytest.mark.parametrize("workers", ["0", "65", "-1", "x"])
def test_impossible_numbers_of_workers_are_refused(workers: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(serve_command, ["--workers", workers])
    assert result.exit_code == 2
    if workers.isdigit():
        with pytest.raises(RequestError, match=workers):
            serve(tmp_path, "127.0.0.1", 0, workers=int(workers))
