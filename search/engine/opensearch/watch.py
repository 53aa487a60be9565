"""Whether there is something newer on a cluster: a look at what was committed last."""

from __future__ import annotations

import os
from collections.abc import Hashable
from functools import lru_cache

from index.location import ClusterAddress
from index.opensearch.client import Cluster
from index.opensearch.commit import read_commit


def stamp(address: ClusterAddress) -> Hashable:
    """Changes with every commit; raises ClusterUnavailable, or IndexUnavailable where there is no index."""
    commit = read_commit(_cluster(address, os.getpid()))
    return commit.index, commit.number, commit.written


@lru_cache(8)
def _cluster(address: ClusterAddress, _: int) -> Cluster:
    """One for each process: connections must not be shared over a fork."""
    return Cluster(address)
