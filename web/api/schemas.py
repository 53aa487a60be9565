"""The shapes of the API's answers, as JSON Schema: what the OpenAPI document names, and tests hold answers against."""

from __future__ import annotations

from typing import Any, Final, get_args

from index.facets import FACETS, REPORT_FACETS, Facet, KindFacet, YearFacet
from index.report import KINDS
from search.engine.searcher import BODY_AND_YEAR
from search.export.citation import CITATION_STYLES
from search.offers.lexicon import EntryKind
from search.offers.suggestion import SuggestionKind
from search.request import SORTS
from search.study.kwic import KWIC_SORTS
from search.study.trend import TREND_BYS

Schema = dict[str, Any]


def _text(description: str = "") -> Schema:
    return {"type": "string"} | ({"description": description} if description else {})


def _count(description: str = "") -> Schema:
    return {"type": "integer", "minimum": 0} | ({"description": description} if description else {})


def _any_of(values: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(values)}


def _object(**properties: Schema) -> Schema:
    """With exactly these properties, except that a description of one may say that it is not always there."""
    optional = {name for name, schema in properties.items() if schema.pop("x-optional", False)}
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _list(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items} | ({"description": description} if description else {})


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_NUMBER: Final[Schema] = {"type": "number", "minimum": 0}
_FLAG: Final[Schema] = {"type": "boolean"}
_YEAR: Final[Schema] = {"type": ["integer", "null"], "description": "null：年份不详"}
_DATE: Final[Schema] = {"type": ["string", "null"], "format": "date"}
_SPANS: Final[Schema] = _list(
    {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
    "在 text 里的位置：码点，左闭右开，有序，不重叠",
)
_ADDRESS: Final = _text("站内地址")


def _where() -> dict[str, Schema]:
    """What says which paragraph of which report something is."""
    return {
        "report": _text("报告的编号"),
        "paragraph": _count("段落在报告里的位置，从 0 起"),
        "body": _text(),
        "year": _YEAR,
        "date": _DATE,
        "title": _text(),
        "section": _text("所在的小标题"),
    }


def _found(**properties: Schema) -> Schema:
    """What all answers about a query begin with."""
    return _object(
        query=_text(),
        understood=_text("查询的意思，用话说"),
        relaxed=_FLAG | {"description": "没有一段含有全部词语，因此放宽了"},
        total=_count(),
        reports=_count(),
        took_ms=_NUMBER,
        offset=_count(),
        limit=_count(),
        facets=_named("Facets"),
        **properties,
    )


def _value(facet: Facet) -> Schema:
    if isinstance(facet, KindFacet):
        return _any_of(facet.kinds)
    return _YEAR if isinstance(facet, YearFacet) else _text()


def _bucket_value(facet: Facet) -> Schema:
    """A facet's value in a bucket of a trend; null where the trend is not by it."""
    value = _YEAR if isinstance(facet, YearFacet) else {"type": ["string", "null"]}
    return value if facet in BODY_AND_YEAR else value | {"x-optional": True}


def _facet(value: Schema) -> Schema:
    return _list(_object(value=value, count=_count()))


def _hit() -> Schema:
    return _object(
        **_where(),
        kind=_any_of(KINDS),
        score={"type": "number"},
        occurrences=_count(),
        text=_text("整段原文"),
        highlights=_SPANS,
        damaged=_FLAG | {"description": "保存时丢了字节，有的字无法辨认"},
        url=_ADDRESS,
        permalink=_text("不变的站内地址"),
        score_parts={
            "type": "array",
            "items": {"type": "array", "prefixItems": [_text(), {"type": "number"}], "minItems": 2, "maxItems": 2},
            "x-optional": True,
        },
    )


def _counted(**properties: Schema) -> Schema:
    return _object(
        **properties,
        reports=_count(),
        paragraphs=_count(),
        occurrences=_count(),
        characters=_count("那里全部段落的字数"),
        per_10k=_NUMBER | {"description": "每万字的处数"},
    )


def _summary() -> dict[str, Schema]:
    return {
        "id": _text(),
        "title": _text(),
        "body": _text(),
        "year": _YEAR,
        "date": _DATE,
        "source": {"type": ["string", "null"]},
        "paragraphs": _count(),
        "characters": _count(),
        "damaged": _count("有缺损的段数"),
        "url": _ADDRESS,
    }


SCHEMAS: Final[dict[str, Schema]] = {
    "Facets": _object(**{facet.name: _facet(_value(facet)) for facet in FACETS}),
    "Hit": _hit(),
    "SearchResult": _found(occurrences=_count(), sort=_any_of(SORTS), hits=_list(_named("Hit"))),
    "Group": _object(
        report=_text("报告的编号"),
        title=_text(),
        body=_text(),
        year=_YEAR,
        date=_DATE,
        hits=_count("段数"),
        occurrences=_count(),
        score={"type": "number"},
        best=_list(_named("Hit")),
    ),
    "GroupedResult": _found(occurrences=_count(), sort=_any_of(SORTS), groups=_list(_named("Group"))),
    "KwicLine": _object(
        **_where(),
        start=_count("在段落里的位置：码点"),
        end=_count(),
        left=_text(),
        word=_text(),
        right=_text(),
        url=_ADDRESS,
        permalink=_text("不变的站内地址"),
    ),
    "KwicResult": _found(
        paragraphs=_count(), width=_count(), sort=_any_of(KWIC_SORTS), lines=_list(_named("KwicLine"))
    ),
    "TrendCell": _counted(query=_text(), **{facet.name: _bucket_value(facet) for facet in REPORT_FACETS}),
    "TrendResult": _object(
        by=_any_of(TREND_BYS),
        queries=_list(_text()),
        took_ms=_NUMBER,
        cells=_list(_named("TrendCell")),
        totals=_list(_named("TrendCell")),
    ),
    "Suggestions": _object(
        query=_text(),
        total=_count(),
        relaxed=_FLAG,
        suggestions=_list(
            _object(
                kind=_any_of(get_args(SuggestionKind)),
                label=_text(),
                query=_text(),
                filtered=_FLAG | {"description": "筛选还在"},
                total=_count("这样查找到的段数"),
                url=_ADDRESS,
            )
        ),
    ),
    "Completions": _object(
        query=_text(),
        completions=_list(_object(text=_text(), kind=_any_of(get_args(EntryKind)), count=_count())),
    ),
    "Report": _object(**_summary()),
    "Reports": _object(total=_count(), offset=_count(), limit=_count(), reports=_list(_named("Report"))),
    "ReportText": _object(
        report=_named("Report"),
        query=_text(),
        occurrences=_count(),
        paragraphs=_list(
            _object(
                number=_count(),
                kind=_any_of(KINDS),
                section=_text(),
                text=_text(),
                highlights=_SPANS,
                damaged=_FLAG,
                permalink=_text("不变的站内地址"),
            )
        ),
    ),
    "Citation": _object(
        report=_text(),
        paragraph=_count(),
        text=_text(),
        permalink={"type": "string", "format": "uri"},
        citations=_object(**{style: {"type": "string", "x-optional": True} for style in CITATION_STYLES}),
    ),
    "Error": _object(
        error=_object(
            code=_text(),
            message=_text(),
            position={"type": ["integer", "null"], "description": "查询里出错的位置：码点，从 0 起"},
        )
    ),
}
