"""What a store says of what was committed last, and a cluster of itself."""

from __future__ import annotations

from dataclasses import dataclass

from index.manifest import MadeBy


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """How the cluster is that holds an index.

    index: the physical one that the address stands for now. health: green, yellow or red. nodes: of the whole cluster.
    shards: primary ones of this index. replicas: of each. unassigned: shards, of both kinds, that are on no node.
    """

    index: str
    health: str
    nodes: int
    shards: int
    replicas: int
    unassigned: int
    version: str


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What was committed last. written: ISO 8601 in UTC. bytes: on disk, without copies."""

    generation: int
    written: str
    reports: int
    paragraphs: int
    bytes: int
    made_by: MadeBy
    cluster: ClusterStatus | None = None
