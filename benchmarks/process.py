"""Running an index build as a process of its own, with the memory that it and its children take together."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.large import size

_BETWEEN: Final = 0.05
"""Seconds between two samples of the memory."""


@dataclass(frozen=True, slots=True)
class Built:
    """An index that was built.

    seconds: from opening the corpus to the end of the commit. memory: peak of all processes, in bytes
    (proportional set size: pages that several share count once, those of mapped files too). size: bytes on disk.
    """

    paragraphs: int
    seconds: float
    memory: int
    size: int

    @property
    def rate(self) -> float:
        """Paragraphs a second."""
        return self.paragraphs / self.seconds


def build(engine: str, corpus: Path, directory: Path) -> Built:
    """Build an engine's index in `directory`, which does not exist yet or, for ours, may hold an index."""
    command = [sys.executable, "-m", "benchmarks.build", engine, str(corpus), str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        memory = _Memory(process.pid)
        memory.start()
        output, _ = process.communicate()
        memory.finish()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    told = json.loads(output)
    return Built(told["paragraphs"], told["seconds"], memory.most, size(directory))


class _Memory(threading.Thread):
    """Watches a process with its children until `finish`; `most` is the peak, in bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._pid = pid
        self._finished = threading.Event()

    def run(self) -> None:
        while not self._finished.wait(_BETWEEN):
            self.most = max(self.most, sum(map(_proportional, _family(self._pid))))

    def finish(self) -> None:
        """Stop watching."""
        self._finished.set()
        self.join()


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(task).split():
            yield from _family(int(child))


def _proportional(pid: int) -> int:
    """A process' proportional set size in bytes; 0 when it has ended."""
    lines = (line.split() for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines())
    return sum(int(line[1]) * 1024 for line in lines if line[0] == "Pss:")


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
