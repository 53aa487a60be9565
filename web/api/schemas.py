"""Answer types that only the API has, and the JSON Schemas of all answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, ClassVar, Final

from index.language import N_
from index.report import Kind
from search.described import Described, Detail, Schema, object_schema, schema_of, schemas
from search.export.citation import CitationStyle
from search.offers.completion import Completions
from search.offers.near_bodies import AbsentBody
from search.offers.suggestion import SuggestionKind
from search.result import Hit, ReportSummary, RestoredPlace, SearchResult, Span
from search.study.changed import ChangedSentence, ChangesResult
from search.study.chosen_lines import KwicGroup
from search.study.collocates import Collocate, CollocatesResult
from search.study.figures import FigureCell, FigureRow, FiguresResult
from search.study.grouped import GroupedResult
from search.study.history import HistoryResult, HistoryYear
from search.study.keyness import KeynessResult, KeyTerm
from search.study.kwic import KwicLine, KwicResult
from search.study.matrix import MatrixResult, MatrixRow
from search.study.new import NewResult
from search.study.places import PlacedOccurrence, PlacesResult
from search.study.traced import SimilarResult, TracedRun, TraceResult
from search.study.trend import TrendCell, TrendResult
from search.study.words import WordsResult, WordTerm


@dataclass(frozen=True, slots=True)
class SuggestedSearch(Described):
    """An alternative search."""

    kind: SuggestionKind
    label: str
    query: str
    filtered: Annotated[bool, Detail(N_("筛选还在"))]
    total: Annotated[int, Detail(N_("这样查找到的段数"))]
    url: Annotated[str, Detail(N_("站内地址"))]


@dataclass(frozen=True, slots=True)
class Suggestions(Described):
    """Alternatives to a search, with its query and total. absent: bodies that it asks for and that are not there."""

    query: str
    total: int
    relaxed: bool
    suggestions: tuple[SuggestedSearch, ...]
    absent: Annotated[tuple[AbsentBody, ...], Detail(N_("查询和筛选里写了、而没有报告的机构"))]


@dataclass(frozen=True, slots=True)
class Reports(Described):
    """A page of the catalogue."""

    total: int
    offset: int
    limit: int
    reports: tuple[ReportSummary, ...]


@dataclass(frozen=True, slots=True)
class ReadParagraph(Described):
    """A paragraph of a whole report."""

    paragraph: Annotated[int, Detail(N_("段落在报告里的位置，从 0 起"))]
    number: Annotated[int, Detail(N_("第几段，从 1 起"), schema={"minimum": 1})]
    kind: Kind
    section: str
    text: str
    highlights: Annotated[tuple[Span, ...], Detail(N_("所计各处在 text 里的位置：码点，左闭右开，有序，不重叠"))]
    word_highlights: Annotated[tuple[Span, ...], Detail(N_("只是分开含有的词，不计处数；写法同 highlights"))]
    damaged: bool
    restored: Annotated[tuple[RestoredPlace, ...], Detail(N_("从缺损的字节复原的各处，有序，不重叠"))]
    permalink: Annotated[str, Detail(N_("不变的站内地址"))]


@dataclass(frozen=True, slots=True)
class ReadReport(Described):
    """A whole report."""

    SCHEMA: ClassVar[str] = "ReportText"

    report: ReportSummary
    query: str
    relaxed: Annotated[bool, Detail(N_("没有一段同时含有全部词语，标出的是含有其中一些的段落"))]
    total: Annotated[int, Detail(N_("找到的段数"))]
    paragraphs_literal: Annotated[int, Detail(N_("有处数的段数"))]
    occurrences: int
    paragraphs: tuple[ReadParagraph, ...]


@dataclass(frozen=True, slots=True)
class Citations(Described):
    """A paragraph's citation in each requested style."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"gbt7714-2025": Detail(optional=True, attribute="by_gbt7714_2025")}
    HIDDEN: ClassVar[frozenset[str]] = frozenset({"gbt7714_2025"})

    gbt7714: Annotated[str, Detail(optional=True)] = ""
    bibtex: Annotated[str, Detail(optional=True)] = ""
    ris: Annotated[str, Detail(N_("行以 CR LF 结尾"), optional=True)] = ""
    gbt7714_2025: str = ""

    @property
    def by_gbt7714_2025(self) -> str:
        """The citation by the style whose name is no name of a field."""
        return self.gbt7714_2025


