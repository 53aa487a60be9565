"""The API's OpenAPI document, built from the bounds that requests are checked against.

Written by hand, not derived by a framework: web/asked/parameters.py parses addresses for pages and API alike, and its
errors are part of the contract. Tests check every answer and every bound against this document.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

from index.facets import FACETS, MISSING, ChoiceFacet, Facet, KindFacet, YearFacet
from search.export.citation import CITATION_STYLES
from search.export.columns import LANGUAGES
from search.request import MAX_OFFSET, SORTS
from search.study.kwic import KWIC_SORTS
from search.study.trend import TREND_BYS
from web.api.bounds import DEFAULT_WIDTH, MAX_BEST, MAX_PARAGRAPH, MAX_WIDTH
from web.api.schemas import SCHEMAS
from web.asked.arguments import DEFAULT_LIMIT, MAX_COMPLETIONS, MAX_LIMIT, MAX_QUERY, MAX_VALUE, MAX_VALUES
from web.asked.comparison import MOST_WORDS
from web.shown.hit_file import MIMETYPES

Json = dict[str, Any]


def _parameter(name: str, description: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": "query", "description": description, "required": required, "schema": schema}


def _integer(name: str, description: str, default: int, least: int, most: int) -> Json:
    return _parameter(name, description, {"type": "integer", "minimum": least, "maximum": most, "default": default})


def _choice(name: str, description: str, choices: tuple[str, ...]) -> Json:
    return _parameter(name, description, {"type": "string", "enum": list(choices), "default": choices[0]})


def _several(name: str, description: str, items: Json) -> Json:
    return _parameter(
        name, f"{description}；可以重复，任一即可", {"type": "array", "items": items, "maxItems": MAX_VALUES}
    )


def _switch(name: str, description: str) -> Json:
    return _parameter(name, description, {"type": "integer", "enum": [0, 1], "default": 0})


_VALUE: Final[Json] = {"type": "string", "maxLength": MAX_VALUE}
_QUERY: Final = _parameter("q", "查询；写法见帮助页", {"type": "string", "maxLength": MAX_QUERY}, required=True)


def _filter(facet: Facet) -> Json:
    if isinstance(facet, KindFacet):
        return _several(facet.name, f"段落{facet.label}", {"type": "string", "enum": list(facet.kinds)})
    if isinstance(facet, ChoiceFacet):
        return _several(facet.name, facet.label, {"type": "string", "enum": [*facet.labels, MISSING]})
    written = "：2023、2019..2023、2019..、..2023 或 none" if isinstance(facet, YearFacet) else ""
    return _several(facet.name, facet.label + written, _VALUE)


_SORT: Final = _choice("sort", "排序", SORTS)
_EXACT_BODY: Final = _switch("exact_body", "机构只认所写的名称，不连同旧名和别的写法")
_FILTERS: Final = [
    *map(_filter, FACETS),
    _parameter("report", "只在这份报告里", _VALUE),
    _EXACT_BODY,
]
_SWITCHES: Final = [
    _switch("exact_script", "区分繁简"),
    _switch("synonyms", "也找同义词"),
    _switch("split_words", "没有原样出现的段落里，分开的词也计入处数"),
]
_PAGE: Final = [
    _integer("limit", "最多几条", DEFAULT_LIMIT, 0, MAX_LIMIT),
    _integer("offset", "跳过几条", 0, 0, MAX_OFFSET),
]
_SEARCH: Final = [_QUERY, *_FILTERS, *_SWITCHES]
_LINES: Final = [
    _integer("width", "两边各几个字", DEFAULT_WIDTH, 0, MAX_WIDTH),
    _choice("sort", "按位置，或按左边、右边的字排列", KWIC_SORTS),
]
_REPORT_ID: Final = {
    "name": "report_id",
    "in": "path",
    "required": True,
    "description": "报告的编号；若是转载的，给出所留的那一份",
    "schema": {"type": "string"},
}


def document(server: str) -> Json:
    """The OpenAPI 3.1 document; `server` is the site's base path."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "政搜",
            "version": version("zhengsou"),
            "description": "在政协工作报告里全文检索。所有的数与命令行 zhengsou 的完全相同。",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "paths": {path: {"get": operation} for path, operation in _operations().items()},
        "components": {"schemas": SCHEMAS},
    }


