"""Which changed files hold still, so that no half-written one is read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.manifest import Stamp
from index.reading import SUFFIXES, has_sidecar
from index.reading.files import sidecar_path


@dataclass(slots=True)
class _Seen:
    """A changed file: its stamp, None if it is gone, and since when it has had that (seconds of the clock)."""

    stamp: Stamp | None
    since: float


class Settling:
    """The files that have changed and are still to be read."""

    def __init__(self, quiet: float, clock: Callable[[], float] = time.monotonic) -> None:
        """quiet: seconds for which a file's size and time must stay the same. clock: seconds."""
        self._quiet = quiet
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._first = 0.0

    def saw(self, paths: Iterable[str]) -> list[str]:
        """Note that files have changed; returns those that were not noted yet, in order."""
        new = []
        for path in sorted(set(paths)):
            if not self._seen:
                self._first = self._clock()
            if path not in self._seen:
                new.append(path)
            self._seen[path] = _Seen(_stamp(path), self._clock())
        return new

    def look(self) -> tuple[set[str], set[str]]:
        """Look at the files again; returns those that hold still, and those that do not yet."""
        now = self._clock()
        settled = set()
        for path, seen in self._seen.items():
            stamp = _stamp(path)
            if stamp != seen.stamp:
                seen.stamp, seen.since = stamp, now
            elif now - seen.since >= self._quiet:
                settled.add(path)
        return settled, self._seen.keys() - settled

    def forget(self, paths: Iterable[str]) -> None:
        """Note that files were read."""
        for path in paths:
            self._seen.pop(path, None)
        self._first = self._clock()

    @property
    def waiting(self) -> float:
        """Seconds for which the first of the files has been waiting; 0 if there is none."""
        return self._clock() - self._first if self._seen else 0.0


def with_pages(paths: Iterable[str]) -> Iterator[str]:
    """The paths, and of each sidecar the pages that it speaks of."""
    for path in paths:
        yield path
        if path.endswith(".toml"):
            pages = (Path(path).with_suffix(suffix) for suffix in SUFFIXES if suffix.count(".") == 1)
            yield from (str(page) for page in pages if has_sidecar(page) and sidecar_path(page) == Path(path))


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
