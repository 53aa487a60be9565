"""Citing a paragraph: the quotation with its reference by GB/T 7714-2015, or a BibTeX entry."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal, get_args

from index.errors import RequestError
from index.report import UNKNOWN_BODY
from search.result import ReportSummary

CitationStyle = Literal["gbt7714", "bibtex"]
CITATION_STYLES: Final[tuple[CitationStyle, ...]] = get_args(CitationStyle)

_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "{}$&#%_"},
    }
)
_INNER_QUOTES: Final = str.maketrans("“”‘’", "‘’“”")
"""Inside double quotes Chinese writes single ones, and the other way round (GB/T 15834)."""
_UNSAFE_IN_URL: Final = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def cite(
    report: ReportSummary, paragraph: int, text: str, *, url: str, accessed: date, style: CitationStyle = "gbt7714"
) -> str:
    """The paragraph as it is quoted, all of it, with where it is from.

    gbt7714: the quotation on one line, its own quotes as inner ones, and the reference on the next.
    bibtex: one `@online` entry, with the quotation in it.
    paragraph: its place in the report, from 0. text: the paragraph's. url: its permanent address. accessed: the day on
    which it was read there. Raises RequestError for another style.
    """
    if style not in CITATION_STYLES:
        raise RequestError(f"没有这种引文格式：{str(style)[:20]}", next_step="可用 " + "、".join(CITATION_STYLES))
    if style == "bibtex":
        return _bibtex(report, paragraph, text, url, accessed)
    quotation = _one_line(text).translate(_INNER_QUOTES)
    return f"“{quotation}”（第 {paragraph + 1} 段）\n{_reference(report, url, accessed)}"


def _reference(report: ReportSummary, url: str, accessed: date) -> str:
    """An electronic resource by GB/T 7714-2015, 4.6: author. title[EB/OL]. (issued)[accessed]. address.

    What is not known is left out. Without the number in a list, which only the citing text can know.
    """
    author = "" if report.body == UNKNOWN_BODY else _full_stop(_one_line(report.body).upper())
    title = _one_line(report.title) or report.id
    issued = f"({report.date})" if report.date else ""
    return f"{author}{title}[EB/OL]. {issued}[{accessed.isoformat()}]. {_full_stop(url)}".rstrip()


def _full_stop(element: str) -> str:
    """An element with the stop and space that end it, unless it is empty; one stop is enough."""
    return element and element.removesuffix(".") + ". "


def _bibtex(report: ReportSummary, paragraph: int, text: str, url: str, accessed: date) -> str:
    key = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{report.id}-p{paragraph + 1}")
    fields = {
        "title": f"{{{_tex(report.title) or _tex(report.id)}}}",
        "author": f"{{{_tex(report.body)}}}" if report.body != UNKNOWN_BODY else "",
        "year": (report.date or "")[:4],
        "date": report.date or "",
        "url": "".join(_UNSAFE_IN_URL.get(char, char) for char in url),
        "urldate": accessed.isoformat(),
        "note": f"第 {paragraph + 1} 段",
        "annotation": _tex(text),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    """As TeX reads it back unchanged."""
    return _one_line(text).translate(_TEX)


def _one_line(text: str) -> str:
    return " ".join(text.split())
