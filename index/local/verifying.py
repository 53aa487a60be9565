"""Verification of the generation that is being served: a little at a time, so that searches do not suffer."""

from __future__ import annotations

import hashlib
import math
import time
from collections import deque
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

from index.errors import CorruptIndex, IndexUnavailable
from index.local.layout import Layout
from index.local.sums import known_stamp
from index.local.unreadable import unreadable
from index.local.verification import Covered, covered_by, problem_of_fault
from index.manifest import Generation, SegmentFile
from index.os_faults import SHORT
from index.regular_files import NotRegular, open_regular
from index.segment.reader import EXTENSION

DAY: Final = 24 * 3600.0
_BLOCK: Final = 1 << 22
"""Bytes read at a time: after each, this thread may wait for its turn among those that search."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is not as it was written, or cannot be read.

    served: answers are read from it. fault: why it cannot be read, if that is all that is known.
    """

    path: Path
    message: str
    served: bool
    fault: OSError | None = None


class Verification:
    """Compares all files of a generation with their checksums when it is opened, and every so often after.

    A file that a generation shares with the one before is not read again before its time. For one thread at a time.
    """

    def __init__(self, every: float) -> None:
        """every: seconds between two readings of the same file; 0: none is read."""
        self._every = every
        self._generation: tuple[Path, Generation] | None = None
        self._files: list[Covered] = []
        self._due: deque[Covered] = deque()
        self._read: dict[Covered, float] = {}
        self._problems: dict[Covered, tuple[Problem, tuple[int, ...]]] = {}
        self._reading: _Reading | None = None
        self._asked = -math.inf

    @property
    def complete(self) -> float | None:
        """Seconds since the epoch: every file of the generation has been read since then; None: not all have been."""
        # Other threads ask, too, so that each is looked at once.
        files, read = list(self._files), self._read
        moments = [read.get(file) for file in files]
        known = [each for each in moments if each is not None]
        return time.time() - (time.monotonic() - min(known)) if known and len(known) == len(files) else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The files of the generation that were not as they were written when they were read last."""
        return tuple(problem for problem, _ in self._problems.values())

    def follow(self, data: Path, generation: Generation) -> None:
        """Verify this generation from now on; data: its data directory."""
        if not self._every or (self._generation and self._generation[1] is generation):
            return
        self._generation = data, generation
        for file in self._problems:
            self._read.pop(file, None)
        self._problems = {}
        self.stop()
        self._due = deque(self._overdue())

    def again(self) -> None:
        """From now on, read every file once more; what is known of it stands until then."""
        self.stop()
        self._asked = time.monotonic()
        if self._generation:
            self._due = deque(self._overdue())

    def stop(self) -> None:
        """Close the file that is being read."""
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def step(self, seconds: float) -> Problem | None:
        """Read for about this long; returns a problem when it is found, and None otherwise.

        Raises IndexUnavailable if the system is short of what opening a file takes.
        """
        until = time.monotonic() + seconds
        while self._generation and (self._reading or self._begin()) and time.monotonic() < until:
            if problem := self._go_on(until):
                return problem
        return None

    def verify_at_once(self) -> Problem | None:
        """Read all files that are due; returns the first problem that makes answers wrong. Raises as `step` does."""
        while self._due or self._reading:
            problem = self.step(1.0)
            if problem and problem.served:
                return problem
        return None

    def _begin(self) -> bool:
        """Start to read the next file that is due; False if none is."""
        if not self._due and (self._some_overdue() or self._some_changed()):
            self._due.extend(self._overdue())
        if not self._due:
            return False
        self._reading = _Reading(self._due.popleft())
        return True

    def _some_overdue(self) -> bool:
        limit = self._limit()
        return any(self._read.get(file, limit) <= limit for file in self._files)

    def _limit(self) -> float:
        """What was read before this moment (monotonic) is due."""
        return max(time.monotonic() - self._every, self._asked)

    def _some_changed(self) -> bool:
        return any(known_stamp(file.path) != stamp for file, (_, stamp) in self._problems.items())

    def _overdue(self) -> list[Covered]:
        """The files to read, as the generation has them at this moment: its source records may have been replaced."""
        assert self._generation is not None
        self._files = _files(*self._generation)
        self._read = {file: when for file, when in self._read.items() if file in self._files}
        problems = {file: each for file, each in self._problems.items() if file in self._files}
        self._problems = problems
        limit = self._limit()
        return [file for file in self._files if file in problems or self._read.get(file, limit) <= limit]

    def _go_on(self, until: float) -> Problem | None:
        assert self._reading is not None
        file = self._reading.file
        try:
            found = self._reading.go_on(until)
        except OSError as fault:
            self.stop()
            return self._failed(file, fault)
        if found is None:
            return None
        self.stop()
        self._read[file] = time.monotonic()
        self._problems.pop(file, None)
        return None if found == file.expected else self._noted(file, CorruptIndex.in_file(file.path.name).message)

    def _failed(self, file: Covered, fault: OSError) -> Problem | None:
        if fault.errno in SHORT:
            self._due.append(file)
            raise unreadable(fault, file.path) from fault
        assert self._generation is not None
        if isinstance(fault, FileNotFoundError) and file not in _files(*self._generation):
            # Replaced, or removed by a later commit.
            self._files.remove(file)
            return None
        self._read[file] = time.monotonic()
        return self._noted(file, problem_of_fault(file.path, fault), fault)

    def _noted(self, file: Covered, message: str, fault: OSError | None = None) -> Problem:
        # A file that is gone is still mapped, and as it was.
        served = file.path.suffix == EXTENSION and not isinstance(fault, FileNotFoundError)
        problem = Problem(file.path, message, served, fault)
        self._problems[file] = problem, known_stamp(file.path)
        return problem


class _Reading:
    """A file that is being read."""

    def __init__(self, file: Covered) -> None:
        self.file = file
        self._digest: Any = hashlib.sha256()
        self._size = 0
        self._open: BufferedReader | None = None

    def go_on(self, until: float) -> SegmentFile | None:
        """Read on until a moment (monotonic); the sum once the end is reached. Raises OSError."""
        if self._open is None:
            try:
                self._open = open_regular(self.file.path)
            except (IsADirectoryError, NotRegular):
                return SegmentFile(0, "")
        buffer = memoryview(bytearray(_BLOCK))
        while size := self._open.readinto(buffer):
            self._digest.update(buffer[:size])
            self._size += size
            if time.monotonic() >= until:
                return None
        return SegmentFile(self._size, self._digest.hexdigest())

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()


def _files(data: Path, generation: Generation) -> list[Covered]:
    """Files of a generation with their checksums: those that answers are read from first, its records last.

    None if the pointer does not name it any more.
    """
    try:
        files = covered_by(Layout(data.parent).entry(data, generation.number), generation)
    except FileNotFoundError:
        return []
    except IndexUnavailable:
        # The pointer is lost or damaged, which says nothing of the files.
        files = [Covered(data / name, file) for name, file in generation.files.items()]
    # Stable: the records come first, so they are the last in reverse.
    covered = [file for file in reversed(files) if file.expected]
    return sorted(covered, key=lambda each: each.path.suffix != EXTENSION)
