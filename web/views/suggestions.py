"""The links that the search page offers when a search found nothing or little."""

from __future__ import annotations

from dataclasses import dataclass

from search.suggestion import Suggestion
from web.parameters import Parameters


@dataclass(frozen=True, slots=True)
class SuggestionLink:
    """A search that finds `total` paragraphs, and in words what it changes."""

    label: str
    target: Parameters
    total: int


def suggestion_links(parameters: Parameters, suggestions: tuple[Suggestion, ...]) -> list[SuggestionLink]:
    """The suggestions as searches on the page, in their order."""
    return [SuggestionLink(each.label, suggestion_target(parameters, each), each.total) for each in suggestions]


def suggestion_target(parameters: Parameters, suggestion: Suggestion) -> Parameters:
    """The parameters that ask for what is suggested instead of what these ask for."""
    asked = suggestion.request
    narrowed = asked.body or asked.year or asked.kind or asked.report
    return (parameters if narrowed else parameters.unfiltered()).asking(asked.query)
