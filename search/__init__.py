"""The search side: requests, answers, and the searcher that turns one into the other."""

from typing import TYPE_CHECKING, Any

from search.request import SearchRequest, YearRange
from search.result import Facets, Hit, ReportParagraph, ReportSummary, ReportText, SearchResult
from search.searcher import Searcher

if TYPE_CHECKING:
    from search.citation import cite
    from search.engines.whoosh import WhooshSearcher
    from search.export import export_hits
    from search.live import LiveIndex
    from search.opening import open_searcher
    from search.study import by_report, kwic, trend

__all__ = [
    "Facets",
    "Hit",
    "LiveIndex",
    "ReportParagraph",
    "ReportSummary",
    "ReportText",
    "SearchRequest",
    "SearchResult",
    "Searcher",
    "WhooshSearcher",
    "YearRange",
    "by_report",
    "cite",
    "export_hits",
    "kwic",
    "open_searcher",
    "trend",
]

_LATE = {
    "LiveIndex": "search.live",
    "WhooshSearcher": "search.engines.whoosh",
    "by_report": "search.study",
    "cite": "search.citation",
    "export_hits": "search.export",
    "kwic": "search.study",
    "open_searcher": "search.opening",
    "trend": "search.study",
}


def __getattr__(name: str) -> Any:
    # NumPy and Whoosh are loaded only where an index is opened.
    if name not in _LATE:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_LATE[name]), name)
