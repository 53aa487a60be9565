"""Operations of the API as its OpenAPI document describes them, by their paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from index.facets import FACETS
from index.figure import BOUNDS
from index.language import gettext
from search.described import REFERENCE, object_schema
from search.export.citation import CITATION_STYLES
from search.export.table import ExportKind
from search.shelf_order import SHELF_SORTS
from search.study.collocates import DEFAULT_WINDOW, WIDEST
from search.study.collocates import MEASURES as COLLOCATION
from search.study.figure_rows import FIGURE_SORTS
from search.study.figures import FIGURE_BYS
from search.study.grams import MOST_WORDS
from search.study.keyness import DIRECTIONS, KEYNESS_SORTS
from search.study.matrix import MEASURES as CELLS
from search.study.sources import MOST_CHARACTERS
from search.study.token_kinds import TOKEN_KINDS
from search.study.trace import DEFAULT_NEAREST, DEFAULT_RUN, DEFAULT_SIMILAR, LEAST_RUN, MOST_NEAREST, MOST_RUN
from search.study.trend import TREND_BYS
from search.study.words import WORD_SORTS
from web.api import parameters as asked
from web.api.bounds import MAX_BEST, MAX_PARAGRAPH
from web.asked.arguments import DEFAULT_LIMIT, MAX_COMPLETIONS, MAX_LIMIT, MAX_QUERY
from web.asked.figures import NUMBER
from web.asked.words import MOST_LEAST
from web.shown.hit_file import MIMETYPES

Json = dict[str, Any]
Tag = Literal["search", "study", "reports", "export", "about"]
_LISTS: Final = {
    "words": "ExportedWords",
    "keyness": "ExportedKeyTerms",
    "new": "ExportedNewTerms",
    "collocates": "ExportedCollocates",
    "figures": "ExportedFigures",
    "history": "ExportedHistories",
    "places": "ExportedPlaces",
    "matrix": "ExportedMatrix",
    "changes": "ExportedChanges",
    "trace": "ExportedRuns",
}
"""Schemas of the files of studies' lists."""
_NOT_IN_FILES: Final = frozenset({"limit", "offset", "nearest"})
"""Parameters that those files do not take, which have all rows, and these alone."""
LANGUAGE: Final = "#/components/parameters/AcceptLanguage"
_JSON: Final = "application/json"


def operations() -> dict[str, Json]:
    """Every operation by its path, in words of the language of here and now."""
    return {**_searches(), **_studies(), **_offers(), **_reports(), **_files(), **_about()}


def tags() -> list[Json]:
    """The groups of operations."""
    said: dict[Tag, str] = {
        "search": gettext("检索"),
        "study": gettext("语境和比较"),
        "reports": gettext("报告和引文"),
        "export": gettext("全部结果的文件"),
        "about": gettext("接口自己的说明"),
    }
    return [{"name": name, "description": words} for name, words in said.items()]


def _searches() -> dict[str, Json]:
    found = [*asked.search(), *asked.page(), asked.sort()]
    explained = asked.switch("explain_score", gettext("说明得分由什么构成"))
    folded = asked.switch("fold", gettext("说得一样的段落只列一次；limit 和 offset 数的是不同的文字"))
    best = asked.integer("best", gettext("每份报告列出几段"), 3, 0, MAX_BEST)
    return {
        "/api/search": _answering(
            "search", "search", gettext("检索：找到的段落"), "SearchResult", [*found, explained, folded]
        ),
        "/api/groups": _answering("groups", "search", gettext("检索：按报告归拢"), "GroupedResult", [*found, best]),
    }


def _studies() -> dict[str, Json]:
    lines = [*asked.search(), *asked.page(), *asked.lines(), *asked.line_choice()]
    placed = [*asked.search(), *asked.page()]
    said = [asked.queries(), *asked.filters(), *asked.switches(), *asked.page()]
    listed = [asked.terms(), *asked.filters(), *asked.switches(), _by(), _measure(), *asked.page(MAX_LIMIT)]
    return {
        "/api/figures": _answering(
            "figures", "study", gettext("数字：数的是什么，多少，什么单位"), "FiguresResult", _numbers()
        ),
        "/api/history": _answering("history", "study", gettext("来历：谁先说的，各年多少"), "HistoryResult", said),
        "/api/kwic": _answering("kwic", "study", gettext("语境：每处一行"), "KwicResult", lines),
        "/api/matrix": _answering("matrix", "study", gettext("词表对照：词和年份、机构、地方"), "MatrixResult", listed),
        "/api/places": _answering("places", "study", gettext("分布：在每份报告的哪里"), "PlacesResult", placed),
        "/api/trend": _answering("trend", "study", gettext("比较：各年、各机构的数"), "TrendResult", _compared()),
        **_counted(),
        **_wording(),
    }


