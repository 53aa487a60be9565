"""What an index was made from and by: the records that stand beside its segments, as JSON."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.analysis import Segmenter

Stamp = tuple[int, int]
"""A file's size (bytes) and time of change (nanoseconds): what is looked at before a file is read."""


@dataclass(frozen=True, slots=True)
class MadeBy:
    """Whatever an index must agree on with the program that reads it; when any has changed it is rebuilt."""

    schema: int
    segmenter: str
    dictionary: str
    folding: str
    cleaning: str

    @classmethod
    def with_segmenter(cls, segmenter: Segmenter) -> MadeBy:
        """What this program makes with these words."""
        from index.analysis import folding_digest, segmenter_name
        from index.reading import CLEANING_VERSION
        from index.schema_version import SCHEMA_VERSION

        return cls(SCHEMA_VERSION, segmenter_name(), segmenter.digest, folding_digest(), CLEANING_VERSION)

    def differences(self, other: MadeBy) -> tuple[str, ...]:
        """The names of the parts that are not the same."""
        mine, theirs = asdict(self), asdict(other)
        return tuple(name for name in mine if mine[name] != theirs[name])


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A file of the index as it was written."""

    size: int
    sha256: str


Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of document numbers, ascending."""


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment of the index: its name, how many documents it has, and which of them are deleted."""

    name: str
    documents: int
    deleted: Ranges = ()

    @property
    def live(self) -> int:
        """How many documents are not deleted."""
        return self.documents - sum(end - start for start, end in self.deleted)


@dataclass(frozen=True, slots=True)
class Generation:
    """One committed state of the index; `files` by name, `written` as ISO 8601 in UTC."""

    number: int
    made_by: MadeBy
    written: str
    reports: int
    paragraphs: int
    files: dict[str, SegmentFile]
    segments: tuple[SegmentRecord, ...]


ReportRecord = tuple[str, int]
"""A report's digest and its number of paragraphs."""


@dataclass(slots=True)
class Source:
    """A file that reports were read from: its stamps (and its sidecar's), and its reports by id.

    No stamps: something in it could not be read, so it is looked at again every time.
    """

    stamps: tuple[Stamp, ...]
    reports: dict[str, ReportRecord] = field(default_factory=dict)


Sources = dict[str, Source]
"""By absolute path."""


def generation_to_json(generation: Generation) -> dict[str, Any]:
    """As it is written."""
    return asdict(generation)


def generation_from_json(data: dict[str, Any]) -> Generation:
    """As it was written; raises KeyError, TypeError or ValueError for anything else."""
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
    )


def sources_to_json(sources: Sources) -> dict[str, Any]:
    """As they are written."""
    return {path: {"stamps": source.stamps, "reports": source.reports} for path, source in sources.items()}


def sources_from_json(data: dict[str, Any]) -> Sources:
    """As they were written; raises KeyError, TypeError or ValueError for anything else."""
    return {
        path: Source(
            tuple((int(size), int(changed)) for size, changed in each["stamps"]),
            {report: (str(digest), int(paragraphs)) for report, (digest, paragraphs) in each["reports"].items()},
        )
        for path, each in data.items()
    }


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write `data` so that after a crash the file is either the old one or the new one, and on disk.

    `read_json` gives it back as it was, paths of bytes that are not UTF-8 included.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # A lone surrogate is written as the JSON escape of itself.
        with scratch.open("w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump(data, file, ensure_ascii=False, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make sure that the names of files in it are on disk, where the system can do that."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file; raises OSError or ValueError."""
    data = json.loads(path.read_text("utf-8"))
    if not isinstance(data, dict):
        raise ValueError(f"{path.name} holds no object")
    return data
