"""Commit record: the one document that says which documents of the index are live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from index.errors import REBUILD, CorruptIndex
from index.language import gettext
from index.manifest import MadeBy, Ranges
from index.opensearch.client import JSON, Cluster

DOCUMENT: Final = "commit"
MOST_RANGES: Final = 64
_MOST_VALUES: Final = 65_536
"""Maximum values of a clause, the cluster's default."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes split over several documents. ids: of these, in order. sha256: of the unpacked bytes."""

    ids: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A committed state of an index.

    index: the physical index. number: counts commits. written: ISO 8601 in UTC.
    term: of the session that wrote it last. lost: half-open ranges of earlier terms, ascending, whose sessions ended
    without a commit: what they wrote is not live, whenever it arrives. dropped: places, ascending, of report versions
    that are still stored but deleted. next_place: greater than any place so far. reprints: of its reports; None: it
    has none. `hidden` matches documents that are not live.
    """

    index: str
    number: int
    term: int
    lost: Ranges
    made_by: MadeBy
    written: str
    reports: int
    paragraphs: int
    dropped: tuple[int, ...]
    next_place: int
    sources: Blob
    words: tuple[Blob, ...]
    keep_reprints: bool = False
    reprints: Blob | None = None

    def hidden(self) -> list[JSON]:
        """Queries for the documents that are not live: of later and of lost sessions, and dropped ones."""
        later: JSON = {"range": {"since": {"gt": self.term}}}
        return [later, *_in_ranges("since", self.lost), *_in_ranges("place", list(_runs(self.dropped)))]

    def live(self, role: str, *queries: JSON) -> JSON:
        """Query for the live documents of a role that match all `queries`."""
        return {"bool": {"filter": [{"term": {"role": role}}, *queries], "must_not": self.hidden()}}

    def payload(self) -> dict[str, Any]:
        """The commit as JSON."""
        return {name: value for name, value in asdict(self).items() if name != "index"}


@dataclass(frozen=True, slots=True)
class Version:
    """The write of a document that was read, which the next write must follow."""

    seq_no: int
    primary_term: int

    def params(self) -> dict[str, str]:
        """Request parameters of a write that fails if the document has changed since."""
        return {"if_seq_no": str(self.seq_no), "if_primary_term": str(self.primary_term)}


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as half-open ranges."""
    start = end = -1
    for number in numbers:
        if number != end:
            if end > start:
                yield start, end
            start = number
        end = number + 1
    if end > start:
        yield start, end


def _in_ranges(field: str, ranges: Sequence[tuple[int, int]]) -> Iterator[JSON]:
    """Queries for values in half-open ranges: by their bounds, or value by value if there are more than MOST_RANGES."""
    if len(ranges) <= MOST_RANGES:
        yield from ({"range": {field: {"gte": start, "lt": end}}} for start, end in ranges)
        return
    values = [value for start, end in ranges for value in range(start, end)]
    yield from ({"terms": {field: values[at : at + _MOST_VALUES]}} for at in range(0, len(values), _MOST_VALUES))


def read_commit(cluster: Cluster, *, index: str | None = None) -> Commit:
    """The last commit, whoever made it; raises IndexUnavailable if there is no index, or CorruptIndex."""
    return read_commit_version(cluster, index=index)[0]


def read_commit_version(cluster: Cluster, *, index: str | None = None) -> tuple[Commit, Version]:
    """`read_commit`, with the version to replace."""
    found = cluster.read(DOCUMENT, index=index)
    if found is None:
        raise CorruptIndex(gettext("索引已损坏：缺少提交记录"), next_step=gettext(REBUILD))
    try:
        commit = _commit_from_json(found["_index"], found["_source"]["payload"])
    except (KeyError, TypeError, ValueError):
        raise CorruptIndex(gettext("索引已损坏：提交记录无法读取"), next_step=gettext(REBUILD)) from None
    return commit, Version(found["_seq_no"], found["_primary_term"])


def _commit_from_json(index: str, data: dict[str, Any]) -> Commit:
    return Commit(
        index=index,
        number=int(data["number"]),
        # Older versions, whose indexes are rebuilt, had no terms and numbered documents by commits.
        term=int(data.get("term", data["number"])),
        lost=tuple((int(start), int(end)) for start, end in data.get("lost", ())),
        made_by=MadeBy(**data["made_by"]),
        written=str(data["written"]),
        reports=int(data["reports"]),
        paragraphs=int(data["paragraphs"]),
        dropped=tuple(map(int, data["dropped"])),
        next_place=int(data["next_place"]),
        sources=_blob(data["sources"]),
        words=tuple(map(_blob, data["words"])),
        keep_reprints=bool(data.get("keep_reprints", False)),
        reprints=_blob(data["reprints"]) if data.get("reprints") else None,
    )


def _blob(data: dict[str, Any]) -> Blob:
    return Blob(tuple(map(str, data["ids"])), str(data["sha256"]))
