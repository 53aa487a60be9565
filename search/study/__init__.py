"""Studies: concordance, trends over bodies and years, history of wordings, tables of them, hits grouped by report."""

from search.study.grouped import GroupedResult, ReportGroup, by_report
from search.study.history import FirstSaid, HistoryResult, HistoryTerm, HistoryYear, history
from search.study.kwic import KwicLine, KwicResult, kwic
from search.study.line_choice import LineChoice
from search.study.matrix import MatrixCell, MatrixResult, MatrixRow, matrix
from search.study.term_file import Term, read_terms
from search.study.trend import TrendBy, TrendCell, TrendResult, trend

__all__ = [
    "FirstSaid",
    "GroupedResult",
    "HistoryResult",
    "HistoryTerm",
    "HistoryYear",
    "KwicLine",
    "KwicResult",
    "LineChoice",
    "MatrixCell",
    "MatrixResult",
    "MatrixRow",
    "ReportGroup",
    "Term",
    "TrendBy",
    "TrendCell",
    "TrendResult",
    "by_report",
    "history",
    "kwic",
    "matrix",
    "read_terms",
    "trend",
]
