"""Parameters of the search that a suggestion links to."""

from __future__ import annotations

from index.facets import YEAR
from search.offers.suggestion import Suggestion
from web.asked.parameters import Parameters


def suggestion_target(parameters: Parameters, suggestion: Suggestion) -> Parameters:
    """These parameters with the suggested query and years, and without filters if the suggestion drops them."""
    asked = suggestion.request
    if not asked.filtered:
        return parameters.unfiltered().asking(asked.query)
    return parameters.filtering(YEAR.name, *map(str, asked.chosen(YEAR))).asking(asked.query)
