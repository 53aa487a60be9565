"""Manifest of an index: records of what made it, of its generations and of its source files, as JSON."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from index.errors import IndexingFailed
from index.language import gettext
from index.reprints import ReportRecord, Reprint, Signature

if TYPE_CHECKING:
    from index.analysis import Segmenter
    from index.places import Place

Stamp = tuple[int, int]
"""A file's size (bytes) and modification time (ns), compared before the file is read."""


@dataclass(frozen=True, slots=True)
class MadeBy:
    """Versions that an index must share with the program that reads it; any difference means a rebuild."""

    schema: int
    segmenter: str
    dictionary: str
    folding: str
    cleaning: str
    places: str = ""

    @classmethod
    def with_segmenter(cls, segmenter: Segmenter, house: tuple[Place, ...] = ()) -> MadeBy:
        """Versions of this program with this segmenter and the places of a house."""
        from index.analysis import folding_digest, segmenter_name
        from index.places import places_digest
        from index.reading import CLEANING_VERSION
        from index.schema_version import SCHEMA_VERSION

        return cls(
            schema=SCHEMA_VERSION,
            segmenter=segmenter_name(),
            dictionary=segmenter.digest,
            folding=folding_digest(),
            cleaning=CLEANING_VERSION,
            places=places_digest(house),
        )

    def differences(self, other: MadeBy) -> tuple[str, ...]:
        """Names of the fields that differ."""
        mine, theirs = asdict(self), asdict(other)
        return tuple(name for name in mine if mine[name] != theirs[name])


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """Size (bytes) and checksum of a file of the index as written."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Of a file with this content."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of document numbers, ascending."""


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment of the index: its name, its number of documents, and the deleted ones."""

    name: str
    documents: int
    deleted: Ranges = ()

    @property
    def live(self) -> int:
        """Number of live documents."""
        return self.documents - sum(end - start for start, end in self.deleted)


@dataclass(frozen=True, slots=True)
class Generation:
    """One committed state of the index; `files` by name, `written` as ISO 8601 in UTC.

    keep_reprints: whether reprints are indexed as reports of their own. reprints: of its reports.
    """

    number: int
    made_by: MadeBy
    written: str
    reports: int
    paragraphs: int
    files: dict[str, SegmentFile]
    segments: tuple[SegmentRecord, ...]
    keep_reprints: bool = False
    reprints: tuple[Reprint, ...] = ()


@dataclass(slots=True)
class Source:
    """A source file: its stamps (and its sidecar's), and its reports by id.

    Without stamps, a part of it could not be read, so every run reads it again. root: the folder in which it was looked
    for, "" for a file given by itself. name: what its path gave its reports' ids (index/indexing/naming.py).
    signatures: of its reports and its reprints, as far as they have one. reprints: what is in it and not in the index,
    by id.
    """

    stamps: tuple[Stamp, ...]
    reports: dict[str, ReportRecord] = field(default_factory=dict)
    root: str = ""
    name: str = ""
    signatures: dict[str, Signature] = field(default_factory=dict)
    reprints: dict[str, Reprint] = field(default_factory=dict)

    @property
    def everything(self) -> dict[str, ReportRecord]:
        """Its reports and its reprints."""
        return self.reports | {report: each.record for report, each in self.reprints.items()}


Sources = dict[str, Source]
"""By absolute path."""


def _promised_lengths(sources: Sources) -> dict[str, int]:
    """Number of paragraphs of each report that an index of these sources has, by the id as stored."""
    # Imported here, since reading a manifest needs nothing of analysis.
    from index.analysis import well_formed

    return {
        well_formed(report): paragraphs
        for source in sources.values()
        for report, (_, paragraphs) in source.reports.items()
        if paragraphs
    }


def wrong_reports(held: Mapping[str, int], sources: Sources) -> list[str]:
    """Ids of the reports of which an index does not have as many paragraphs as its sources promise, in order.

    held: number of paragraphs of each report in the index.
    """
    promised = _promised_lengths(sources)
    return sorted(each for each in held.keys() | promised if held.get(each) != promised.get(each))


def all_reprints(sources: Sources) -> tuple[Reprint, ...]:
    """The reprints of all files, by the reports that are kept of them."""
    found = [each for source in sources.values() for each in source.reprints.values()]
    return tuple(sorted(found, key=lambda each: (each.of, each.id)))


def check_reprints(sources: Sources) -> None:
    """Raises IndexingFailed if the report that is kept of a reprint is not among the reports."""
    reports = {report for source in sources.values() for report in source.reports}
    if stray := [each.of for each in all_reprints(sources) if each.of not in reports]:
        raise IndexingFailed(
            gettext(
                "转载没有所留的那一份（%(count)s 份，如 %(stray)s），没有写入任何改动",
                count=len(stray),
                stray=stray[0][:80],
            ),
            next_step=gettext("请加上 --rebuild 再运行一次"),
        )


def generation_to_json(generation: Generation) -> dict[str, Any]:
    """The generation as JSON."""
    return asdict(generation) | {"reprints": [each.to_json() for each in generation.reprints]}


def generation_from_json(data: dict[str, Any]) -> Generation:
    """Inverse of `generation_to_json`; raises KeyError, TypeError or ValueError for anything else."""
    files = {name: SegmentFile(int(each["size"]), str(each["sha256"])) for name, each in data["files"].items()}
    return Generation(
        number=int(data["number"]),
        made_by=MadeBy(**data["made_by"]),
        written=str(data["written"]),
        reports=int(data["reports"]),
        paragraphs=int(data["paragraphs"]),
        files=files,
        segments=tuple(
            SegmentRecord(
                str(each["name"]),
                int(each["documents"]),
                tuple((int(start), int(end)) for start, end in each["deleted"]),
            )
            for each in data["segments"]
        ),
        keep_reprints=bool(data.get("keep_reprints", False)),
        reprints=reprints_from_json(data.get("reprints", ())),
    )


def reprints_from_json(data: Iterable[dict[str, Any]]) -> tuple[Reprint, ...]:
    """The reprints of their `to_json`; raises KeyError, TypeError or ValueError for anything else."""
    return tuple(map(Reprint.from_json, data))


def sources_to_json(sources: Sources) -> dict[str, Any]:
    """The source records as JSON."""
    return {
        path: {
            "stamps": source.stamps,
            "reports": source.reports,
            "root": source.root,
            "name": source.name,
            "signatures": {report: each.to_json() for report, each in source.signatures.items()},
            "reprints": [each.to_json() for each in source.reprints.values()],
        }
        for path, source in sources.items()
    }


def sources_from_json(data: dict[str, Any]) -> Sources:
    """Inverse of `sources_to_json`; raises KeyError, TypeError or ValueError for anything else."""
    return {
        path: Source(
            tuple((int(size), int(changed)) for size, changed in each["stamps"]),
            {report: (str(digest), int(paragraphs)) for report, (digest, paragraphs) in each["reports"].items()},
            str(each.get("root", "")),
            str(each.get("name", "")),
            {report: Signature.from_json(signature) for report, signature in each.get("signatures", {}).items()},
            {reprint.id: reprint for reprint in reprints_from_json(each.get("reprints", ()))},
        )
        for path, each in data.items()
    }


def write_json(path: Path, data: dict[str, Any]) -> SegmentFile:
    """Write `data` durably and atomically: after a crash the file is either the old one or the new one.

    Returns the size and SHA-256 of what was to be written. JSON readers get `data` unchanged, including paths of bytes
    that are not UTF-8. Raises OSError.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    # A lone surrogate is written as its JSON escape.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    content = text.encode("utf-8", "backslashreplace")
    try:
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)
    return SegmentFile.of(content)


def sync_directory(path: Path) -> None:
    """Sync a directory, so that the names of its files are on disk, where the system can do that."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
