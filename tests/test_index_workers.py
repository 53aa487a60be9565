"""Worker processes of an index run: they end with it, hold nothing of it, and none of them dies unnoticed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest
from command import PROGRAM, run
from reports import line, page, write_lines

from index import index_paths
from index.errors import SYSTEM_FAULT, CannotWrite, WorkerDied
from index.local import batches
from index.local.lock import WriterLock
from index.store import open_store
from index.worker_pool import WorkerPool

SOON = 30.0
"""Seconds after which a test fails that would wait for ever."""

RUN = """
import os, sys, time
from pathlib import Path
from index import index_paths
from index.local import batches
from index.settings import memory_limit

batches._LEAST = 50
batches.memory_limit = lambda: 0
batches.processes = lambda: 3
write = batches.write_segment

def hold(*arguments):
    os.write(1, f"{os.getpid()}{os.linesep}".encode())
    time.sleep(600)

batches.write_segment = hold
index_paths([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "r.jsonl", *(line(f"r{number}", ["提案办理情况的报告"] * 20) for number in range(40)))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_LEAST", 50)
    monkeypatch.setattr(batches, "memory_limit", lambda: 0)
    monkeypatch.setattr(batches, "processes", lambda: 3)


def until(true: Callable[[], bool]) -> float:
    """Seconds until it is so."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < SOON
        time.sleep(0.01)
    return time.monotonic() - start


def is_gone(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        # One that nobody waits for is dead all the same.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


@pytest.fixture
def held(many: Path, tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", list[int]]]:
    """A run of the indexer whose three workers are busy for ever, and their process ids."""
    command = [sys.executable, "-c", RUN, str(many), str(tmp_path / "i")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, [int(process.stdout.readline()) for _ in range(3)]
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_and_the_lock_end_with_a_killed_run(
    number: int, held: tuple["subprocess.Popen[str]", list[int]], many: Path, tmp_path: Path
) -> None:
    process, workers = held
    assert not free(tmp_path / "i/writing.lock")
    process.send_signal(number)
    process.wait(SOON)
    assert until(lambda: free(tmp_path / "i/writing.lock")) < 1
    assert until(lambda: all(map(is_gone, workers))) < 1
    assert index_paths([many], tmp_path / "i").added == 40


@pytest.mark.slow
def test_ctrl_c_ends_a_run_with_its_workers_in_silence(
    held: tuple["subprocess.Popen[str]", list[int]], tmp_path: Path
) -> None:
    process, workers = held
    assert process.stderr is not None
    os.killpg(process.pid, signal.SIGINT)
    process.wait(SOON)
    assert all(map(is_gone, workers))
    # The program that was run here says nothing of it either; the traceback is that of its own main module.
    assert process.stderr.read().count("Traceback") == 1
    assert free(tmp_path / "i/writing.lock")


@pytest.mark.usefixtures("small_batches")
def test_a_worker_that_dies_while_it_waits_fails_the_run(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, done = batches.BatchWriter.add, []

    def kill_one(self: batches.BatchWriter, *arguments: object) -> None:
        add(self, *arguments)  # type: ignore[arg-type]
        done.append(1)
        if self._pool and len(done) == 20:
            until(lambda: len(self._pool._running) == 0 or self._pool.check() is not None)  # type: ignore[union-attr]
            process = next(iter(self._pool._lines.values()))
            assert process.pid
            os.kill(process.pid, signal.SIGKILL)
            process.join()

    monkeypatch.setattr(batches.BatchWriter, "add", kill_one)
    with pytest.raises(WorkerDied):
        index_paths([many], tmp_path / "i")
    assert len(done) <= 21
    monkeypatch.undo()
    assert not open_store(tmp_path / "i").exists()
    assert index_paths([many], tmp_path / "i").added == 40


@pytest.mark.usefixtures("small_batches")
def test_a_disk_that_fills_up_under_a_worker_is_told_as_such(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        batches, "write_segment", partial(_fail, OSError(28, "No space left on device", "/x/MAIN_1.zs"))
    )
    with pytest.raises(CannotWrite, match=r"MAIN_1\.zs（磁盘满了）"):
        index_paths([many], tmp_path / "i")


@pytest.mark.usefixtures("small_batches")
def test_memory_that_runs_out_in_a_worker_is_told_as_such(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "write_segment", partial(_fail, MemoryError()))
    with pytest.raises(WorkerDied, match="内存"):
        index_paths([many], tmp_path / "i")


def _fail(fault: Exception, *_: object) -> int:
    raise fault


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(2, int)
    yield pool
    pool.close()


@pytest.mark.parametrize("last", [1, 4])
def test_a_pool_never_waits_for_a_dead_worker(last: int, pool: WorkerPool) -> None:
    def work() -> None:
        tasks = [pool.submit(abs, each) for each in range(last)] + [pool.submit(os._exit, 1)]
        list(map(pool.result, tasks))

    with pytest.raises(WorkerDied):
        work()


def test_tasks_give_results_and_faults(pool: WorkerPool) -> None:
    tasks = [pool.submit(pow, 2, each) for each in range(20)]
    assert [pool.result(task) for task in reversed(tasks)] == [1 << each for each in reversed(range(20))]
    task = pool.submit(divmod, 1, 0)
    with pytest.raises(ZeroDivisionError):
        pool.result(task)


def test_what_fails_at_the_start_of_a_worker_fails_the_pool() -> None:
    pool = WorkerPool(1, int, "x")
    with closing(pool), pytest.raises(ValueError, match="invalid literal"):
        pool.result(pool.submit(abs, 1))


def free(path: Path) -> bool:
    """Whether the lock is to be had, which is given back at once."""
    lock = WriterLock(path)
    taken = lock.acquire()
    lock.release()
    return taken


def test_a_forked_process_has_no_part_in_the_lock(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "lock")
    assert lock.acquire()
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(theirs)
        os.read(ours, 1)
        os._exit(0)
    os.close(ours)
    assert not free(tmp_path / "lock")
    lock.release()
    until(lambda: free(tmp_path / "lock"))
    os.close(theirs)
    os.waitpid(child, 0)


def test_workers_end_with_their_parent_where_the_system_kills_no_orphans() -> None:
    code = (
        "import os, time, index.with_parent as w; from index.worker_pool import WorkerPool; "
        "w._killed_by_system = lambda: False; pool = WorkerPool(2, int); "
        "[pool.submit(time.sleep, 600) for _ in 'ab']; "
        "print(*(each.pid for each in pool._lines.values()), flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=False, timeout=SOON)
    pids = [int(each) for each in done.stdout.split()]
    assert len(pids) == 2
    assert until(lambda: all(map(is_gone, pids))) < SOON


@pytest.mark.slow
@pytest.mark.parametrize("end", ["parent", "SIGTERM"])
def test_an_upload_ends_with_its_server_and_leaves_nothing(end: str, tmp_path: Path) -> None:
    """As the server starts it: its standard input is held open, and `add` waits here for another process's lock."""
    (tmp_path / "new.txt").write_text(page("广安区政协", 2023, "提案办理"), "utf-8")
    (tmp_path / "lib").mkdir()
    (tmp_path / "i").mkdir(mode=0o700)
    lock = WriterLock(tmp_path / "i/writing.lock")
    assert lock.acquire()
    command = [PROGRAM, "add", "--with-parent", "--index", str(tmp_path / "i"), "--to", str(tmp_path / "lib")]
    with subprocess.Popen(
        [*command, str(tmp_path / "new.txt")], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        assert process.stdin
        assert "等它结束" in process.stderr.readline()
        if end == "parent":
            process.stdin.close()
        else:
            process.terminate()
        assert process.wait(SOON) == 143
        assert process.stderr.read().strip() == "错误：已终止"
    assert [each.name for each in (tmp_path / "lib").iterdir()] == ["new.txt"]
    lock.release()


def test_a_fault_of_the_system_that_nobody_expects_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error", "/somewhere/file")

    monkeypatch.setattr("index.indexer.make_plan", fail)
    done = run("index", many, index=tmp_path / "i")
    assert done.returncode == SYSTEM_FAULT
    assert done.stderr == "错误：系统出错：/somewhere/file（磁盘读写出错）。请检查磁盘和权限，再运行一次\n"
