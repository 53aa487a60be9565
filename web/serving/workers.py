"""Supervision of worker processes: fork, restart with backoff, common stop, and no orphans."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from index.errors import ZhengsouError
from index.language import N_, gettext
from web.serving.draining import TO_FINISH
from web.serving.hangup import HANGUP, Hangup
from web.serving.server_log import flush_log

AT_ONCE: Final = 5.0
"""Seconds; a worker that ends sooner counts as a failed start."""
MOST_FAILURES: Final = 5
"""Failed starts in a row that end the server."""
_FIRST_PAUSE: Final = 0.2
"""Seconds of backoff after a failed start, doubled by each further one."""
_TO_STOP: Final = TO_FINISH + 6.0
"""Seconds that workers have to finish their requests and close the index."""
_READY: Final = b"r"
_STOPPING: Final = (signal.SIGTERM, signal.SIGINT)

_WHY: Final = {
    7: N_("（索引文件在读的时候被截短，或者磁盘读不出；请运行 zhengsou check）"),
    9: N_("（多半是内存不够，被系统终止）"),
}
"""What most often ends a worker so, by the number of the signal on Linux: SIGBUS, SIGKILL."""

_log: Final = logging.getLogger(__name__)

Work = Callable[[int, Callable[[], None]], None]
"""A worker's body, called with its number and a callback for when it is ready; it ends on SIGTERM."""


class WorkersFailed(ZhengsouError):
    """Workers keep ending at their start."""

    code = "workers_failed"


@dataclass(slots=True)
class _Worker:
    """The parent's record of a worker; `line` receives _READY, and closes when the worker ends."""

    number: int
    pid: int
    line: socket.socket
    started: float


class Beside(Protocol):
    """A process beside the workers."""

    def fileno(self) -> int:
        """A file descriptor that is readable once the process has ended; -1 if there is no process to wait for."""

    def ended(self) -> None:
        """Called then."""


@dataclass(frozen=True, slots=True)
class Renewing:
    """What SIGHUP does before it is handed on to the workers."""

    hangup: Hangup
    reopen: Callable[[], None]


def supervise(
    count: int,
    work: Work,
    when_ready: Callable[[], None],
    beside: Beside | None = None,
    renewing: Renewing | None = None,
    when_ending: Callable[[], None] = lambda: None,
) -> None:
    """Runs `work` in `count` processes until SIGTERM or SIGINT, then stops them all and returns.

    `when_ready` is called once, when all are ready. A worker that ends by itself is replaced; raises WorkersFailed
    after MOST_FAILURES failed starts in a row. If this process is killed, the workers end. Call it from the main
    thread, while no other thread runs. beside: a process whose end is waited for, too. renewing: take SIGHUP.
    when_ending: called before workers are told to end. A second signal kills them.
    """
    with _signals((*_STOPPING, *((HANGUP,) if renewing and HANGUP else ()))) as signalled:
        _Supervisor(count, work, when_ready, signalled, beside, renewing, when_ending).run()


