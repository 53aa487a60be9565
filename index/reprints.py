"""Records of reprints: reports that are not indexed, since another has all that they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

REPRINTS: Final = "reprints"
"""Name of a report's reprints in its metadata as a generation shows it; stored reports have none."""

ReportRecord = tuple[str, int]
"""A report's digest and its number of paragraphs."""


@dataclass(frozen=True, slots=True)
class Signature:
    """By what reprints of a report are found (index/indexing/same_text.py).

    digest: of the normalised text. characters: of it, without white space. runs: number of them between white space.
    bands: numbers of which texts that have most in common share one. body: its name of today; code: of its division;
    year: None: not known.
    """

    digest: str
    characters: int
    runs: int
    bands: tuple[int, ...]
    body: str | None
    code: str | None
    year: int | None

    def to_json(self) -> list[Any]:
        """The signature as JSON."""
        return [self.digest, self.characters, self.runs, list(self.bands), self.body, self.code, self.year]

    @classmethod
    def from_json(cls, data: list[Any]) -> Signature:
        """Inverse of `to_json`; raises TypeError or ValueError for anything else."""
        digest, characters, runs, bands, body, code, year = data
        return cls(str(digest), int(characters), int(runs), tuple(map(int, bands)), body, code, year)


@dataclass(frozen=True, slots=True)
class Reprint:
    """A report that is not indexed, and where it was published.

    id: its own. of: the indexed report that has all its text. file: the file's name. record: of the report.
    """

    id: str
    of: str
    file: str
    title: str
    source: str | None
    site: str | None
    url: str | None
    date: str | None
    record: ReportRecord

    def to_json(self) -> dict[str, Any]:
        """The reprint as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reprint:
        """Inverse of `to_json`; raises KeyError, TypeError or ValueError for anything else."""
        digest, paragraphs = data["record"]
        return cls(**{**data, "record": (str(digest), int(paragraphs))})


class Reprints:
    """The reprints of a generation, by the report that is kept of each."""

    def __init__(self, reprints: Iterable[Reprint] = ()) -> None:
        by_kept = defaultdict(list)
        self._kept: dict[str, str] = {}
        for each in reprints:
            by_kept[each.of].append(each)
            self._kept[each.id] = each.of
        self._by_kept = {kept: tuple(found) for kept, found in by_kept.items()}

    def of(self, report: str) -> tuple[Reprint, ...]:
        """Reprints of a report that is kept."""
        return self._by_kept.get(report, ())

    def with_own(self, meta: dict[str, Any]) -> dict[str, Any]:
        """A report's metadata with its reprints."""
        found = self.of(meta["id"])
        return meta | {REPRINTS: found} if found else meta

    def kept(self, report: str) -> str | None:
        """Id of the report that is kept of a reprint; None for any other id."""
        return self._kept.get(report)
