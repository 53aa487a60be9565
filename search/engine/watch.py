"""What tells that something newer was committed than is open: a look at a directory, a question to a cluster."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Protocol

from index.local.layout import Layout
from index.location import ClusterAddress, Location


class Newer(Protocol):
    """Looks at one index."""

    every: float
    """Seconds between two looks."""
    cheap: bool
    """Whether a request that finds no index open may wait for a look and for what is there to be opened."""

    def stamp(self) -> Hashable:
        """Changes with every commit, also when an index was made anew in the same place.

        Raises IndexUnavailable where that cannot be told.
        """


class NewerInDirectory:
    """By the pointer, which every commit replaces."""

    every = 0.25
    cheap = True

    def __init__(self, directory: Path) -> None:
        self._pointer = Layout(directory).pointer

    def stamp(self) -> Hashable:
        """Of the pointer; None where there is none."""
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns


class NewerOnCluster:
    """By asking for the commit, which may take until a time-out."""

    every = 1.0
    cheap = False

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address

    def stamp(self) -> Hashable:
        """Of the commit that the cluster answers with; raises IndexUnavailable."""
        from search.engine.opensearch import stamp

        return stamp(self._address)


def newer_at(location: Location) -> Newer:
    """What looks at the index there; nothing is looked at yet."""
    return NewerOnCluster(location) if isinstance(location, ClusterAddress) else NewerInDirectory(location)
