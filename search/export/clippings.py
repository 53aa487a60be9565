"""Clippings: paragraphs gathered by their permalinks, as the index has them at present, and those that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from typing import Final

from index.deadline import Deadline
from index.errors import ReportNotFound, RequestError, TooMuch
from index.language import gettext
from search.engine.searcher import Searcher
from search.export.citation import beside_line, reference_line
from search.export.reference import Reference, one_line
from search.permalink import find_paragraphs, permalink
from search.result import ReportParagraph, ReportSummary, ReportText

MAX_CLIPPINGS: Final = 500
MAX_REMARK: Final = 500
"""Length of a reader's remark on a clipping (code points)."""
MAX_CHARACTERS: Final = 2_000_000
"""Length of all texts together (code points); a document of them is made in memory."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paragraph that was gathered, by report and permalink key, and the reader's remark on it."""

    report: str
    key: str
    remark: str = ""

    @property
    def name(self) -> str:
        """As it is kept and sent: `ID/t/KEY`."""
        return f"{self.report}/t/{self.key}"


@dataclass(frozen=True, slots=True)
class Clipping:
    """A paragraph that is there. link: its permanent address, absolute if the site is known."""

    wanted: Wanted
    summary: ReportSummary
    paragraph: ReportParagraph
    link: str

    @property
    def reference(self) -> Reference:
        """What a citation of the paragraph names."""
        return Reference.of(self.summary, self.paragraph.text, self.link)

    @property
    def place(self) -> str:
        """Body or title, year and number of the paragraph, on one line."""
        source, number = self.reference.author or self.reference.title, self.paragraph.number
        if self.summary.year is None:
            return gettext("%(source)s，第 %(number)s 段", source=source, number=number)
        return gettext("%(source)s %(year)s 年，第 %(number)s 段", source=source, year=self.summary.year, number=number)

    @property
    def source(self) -> str:
        """Title of the report and heading above the paragraph, where that is another text, on one line."""
        section = "" if self.paragraph.kind == "heading" else one_line(self.paragraph.section)
        title = self.reference.title
        return f"{title} · {section}" if section and section != title else title


@dataclass(frozen=True, slots=True)
class Gone:
    """A paragraph that is there no longer. summary: of its report; None if that is gone, too."""

    wanted: Wanted
    summary: ReportSummary | None

    @property
    def said(self) -> str:
        """Which one, and what is gone, on one line."""
        reason = gettext("报告已经不在") if self.summary is None else gettext("报告里已没有这段文字")
        return f"{one_line(self.wanted.name)}：{reason}"


@dataclass(frozen=True)
class Clippings:
    """All clippings in the reader's order, read from one state of the index.

    site: what links begin with, without a slash at its end. when: of reading, with a time zone.
    """

    entries: tuple[Clipping | Gone, ...]
    site: str
    when: datetime
    generation: int
    written: str

    @cached_property
    def found(self) -> tuple[Clipping, ...]:
        """Those that are there."""
        return tuple(each for each in self.entries if isinstance(each, Clipping))

    @cached_property
    def gone(self) -> tuple[Gone, ...]:
        """Those that are not."""
        return tuple(each for each in self.entries if isinstance(each, Gone))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number in the list of references, from 1, of each report by its id: in the order of first mention."""
        return {report: at for at, report in enumerate(dict.fromkeys(each.summary.id for each in self.found), 1)}

    def references(self) -> Iterator[tuple[int, str]]:
        """Each report once: its number, and its reference by GB/T 7714-2025 with what that has no element for."""
        first = {each.summary.id: each for each in reversed(self.found)}
        for report, number in self.numbers.items():
            summary, text = first[report].summary, first[report].paragraph.text
            url = self.site + summary.url
            line = reference_line(summary, text, url=url, accessed=self.when.date(), style="gbt7714-2025")
            yield number, " ".join(filter(None, (line, beside_line(Reference.of(summary, text, url)))))

    def counted(self) -> str:
        """How many there are, in words."""
        return gettext(
            "%(paragraphs)s 段，出自 %(reports)s 份报告",
            paragraphs=f"{len(self.found):,}",
            reports=f"{len(self.numbers):,}",
        )

    def dated(self) -> str:
        """The day, and how many there are."""
        return gettext("%(day)s，%(counted)s", day=f"{self.when:%Y-%m-%d}", counted=self.counted())

    def methods(self) -> list[str]:
        """When and from what the clippings were taken, by which program, and which are missing: a line each."""
        written = datetime.fromisoformat(self.written).astimezone(self.when.tzinfo).isoformat(timespec="seconds")
        return [
            gettext("导出时间：%(when)s", when=self.when.isoformat(timespec="seconds")),
            gettext("程序：政搜 %(version)s", version=version("zhengsou")),
            gettext("索引：第 %(generation)s 代，%(written)s 写入", generation=self.generation, written=written),
            gettext("站点：%(site)s", site=self.site),
            gettext(
                "摘录：%(counted)s；引文照录索引里的原文，段号从 1 起，出处按 GB/T 7714-2025", counted=self.counted()
            ),
            *(gettext("没有导出：%(said)s", said=each.said) for each in self.gone),
        ]


def gather(searcher: Searcher, wanted: Sequence[Wanted], *, site: str, when: datetime, deadline: Deadline) -> Clippings:
    """The paragraphs in the order given, each once; one that is gone is told as such.

    Raises RequestError for more than MAX_CLIPPINGS, TooMuch for more text than MAX_CHARACTERS, TooSlow.
    """
    if len(wanted) > MAX_CLIPPINGS:
        raise RequestError(
            gettext("摘录太多：%(count)s 段", count=f"{len(wanted):,}"),
            next_step=gettext("最多 %(most)s 段，请分几次", most=MAX_CLIPPINGS),
        )
    each_once = {each.name: each for each in reversed(wanted)}
    ordered = [each_once[name] for name in dict.fromkeys(each.name for each in wanted)]
    keys: dict[str, list[Wanted]] = {}
    for each in ordered:
        keys.setdefault(each.report, []).append(each)
    read: dict[str, Clipping | Gone] = {}
    characters = 0
    for report, of_report in keys.items():
        deadline.check()
        entries = _read(searcher, report, of_report, site.rstrip("/"), deadline)
        characters += sum(len(each.paragraph.text) for each in entries if isinstance(each, Clipping))
        if characters > MAX_CHARACTERS:
            raise TooMuch(
                gettext("摘录的文字太多"),
                next_step=gettext("一次最多 %(most)s 字，请分几次", most=f"{MAX_CHARACTERS:,}"),
            )
        read.update((each.wanted.name, each) for each in entries)
    return Clippings(
        entries=tuple(read[each.name] for each in ordered),
        site=site.rstrip("/"),
        when=when,
        generation=searcher.generation,
        written=searcher.written,
    )


def _read(
    searcher: Searcher, report: str, wanted: Sequence[Wanted], site: str, deadline: Deadline
) -> list[Clipping | Gone]:
    """Those of one report, which is read once."""
    try:
        text = searcher.report(searcher.kept_for(report) or report, deadline=deadline)
    except ReportNotFound:
        return [Gone(each, None) for each in wanted]
    numbers = find_paragraphs([each.text for each in text.paragraphs], [each.key for each in wanted])
    return [_entry(text, each, number, site) for each, number in zip(wanted, numbers, strict=True)]


def _entry(text: ReportText, wanted: Wanted, number: int | None, site: str) -> Clipping | Gone:
    if number is None:
        return Gone(wanted, text.summary)
    return Clipping(wanted, text.summary, text.paragraphs[number], site + permalink(text.summary.id, wanted.key))
