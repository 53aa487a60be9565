"""The program of a process that reads files for another (index/reading/apart.py)."""

from __future__ import annotations

import os
import pickle
import select
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from index.errors import ReadError
from index.limits import limit_memory, limit_time
from index.places import Gazetteer, gazetteer
from index.reading.apart import IDLE, too_much_memory
from index.settings import FILE_VARIABLE, MEMORY_VARIABLE, memory_limit
from index.with_parent import killed_with

_MORE: Final = 1
"""Seconds of processor time for each further report of a file."""


def serve() -> None:
    """Read what is asked on standard input, and answer on standard output, until that is closed."""
    if sys.argv[-1].isdigit():
        killed_with(int(sys.argv[-1]))
    # What a library prints must not get among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    places = gazetteer()
    while _is_asked(sys.stdin.buffer):
        try:
            request, seconds, bounds, others = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        places = places if others is None else Gazetteer(others)
        for name in (FILE_VARIABLE, MEMORY_VARIABLE):
            os.environ.pop(name, None)
        os.environ.update(bounds)
        limit_memory(memory_limit() >> 20)
        _answer(request, seconds, places, answers)


def _is_asked(pipe: BinaryIO) -> bool:
    """Wait for a request, but not for long."""
    return os.name != "posix" or bool(select.select([pipe], [], [], IDLE)[0])


def _answer(request: tuple[str, tuple[Any, ...]], seconds: int, places: Gazetteer, answers: BinaryIO) -> None:
    what, arguments = request
    until = time.process_time() + seconds
    limit_time(until)
    try:
        for number, each in enumerate(_READ[what](places, *arguments), 1):
            _write(answers, ("piece", each))
            limit_time(until + number * _MORE)
        _write(answers, ("end", None))
    except ReadError as fault:
        _write(answers, ("fault", fault))
    except MemoryError:
        _write(answers, ("over", too_much_memory()))
    except BrokenPipeError:
        os._exit(1)
    except Exception as fault:  # Whatever is raised here is raised again in the other process.
        fault.add_note(traceback.format_exc())
        _write(answers, ("over", fault))


def _write(answers: BinaryIO, message: tuple[str, Any]) -> None:
    answers.write(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
    answers.flush()


def _reports(places: Gazetteer, path: str, name: str | None) -> Iterator[Any]:
    from index.reading.formats import read_here

    yield from read_here(Path(path), places, name)


def _original(_: Gazetteer, path: str, paragraphs: list[str]) -> Iterator[Any]:
    from index.reading.provenance import read_original

    yield read_original(Path(path), paragraphs)


_READ: Final[dict[str, Callable[..., Iterator[Any]]]] = {"reports": _reports, "original": _original}