def posted() -> dict[str, Json]:
    """The operations that take a body, by their paths; their addresses take what `operations` says, but `report`."""
    # More than white space.
    text = {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS, "pattern": r"\S"}
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    content = {
        "text/plain": {"schema": text},
        _JSON: {"schema": object_schema({"text": text}, ["text"])},
        "multipart/form-data": {"schema": object_schema({"file": file}, ["file"])},
    }
    given = [each for each in [*_traced(DEFAULT_RUN), _nearest()] if each["name"] != "report"]
    said = gettext("溯源：发来的底稿（文字，或者与收录的格式相同的文件），哪些说法在别处原样有过")
    files = _tables("/api/trace.", "trace_draft", said, _LISTS["trace"], list(filter(_in_files, given)))
    sent = {"/api/trace": _answering("trace_draft", "study", said, "TraceResult", given), **files}
    return {path: each | {"requestBody": {"required": True, "content": content}} for path, each in sent.items()}


def _counted() -> dict[str, Json]:
    n = asked.integer("n", gettext("连着的几个词算一个"), 1, 1, MOST_WORDS)
    terms = asked.switch("terms", gettext("列由计数看出来的词组"))
    part = asked.parameter("part", gettext("只列含这些字的词；新… 是开头，…新 是结尾"), asked.text())
    kinds = {"type": "string", "enum": list(TOKEN_KINDS)}
    out = [
        asked.several("with", gettext("也列这类词；默认不列停用词、数字、标点"), kinds),
        asked.several("without", gettext("不列这类词；places 是地名"), kinds),
    ]
    runs, within = [n, terms, part, *out], [*asked.filters(), *asked.switches(), *asked.page()]
    least = asked.integer("least", gettext("至少出现几次才比较"), 1, 1, MOST_LEAST)
    target = [asked.query(), *within]
    against = asked.parameter("against", gettext("参照范围；不写是目标以外的全部"), asked.text())
    since = asked.parameter("since", gettext("以前的范围；不写是目标以外的全部"), asked.text())
    window = asked.integer("window", gettext("左右各几个词"), DEFAULT_WINDOW, 1, WIDEST)
    across = asked.switch("across", gettext("窗口可以越过句子"))
    by = asked.choice("sort", gettext("按哪个数排列；不写时按次数，词组按 C 值；c_value 要有 terms=1"), WORD_SORTS)
    keyed = asked.choice("sort", gettext("按哪个数排列"), KEYNESS_SORTS, default=KEYNESS_SORTS[0])
    direction = asked.choice("direction", gettext("目标说得多的、少的，还是都列"), DIRECTIONS, default=DIRECTIONS[0])
    measure = asked.choice("measure", gettext("按哪个统计量排列"), COLLOCATION, default=COLLOCATION[0])
    news = asked.integer("least", gettext("至少出现几次才比较"), 2, 1, MOST_LEAST)
    lists, keys = [asked.selection(), *within, *runs, by], [*target, against, *runs, keyed, direction, least]
    near = [*target, window, measure, across, part, *out, least]
    said = {
        "words": (gettext("词表：哪些词、哪些词组最多"), "WordsResult", lists),
        "keyness": (gettext("关键词：一个范围比另一个范围多说、少说了什么"), "KeynessResult", keys),
        "new": (gettext("新提法：没有说过的、多说、少说、不再说的"), "NewResult", [*target, since, *out, news]),
        "collocates": (gettext("搭配：旁边常有哪些词"), "CollocatesResult", near),
    }
    return {f"/api/{name}": _answering(name, "study", *each) for name, each in said.items()}


def _listed_files(studies: Mapping[str, Json]) -> dict[str, Json]:
    """The files of the lists of studies, which have all rows."""
    files: dict[str, Json] = {}
    for name, rows in _LISTS.items():
        study = studies[f"/api/{name}"]
        given = [each for each in study["parameters"] if _in_files(each)]
        files |= _tables(f"/api/{name}.", name, study["summary"], rows, given)
    return files


def _in_files(parameter: Json) -> bool:
    return "$ref" not in parameter and parameter["name"] not in _NOT_IN_FILES


