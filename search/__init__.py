"""The search side: requests, answers, and the searcher that turns one into the other."""

from typing import TYPE_CHECKING, Any

from search.request import SearchRequest, YearRange
from search.result import Facets, Hit, ReportParagraph, ReportSummary, ReportText, SearchResult

if TYPE_CHECKING:
    from search.engines.whoosh import WhooshSearcher
    from search.live import LiveIndex
    from search.opening import open_searcher

__all__ = [
    "Facets",
    "Hit",
    "LiveIndex",
    "ReportParagraph",
    "ReportSummary",
    "ReportText",
    "SearchRequest",
    "SearchResult",
    "WhooshSearcher",
    "YearRange",
    "open_searcher",
]

_LATE = {
    "LiveIndex": "search.live",
    "WhooshSearcher": "search.engines.whoosh",
    "open_searcher": "search.opening",
}


def __getattr__(name: str) -> Any:
    # NumPy and Whoosh are loaded only where an index is opened.
    if name not in _LATE:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_LATE[name]), name)
