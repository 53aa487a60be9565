"""What an index run tells: how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.indexing.walk import Failure, Skipped


@dataclass(slots=True)
class IndexSummary:
    """What an index run did, in reports; `reports` and `paragraphs` are what the index holds after it."""

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

    def to_dict(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return asdict(self) | {"seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: the file it reads, bytes of the files done and in all, reports and paragraphs read."""

    path: Path
    bytes_done: int
    bytes_total: int
    reports: int
    paragraphs: int


ProgressCallback = Callable[[Progress], None]
