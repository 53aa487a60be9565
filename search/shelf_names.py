"""Names by which a report is found in the catalogue: its own, its reprints', and those that its body had before."""

from __future__ import annotations

from functools import cache

from index.analysis import fold
from search.result import ReportSummary


def is_named(report: ReportSummary, folded: str) -> bool:
    """Whether a folded text is a part of a name of the report: body, title, id, or of another name of its body.

    襄樊 finds the reports of 襄阳市政协, and 襄阳 those from when it was 襄樊市政协.
    """
    return folded in fold("\n".join(_names(report))) or any(folded in each for each in _before(report))


def _names(report: ReportSummary) -> list[str]:
    reprints = (text for each in report.reprints for text in (each.title, each.id))
    return [f"{report.body} {report.title} {report.id}", report.body_today, *reprints]


def _before(report: ReportSummary) -> list[str]:
    """The folded names that the body had before, in full: places that were given up, with its organ behind."""
    from index.reading.organs import body_name

    if report.organ is None or report.region.code is None:
        return []
    return [fold(body_name((name,), report.organ)) for name in _given_up().get(report.region.code, ())]


@cache
def _given_up() -> dict[str, list[str]]:
    """Former names of the places that are still the same, by the code of today."""
    from index.places import gazetteer

    names: dict[str, list[str]] = {}
    for place in gazetteer():
        if place.until is not None and place.renamed and place.code:
            names.setdefault(place.code, []).append(place.name)
    return names
