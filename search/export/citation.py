"""Citing a paragraph: the quotation with its reference by GB/T 7714-2015, or a BibTeX entry."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import as_file, files
from typing import Any, Final, Literal, get_args

from index.errors import RequestError
from index.report import UNKNOWN_BODY
from search.result import ReportSummary

CitationStyle = Literal["gbt7714", "bibtex"]
CITATION_STYLES: Final[tuple[CitationStyle, ...]] = get_args(CitationStyle)

_GBT7714: Final = "china-national-standard-gb-t-7714-2015-numeric.csl"
_NUMBER_IN_LIST: Final = re.compile(r"^\[1\]")
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
    """By the published style; without the number in a list, which only the citing text can know."""
    # Both take a while to load, and only who cites needs them.
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON

    with as_file(files(__package__) / "styles" / _GBT7714) as path:
        style = CitationStylesStyle(str(path), validate=False)
    source = CiteProcJSON([_csl_item(report, url, accessed)])
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem("report")]))
    (reference,) = bibliography.bibliography()
    return _NUMBER_IN_LIST.sub("", str(reference))


def _csl_item(report: ReportSummary, url: str, accessed: date) -> dict[str, Any]:
    """The report as CSL's data model has a web page; what is not known is left out."""
    item: dict[str, Any] = {
        "id": "report",
        "type": "webpage",
        "language": "zh-CN",
        "title": _one_line(report.title) or report.id,
        "accessed": _date_parts(accessed),
        "URL": url,
    }
    if report.body != UNKNOWN_BODY:
        item["author"] = [{"literal": _one_line(report.body)}]
    if report.date:
        item["issued"] = _date_parts(date.fromisoformat(report.date))
    return item


def _date_parts(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


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
