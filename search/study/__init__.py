"""Studies of hits: concordance, trends over bodies and years, and hits grouped by report."""

from search.study.grouped import GroupedResult, ReportGroup, by_report
from search.study.kwic import KwicLine, KwicResult, kwic
from search.study.trend import TrendBy, TrendCell, TrendResult, trend

__all__ = [
    "GroupedResult",
    "KwicLine",
    "KwicResult",
    "ReportGroup",
    "TrendBy",
    "TrendCell",
    "TrendResult",
    "by_report",
    "kwic",
    "trend",
]
