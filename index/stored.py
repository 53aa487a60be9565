"""Stored reports: read back from a store, to be carried over when their files cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from index.facets import REPORT_FACETS
from index.report import Change, Paragraph, Report

_OF_THE_REPORT: Final = frozenset(
    ("id", "title", "date", "source", "paragraphs", "characters", "damaged", "changes")
).union(facet.name for facet in REPORT_FACETS)


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as it was added, with its stored origin."""

    report: Report
    origin: dict[str, Any]

    @classmethod
    def of(cls, meta: Mapping[str, Any], paragraphs: Sequence[Paragraph]) -> StoredReport:
        """From a report's metadata (index/segment/inversion.py) and its paragraphs, in order.

        A facet that was not stored is unknown. Raises LookupError, TypeError or ValueError for malformed metadata.
        """
        if len(paragraphs) != meta["paragraphs"]:
            raise ValueError("paragraphs are missing")
        facets: dict[str, Any] = {facet.name: meta.get(facet.name) for facet in REPORT_FACETS}
        report = Report(
            id=str(meta["id"]),
            title=str(meta["title"]),
            date=meta["date"],
            source=meta["source"],
            paragraphs=tuple(paragraphs),
            changes=tuple(Change(str(step), int(count), int(removed)) for step, count, removed in meta["changes"]),
            **facets,
        )
        return cls(report, {name: value for name, value in meta.items() if name not in _OF_THE_REPORT})
