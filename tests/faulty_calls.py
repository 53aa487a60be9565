"""The calls of a forked process to the file system: counted, recorded, and one of them fails, kills or interrupts it.

What is changed are Python's own functions, from `os` and `open`, for paths below one folder; reading by `mmap` is not
seen. Processes that the process forks are changed with it, and their calls are counted apart.
"""

import builtins
import errno
import io
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Event = tuple[Any, ...]
"""A call that changed something: its name, and what it was called with; see tests/power_cut.py."""

_BY_PATH = ("mkdir", "rmdir", "unlink", "remove")
_BY_TWO_PATHS = ("rename", "replace", "link", "symlink")
_BY_FILE = ("write", "pwrite", "fsync", "fdatasync", "ftruncate")
_SPARED = {"ENOSPC": ("read", "look", "unlink", "remove", "rmdir")}
"""Calls that a full disk takes."""
_open, _fstat, _write, _kill = os.open, os.fstat, os.write, os.kill


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at call `number` (from 1) of the process itself, or of those that it forks (`worker`).

    kind: "kill", "term" or "interrupt" (a signal to that process, just before the call), or an errno's name: from that
    call on, all calls that write fail so, or with `once` only that one.
    """

    kind: str
    number: int
    worker: bool = False
    once: bool = True


class Calls:
    """The changed calls."""

    def __init__(self, root: Path, fault: Fault | None = None, log: Path | None = None) -> None:
        """log: a file to which the events are written."""
        self._root = os.path.realpath(root)
        self._fault = fault
        self._owner = os.getpid()
        self._lock = multiprocessing.get_context("fork").Lock()
        self._counts = multiprocessing.get_context("fork").RawArray("i", 2)
        self._log = -1 if log is None else _open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    @property
    def counts(self) -> tuple[int, int]:
        """The calls so far, of the process itself and of the others."""
        return self._counts[0], self._counts[1]

    def install(self) -> None:
        """Change the calls of this process, for good."""
        for name in (*_BY_PATH, *_BY_TWO_PATHS, *_BY_FILE, "open"):
            setattr(os, name, self._changed(name, getattr(os, name)))
        builtins.open = io.open = self._opened

    def mark(self, what: str) -> None:
        """Write a mark among the events."""
        self.note(("mark", what))

    def note(self, event: Event) -> None:
        """Write an event to the log."""
        if self._log >= 0:
            content = pickle.dumps(event)
            _write(self._log, len(content).to_bytes(8, "little") + content)

    def at(self, name: str) -> None:
        """Count a call that is about to be made; raises OSError where it is to fail."""
        worker = os.getpid() != self._owner
        with self._lock:
            self._counts[worker] += 1
            number = self._counts[worker]
        fault = self._fault
        if fault is None or fault.worker != worker:
            return
        if fault.kind in ("kill", "interrupt", "term"):
            if number == fault.number:
                signals = {"kill": signal.SIGKILL, "interrupt": signal.SIGINT, "term": signal.SIGTERM}
                _kill(os.getpid(), signals[fault.kind])
        elif (number == fault.number or (number > fault.number and not fault.once)) and name not in _SPARED.get(
            fault.kind, ()
        ):
            code = getattr(errno, fault.kind)
            raise OSError(code, os.strerror(code))

    def path(self, path: Any, folder: int | None = None) -> str | None:
        """A path below the root as it is in full, or None."""
        if isinstance(path, int):
            with suppress(OSError):
                return self.path(os.readlink(f"/proc/self/fd/{path}"))
            return None
        text = os.fsdecode(path)
        if folder is not None:
            text = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), text)
        head, tail = os.path.split(os.path.abspath(text))
        full = os.path.join(os.path.realpath(head), tail)
        return full if full.startswith(self._root + os.sep) or full == self._root else None

    def made(self, call: Callable[[], Any], event: Callable[[Any], Event | None]) -> Any:
        """Make a call, and write its event in the order in which it took effect."""
        if self._log < 0:
            return call()
        with self._lock:
            result = call()
            if (written := event(result)) is not None:
                self.note(written)
        return result

    def _changed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        if name == "open":
            return self._os_open
        if name in _BY_FILE:
            return lambda file, *arguments: self._by_file(name, call, file, arguments)

        def changed(path: Any, *arguments: Any, **options: Any) -> Any:
            full = self.path(path, options.get("dir_fd", options.get("src_dir_fd")))
            if full is None:
                return call(path, *arguments, **options)
            self.at(name)
            if name in _BY_TWO_PATHS:
                other = self.path(arguments[0], options.get("dst_dir_fd"))
                return self.made(lambda: call(path, *arguments, **options), lambda _: (name, full, other))
            return self.made(lambda: call(path, *arguments, **options), lambda _: (name, full, _key(full)))

        return changed

    def _by_file(self, name: str, call: Callable[..., Any], file: int, arguments: tuple[Any, ...]) -> Any:
        if self.path(file) is None:
            return call(file, *arguments)
        self.at(name)
        key = _key(file)
        if name == "write":
            at = os.lseek(file, 0, os.SEEK_CUR)
            return self.made(lambda: call(file, *arguments), lambda n: ("write", key, at, bytes(arguments[0])[:n]))
        if name == "pwrite":
            return self.made(
                lambda: call(file, *arguments), lambda n: ("write", key, arguments[1], bytes(arguments[0])[:n])
            )
        if name == "ftruncate":
            return self.made(lambda: call(file, *arguments), lambda _: ("truncate", key, arguments[0]))
        return self.made(lambda: call(file), lambda _: ("sync", key))

    def _os_open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        full = self.path(path, dir_fd)
        if full is None:
            return _open(path, flags, mode, dir_fd=dir_fd)
        self.at("open" if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR) else "look")
        new = bool(flags & os.O_CREAT) and not os.path.lexists(full)

        def event(file: int) -> Event | None:
            emptied = bool(flags & os.O_TRUNC)
            return ("create" if new else "empty", full, _key(file)) if new or emptied else None

        file: int = self.made(lambda: _open(path, flags, mode, dir_fd=dir_fd), event)
        return file

    def _opened(
        self, file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
        newline: Any = None, closefd: bool = True, opener: Any = None,
    ) -> Any:  # fmt: skip
        full = None if isinstance(file, int) else self.path(file)
        if full is None:
            return _open_file(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = _File(self, file, mode.replace("t", "").replace("b", ""))
        if buffering == 0:
            return raw
        kind: Any = io.BufferedRandom if "+" in mode else io.BufferedReader if "r" in mode else io.BufferedWriter
        buffered = kind(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, io.text_encoding(encoding), errors, newline)


_open_file = open


class _File(io.FileIO):
    """A file whose calls are counted."""

    def __init__(self, calls: Calls, path: Any, mode: str) -> None:
        self._calls = calls
        super().__init__(path, mode, opener=lambda name, flags: os.open(name, flags, 0o666))

    def write(self, content: Any) -> Any:
        self._calls.at("write")
        at = os.lseek(self.fileno(), 0, os.SEEK_CUR)
        return self._calls.made(
            lambda: super(_File, self).write(content), lambda n: ("write", _key(self.fileno()), at, bytes(content)[:n])
        )

    def truncate(self, size: int | None = None) -> int:
        self._calls.at("ftruncate")
        result: int = self._calls.made(
            lambda: super(_File, self).truncate(size), lambda n: ("truncate", _key(self.fileno()), n)
        )
        return result

    def readinto(self, buffer: Any) -> Any:
        self._calls.at("read")
        return super().readinto(buffer)

    def readall(self) -> Any:
        self._calls.at("read")
        return super().readall()


def _key(file: int | str) -> tuple[int, int]:
    try:
        found = _fstat(file) if isinstance(file, int) else os.lstat(file)
    except FileNotFoundError:
        return 0, 0
    return found.st_dev, found.st_ino


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its status (negative: the signal), what it said on standard error, its calls.

    session: of which it was the first process, if it made one.
    """

    status: int
    said: str
    calls: tuple[int, int] = (0, 0)
    session: int = 0


