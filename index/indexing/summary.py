"""Summary and progress of an index run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.indexing.walk import Failure, Skipped


@dataclass(frozen=True, slots=True)
class Recognised:
    """A report that is not indexed, since one that is kept says all that it says; path: its file's."""

    path: str
    report: str
    kept: str


@dataclass(slots=True)
class IndexSummary:
    """Counts of reports in an index run; `reports` and `paragraphs` are the totals of the index after it.

    reprints: those that this run recognised.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    reports: int = 0
    paragraphs: int = 0
    seconds: float = 0.0
    rebuilt: bool = False
    skipped: list[Skipped] = field(default_factory=list)
    reprints: list[Recognised] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return asdict(self) | {"seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a run: the file being read, bytes of the files done and in all, reports and paragraphs read."""

    path: Path
    bytes_done: int
    bytes_total: int
    reports: int
    paragraphs: int


ProgressCallback = Callable[[Progress], None]