def _operations() -> dict[str, Json]:
    style = _parameter("style", "只要这一种", {"type": "string", "enum": list(CITATION_STYLES)})
    word = _several("q", f"要比较的查询，最多 {MOST_WORDS} 个", {"type": "string"})
    word = word | {"required": True, "schema": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_WORDS}}
    compared = [word, *_FILTERS, *_SWITCHES, _choice("by", "按什么分开", TREND_BYS)]
    explained = _switch("explain_score", "说明得分由什么构成")
    paged = [*_SEARCH, *_PAGE]
    return {
        "/api/search": _operation("search", "检索：找到的段落", "SearchResult", [*paged, _SORT, explained]),
        "/api/groups": _operation(
            "groups",
            "检索：按报告归拢",
            "GroupedResult",
            [*paged, _SORT, _integer("best", "每份报告列出几段", 3, 0, MAX_BEST)],
        ),
        "/api/kwic": _operation(
            "kwic",
            "语境：每处一行",
            "KwicResult",
            [*paged, *_LINES],
        ),
        "/api/kwic.{format}": _file("kwic_file", "语境：全部各处，作为文件", [*_SEARCH, *_LINES]),
        "/api/trend": _operation(
            "trend",
            "比较：各年、各机构的数",
            "TrendResult",
            compared,
        ),
        "/api/trend.{format}": _file("trend_file", "比较：全部的数，作为文件", compared),
        "/api/suggest": _operation("suggest", "找不到时可以怎样查", "Suggestions", _SEARCH),
        "/api/complete": _operation(
            "complete",
            "补全：词语、机构、标题，也可以打拼音",
            "Completions",
            [_QUERY, _integer("limit", "最多几条", DEFAULT_LIMIT, 1, MAX_COMPLETIONS)],
        ),
        "/api/reports": _operation(
            "reports",
            "收录的报告",
            "Reports",
            [
                *(_filter(facet) for facet in FACETS if facet.of_report),
                _EXACT_BODY,
                _integer("limit", "最多几份", MAX_LIMIT, 0, MAX_LIMIT),
                _integer("offset", "跳过几份", 0, 0, MAX_OFFSET),
            ],
        ),
        "/api/reports/{report_id}": _operation(
            "report", "一份报告的全文", "ReportText", [_REPORT_ID, _QUERY | {"required": False}, *_SWITCHES]
        ),
        "/api/cite": _operation(
            "cite",
            "引用一段：GB/T 7714-2015 和 2025、BibTeX、RIS",
            "Citation",
            [
                _parameter("report", "报告的编号", _VALUE, required=True),
                _integer("paragraph", "第几段，从 0 起", 0, 0, MAX_PARAGRAPH),
                style,
            ],
        ),
        "/api/export/{format}": _file("export", "导出找到的全部段落", [*_SEARCH, _SORT]),
        "/api/openapi.json": {
            "operationId": "openapi",
            "summary": "这份说明",
            "responses": {"200": _answer("OpenAPI 3.1", {"application/json": {"schema": {"type": "object"}}})},
        },
    }


def _operation(name: str, summary: str, schema: str, parameters: list[Json]) -> Json:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": _answer(summary, content), **_errors()},
    }


def _file(name: str, summary: str, parameters: list[Json]) -> Json:
    kind = {"name": "format", "in": "path", "required": True, "schema": {"type": "string", "enum": list(MIMETYPES)}}
    kind["description"] = "csv、xlsx、json 有全部的行；txt 是说明：查的什么、怎样计数、何时导出"
    columns = _choice("columns", "列名用中文（zh）还是英文（en）；json 的总是英文", LANGUAGES)
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [kind, *parameters, columns],
        "responses": {"200": _answer("文件", {mimetype: {} for mimetype in MIMETYPES.values()}), **_errors(busy=True)},
    }


def _errors(*, busy: bool = False) -> Json:
    """busy: whether few are made at a time."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    files = "或正在导出的太多（too_many_files）" if busy else ""
    return {
        "400": _answer("查询或参数不对，或一次要读的太多（too_much），或太费时间（too_slow）", content),
        "404": _answer("没有这个地址、这份报告或这一段", content),
        "429": _answer(f"正在算别的费时间的查询（busy）{files}；Retry-After 说几秒之后再试", content),
        "503": _answer("没有可用的索引，或集群没有回答（cluster_unavailable）、拒绝访问（cluster_refused）", content),
    }


def _answer(description: str, content: Json) -> Json:
    return {"description": description, "content": content}
