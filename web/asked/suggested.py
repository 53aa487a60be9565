"""Parameters of the search that a suggestion links to."""

from __future__ import annotations

from dataclasses import replace

from index.facets import BODY, YEAR
from search.offers.suggestion import Suggestion
from web.asked.parameters import Parameters


def suggestion_target(parameters: Parameters, suggestion: Suggestion) -> Parameters:
    """These parameters with query, bodies, years and synonyms of the suggestion, unfiltered if it is."""
    asked = suggestion.request
    parameters = replace(parameters, synonyms=asked.synonyms)
    if not asked.filtered:
        return parameters.unfiltered().asking(asked.query)
    if suggestion.bodies:
        parameters = parameters.filtering(BODY.name, *suggestion.bodies)
    return parameters.filtering(YEAR.name, *map(str, asked.chosen(YEAR))).asking(asked.query)
