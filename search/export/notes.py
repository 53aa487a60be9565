"""Methods note of an exported table: what was asked, in what, what is counted, when, and how to repeat it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property, lru_cache, partial
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import urlencode

from index.analysis import well_formed
from index.deadline import Deadline
from index.facets import BY_NAME, KIND, MISSING, ChoiceFacet
from index.language import N_, gettext, listed
from search.engine.searcher import Searcher
from search.export.columns import KIND_NAMES
from search.near_reports import require_report
from search.request import SearchRequest
from search.study.addresses import EVERYTHING

SWITCHES: Final = {
    "exact_script": (N_("区分繁简"), N_("是：只找所输入的字形"), N_("否：简体、繁体写法都找")),
    "synonyms": (N_("同义词"), N_("是：也找自带词表和 synonyms.txt 里的同义词"), N_("否")),
    "exact_body": (N_("机构只认原名"), N_("是：机构只认所写的名称"), N_("否：连同旧名和别的写法，在各表里归到今名下")),
    "split_words": (
        N_("词分开也计"),
        N_("是：没有原样出现的段落里，分开的词也计入处数"),
        N_("否：处数只计原样出现的地方"),
    ),
}
"""Options of a request that change what is found or counted: label, and what it means when it is on, and off."""
COUNTED: Final = N_(
    "处数：检索式里的字句在段落正文里出现的地方，互不重叠；不计报告标题里的。"
    "段落：找到的都算，其中没有原样含有所查字句的，处数是 0（除非词分开也计）。"
)


@dataclass(frozen=True, slots=True)
class Note:
    """One entry: its name and value for programs, and its label and text for people."""

    name: str
    value: Any
    label: str
    said: str | int


@dataclass(frozen=True, slots=True)
class Searched:
    """Numbers of reports and paragraphs that pass the filters, found or not, and of their characters (code points)."""

    reports: int
    paragraphs: int
    characters: int


@dataclass(frozen=True)
class Origin:
    """Where an export comes from: the index, and when it was exported. when: with a time zone."""

    request: SearchRequest
    site: str
    when: datetime
    generation: int
    written: str
    count: Callable[[], Searched]

    @classmethod
    def of(cls, searcher: Searcher, request: SearchRequest, site: str, when: datetime, deadline: Deadline) -> Origin:
        """An export from this searcher; raises ReportNotFound. deadline: of counting what was searched."""
        require_report(searcher, request)
        return cls(
            request=request,
            site=site.rstrip("/"),
            when=when,
            generation=searcher.generation,
            written=searcher.written,
            count=partial(_searched, searcher, request, deadline),
        )

    @cached_property
    def searched(self) -> Searched:
        """What was searched, which the rows of a CSV file do not say; raises TooSlow."""
        return self.count()

    @property
    def query(self) -> str:
        """The query as it can be written down."""
        return well_formed(self.request.query)

    @property
    def exported(self) -> str:
        """The time of the export as cells have it."""
        return _in_cells(self.when)

    def switched_on(self) -> list[str]:
        """Names of the switches that are on."""
        return [name for name in SWITCHES if getattr(self.request, name)]

    def address(self, path: str, *more: tuple[str, str], queries: tuple[str, ...] = ()) -> str:
        """Address on the site that repeats the request. queries: in place of the request's."""
        asked = [("q", well_formed(query)) for query in queries or (self.request.query,)]
        return self.page(path, *asked, *self.filter_pairs(), *more, *self.switch_pairs())

    def switch_pairs(self) -> list[tuple[str, str]]:
        """The switches that are on, as an address has them."""
        return [(name, "1") for name in self.switched_on()]

    def filter_pairs(self) -> list[tuple[str, str]]:
        """What narrows the request, as an address has it."""
        return self.request.filter_pairs() + ([("report", self.request.report)] if self.request.report else [])

    def page(self, path: str, *pairs: tuple[str, str]) -> str:
        """Address of a page of the site that is of no query."""
        return f"{self.site}{path}" + (f"?{urlencode(pairs)}" if pairs else "")

    def scope(self) -> Iterator[Note]:
        """What was searched, and how."""
        filters = _filters(self.request)
        yield Note(
            "filters", filters, gettext("筛选"), gettext("；").join(map(_in_words, filters.items())) or gettext("无")
        )
        for name, (label, on, off) in SWITCHES.items():
            value = getattr(self.request, name)
            yield Note(name, value, gettext(label), gettext(on if value else off))
        every = self.searched
        said = gettext(
            "%(reports)s 份报告的 %(paragraphs)s 段，共 %(characters)s 字（通过筛选的全部段落）",
            reports=f"{every.reports:,}",
            paragraphs=f"{every.paragraphs:,}",
            characters=f"{every.characters:,}",
        )
        yield Note("searched", asdict(every), gettext("检索范围"), said)

    def made(self, url: str) -> Iterator[Note]:
        """When and by what the export was made, and the address that repeats it."""
        exported, program = self.when.isoformat(timespec="seconds"), version("zhengsou")
        written = datetime.fromisoformat(self.written).astimezone(self.when.tzinfo).isoformat(timespec="seconds")
        yield Note("exported", exported, gettext("导出时间"), exported)
        yield Note("version", program, gettext("程序"), gettext("政搜 %(version)s", version=program))
        index = {"generation": self.generation, "written": written}
        yield Note(
            "index",
            index,
            gettext("索引"),
            gettext("第 %(generation)s 代，%(written)s 写入", generation=self.generation, written=written),
        )
        yield Note("url", url, gettext("再查一次"), url)


def _searched(searcher: Searcher, request: SearchRequest, deadline: Deadline) -> Searched:
    everything = SearchRequest(EVERYTHING, filters=request.filters, report=request.report, limit=0)
    found = searcher.search(everything, deadline)
    return Searched(found.reports, found.total, sum(searcher.characters(request, deadline=deadline).values()))


@lru_cache(4)
def _in_cells(when: datetime) -> str:
    """A time as every row of a table repeats it."""
    return when.isoformat(sep=" ", timespec="seconds")


def _filters(request: SearchRequest) -> dict[str, list[str]]:
    """The values of each filter, by its name."""
    found = {name: list(map(str, choices)) for name, choices in request.filters.items()}
    return found | ({"report": [request.report]} if request.report else {})


def _in_words(named: tuple[str, list[str]]) -> str:
    name, values = named
    facet = BY_NAME.get(name)
    if facet is KIND:
        values = [gettext(KIND_NAMES.get(each, each)) for each in values]
    elif isinstance(facet, ChoiceFacet):
        values = [facet.said(None if each == MISSING else each) for each in values]
    label = gettext(facet.label) if facet else gettext("报告")
    return gettext("%(label)s：%(values)s", label=label, values=listed(values))
