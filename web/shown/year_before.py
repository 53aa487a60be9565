"""Link from a study that has nothing in a year to the same study in the year before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import request

from index.facets import YEAR
from index.language import gettext
from search.offers.year_before import REASON, YearBefore
from web.asked.selection import SELECTIONS
from web.shown.addresses import at
from web.shown.words import opening


class YearBeforeLink(NamedTuple):
    """reason: why the other year is offered. label: which it is."""

    reason: str
    label: str
    address: str


def year_before_link(pairs: Sequence[tuple[str, str]], before: YearBefore | None) -> YearBeforeLink | None:
    """The page that is asked for, whose address has these pairs, with all else kept; None without another year."""
    if before is None:
        return None
    years = [(YEAR.name, str(each)) for each in before.filtered_years]
    kept = [(name, before.query_for(text) if name in SELECTIONS else text) for name, text in pairs if name != YEAR.name]
    return _link([*kept, *years], before.years)


def years_link(pairs: Iterable[tuple[str, str]], years: dict[str, int]) -> YearBeforeLink:
    """The same of a page whose years are parameters of their own, by name."""
    moved = [(name, str(years.get(name, text))) for name, text in pairs]
    return _link(moved, gettext("、").join(dict.fromkeys(map(str, years.values()))))


def _link(pairs: list[tuple[str, str]], years: str) -> YearBeforeLink:
    label = gettext("看 %(years)s 年的", years=years)
    return YearBeforeLink(opening(gettext(REASON)), label, at(request.endpoint or "", pairs))
