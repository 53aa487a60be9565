"""What tells that something newer is there than is open: a look at a directory, a question to a cluster; at files."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.local.layout import Layout
from index.location import ClusterAddress, Location
from index.settings import DICTIONARY_NAME, SYNONYMS_NAME, beside_index

if TYPE_CHECKING:
    from index.opensearch.client import Cluster


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

    def close(self) -> None:
        """Let go of the index; nothing is looked at any more."""


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

    def close(self) -> None:
        """Nothing is held."""


class NewerOnCluster:
    """By asking for the commit, which may take until a time-out."""

    every = 1.0
    cheap = False

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address
        self._cluster: Cluster | None = None

    def stamp(self) -> Hashable:
        """Of the commit that the cluster answers with; raises IndexUnavailable."""
        # The client takes long to load, and its connections must not be made before a fork.
        from index.opensearch.client import Cluster
        from index.opensearch.commit import read_commit

        if self._cluster is None:
            self._cluster = Cluster(self._address)
        commit = read_commit(self._cluster)
        return commit.index, commit.number, commit.written

    def close(self) -> None:
        """Close the connections."""
        if self._cluster is not None:
            self._cluster.close()


def user_files_stamp(location: Location) -> Hashable:
    """Changes with the files that users write beside the index: when one is written, replaced, made or removed."""
    return tuple(_file_stamp(beside_index(location, name)) for name in (DICTIONARY_NAME, SYNONYMS_NAME))


def _file_stamp(path: Path) -> Hashable:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode


def newer_at(location: Location) -> Newer:
    """What looks at the index there; nothing is looked at yet."""
    return NewerOnCluster(location) if isinstance(location, ClusterAddress) else NewerInDirectory(location)
