"""Where a report came from: the file it was read from, when it was indexed, and what cleaning changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.names import origin_path
from index.report import Change


@dataclass(frozen=True, slots=True)
class Origin:
    """path: the file's, absolute, as it was when the report was indexed. indexed: ISO 8601, in UTC.

    changes: what each cleaning step did, in the steps' order; empty for what was taken as it is.
    """

    path: Path
    indexed: str
    changes: tuple[Change, ...]

    @property
    def removed(self) -> int:
        """How many characters (code points) cleaning took away."""
        return sum(change.removed for change in self.changes)


def origin(meta: Mapping[str, Any]) -> Origin:
    """A report's origin, from its metadata."""
    return Origin(origin_path(meta), str(meta["indexed"]), changes_in(meta))


def changes_in(meta: Mapping[str, Any]) -> tuple[Change, ...]:
    """Changes of each cleaning step in a report, from its metadata."""
    return tuple(Change(str(step), int(count), int(removed)) for step, count, removed in meta["changes"])
