"""What was committed last: the one document that says which paragraphs of the index count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from index.errors import REBUILD, CorruptIndex
from index.manifest import MadeBy
from index.opensearch.client import Cluster

DOCUMENT: Final = "commit"


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that stand in several documents. ids: those, in order. sha256: of the bytes as they were before packing."""

    ids: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A committed state of an index.

    index: the physical index that it is a state of. number: counts commits. written: ISO 8601 in UTC.
    dropped: the places, ascending, of versions of reports that are still there and do not count any more.
    next_place: more than any place so far. A paragraph or report counts if `since` is at most `number` and its place
    is not among `dropped`.
    """

    index: str
    number: int
    made_by: MadeBy
    written: str
    reports: int
    paragraphs: int
    dropped: tuple[int, ...]
    next_place: int
    sources: Blob
    words: tuple[Blob, ...]

    @property
    def dropped_ranges(self) -> Iterator[tuple[int, int]]:
        """The runs of `dropped`, half-open."""
        start = end = -1
        for place in self.dropped:
            if place != end:
                if end > start:
                    yield start, end
                start = place
            end = place + 1
        if end > start:
            yield start, end

    def payload(self) -> dict[str, Any]:
        """As it is written."""
        return {name: value for name, value in asdict(self).items() if name != "index"}


@dataclass(frozen=True, slots=True)
class Version:
    """Which writing of a document was read: what the next one must follow."""

    seq_no: int
    primary_term: int

    def params(self) -> dict[str, str]:
        """For a request that must not undo what somebody else wrote since."""
        return {"if_seq_no": str(self.seq_no), "if_primary_term": str(self.primary_term)}


def read_commit(cluster: Cluster, *, index: str | None = None) -> Commit:
    """What was committed last, by whoever; raises IndexUnavailable where there is no index, or CorruptIndex."""
    return read_commit_version(cluster, index=index)[0]


def read_commit_version(cluster: Cluster, *, index: str | None = None) -> tuple[Commit, Version]:
    """`read_commit`, with what to replace."""
    found = cluster.read(DOCUMENT, index=index)
    if found is None:
        raise CorruptIndex("索引已损坏：缺少提交记录", next_step=REBUILD)
    try:
        commit = _commit_from_json(found["_index"], found["_source"]["payload"])
    except (KeyError, TypeError, ValueError):
        raise CorruptIndex("索引已损坏：提交记录无法读取", next_step=REBUILD) from None
    return commit, Version(found["_seq_no"], found["_primary_term"])


def _commit_from_json(index: str, data: dict[str, Any]) -> Commit:
    return Commit(
        index=index,
        number=int(data["number"]),
        made_by=MadeBy(**data["made_by"]),
        written=str(data["written"]),
        reports=int(data["reports"]),
        paragraphs=int(data["paragraphs"]),
        dropped=tuple(map(int, data["dropped"])),
        next_place=int(data["next_place"]),
        sources=_blob(data["sources"]),
        words=tuple(map(_blob, data["words"])),
    )


def _blob(data: dict[str, Any]) -> Blob:
    return Blob(tuple(map(str, data["ids"])), str(data["sha256"]))
