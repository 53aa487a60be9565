"""What an address asks for when a reader follows a suggestion."""

from __future__ import annotations

from search.offers.suggestion import Suggestion
from web.asked.parameters import Parameters


def suggestion_target(parameters: Parameters, suggestion: Suggestion) -> Parameters:
    """The parameters that ask for what is suggested instead of what these ask for."""
    asked = suggestion.request
    return (parameters if asked.filtered else parameters.unfiltered()).asking(asked.query)
