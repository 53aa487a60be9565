"""Drafts from where they are: a report of the index, a file that is read as for the library, or a text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.analysis import visible
from index.deadline import Deadline
from index.errors import ReadError, RequestError, TooMuch
from index.language import gettext
from index.names import readable

if TYPE_CHECKING:
    from search.engine.searcher import Searcher

MOST_CHARACTERS: Final = 1_000_000
"""Characters of a draft."""
MOST_BYTES: Final = 4 << 20
"""Bytes that so many characters have at most, in UTF-8, to a round number."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text whose wording is traced. report: its id where the index has it, else "". body: as far as known, or ""."""

    paragraphs: tuple[str, ...]
    report: str = ""
    title: str = ""
    body: str = ""

    def __post_init__(self) -> None:
        if (length := sum(map(len, self.paragraphs))) > MOST_CHARACTERS:
            raise TooMuch(
                gettext("底稿有 %(length)s 字，最多 %(most)s 字", length=f"{length:,}", most=f"{MOST_CHARACTERS:,}"),
                next_step=gettext("请分成几份"),
            )

    @classmethod
    def of_text(cls, text: str) -> Source:
        """A text, each line of which is a paragraph; raises TooMuch, as the others do."""
        return cls(tuple(text.split("\n")))

    @classmethod
    def of_draft(cls, text: str) -> Source:
        """The same of what somebody gives to be traced; raises RequestError, too, where nothing stands in it."""
        source = cls.of_text(text)
        if not any(visible(each).text.strip() for each in source.paragraphs):
            raise RequestError(
                gettext("底稿里只有空白") if text else gettext("底稿是空的"),
                next_step=gettext("请写上要溯源的文字"),
            )
        return source

    @classmethod
    def of_report(cls, searcher: Searcher, report: str, deadline: Deadline) -> Source:
        """A report of the index, or the one that is kept of a reprint; raises ReportNotFound."""
        report = searcher.kept_for(report) or report
        found = searcher.report(report, deadline=deadline)
        return cls(tuple(each.text for each in found.paragraphs), report, found.summary.title, found.summary.body_today)

    @classmethod
    def of_file(cls, path: Path, *, apart: bool = False) -> Source:
        """The one report in a file, with its paragraphs as the library has them.

        apart: read in a process of its own, whatever its format and size. Raises ReadError where it cannot be read, or
        holds several reports.
        """
        from index.places import gazetteer
        from index.reading import read_reports
        from index.reading.apart import read_apart

        places = gazetteer()
        found = read_apart(("reports", (str(path.absolute()), None)), places) if apart else read_reports(path, places)
        reports = []
        for each in found:
            if isinstance(each, ReadError):
                raise each
            reports.append(each)
            if len(reports) > 1:
                raise ReadError(
                    gettext("%(file)s 里不止一份报告", file=readable(path.name)),
                    next_step=gettext("一次只能溯源一份，请分成几个文件"),
                )
        if not reports:
            raise ReadError(gettext("%(file)s 里没有报告", file=readable(path.name)))
        (report,) = reports
        return cls(tuple(each.text for each in report.paragraphs), "", report.title, report.body_today)
