"""Parameters of the search that a suggestion links to."""

from __future__ import annotations

from dataclasses import replace

from index.facets import YEAR
from search.offers.suggestion import Suggestion
from web.asked.parameters import Parameters


def suggestion_target(parameters: Parameters, suggestion: Suggestion) -> Parameters:
    """These parameters as the suggestion has query, years and synonyms, and without filters if it drops them."""
    asked = suggestion.request
    parameters = replace(parameters, synonyms=asked.synonyms)
    if not asked.filtered:
        return parameters.unfiltered().asking(asked.query)
    return parameters.filtering(YEAR.name, *map(str, asked.chosen(YEAR))).asking(asked.query)
