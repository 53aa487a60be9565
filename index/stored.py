"""Stored reports: read back from a store, whole or only when each was indexed with its text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np

from index.analysis.folding import well_formed
from index.facets import BODY, BODY_TODAY, REPORT_FACETS
from index.report import Change, Paragraph, Region, Report
from index.segment.restored import RESTORED, restored_in

TEXT_DIGEST: Final = "text_digest"
"""Name of the `text_digest` in a report's stored origin."""
_OF_THE_REPORT: Final = frozenset(
    (
        "id",
        "title",
        "date",
        "source",
        "paragraphs",
        "characters",
        "damaged",
        RESTORED,
        "changes",
        "assumed",
        "unread",
        "original",
        "site",
        "county",
        "code",
    )
).union(facet.name for facet in REPORT_FACETS)

REPORT_META: Final = _OF_THE_REPORT - {RESTORED, "unread"} | {"path", "indexed"}
"""Names that the metadata of every report has."""


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
        regional = {each.name: meta.get(each.name) for each in fields(Region)}
        told = {facet.name for facet in REPORT_FACETS} - regional.keys() - {BODY_TODAY.name}
        facets: dict[str, Any] = {name: meta.get(name) for name in told}
        report = Report(
            id=str(meta["id"]),
            title=str(meta["title"]),
            date=meta["date"],
            source=meta["source"],
            paragraphs=tuple(_with_restored(meta, paragraphs)),
            changes=tuple(Change(str(step), int(count), int(removed)) for step, count, removed in meta["changes"]),
            url=meta.get("original"),
            site=meta.get("site"),
            region=Region(**regional),
            today=None if meta.get(BODY_TODAY.name) == meta.get(BODY.name) else meta.get(BODY_TODAY.name),
            assumed=tuple(meta.get("assumed", ())),
            unread=tuple(meta.get("unread", ())),
            **facets,
        )
        return cls(report, {name: value for name, value in meta.items() if name not in _OF_THE_REPORT})


def _with_restored(meta: Mapping[str, Any], paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    if RESTORED not in meta:
        return paragraphs
    return [replace(each, restored=restored_in(meta, number)) for number, each in enumerate(paragraphs)]


@dataclass(frozen=True, slots=True)
class IndexedText:
    """When a report was first indexed with the text that it has.

    report: its id. text: the `text_digest`. indexed: ISO 8601, in UTC.
    """

    report: str
    text: str
    indexed: str

    @classmethod
    def of(cls, meta: Mapping[str, Any], texts: Callable[[], Sequence[str]]) -> IndexedText:
        """From a report's metadata; `texts`, its paragraphs' in order, are read only where no digest is stored.

        Raises LookupError for metadata of another version.
        """
        digest = meta.get(TEXT_DIGEST) or text_digest(str(meta["title"]), texts())
        return cls(str(meta["id"]), str(digest), str(meta["indexed"]))


def text_digest(title: str, texts: Sequence[str]) -> str:
    """Digest of what is read in a report: its title and its paragraphs' texts, in order, as they are stored.

    Whatever else may change leaves it as it is: body, year, date, source, kinds and sections of paragraphs, and what
    cleaning recorded.
    """
    # With the lengths, no two texts are written alike.
    lengths = np.array([len(title), *map(len, texts)], "<u4")
    digest = hashlib.blake2b(lengths.tobytes(), digest_size=16)
    digest.update(well_formed("".join((title, *texts))).encode())
    return digest.hexdigest()
