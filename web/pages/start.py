"""Start page: summary of the index, and example queries that have hits in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from flask import render_template

from index.facets import BODY, is_unknown
from search.result import ReportSummary
from web.asked.parameters import Parameters
from web.pages.examples import examples

BODIES_SHOWN: Final = 24


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Summary of the index; `bodies` are the BODIES_SHOWN known ones with the most reports, each with its count."""

    reports: int
    paragraphs: int
    characters: int
    bodies: tuple[tuple[str, int], ...]
    body_count: int
    first_year: int | None
    last_year: int | None

    @property
    def years(self) -> str:
        """Range of years as addresses have it; "" if no year is known."""
        if self.first_year == self.last_year:
            return str(self.first_year or "")
        return f"{self.first_year}..{self.last_year}"


def start_page(reports: tuple[ReportSummary, ...], parameters: Parameters) -> str:
    """The start page of an index with these reports; without any, it says how to add some."""
    return render_template("start.html", catalogue=_catalogue(reports), examples=examples(reports), searched=parameters)


def _catalogue(reports: tuple[ReportSummary, ...]) -> Catalogue:
    bodies = Counter(report.body for report in reports if not is_unknown(BODY, report.body))
    years = [report.year for report in reports if report.year is not None]
    return Catalogue(
        reports=len(reports),
        paragraphs=sum(report.paragraphs for report in reports),
        characters=sum(report.characters for report in reports),
        bodies=tuple(bodies.most_common(BODIES_SHOWN)),
        body_count=len(bodies),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
    )