class _Supervisor:
    def __init__(
        self,
        count: int,
        work: Work,
        when_ready: Callable[[], None],
        signalled: socket.socket,
        beside: Beside | None,
        renewing: Renewing | None,
        when_ending: Callable[[], None],
    ) -> None:
        self._count = count
        self._work = work
        self._when_ready = when_ready
        self._signalled = signalled
        self._beside = beside
        self._renewing = renewing
        self._when_ending = when_ending
        self._workers: dict[socket.socket, _Worker] = {}
        self._awaited = set(range(count))
        self._due = dict.fromkeys(range(count), 0.0)
        self._failures = 0

    def run(self) -> None:
        try:
            while True:
                self._start_due()
                wait = max(0.0, min(self._due.values()) - time.monotonic()) if self._due else None
                beside = self._beside.fileno() if self._beside else -1
                lines: list[socket.socket | int] = [self._signalled, *self._workers]
                readable, _, _ = select.select([*lines, *([beside] if beside >= 0 else [])], [], [], wait)
                if self._signalled in readable and self._told_to_end():
                    return
                if self._beside and beside in readable:
                    self._beside.ended()
                for line in readable:
                    if isinstance(line, socket.socket) and line is not self._signalled:
                        self._receive(line)
        finally:
            self._stop()

    def _told_to_end(self) -> bool:
        """Whether one of the signals that came asks to end; SIGHUP is handed on."""
        numbers = set(self._signalled.recv(4096))
        if numbers & set(_STOPPING):
            return True
        if HANGUP in numbers and self._renewing:
            if self._renewing.hangup.terminal_is_gone():
                return True
            self._renewing.reopen()
            for worker in self._workers.values():
                os.kill(worker.pid, HANGUP)
        return False

    def _start_due(self) -> None:
        now = time.monotonic()
        for number in [number for number, due in self._due.items() if due <= now]:
            del self._due[number]
            self._fork(number)

    def _fork(self, number: int) -> None:
        ours, theirs = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal between the fork and the worker's own handlers would be lost.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        pid = os.fork()
        if not pid:
            for line in (ours, *self._workers):
                line.close()
            _become_worker(number, theirs, self._work)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        theirs.close()
        self._workers[ours] = _Worker(number, pid, ours, time.monotonic())

    def _receive(self, line: socket.socket) -> None:
        if line.recv(1):
            waiting = bool(self._awaited)
            self._awaited.discard(self._workers[line].number)
            if waiting and not self._awaited:
                self._when_ready()
            return
        worker = self._workers.pop(line)
        line.close()
        _, status = os.waitpid(worker.pid, 0)
        self._replace(worker, os.waitstatus_to_exitcode(status))

    def _replace(self, worker: _Worker, status: int) -> None:
        now = time.monotonic()
        self._failures = self._failures + 1 if now - worker.started < AT_ONCE else 0
        if self._failures >= MOST_FAILURES:
            raise WorkersFailed(
                gettext("工作进程一启动就退出"), next_step=gettext("原因见上面的输出；也可以去掉 --workers 试试")
            )
        how = (
            gettext("被信号 %(signal)s 终止", signal=-status) + (gettext(_WHY[-status]) if -status in _WHY else "")
            if status < 0
            else gettext("退出，状态 %(status)s", status=status)
        )
        _log.warning(gettext("工作进程 %d（进程号 %d）%s，将重新启动"), worker.number + 1, worker.pid, how)
        self._due[worker.number] = now + (_FIRST_PAUSE * 2 ** (self._failures - 1) if self._failures else 0.0)

    def _stop(self) -> None:
        self._when_ending()
        for worker in self._workers.values():
            os.kill(worker.pid, signal.SIGTERM)
        deadline = time.monotonic() + _TO_STOP
        while self._workers:
            wait = max(0.0, deadline - time.monotonic())
            ended, _, _ = select.select([self._signalled, *self._workers], [], [], wait)
            if self._signalled in ended:
                ended.remove(self._signalled)
                if not set(self._signalled.recv(4096)) & set(_STOPPING):
                    continue
                deadline = 0.0
            if not ended and time.monotonic() >= deadline:
                for worker in self._workers.values():
                    os.kill(worker.pid, signal.SIGKILL)
                deadline = time.monotonic() + _TO_STOP
            for line in ended:
                if not line.recv(1):
                    os.waitpid(self._workers.pop(line).pid, 0)
                    line.close()


def _become_worker(number: int, line: socket.socket, work: Work) -> None:
    """Runs a forked worker to its end; never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        # Ctrl-C reaches every process of a terminal's group; the parent handles it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if HANGUP:
            # Until the worker takes it, its parent's would write to the parent's own socket.
            signal.signal(HANGUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        threading.Thread(target=_end_with_parent, args=(line,), name="parent", daemon=True).start()
        work(number, lambda: line.sendall(_READY))
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        flush_log()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_with_parent(line: socket.socket) -> None:
    """Ends this process after its parent, which never writes: the line is readable once the parent has ended."""
    with contextlib.suppress(OSError):
        line.recv(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_TO_STOP)
    os._exit(1)


@contextmanager
def _signals(numbers: tuple[signal.Signals, ...]) -> Iterator[socket.socket]:
    """A socket that receives the number of each of these signals; the former handlers are restored at the end."""
    reading, writing = socket.socketpair()
    writing.setblocking(False)
    handlers = {number: signal.getsignal(number) for number in numbers}
    before = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
    for number, handler in handlers.items():
        # A shell starts background jobs with SIGINT ignored, so that Ctrl-C does not reach them.
        if handler is not signal.SIG_IGN or number == HANGUP:
            signal.signal(number, lambda *_: None)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(before)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        reading.close()
        writing.close()
