"""What a form offers to limit a selection by: values of facets that reports have, and the bodies with most text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.facets import BODY, KIND, LEVEL, ORGAN, PREFECTURE, PROVINCE, Facet, KindFacet
from index.language import N_, gettext
from search.result import ReportSummary
from web.asked.parameters import Parameters
from web.shown.words import facet_value_label

LIMITS: Final = (KIND, ORGAN, PROVINCE, PREFECTURE, LEVEL)
_OFFERED: Final = 40
"""Bodies, and values of a facet, that are offered."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A filter that the form offers: its parameter, its label, its values with their labels, and those chosen."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]


def limits(summaries: Sequence[ReportSummary], filters: Parameters) -> list[Limit]:
    """The filters of a form, with the values that are chosen."""
    return [_limit(facet, summaries, filters.chosen(facet.name)) for facet in LIMITS]


def bodies(summaries: Sequence[ReportSummary], filters: Parameters) -> list[str]:
    """The bodies that the form offers: the chosen ones, then those with most text."""
    text: Counter[str] = Counter()
    for each in summaries:
        text[each.body if filters.exact_body else each.body_today] += each.characters
    return list(dict.fromkeys([*filters.chosen(BODY.name), *(body for body, _ in text.most_common(_OFFERED))]))


def _limit(facet: Facet, summaries: Sequence[ReportSummary], chosen: tuple[str, ...]) -> Limit:
    offered = dict.fromkeys([*chosen, *_values(facet, summaries)])
    # Beside those of reports the type is of paragraphs.
    label = gettext(facet.label if facet.of_report else N_("段落类型"))
    return Limit(facet.name, label, tuple((value, facet_value_label(facet.name, value)) for value in offered), chosen)


def _values(facet: Facet, summaries: Sequence[ReportSummary]) -> list[str]:
    if isinstance(facet, KindFacet):
        return list(facet.kinds)
    counts = Counter(getattr(each, facet.name) for each in summaries)
    return [str(value) for value, _ in facet.ordered(counts) if value is not None][:_OFFERED]
