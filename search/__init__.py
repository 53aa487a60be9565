"""The search side: requests, answers, and the searcher that turns one into the other."""

from typing import TYPE_CHECKING, Any

from search.engine.searcher import Searcher
from search.request import SearchRequest, YearRange
from search.result import Facets, Hit, ReportParagraph, ReportSummary, ReportText, SearchResult

if TYPE_CHECKING:
    from search.engine.live import LiveIndex
    from search.engine.local import LocalSearcher
    from search.engine.opening import open_searcher
    from search.export.citation import cite
    from search.export.table import export_hits
    from search.study import by_report, kwic, trend

__all__ = [
    "Facets",
    "Hit",
    "LiveIndex",
    "LocalSearcher",
    "ReportParagraph",
    "ReportSummary",
    "ReportText",
    "SearchRequest",
    "SearchResult",
    "Searcher",
    "YearRange",
    "by_report",
    "cite",
    "export_hits",
    "kwic",
    "open_searcher",
    "trend",
]

_LATE = {
    "LiveIndex": "search.engine.live",
    "LocalSearcher": "search.engine.local",
    "by_report": "search.study",
    "cite": "search.export.citation",
    "export_hits": "search.export.table",
    "kwic": "search.study",
    "open_searcher": "search.engine.opening",
    "trend": "search.study",
}


def __getattr__(name: str) -> Any:
    # NumPy and Whoosh are loaded only where an index is opened.
    if name not in _LATE:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_LATE[name]), name)
