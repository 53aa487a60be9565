"""The pointer of an index directory, `current.json`: its committed generations, and the checksums of their records."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from index.language import gettext
from index.local.records import read_object, unsealed, write_record
from index.manifest import SegmentFile

NAME: Final = "current.json"
LAST_WITHOUT_SUMS: Final = 8
"""The last schema whose pointer has no checksums."""
_SOURCES: Final = re.compile(r"sources-(\d+)(?:-(\d+))?\.json")
_PLAIN: Final = {"data", "generation", "previous"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A committed generation: its data directory and number, and the size and SHA-256 of its two records.

    Without those of the manifest, it was committed by schema LAST_WITHOUT_SUMS or an older one.
    """

    data: Path
    number: int
    manifest: SegmentFile | None
    sources: SegmentFile | None
    sources_name: str

    @property
    def manifest_name(self) -> str:
        """File name of the generation's record."""
        return f"generation-{self.number}.json"

    @property
    def records(self) -> dict[str, SegmentFile | None]:
        """Its records' sizes and checksums, by file name."""
        return {self.manifest_name: self.manifest, self.sources_name: self.sources}

    @property
    def told(self) -> str:
        """Its name in messages."""
        return gettext("%(name)s 第 %(number)s 代", name=self.data.name, number=self.number)

    def next_sources_name(self) -> str:
        """File name for source records that replace the present ones."""
        found = _SOURCES.fullmatch(self.sources_name)
        return f"sources-{self.number}-{int(found[2] or 0) + 1 if found else 1}.json"

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON."""
        return {
            "data": self.data.name,
            "generation": self.number,
            "manifest": asdict(self.manifest) if self.manifest else None,
            "sources": asdict(self.sources) if self.sources else None,
            "sources_name": self.sources_name,
        }


def first_sources_name(number: int) -> str:
    """File name of a generation's source records as committed."""
    return f"sources-{number}.json"


def sources_place(name: str) -> tuple[int, int] | None:
    """Generation of a file of source records, and how often they had been replaced; None for any other file name."""
    found = _SOURCES.fullmatch(name)
    return (int(found[1]), int(found[2] or 0)) if found else None


def read_pointer(directory: Path) -> tuple[Entry, ...]:
    """The current generation, then the previous one if it is kept.

    Raises OSError if the file cannot be read; ValueError, KeyError or TypeError if its content is not as written.
    """
    data = read_object(directory / NAME)
    read = _plain_entry
    if not data.keys() <= _PLAIN:
        read, data = _entry, unsealed(data)
    kept = [data, *([data["previous"]] if data.get("previous") else [])]
    return tuple(read(directory, each) for each in kept)


def _plain_entry(directory: Path, each: dict[str, Any]) -> Entry:
    number = int(each["generation"])
    return Entry(_data(directory, each), number, None, None, first_sources_name(number))


def _entry(directory: Path, each: dict[str, Any]) -> Entry:
    if not sources_place(each["sources_name"]):
        raise ValueError("no name of source records")
    return Entry(
        _data(directory, each),
        int(each["generation"]),
        _sum(each["manifest"]),
        _sum(each["sources"]),
        str(each["sources_name"]),
    )


def _data(directory: Path, each: dict[str, Any]) -> Path:
    return directory / Path(str(each["data"])).name


def _sum(found: dict[str, Any] | None) -> SegmentFile | None:
    return None if found is None else SegmentFile(int(found["size"]), str(found["sha256"]))


def write_pointer(directory: Path, current: Entry, previous: Entry | None) -> None:
    """Replace the pointer, durably and atomically; raises OSError."""
    write_record(directory / NAME, {**current.to_json(), "previous": previous.to_json() if previous else None})
