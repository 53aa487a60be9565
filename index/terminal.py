"""Terminal output, whatever characters the terminal can show, and whatever becomes of its reader."""

from __future__ import annotations

import io
import json
import os
import select
import signal
import sys
from typing import Any, Final

import click

from index.errors import OutputFailed
from index.language import gettext
from index.os_faults import reason_of

LOG_FORMAT: Final = "%(asctime)s [%(process)d] %(levelname)s %(message)s"
LOG_TIME: Final = "%Y-%m-%dT%H:%M:%S%z"
"""A line of the log of a server, and of what runs beside it."""
_STANDARD_OUTPUT: Final = 1
_STANDARD_ERROR: Final = 2


class ReaderGone(Exception):
    """The reader of standard output has closed the pipe (`| head`).

    Not an OSError: Click makes an exit status of a broken pipe, and nobody else shall take it for a fault of a file.
    """


class _StandardOutput(io.FileIO):
    """The file of standard output, whose faults are told from those of every other file."""

    def write(self, data: Any) -> int:
        """Raises ReaderGone and OutputFailed."""
        try:
            return super().write(data)
        except BrokenPipeError:
            raise ReaderGone from None
        except OSError as fault:
            raise OutputFailed(
                gettext("写不了标准输出：%(reason)s", reason=reason_of(fault)),
                next_step=gettext("请换一个去处再试"),
            ) from fault


def say(text: str) -> None:
    """Print something beside the output, on standard error; that it cannot be written changes nothing."""
    try:
        click.echo(text, err=True)
    except OSError:
        # What is left in the buffer would fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_ERROR)


def echo_json(value: Any) -> None:
    """Print a value as one line of JSON, which reads back exactly; characters the terminal lacks are escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value)
    click.echo(text)


def show_what_can_be_shown() -> None:
    """From here on, print characters that the terminal lacks as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def watch_standard_output() -> None:
    """From here on, writing to the process's own standard output raises ReaderGone or OutputFailed, never an OSError.

    A closed one (`>&-`) counts as one that cannot be written. A stream that was put in its place stays.
    """
    _hold(_STANDARD_ERROR, sys.stderr, os.O_WRONLY)
    if sys.stderr is None:
        sys.stderr = os.fdopen(_STANDARD_ERROR, "w", encoding="utf-8", closefd=False)
    _hold(_STANDARD_OUTPUT, sys.stdout, os.O_RDONLY)
    if sys.stdout is not None and not _is_own(sys.stdout):
        return
    given = sys.stdout
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(_StandardOutput(_STANDARD_OUTPUT, "wb", closefd=False)),
        encoding=getattr(given, "encoding", "utf-8"),
        errors=getattr(given, "errors", "backslashreplace"),
        line_buffering=getattr(given, "line_buffering", False),
    )


def leave_standard_output() -> None:
    """From here on, what is or was written to standard output goes nowhere: not even at exit is it tried again."""
    if _is_own(sys.stdout):
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_OUTPUT)


def wait_for_line() -> None:
    """Wait until the user at the terminal has typed a line; signals are handled meanwhile.

    Reading itself does not see a signal that came just before it: Python's handler then runs after the line only.
    Returns at once where standard input is no terminal.
    """
    if os.name != "posix" or sys.stdin is None or not sys.stdin.isatty():
        return
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    try:
        before = signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        try:
            while woken in select.select([sys.stdin, woken], [], [])[0]:
                os.read(woken, 1)
        finally:
            signal.set_wakeup_fd(before)
    finally:
        os.close(woken)
        os.close(wakes)


def _hold(number: int, stream: Any, mode: int) -> None:
    """A closed descriptor is taken, lest the next file that is opened, one of an index, gets its number."""
    if stream is None:
        nothing = os.open(os.devnull, mode)
        if nothing != number:
            os.dup2(nothing, number)
            os.close(nothing)


def _is_own(stream: Any) -> bool:
    try:
        return bool(stream.fileno() == _STANDARD_OUTPUT)
    except (AttributeError, OSError, ValueError):
        return False
