"""Facet lists beside the results; each value links to the search with it added or removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from index.facets import FACETS, MISSING, Facet, YearFacet
from search.result import FacetCount, Facets
from web.asked.parameters import Parameters
from web.shown.words import facet_value_label

SHOWN: Final = 10
"""Values of a facet shown at once."""
FOLDED: Final = 40
"""Further values behind "more"; the rest is only counted, to keep pages small."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A facet's value; `target` is the search after a click."""

    label: str
    count: int | None
    chosen: bool
    target: Parameters


@dataclass(frozen=True, slots=True)
class FacetList:
    """A facet as shown: chosen values first, then as the result orders them; `left_out` values have no link."""

    name: str
    label: str
    shown: tuple[FacetLink, ...]
    folded: tuple[FacetLink, ...]
    left_out: int


class Counted(Protocol):
    """Any result that has facet counts."""

    @property
    def facets(self) -> Facets: ...


def facet_lists(parameters: Parameters, result: Counted) -> list[FacetList]:
    """The facets that offer a choice: two values or more, or one that is chosen."""
    lists = [_facet_list(facet, parameters, result.facets[facet.name]) for facet in FACETS]
    return [each for each in lists if len(each.shown) > 1 or any(link.chosen for link in each.shown)]


def chosen_links(parameters: Parameters) -> list[FacetLink]:
    """Chosen filter values; a click removes one."""
    return [
        FacetLink(facet_value_label(name, value), None, True, parameters.toggled(name, value))
        for name, value in parameters.filter_pairs()
    ]


def _facet_list(facet: Facet, parameters: Parameters, counts: tuple[FacetCount, ...]) -> FacetList:
    chosen = parameters.chosen(facet.name)
    by_value = {MISSING if each.value is None else str(each.value): each.count for each in counts}
    order = list(by_value) if isinstance(facet, YearFacet) else sorted(by_value, key=lambda value: value not in chosen)
    # A chosen value without a count, such as a range of years, must stay removable.
    order = [value for value in chosen if value not in by_value] + order
    links = [
        FacetLink(
            label=facet_value_label(facet.name, value),
            count=by_value.get(value),
            chosen=value in chosen,
            target=parameters.toggled(facet.name, value),
        )
        for value in order
    ]
    shown = max(SHOWN, sum(link.chosen for link in links))
    return FacetList(
        name=facet.name,
        label=facet.label,
        shown=tuple(links[:shown]),
        folded=tuple(links[shown : shown + FOLDED]),
        left_out=max(0, len(links) - shown - FOLDED),
    )
