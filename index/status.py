"""What a store says of what was committed last, and a cluster of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

from index.manifest import MadeBy
from index.reprints import Reprint

Show = Callable[[str, int, int], object]
"""Called with the name of a stage of long work, how much of it is done, and of how much."""


DAMAGED: Final = "damaged"
SPARE: Final = "spare"
UNREAD: Final = "unread"


class Problem(str):
    """What a check has found, in one line; a plain string is a problem of what is searched, too.

    kind: DAMAGED; SPARE: of the generation that is only kept to go back to; UNREAD: a file that the system does not let
    be read, which says nothing of it. step: what to do, or "" for what is told once of all.
    """

    __slots__ = ("kind", "step")
    kind: str
    step: str

    def __new__(cls, text: str, kind: str, step: str = "") -> Self:
        made = super().__new__(cls, text)
        made.kind, made.step = kind, step
        return made


def kind_of(problem: str) -> str:
    """The kind of a problem."""
    return problem.kind if isinstance(problem, Problem) else DAMAGED


def unseen(stage: str, done: int, total: int) -> None:
    """A `Show` that shows nothing."""


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
    """What was committed last. written: ISO 8601 in UTC. bytes: on disk, without copies.

    reprints: reports that are not indexed, since another has all that they say. keep_reprints: they would be.
    """

    generation: int
    written: str
    reports: int
    paragraphs: int
    bytes: int
    made_by: MadeBy
    reprints: tuple[Reprint, ...] = ()
    keep_reprints: bool = False
    cluster: ClusterStatus | None = None
