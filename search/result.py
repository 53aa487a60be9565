"""Search results: the search object of the contract, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, ClassVar, Final, NamedTuple
from urllib.parse import quote

from index.doubts import Doubt, doubts
from index.facets import BODY, BY_NAME, FACETS, ChoiceFacet, Facet, KindFacet, Value, YearFacet
from index.language import N_
from index.report import Assumption, Kind, Level, Restored
from index.reprints import Reprint
from search.described import Described, Detail, Schema, object_schema, schema_of
from search.located import Located
from search.request import Sort

Span = tuple[int, int]
"""Half-open, in code points of the text that it belongs to."""


_ADDRESS: Final = Detail(N_("站内地址"))
_PERMALINK: Final = Detail(N_("不变的站内地址"))
_ORGAN: Final = Detail(N_("机关；null：不详"))
_NUMBER: Final = Detail(N_("第几段，从 1 起"), schema={"minimum": 1})
_RESTORED: Final = Detail(N_("从缺损的字节复原的各处，有序，不重叠"))
_SOURCE: Final = Detail(N_("来源：谁发布的；null：不详"))
_SITE: Final = Detail(N_("发布报告的网站的名称；null：不详"))
_UNSURE: Final = Detail(
    N_(
        "没有把握的地方：body_unknown 不知道是哪个机构；region_open 同名的地方不止一处；year_unknown 不知道是哪一年；"
        "year_from_date 年份按发布日期推定；year_of_session 年份像是作报告的那一年；"
        "title_from_text 标题用了正文的开头；title_from_name 标题用了文件名；"
        "pages_unread PDF 有几页没有读出文字；damaged 有的段落有缺损"
    )
)
_ORIGINAL: Final = Detail(N_("原文网址：发布报告的网页；null：不详"), schema={"format": "uri"})


@dataclass(frozen=True, slots=True)
class Where(Described):
    """The region in which a body is; None for what is not known, or not so divided."""

    SCHEMA: ClassVar[str] = "Region"

    province: Annotated[str | None, Detail(N_("省、自治区、直辖市"))] = None
    prefecture: Annotated[str | None, Detail(N_("市、州、盟、地区"))] = None
    county: Annotated[str | None, Detail(N_("县、区、县级市"))] = None
    level: Annotated[Level | None, Detail(N_("级别"))] = None
    code: Annotated[str | None, Detail(N_("区划代码，六位"), schema={"pattern": "^[0-9]{6}$"})] = None

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Where:
        """From a report's metadata."""
        return cls(*map(meta.__getitem__, cls.__match_args__))


class OfBody:
    """What has the facets of a report's body, from its `region`."""

    __slots__ = ()
    region: Where

    @property
    def province(self) -> str | None:
        """The province, as the facet of its name."""
        return self.region.province

    @property
    def prefecture(self) -> str | None:
        """The prefecture, as the facet of its name."""
        return self.region.prefecture

    @property
    def level(self) -> str | None:
        """The level, as the facet of its name."""
        return self.region.level


class OfReport:
    """What is counted in one report, which its JSON has by its id."""

    __slots__ = ()
    report: ReportSummary

    @property
    def id(self) -> str:
        """The report's id."""
        return self.report.id

    @property
    def title(self) -> str:
        """The report's title."""
        return self.report.title

    @property
    def body(self) -> str:
        """The report's body."""
        return self.report.body

    @property
    def year(self) -> int | None:
        """The year that the report is on."""
        return self.report.year

    @property
    def date(self) -> str | None:
        """The report's date."""
        return self.report.date


class ScorePart(NamedTuple):
    """One contribution to a hit's score."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class SamePlace(Located):
    """A paragraph that says the same as a hit."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"number": _NUMBER, "url": _ADDRESS}


@dataclass(frozen=True, slots=True)
class SameText(Described):
    """The other hits that say the same as one; places: the first of them, in the order of the hits."""

    count: Annotated[int, Detail(N_("还有几段"))]
    places: tuple[SamePlace, ...]


@dataclass(frozen=True, slots=True)
class RestoredPlace(Described):
    """A place of a paragraph whose torn bytes were put together again."""

    start: Annotated[int, Detail(N_("在 text 里的起点：码点"))]
    end: Annotated[int, Detail(N_("终点，不含"))]
    raw: Annotated[str, Detail(N_("网页里原来的样子"))]

    @classmethod
    def all_of(cls, places: Iterable[Restored]) -> tuple[RestoredPlace, ...]:
        """The places as answers have them."""
        return tuple(cls(*place) for place in places)