@dataclass(frozen=True, slots=True)
class Citation(Described):
    """A paragraph with its permalink and citations."""

    report: str
    paragraph: int
    text: str
    permalink: Annotated[str, Detail(schema={"format": "uri"})]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Problem(Described):
    """An error's code, message and position in the query; of a fault of the server, the id in its log."""

    code: str
    message: str
    position: Annotated[int | None, Detail(N_("查询里出错的位置：码点，从 0 起"))]
    id: Annotated[str, Detail(N_("服务器出错时，日志里的编号"), optional=True)] = ""


@dataclass(frozen=True, slots=True)
class Error(Described):
    """An error answer."""

    error: Problem


def citations_in(given: dict[CitationStyle, str], style: str) -> Citations:
    """The citation in this style, or in all styles for ""."""
    return Citations(**{name.replace("-", "_"): text for name, text in given.items() if style in ("", name)})


def _exported(rows: str, kind: type[Described], head: Mapping[str, Schema] = MappingProxyType({})) -> Schema:
    """The JSON file of a table, whose links are whole. head: what stands before the rows."""
    about = {"type": "object", "description": N_("说明：查的什么、怎样计数、何时导出")}
    each = {"type": "array", "items": schema_of(kind)}
    properties = {"about": about, **head, rows: each}
    return object_schema(properties, properties)


def _of_hits() -> dict[str, Schema]:
    names = (
        "query", "understood", "relaxed", "split_words", "total", "paragraphs_literal", "reports", "occurrences",
        "sort", "facets",
    )  # fmt: skip
    when, address = {"type": "string", "format": "date-time"}, {"type": "string", "format": "uri"}
    return _head_of(SearchResult, *names) | {"exported": when, "url": address}


def _head_of(answer: type[Described], *names: str) -> dict[str, Schema]:
    """What of an answer stands before the rows of its file."""
    found = answer.json_schema()["properties"]
    return {name: found[name] for name in names}


SCHEMAS: Final[dict[str, Schema]] = {
    "ExportedHits": _exported("hits", Hit, _of_hits()),
    "ExportedLines": {"anyOf": [_exported("lines", KwicLine), _exported("groups", KwicGroup)]},
    "ExportedCells": _exported("cells", TrendCell, _head_of(TrendResult, "by", "queries", "totals")),
    "ExportedWords": _exported("terms", WordTerm),
    "ExportedKeyTerms": _exported("terms", KeyTerm),
    "ExportedNewTerms": _exported("terms", KeyTerm),
    "ExportedCollocates": _exported("terms", Collocate),
    "ExportedFigures": {"anyOf": [_exported("figures", FigureRow), _exported("cells", FigureCell)]},
    "ExportedHistories": _exported("years", HistoryYear),
    "ExportedPlaces": _exported("occurrences", PlacedOccurrence),
    "ExportedMatrix": _exported("rows", MatrixRow, _head_of(MatrixResult, "by", "measure", "columns")),
    "ExportedChanges": _exported(
        "sentences", ChangedSentence, _head_of(ChangesResult, "body", "before", "after", "counts")
    ),
    "ExportedRuns": _exported(
        "runs",
        TracedRun,
        _head_of(TraceResult, "report", "title", "least", "characters", "covered", "coverage", "searched"),
    ),
} | schemas(
    (
        SearchResult,
        GroupedResult,
        KwicResult,
        TrendResult,
        WordsResult,
        KeynessResult,
        NewResult,
        CollocatesResult,
        FiguresResult,
        HistoryResult,
        MatrixResult,
        PlacesResult,
        PlacedOccurrence,
        ChangesResult,
        ChangedSentence,
        TraceResult,
        SimilarResult,
        Suggestions,
        Completions,
        Reports,
        ReadReport,
        Citation,
        Error,
    )
)