def in_process(work: Callable[[], int], calls: Calls) -> Ended:
    """Do the work in a forked process whose calls are these; its status is what `work` returns."""
    sys.stdout.flush()
    sys.stderr.flush()
    # A pipe, since a limit on the size of files would hold for a file.
    said, ours = os.pipe()
    child = os.fork()
    if child == 0:
        status = 99
        try:
            os.dup2(_open(os.devnull, os.O_WRONLY), 1)
            os.dup2(ours, 2)
            sys.stdout, sys.stderr = (
                io.TextIOWrapper(io.FileIO(number, "wb", closefd=False), "utf-8", write_through=True)
                for number in (1, 2)
            )
            calls._owner = os.getpid()
            calls.install()
            status = work()
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            with suppress(BaseException):
                sys.stdout.flush()
            os._exit(status)
    os.close(ours)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.set_blocking(said, False)
    try:
        text = os.read(said, 1 << 16)
    except BlockingIOError:
        text = b""
    os.close(said)
    return Ended(status, text.decode(), calls.counts, child)


def events_in(log: Path) -> list[Event]:
    """What was recorded, in order."""
    content, events, at = log.read_bytes(), [], 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 8], "little")
        events.append(pickle.loads(content[at + 8 : at + 8 + size]))
        at += 8 + size
    return events