@dataclass(frozen=True, slots=True)
class Hit(Located, OfBody):
    """A paragraph that was found; there are `occurrences` of `highlights`, which are what was asked for, as asked.

    word_highlights: words of an unquoted run, in a paragraph that has them only apart. Neither kind of highlight
    overlaps any other; both are sorted. With split_words all are `highlights`.
    score_parts: parts of the score, the largest first, if requested.
    repeat: which of the report's paragraphs with this text it is, from 1. same: of an answer whose reprints are folded
    (search/study/reprints.py), the others that say the same.
    """

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"number": _NUMBER, "url": _ADDRESS, "permalink": _PERMALINK}
    HIDDEN: ClassVar[frozenset[str]] = frozenset({"repeat"})
    FIRST: ClassVar[tuple[str, ...]] = ("report", "paragraph", "kind")

    kind: Kind
    score: Annotated[float, Detail(digits=4)]
    occurrences: int
    text: Annotated[str, Detail(N_("整段原文"))]
    highlights: Annotated[tuple[Span, ...], Detail(N_("所计各处在 text 里的位置：码点，左闭右开，有序，不重叠"))]
    word_highlights: Annotated[tuple[Span, ...], Detail(N_("只是分开含有的词，不计处数；写法同 highlights"))] = ()
    damaged: Annotated[bool, Detail(N_("保存时丢了字节，有的字无法辨认"))] = False
    restored: Annotated[tuple[RestoredPlace, ...], _RESTORED] = ()
    score_parts: Annotated[tuple[ScorePart, ...], Detail(digits=4, optional=True)] = ()
    repeat: int = 1
    source: Annotated[str | None, _SOURCE] = None
    original: Annotated[str | None, _ORIGINAL] = None
    organ: Annotated[str | None, _ORGAN] = None
    region: Where = Where()
    same: Annotated[SameText | None, Detail(N_("说得一样的别的段落"), optional=True)] = None

    @property
    def permalink(self) -> str:
        """An address on the site that stays as long as the report has a paragraph with this text."""
        # Folding loads tables that a request alone does not need.
        from search.permalink import permalink, text_key

        key = text_key(self.text)
        return permalink(self.report, key if self.repeat == 1 else f"{key}-{self.repeat}")


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of all the hits have this value; None is "not known"."""

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class Facets(Described):
    """Counts over all hits, not the page; a facet's own choice does not narrow that facet.

    Names and kinds: most frequent first; years: newest first, "not known" last. A facet's counts are also an attribute
    of its name, as in `facets.body`.
    """

    counts: Mapping[str, tuple[FacetCount, ...]] = field(hash=False)

    @classmethod
    def of(cls, counts: Mapping[str, Mapping[Value, int]]) -> Facets:
        """The facets with the counts of each value."""
        return cls(
            {
                facet.name: tuple(FacetCount(value, count) for value, count in facet.ordered(counts[facet.name]))
                for facet in FACETS
            }
        )

    def __getitem__(self, facet: str) -> tuple[FacetCount, ...]:
        return self.counts[facet]

    def __getattr__(self, facet: str) -> tuple[FacetCount, ...]:
        if facet not in BY_NAME:
            raise AttributeError(facet)
        return self.counts[facet]

    def to_dict(self) -> dict[str, list[dict[str, Any]]]:
        """The facets as the contract's JSON has them."""
        return {name: [asdict(each) for each in counts] for name, counts in self.counts.items()}

    @classmethod
    def json_schema(cls) -> Schema:
        """The schema of `to_dict`."""
        counts = {facet.name: facet_value_schema(facet) for facet in FACETS}
        pairs = {
            name: object_schema({"value": value, "count": schema_of(int)}, ("value", "count"))
            for name, value in counts.items()
        }
        return object_schema({name: {"type": "array", "items": pair} for name, pair in pairs.items()}, pairs)


def facet_value_schema(facet: Facet) -> Schema:
    """The schema of a facet's values."""
    if isinstance(facet, KindFacet):
        return {"type": "string", "enum": list(facet.kinds)}
    if isinstance(facet, YearFacet):
        return schema_of(int | None) | {"description": N_("null：年份不详")}
    if facet is BODY:
        return schema_of(str)
    if isinstance(facet, ChoiceFacet):
        return {"type": ["string", "null"], "enum": [*facet.labels, None]}
    return schema_of(str | None) | {"description": N_("null：不详")}


BucketKey = tuple[Value, ...]
"""The values that a bucket has in the facets by which an aggregation groups."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of hits in one bucket. paragraphs_literal: of the paragraphs, those with an occurrence."""

    reports: int
    paragraphs: int
    paragraphs_literal: int
    occurrences: int