def _wording() -> dict[str, Json]:
    year = {"type": "string", "pattern": "^[0-9]{4}$"}
    compared = [
        asked.parameter("body", gettext("机构"), asked.name(), required=True),
        asked.parameter("year", gettext("年份"), year, required=True),
        asked.parameter("other", gettext("另一年；不写时是前一份有报告的年度"), year),
        asked.exact_body(),
        *asked.page(MAX_LIMIT),
    ]
    changed = gettext("逐年比对：没有变、换了说法、新的和不再说的句子；limit 和 offset 管每一类")
    near = [*_traced(DEFAULT_SIMILAR), asked.integer("paragraph", gettext("第几段，从 0 起"), 0, 0, MAX_PARAGRAPH)]
    said = gettext("溯源：一份报告的说法，哪些在别处原样有过；limit 和 offset 管各处")
    similar = gettext("与一段说法最相近的段落，不算它自己的报告")
    return {
        "/api/changes": _answering("changes", "study", changed, "ChangesResult", compared),
        "/api/trace": _answering("trace", "study", said, "TraceResult", [*_traced(DEFAULT_RUN), _nearest()]),
        "/api/similar": _answering("similar", "study", similar, "SimilarResult", near),
    }


def _traced(least: int) -> list[Json]:
    return [
        asked.parameter("report", gettext("报告的编号"), asked.name(), required=True),
        asked.integer("least", gettext("至少连续几个字相同；标点和空白不计"), least, LEAST_RUN, MOST_RUN),
        asked.switch("other_bodies", gettext("不与同一机构的报告比")),
        *map(asked.filter_by, FACETS),
        asked.exact_body(),
        *asked.page(),
    ]


def _nearest() -> Json:
    return asked.integer("nearest", gettext("每段给出最相近的几段"), DEFAULT_NEAREST, 0, MOST_NEAREST)


def _compared() -> list[Json]:
    return [asked.queries(), *asked.filters(), *asked.switches(), _by()]


def _by() -> Json:
    return asked.choice("by", gettext("按什么分开"), TREND_BYS, default=TREND_BYS[0])


def _numbers() -> list[Json]:
    number = {"type": "string", "pattern": NUMBER}
    order = gettext("排序：位置、数值（大的在前）、年份（新的在前）或机构")
    return [
        *asked.search(),
        asked.parameter("unit", gettext("只要这个单位的"), asked.name()),
        asked.parameter("counts", gettext("只要数的是它的：所数的词里含有这些字"), asked.name()),
        asked.choice("bound", gettext("只要恰好、大约、超过、接近、至少或至多的"), BOUNDS),
        asked.parameter("least", gettext("最小多少：万、亿已折算"), number),
        asked.parameter("most", gettext("最大多少"), number),
        asked.switch("in_sentence", gettext("只要与查询的词同在一句的")),
        asked.choice(
            "sort",
            order,
            FIGURE_SORTS,
            default=FIGURE_SORTS[0],
        ),
        asked.choice("by", gettext("按机构和年份分成格；limit、offset 就数格子"), tuple(filter(None, FIGURE_BYS))),
        *asked.page(),
    ]


def _measure() -> Json:
    said = gettext("要看的是处数、段数、报告份数，还是每万字处数；每格都有这四样")
    return asked.choice("measure", said, CELLS, default=CELLS[0])


def _offers() -> dict[str, Json]:
    text = {"type": "string", "minLength": 0, "maxLength": MAX_QUERY}
    typed = asked.parameter("q", gettext("打到一半的字，也可以是拼音；空的没有补全"), text, required=True)
    limit = asked.integer("limit", gettext("最多几条"), DEFAULT_LIMIT, 1, MAX_COMPLETIONS)
    suggested, completed = gettext("找不到时可以怎样查"), gettext("补全：词语、机构、标题，也可以打拼音")
    return {
        "/api/suggest": _answering("suggest", "search", suggested, "Suggestions", asked.search()),
        "/api/complete": _answering("complete", "search", completed, "Completions", [typed, limit]),
    }


def _reports() -> dict[str, Json]:
    listed = [*(asked.filter_by(facet) for facet in FACETS if facet.of_report), asked.exact_body()]
    order = gettext("排列：地区（区划代码）和年度、年度、标题（拼音）或收录时间")
    ordered = asked.choice("sort", order, SHELF_SORTS, default=SHELF_SORTS[0])
    report = asked.parameter("report", gettext("报告的编号"), asked.name(), required=True)
    paragraph = asked.integer("paragraph", gettext("第几段，从 0 起"), 0, 0, MAX_PARAGRAPH)
    style = asked.choice("style", gettext("只要这一种"), CITATION_STYLES)
    whole = [_report_id(), asked.query(required=False), *asked.switches()]
    cited = gettext("引用一段：GB/T 7714-2015 和 2025、BibTeX、RIS")
    return {
        "/api/reports": _answering(
            "reports", "reports", gettext("收录的报告"), "Reports", [*listed, ordered, *asked.page(MAX_LIMIT)]
        ),
        "/api/reports/{report_id}": _answering("report", "reports", gettext("一份报告的全文"), "ReportText", whole),
        "/api/cite": _answering("cite", "reports", cited, "Citation", [report, paragraph, style]),
    }


