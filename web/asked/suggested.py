"""Parameters of the search that a suggestion links to."""

from __future__ import annotations

from search.offers.suggestion import Suggestion
from web.asked.parameters import Parameters


def suggestion_target(parameters: Parameters, suggestion: Suggestion) -> Parameters:
    """These parameters with the suggested query, and without filters if the suggestion drops them."""
    asked = suggestion.request
    return (parameters if asked.filtered else parameters.unfiltered()).asking(asked.query)
