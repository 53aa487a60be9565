"""Detection of new commits, in a directory or on a cluster, and of changed user files."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.errors import IndexUnavailable
from index.local.layout import Layout
from index.location import ClusterAddress, Location
from index.settings import DICTIONARY_NAME, SYNONYMS_NAME, beside_index

if TYPE_CHECKING:
    from index.opensearch.client import Cluster


class Newer(Protocol):
    """Polls one index for a new commit."""

    every: float
    """Polling interval (s)."""
    cheap: bool
    """Whether a request without an open index may itself poll and open one."""

    def stamp(self) -> Hashable:
        """Changes with every commit, also when an index is recreated at the same location.

        Raises IndexUnavailable if the index cannot be reached.
        """

    def close(self) -> None:
        """Release resources; no more polls."""


class NewerInDirectory:
    """Polls the pointer file, which every commit replaces, and which is replaced for the same generation, too."""

    every = 0.25
    cheap = True

    def __init__(self, directory: Path) -> None:
        self._layout = Layout(directory)
        self._read: tuple[Hashable, Hashable] = (None, None)

    def stamp(self) -> Hashable:
        """The generation that the pointer names, or the pointer's stat if that is unknown; None if absent."""
        stat = _file_stamp(self._layout.pointer)
        # Several threads may poll at once.
        known, generation = self._read
        if stat != known:
            generation = self._generation()
            if generation is None:
                generation = stat
            self._read = stat, generation
        return generation

    def _generation(self) -> Hashable:
        try:
            entry = self._layout.entries()[0]
        except IndexUnavailable:
            return None
        return entry.manifest and (entry.data.name, entry.number, entry.manifest)

    def close(self) -> None:
        """Holds no resources."""


class NewerOnCluster:
    """Polls the cluster for its commit, which may block until a time-out."""

    every = 1.0
    cheap = False

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address
        self._cluster: Cluster | None = None

    def stamp(self) -> Hashable:
        """Identity of the cluster's commit; raises IndexUnavailable."""
        # The client is slow to import, and its connections must not be opened before a fork.
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
    """Changes when a user file beside the index is written, replaced, created or removed."""
    return tuple(_file_stamp(beside_index(location, name)) for name in (DICTIONARY_NAME, SYNONYMS_NAME))


def _file_stamp(path: Path) -> Hashable:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode


def newer_at(location: Location) -> Newer:
    """The poller for an index at this location; does not poll yet."""
    return NewerOnCluster(location) if isinstance(location, ClusterAddress) else NewerInDirectory(location)
