"""Facet lists beside what they narrow; each value links to the same with it added or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from index.analysis import fold
from index.facets import FACETS, MISSING, YEAR, ChoiceFacet, Facet, KindFacet, PlaceFacet, Value, YearFacet
from index.language import gettext
from search.result import Facets
from web.asked.parameters import Parameters
from web.shown.addresses import search_url
from web.shown.script import tongue
from web.shown.words import facet_labels, filter_label, year_label

SHOWN: Final = 5
"""Values of a facet shown at once; one more is shown rather than folded alone."""
SHOWN_PLACES: Final = 3
"""The same of places, which bodies name already."""
SHOWN_COMPACT: Final = 6
"""The same of a facet whose short values stand side by side."""
FOLDED: Final = 40
"""Further values behind "more"; the rest is only counted, to keep pages small."""
MOST_YEARS: Final = 12
"""Years that are named where nothing was found in those chosen."""

Target = TypeVar("Target")
"""What a link leads to: something that has an address."""


class FacetLink(NamedTuple, Generic[Target]):
    """A facet's value; number: how often it was counted. target: what a click leads to."""

    label: str
    number: int | None
    chosen: bool
    target: Target


@dataclass(frozen=True, slots=True)
class FacetList(Generic[Target]):
    """A facet as shown: chosen values first, then as the result orders them; `left_out` values have no link but
    that of the page of all values, whose address is `every`, "" if there is none.

    label: in the language of here and now. compact: its values are few or short, and stand side by side. part: what
    can be looked for in all its values. tongue: the language of its names, "" if it is the page's.
    """

    name: str
    label: str
    compact: bool
    shown: tuple[FacetLink[Target], ...]
    folded: tuple[FacetLink[Target], ...]
    left_out: int
    every: str
    part: str
    tongue: str

    @property
    def offers_choice(self) -> bool:
        """Whether there are two values or more, or one that is chosen."""
        return len(self.shown) > 1 or any(link.chosen for link in self.shown)


class Counted(Protocol):
    """Any result that has facet counts."""

    @property
    def facets(self) -> Facets: ...


def facet_lists(
    parameters: Parameters,
    result: Counted,
    target: Callable[[str], Callable[[str], Target]],
    every: Callable[[str], str] | None = None,
    folded: int = FOLDED,
) -> list[FacetList[Target]]:
    """The facets of a result that offer a choice.

    target: of a facet, what its values lead to. every, folded: as of `facet_list`.
    """

    def of(facet: Facet) -> FacetList[Target]:
        counts = {each.value: each.count for each in result.facets[facet.name]}
        return facet_list(facet, counts, parameters.chosen(facet.name), target(facet.name), every, folded)

    return [each for each in map(of, FACETS) if each.offers_choice]


def toggled(parameters: Parameters) -> Callable[[str], Callable[[str], Parameters]]:
    """Maps a facet, and then a value of it, to the parameters with it added to the filter, or removed from it."""
    return lambda facet: lambda value: parameters.toggled(facet, value)


def chosen_links(parameters: Parameters) -> list[FacetLink[Parameters]]:
    """Chosen filter values; a click removes one."""
    return [
        FacetLink(filter_label(name, value), None, True, parameters.toggled(name, value))
        for name, value in parameters.filter_pairs()
    ]


def other_years(parameters: Parameters, facets: Facets) -> list[FacetLink[str]]:
    """The newest years in which there is what was not found in those chosen; a click takes one in their place."""
    chosen = parameters.chosen(YEAR.name)
    found = [each for each in facets[YEAR.name] if each.count and each.value is not None] if chosen else []
    return [
        FacetLink(
            year_label(str(each.value)),
            each.count,
            False,
            search_url(parameters.filtering(YEAR.name, str(each.value))),
        )
        for each in found[:MOST_YEARS]
    ]


def facet_list(
    facet: Facet,
    counts: Mapping[Value, int],
    chosen: tuple[str, ...],
    toggled: Callable[[str], Target],
    every: Callable[[str], str] | None = None,
    folded: int = FOLDED,
) -> FacetList[Target]:
    """A facet with its counts, in their order.

    toggled: the target in which a value, as addresses have it, is chosen, or is no longer. every: of the facet's
    name, the address of a page of all values, which stands for those that are not shown; without one, that many of them
    are `folded`.
    """
    by_value, order = _ordered(facet, counts, chosen)
    least = SHOWN_COMPACT if is_compact(facet) else SHOWN_PLACES if isinstance(facet, PlaceFacet) else SHOWN
    shown = max(least, len(chosen))
    shown += len(order) == shown + 1
    linked = shown if every else shown + folded
    left_out = max(0, len(order) - linked)
    links = _links(facet, order[:linked], by_value, chosen, toggled)
    return FacetList(
        name=facet.name,
        label=gettext(facet.label),
        compact=is_compact(facet),
        shown=tuple(links[:shown]),
        folded=tuple(links[shown:]),
        left_out=left_out,
        every=every(facet.name) if every and left_out else "",
        part=part_label(facet),
        tongue="" if is_compact(facet) or not links else tongue(links[0].label),
    )


def facet_links(
    facet: Facet,
    counts: Mapping[Value, int],
    chosen: tuple[str, ...],
    toggled: Callable[[str], Target],
    part: str = "",
) -> list[FacetLink[Target]]:
    """All values of a facet whose labels have this part, in the order of `facet_list`."""
    by_value, order = _ordered(facet, counts, chosen)
    wanted = fold(part.strip())
    links = _links(facet, order, by_value, chosen, toggled)
    return [link for link in links if wanted in fold(link.label)]


def is_compact(facet: Facet) -> bool:
    """Whether its values are few or short, and stand side by side."""
    return isinstance(facet, YearFacet | KindFacet | ChoiceFacet)


def part_label(facet: Facet) -> str:
    """What its values are looked for by."""
    return gettext("年份里的数字") if isinstance(facet, YearFacet) else gettext("名称里的字")


def _ordered(facet: Facet, counts: Mapping[Value, int], chosen: tuple[str, ...]) -> tuple[dict[str, int], list[str]]:
    """Counts by values as addresses have them; and the values, chosen ones first, but of years."""
    by_value = {MISSING if value is None else str(value): count for value, count in counts.items()}
    order = list(by_value)
    if chosen and not isinstance(facet, YearFacet):
        order.sort(key=lambda value: value not in chosen)
    # A chosen value without a count, such as a range of years, must stay removable.
    return by_value, [value for value in chosen if value not in by_value] + order


def _links(
    facet: Facet,
    values: Iterable[str],
    counts: Mapping[str, int],
    chosen: tuple[str, ...],
    toggled: Callable[[str], Target],
) -> list[FacetLink[Target]]:
    label = facet_labels(facet.name)
    return [FacetLink(label(value), counts.get(value), value in chosen, toggled(value)) for value in values]