@dataclass(frozen=True, slots=True)
class Answer(Described):
    """Common part of all answers about a query; `total` and `reports` are exact and cover all hits, not the page.

    understood: the query in words. took_ms: milliseconds.
    """

    query: str
    understood: Annotated[str, Detail(N_("查询的意思，用话说"))]
    relaxed: Annotated[bool, Detail(N_("没有一段含有全部词语，因此放宽了"))]
    total: int
    paragraphs_literal: Annotated[int, Detail(N_("其中至少有一处的段数；其余的只分开含有其中的词"))]
    reports: int
    split_words: Annotated[bool, Detail(N_("没有原样出现的段落里，分开的词也计入处数"))]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    offset: int
    limit: int
    facets: Facets


@dataclass(frozen=True, slots=True)
class SearchResult(Answer):
    """The answer to a SearchRequest: the search object of the contract. total: paragraphs.

    distinct: where reprints are folded, how many different texts these have, which limit and offset count then.
    """

    FIRST: ClassVar[tuple[str, ...]] = (
        "query", "relaxed", "total", "reports", "occurrences", "took_ms", "offset", "limit", "sort", "hits", "facets",
    )  # fmt: skip

    occurrences: int
    sort: Sort
    hits: tuple[Hit, ...]
    distinct: Annotated[int | None, Detail(N_("不同的文字有几种"), optional=True)] = None


@dataclass(frozen=True, slots=True)
class ReportParagraph(Described):
    """A paragraph of a report as it is read, with highlights as a Hit has them. paragraph: its place, from 0."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"number": _NUMBER}
    FIRST: ClassVar[tuple[str, ...]] = ("paragraph", "number")

    paragraph: Annotated[int, Detail(N_("段落在报告里的位置，从 0 起"))]
    text: str
    kind: Kind
    section: str
    damaged: bool
    highlights: tuple[Span, ...] = ()
    word_highlights: tuple[Span, ...] = ()
    restored: Annotated[tuple[RestoredPlace, ...], _RESTORED] = ()

    @property
    def number(self) -> int:
        """Its number for people."""
        return self.paragraph + 1


@dataclass(frozen=True, slots=True)
class OtherSource(Described):
    """Another file with the text of a report, which is not indexed: a reprint. id: its id, if it were."""

    SCHEMA: ClassVar[str] = "Reprint"

    id: Annotated[str, Detail(N_("它自己的编号；以此编号的地址转到所留的那一份"))]
    file: Annotated[str, Detail(N_("文件名"))]
    title: str
    source: Annotated[str | None, _SOURCE]
    site: Annotated[str | None, _SITE]
    original: Annotated[str | None, _ORIGINAL]
    date: Annotated[str | None, Detail(schema={"format": "date"})]

    @classmethod
    def of(cls, reprint: Reprint) -> OtherSource:
        """A reprint as it is shown."""
        return cls(reprint.id, reprint.file, reprint.title, reprint.source, reprint.site, reprint.url, reprint.date)


@dataclass(frozen=True, slots=True)
class ReportSummary(Described, OfBody):
    """A report in the catalogue; `characters` counts code points of its paragraphs."""

    SCHEMA: ClassVar[str] = "Report"
    COMPUTED: ClassVar[Mapping[str, Detail]] = {"unsure": _UNSURE, "url": _ADDRESS}
    HIDDEN: ClassVar[frozenset[str]] = frozenset({"assumed"})

    id: str
    title: str
    body: str
    year: Annotated[int | None, Detail(N_("null：年份不详"))]
    date: Annotated[str | None, Detail(schema={"format": "date"})]
    source: Annotated[str | None, _SOURCE]
    paragraphs: int
    characters: int
    damaged: Annotated[int, Detail(N_("有缺损的段数"))]
    original: Annotated[str | None, _ORIGINAL] = None
    site: Annotated[str | None, _SITE] = None
    organ: Annotated[str | None, _ORGAN] = None
    region: Where = Where()
    body_today: Annotated[str, Detail(N_("机构的今名"))] = ""
    reprints: Annotated[tuple[OtherSource, ...], Detail(N_("转载：文字相同或少一些的别的文件，不另收录"))] = ()
    assumed: tuple[Assumption, ...] = ()
    unread: Annotated[tuple[int, ...], Detail(N_("PDF 里是图片、没有读出文字的页，从 1 数起"))] = ()

    @property
    def unsure(self) -> tuple[Doubt, ...]:
        """What is in doubt about it (index/doubts.py)."""
        return doubts(self, self.damaged)

    @property
    def url(self) -> str:
        """The report's address on the site."""
        return f"/reports/{quote(self.id)}"


@dataclass(frozen=True, slots=True)
class ReportText:
    """A whole report; only paragraphs that the search finds in it have highlights.

    total, paragraphs_literal, occurrences, relaxed: as of the search in this report; 0 and False without a query.
    """

    summary: ReportSummary
    paragraphs: tuple[ReportParagraph, ...]
    total: int
    paragraphs_literal: int
    occurrences: int
    relaxed: bool
