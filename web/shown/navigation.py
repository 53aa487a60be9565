"""Where the site's navigation leads: the views of one search, which take it along, and the pages beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from flask import g, request

from index.facets import BY_NAME
from index.language import N_, gettext, translated_message
from web.asked.parameters import Parameters
from web.shown.addresses import endpoint_path, pages, query_string
from web.shown.head import LIBRARY, first_page
from web.shown.studies import STUDIES, STUDY

SEARCH: Final = "search.search"
COMPARISON: Final = "compare.compare"
VIEWS: Final = {
    SEARCH: N_("检索"),
    "kwic.concordance": N_("语境"),
    COMPARISON: N_("比较"),
    STUDY: N_("研究"),
    LIBRARY: N_("报告库"),
}
"""Labels of the views of one search, by endpoint."""
BESIDE: Final = {"upload.upload": N_("添加"), "help.help": N_("帮助")}
RIGHT: Final = "right_pairs"
"""Name in Flask's g of the pairs of the address that are right, on a page that refuses others."""
BASKET: Final = "basket.basket"


TRACED: Final = "study.traced"
"""Endpoint of the answer to a draft that was sent."""
_STUDIES: Final = {each.endpoint: each.label for each in STUDIES}


class Place(NamedTuple):
    """A place of the navigation; `current`: it is where the reader is."""

    label: str
    address: str
    current: bool


def places(searched: Parameters | None = None) -> list[Place]:
    """The places that this site has, but for the basket; views lead to the search that is on, if there is one.

    The one that is shown leads to its own first page, with its order and all else that only it knows.
    """
    carried_by = _carried(searched) if searched else {}
    shown, there = request.endpoint, pages()
    found = []
    for endpoint, label in (*VIEWS.items(), *BESIDE.items()):
        if endpoint in there:
            here = shown == endpoint and searched is not None
            carried = _own() if here else carried_by.get(endpoint, "")
            address = endpoint_path(endpoint) + ("?" + carried if carried else "")
            current = shown == endpoint or (endpoint == STUDY and (shown in _STUDIES or shown == TRACED))
            found.append(Place(translated_message(label), address, current))
    return found


def view_name() -> str:
    """Label of the view or page that is shown; "" for one that the navigation does not name."""
    label = (VIEWS | BESIDE | _STUDIES | {BASKET: N_("摘录")}).get(request.endpoint or "", "")
    return gettext(label) if label else ""


def view_path() -> str:
    """Path of the view that is shown, to which its search box leads; on other pages the search's."""
    return endpoint_path(request.endpoint if request.endpoint in VIEWS or request.endpoint in _STUDIES else SEARCH)


def _own() -> str:
    right: list[tuple[str, str]] | None = g.get(RIGHT)
    return query_string(first_page() if right is None else right)


def _carried(searched: Parameters) -> dict[str, str]:
    """What the address of each view takes along."""
    taken = _written(searched.search_pairs())
    compared = _written(searched.comparison_pairs()) if searched.compared else taken
    return {
        **dict.fromkeys(VIEWS, taken),
        COMPARISON: compared,
        LIBRARY: _written(_of_reports(searched).search_pairs()),
    }


def _written(pairs: list[tuple[str, str]]) -> str:
    return query_string([pair for pair in pairs if pair[1]])


def _of_reports(searched: Parameters) -> Parameters:
    """As the library takes it: without a query no report is chosen by a facet of paragraphs."""
    if searched.query.strip():
        return searched
    return replace(searched, filters={name: each for name, each in searched.filters.items() if BY_NAME[name].of_report})