def _report_id() -> Json:
    return {
        "name": "report_id",
        "in": "path",
        "required": True,
        "description": gettext("报告的编号；若是转载的，给出所留的那一份"),
        "schema": {"type": "string", "minLength": 1},
    }


def _files() -> dict[str, Json]:
    hits = [*asked.search(), asked.sort()]
    lines = [*asked.search(), *asked.lines(), *asked.line_choice()]
    return {
        **_tables("/api/export/", "export", gettext("找到的全部段落"), "ExportedHits", hits),
        **_tables("/api/kwic.", "kwic", gettext("语境的全部各处"), "ExportedLines", lines),
        **_tables("/api/trend.", "trend", gettext("比较的全部的数"), "ExportedCells", _compared()),
        **_listed_files(_studies()),
    }


def _tables(path: str, name: str, what: str, rows: str, parameters: Sequence[Json]) -> dict[str, Json]:
    """The files of one table: an operation for each kind, so that each has one media type."""
    said: dict[ExportKind, str] = {
        "csv": gettext("%(what)s，CSV：UTF-8，带 BOM，第一行是列名", what=what),
        "xlsx": gettext("%(what)s，Excel 工作簿，附说明", what=what),
        "json": gettext("%(what)s，一个 JSON 对象，附说明", what=what),
        "txt": gettext("%(what)s的说明：查的什么、怎样计数、何时导出", what=what),
    }
    schemas: dict[ExportKind, Json] = {
        "csv": {"type": "string"},
        "xlsx": {"type": "string", "format": "binary"},
        "json": {"$ref": f"{REFERENCE}{rows}"},
        "txt": {"type": "string"},
    }
    headed: dict[ExportKind, list[Json]] = {"csv": [asked.columns()], "xlsx": [asked.columns()]}
    return {
        f"{path}{kind}": _operation(
            f"{name}_{kind}",
            "export",
            said[kind],
            [*parameters, *headed.get(kind, []), asked.file_language()],
            {MIMETYPES[kind]: {"schema": schema}},
            busy=True,
        )
        for kind, schema in schemas.items()
    }


def _about() -> dict[str, Json]:
    content = {_JSON: {"schema": {"type": "object"}}}
    return {"/api/openapi.json": _operation("openapi", "about", gettext("这份说明（OpenAPI 3.1）"), [], content)}


def _answering(name: str, tag: Tag, summary: str, schema: str, parameters: list[Json]) -> Json:
    content = {_JSON: {"schema": {"$ref": f"{REFERENCE}{schema}"}}}
    return _operation(name, tag, summary, parameters, content)


def _operation(
    name: str, tag: Tag, summary: str, parameters: Sequence[Json], content: Json, *, busy: bool = False
) -> Json:
    """busy: whether few are made at a time."""
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "description": summary + gettext("。") + gettext("不认识的、空的、多给的参数回答 400，message 说出是哪一个。"),
        "parameters": [*parameters, {"$ref": LANGUAGE}],
        "responses": {"200": {"description": summary, "content": content}, **_errors(busy=busy)},
    }


def _errors(*, busy: bool) -> Json:
    content = {_JSON: {"schema": {"$ref": f"{REFERENCE}Error"}}}
    waiting = gettext("正在算别的费时间的查询（busy）；Retry-After 说几秒之后再试")
    files = gettext("正在算别的费时间的查询（busy），或正在导出的太多（too_many_files）；Retry-After 说几秒之后再试")
    again = {"Retry-After": {"description": gettext("几秒之后再试"), "schema": {"type": "integer", "minimum": 0}}}
    said = {
        "400": gettext(
            "查询（bad_query）或参数（bad_request）不对，一次要读的太多（too_much），或太费时间（too_slow）"
        ),
        "404": gettext("没有这个地址、这份报告或这一段"),
        "429": files if busy else waiting,
        "500": gettext("服务器内部出错（internal）；id 是日志里的编号"),
        "503": gettext("没有可用的索引，或集群没有回答（cluster_unavailable）、拒绝访问（cluster_refused）"),
    }
    described: dict[str, Json] = {status: {"description": words, "content": content} for status, words in said.items()}
    described["429"]["headers"] = again
    return described
