"""Pool of worker processes, in which a death of any is noticed, and which dies with its owner."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final

from index.errors import WorkerDied
from index.with_parent import end_with_parent

_TO_END: Final = 1.0
"""Seconds that an idle worker has to end by itself."""
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)


class WorkerPool:
    """Worker processes that run one task each at a time; never waits for one that is dead.

    A worker that dies, idle or not, fails whatever is done with the pool next or at that moment (WorkerDied). A task's
    exception is raised where its result, or that of another task, is waited for. If this process is killed, the
    workers end at once. Ctrl-C reaches this process only. Each worker has a line of its own and there is no lock
    among them, so that none can hold up another. Not for threads: the one that makes a pool uses it.
    """

    def __init__(self, count: int, start: Callable[..., object], *arguments: Any) -> None:
        """start: called with `arguments` in each worker, before any task."""
        self._lines: dict[Connection, BaseProcess] = {}
        self._running: dict[Connection, int] = {}
        self._results: dict[int, Any] = {}
        self._tasks = 0
        try:
            for _ in range(count):
                self._add(start, arguments)
        except BaseException:
            self.close()
            raise

    def _add(self, start: Callable[..., object], arguments: tuple[Any, ...]) -> None:
        forks = "fork" in get_all_start_methods()
        context = get_context("fork" if forks else None)
        ours, theirs = context.Pipe()
        # A forked process has copies of this one's ends, which would keep the lines open when this one ends.
        inherited = [ours, *self._lines] if forks else []
        process = context.Process(target=_work, args=(theirs, inherited, os.getpid(), start, arguments), daemon=True)
        with _held_signals():
            process.start()
            self._lines[ours] = process
        theirs.close()

    def submit(self, work: Callable[..., Any], *arguments: Any) -> int:
        """Have a worker call `work`, once one is idle; returns the task's number, by which to ask for its result."""
        while not (idle := next((line for line in self._lines if line not in self._running), None)):
            self._receive(None)
        self.check()
        self._tasks += 1
        try:
            idle.send((work, arguments))
        except (BrokenPipeError, ConnectionResetError) as fault:
            raise WorkerDied from fault
        self._running[idle] = self._tasks
        return self._tasks

    def result(self, task: int) -> Any:
        """The result of a task, once; waits for it."""
        while task not in self._results:
            self._receive(None)
        return self._results.pop(task)

    def results(self, *, wait: bool) -> list[Any]:
        """The results that have come in and were not asked for, in the order of the tasks. wait: for one at least."""
        self._receive(None if wait and not self._results else 0)
        return [self._results.pop(task) for task in sorted(self._results)]

    def check(self) -> None:
        """Take what has come in; raises as described above."""
        self._receive(0)

    def _receive(self, seconds: float | None) -> None:
        for line in wait(self._lines, seconds):
            assert isinstance(line, Connection)
            try:
                fault, result = line.recv()
            except (EOFError, ConnectionResetError) as ended:
                raise WorkerDied from ended
            if isinstance(fault, MemoryError):
                raise WorkerDied from fault
            if fault is not None:
                raise fault
            self._results[self._running.pop(line)] = result

    def close(self) -> None:
        """End the workers; unfinished tasks are lost."""
        for line, process in self._lines.items():
            if line in self._running:
                process.kill()
            line.close()
        for process in self._lines.values():
            process.join(_TO_END)
            process.kill()
            process.join()
            process.close()
        self._lines.clear()


def _work(
    line: Connection, inherited: Iterable[Connection], parent: int, start: Callable[..., object], arguments: Any
) -> None:
    """A worker's life: tasks come in on the line, results go out."""
    # On a terminal Ctrl-C reaches the workers, too; the pool's owner ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _let_signals_in()
    end_with_parent(parent)
    for each in inherited:
        each.close()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        fault, _ = _outcome(start, arguments)
        if fault is not None:
            line.send((fault, None))
        while True:
            line.send(_outcome(*line.recv()))


def _outcome(work: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Exception | None, Any]:
    """The exception that `work` raised, or its result."""
    try:
        return None, work(*arguments)
    except Exception as fault:
        return fault, None


@contextmanager
def _held_signals() -> Iterator[None]:
    """Hold signals back, here and in a process that is forked, which lets them in once it has its own handlers."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _let_signals_in() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
