"""Reading in a process of its own, which a hostile file can make slow, large or crash without harm to this one.

C libraries (Lexbor, PDFium, libxml2) cannot be interrupted, and what a file makes of them is not known beforehand. A
process that has read a file stays for the next one, and ends by itself when there is none for a while.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Final

from index.errors import ReadError
from index.language import N_, gettext
from index.os_faults import reason_of
from index.places import Gazetteer, gazetteer
from index.settings import FILE_VARIABLE, MEMORY_VARIABLE, SECONDS_VARIABLE, longest_reading, memory_limit

_PROGRAM: Final = (sys.executable, "-P", "-c", "from index.reading.reader_process import serve; serve()")
_PATIENCE: Final = 4
_LEAST_PATIENCE: Final = 60.0
"""Times the processor time allowed, and seconds, after which a process is ended that spends none: a disk may not
answer, and a machine may be busy."""
_SETTINGS: Final = (FILE_VARIABLE, MEMORY_VARIABLE)
_MOST_IDLE: Final = 2
IDLE: Final = 20.0
"""Seconds without a file, after which a process ends by itself; one that may be about to is not asked."""
_CRASHED: Final = N_("读它的程序出错终止了：文件已损坏，或太费内存")
_AGAIN: Final = N_("请检查它能否打开，另存为别的格式再读")

Request = tuple[str, tuple[Any, ...]]
"""What is to be read (a name in index/reading/reader_process.py), and the arguments."""


class _Reader:
    """A process that reads."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.usable = True
        self.idle_since = time.monotonic()
        self._places = gazetteer()
        in_main = threading.current_thread() is threading.main_thread()
        self._process = subprocess.Popen(
            [*_PROGRAM, str(self.owner) if in_main else ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Request, seconds: int, places: Gazetteer) -> Iterator[Any]:
        """What the process answers; raises what it raises, and ReadError where it comes to an end."""
        bounds = {name: value for name in _SETTINGS if (value := os.environ.get(name))}
        self._send((request, seconds, bounds, None if places is self._places else tuple(places)))
        self._places = places
        while True:
            kind, answer = self._receive(seconds)
            if kind == "end":
                return
            if isinstance(answer, ReadError):
                answer.say_again()
            if kind != "piece":
                self.usable = kind == "fault"
                raise answer
            yield answer

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                (pipe and pipe.close())
        self._process.wait()

    def _send(self, message: Any) -> None:
        pipe: BinaryIO = self._process.stdin  # type: ignore[assignment]
        try:
            pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
            pipe.flush()
        except BrokenPipeError:
            self.usable = False
            raise ReadError(gettext(_CRASHED), next_step=gettext(_AGAIN)) from None

    def _receive(self, seconds: int) -> tuple[str, Any]:
        """The next answer. seconds: of processor time; after a multiple of it by the clock the process is ended."""
        pipe: BinaryIO = self._process.stdout  # type: ignore[assignment]
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(max(_LEAST_PATIENCE, _PATIENCE * seconds), stop)
        timer.daemon = True
        timer.start()
        try:
            found: tuple[str, Any] = pickle.load(pipe)
        except (EOFError, pickle.UnpicklingError):
            self.usable = False
            if late.is_set() or self._process.wait() == -getattr(signal, "SIGXCPU", 0):
                raise _too_slow(seconds) from None
            raise ReadError(gettext(_CRASHED), next_step=gettext(_AGAIN)) from None
        finally:
            timer.cancel()
        return found


_idle: list[_Reader] = []


def read_apart(request: Request, places: Gazetteer | None = None, seconds: int | None = None) -> Iterator[Any]:
    """What `request` gives, read in a process of its own within bounds of memory and of time.

    Memory: as much as indexing may take. seconds: of processor time for the first piece, and one more for each further;
    by default what the setting says. Raises ReadError where a bound is reached or the process crashes, and whatever
    reading raises.
    """
    allowed = longest_reading() if seconds is None else seconds
    memory_limit()  # Raises for a wrong setting, which is no fault of the file.
    reader = _taken()
    whole = False
    try:
        yield from reader.ask(request, allowed, places or gazetteer())
        whole = True
    except ReadError:
        whole = reader.usable
        raise
    finally:
        if whole and len(_idle) < _MOST_IDLE:
            reader.idle_since = time.monotonic()
            _idle.append(reader)
        else:
            reader.end()


def _taken() -> _Reader:
    """A process that has nothing to do. A forked process leaves alone what its parent has started."""
    while _idle:
        with suppress(IndexError):
            reader = _idle.pop()
            if reader.owner == os.getpid() and reader.alive and time.monotonic() - reader.idle_since < IDLE / 2:
                return reader
            if reader.owner == os.getpid():
                reader.end()
    try:
        return _Reader()
    except OSError as fault:
        raise ReadError(
            gettext("不能另起进程来读（%(reason)s）", reason=reason_of(fault)), next_step=gettext("请关掉别的程序再试")
        ) from fault


@atexit.register
def end_idle() -> None:
    """End the processes that wait for a file."""
    while _idle:
        reader = _idle.pop()
        if reader.owner == os.getpid():
            reader.end()


def _too_slow(seconds: int) -> ReadError:
    return ReadError(
        gettext("太费时间（读了 %(seconds)s 秒还没有读完）", seconds=seconds),
        next_step=gettext("请另存为纯文本再读，或把环境变量 %(variable)s 设大（单位是秒）", variable=SECONDS_VARIABLE),
    )


def too_much_memory() -> ReadError:
    """The ReadError for a file that takes too much memory."""
    return ReadError(
        gettext("太费内存（超过 %(most)s MB）", most=memory_limit() >> 20),
        next_step=gettext("请分成几个文件再读，或把环境变量 %(variable)s 设大（单位 MiB）", variable=MEMORY_VARIABLE),
    )
