"""Catalogue of a generation: all reports and the changes that cleaning made, from one pass over the metadata."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from index.facets import BODY, BY_NAME, is_unknown
from index.names import origin_path, readable
from index.report import Change
from index.reprints import REPRINTS
from search.origin import changes_in
from search.request import SearchRequest
from search.result import OtherSource, ReportSummary, Where


@dataclass(frozen=True, slots=True)
class Library:
    """reports: by body, unknown ones last, newest first. indexed, removed, together: of each report, by its id.

    indexed: ISO 8601, in UTC. removed: how many characters (code points) cleaning took away; left out where none.
    together: the name of the file that a report shares with others, so that no sidecar speaks of it; left out where
    none.
    changes: what each cleaning step did in all the reports together, most removed characters first. ranks: the place of
    each report in the orders that were asked for until now (search/shelf_order.py).
    """

    reports: tuple[ReportSummary, ...]
    indexed: Mapping[str, str]
    removed: Mapping[str, int]
    together: Mapping[str, str]
    changes: tuple[Change, ...]
    ranks: dict[str, dict[str, int]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, metas: Iterable[Mapping[str, Any]]) -> Library:
        """metas: metadata of each report."""
        from index.reading import has_sidecar

        reports: list[ReportSummary] = []
        indexed: dict[str, str] = {}
        removed: dict[str, int] = {}
        together: dict[str, str] = {}
        shared: dict[str, str] = {}
        places: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for meta in metas:
            reports.append(summary(meta))
            changes = changes_in(meta)
            # Whole runs of reports were indexed in the same second.
            indexed[meta["id"]] = sys.intern(str(meta["indexed"]))
            if (path := str(meta["path"])) not in shared:
                file = origin_path(meta)
                shared[path] = "" if has_sidecar(file) else readable(file.name)
            if shared[path]:
                together[meta["id"]] = shared[path]
            if taken := sum(change.removed for change in changes):
                removed[meta["id"]] = taken
            for change in changes:
                places[change.step] += change.count
                characters[change.step] += change.removed
        reports.sort(key=lambda each: (is_unknown(BODY, each.body), each.body, -(each.year or 0), each.id))
        order = sorted(places, key=lambda step: (-characters[step], step))
        return cls(
            tuple(reports),
            indexed,
            removed,
            together,
            tuple(Change(step, places[step], characters[step]) for step in order),
        )


class ReportFilter:
    """A request's filters of reports; its query and facets of paragraphs are ignored."""

    def __init__(self, request: SearchRequest) -> None:
        self._report = request.report
        self._asked = [
            (name, [(facet, facet.name, choice) for facet in request.accepted(BY_NAME[name]) for choice in choices])
            for name, choices in request.filters.items()
            if BY_NAME[name].of_report
        ]

    def passing(self, reports: Iterable[ReportSummary]) -> list[ReportSummary]:
        """The reports that pass every filter."""
        return [each for each in reports if self._report in (None, each.id) and not self.failed(each)]

    def failed(self, report: ReportSummary) -> list[str]:
        """Names of the facets whose filters a report does not pass."""
        return [
            name
            for name, asked in self._asked
            if not any(facet.matches(getattr(report, attribute), choice) for facet, attribute, choice in asked)
        ]


def summary(meta: Mapping[str, Any]) -> ReportSummary:
    """A report's catalogue entry, from its metadata."""
    apart = ("region", "reprints", "assumed", "unread")
    values = {each.name: meta[each.name] for each in fields(ReportSummary) if each.name not in apart}
    reprints = tuple(map(OtherSource.of, meta.get(REPRINTS, ())))
    return ReportSummary(
        **values,
        region=Where.of(meta),
        reprints=reprints,
        assumed=tuple(meta["assumed"]),
        unread=tuple(meta.get("unread", ())),
    )
