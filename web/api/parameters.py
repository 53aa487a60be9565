"""Parameters of the API as its OpenAPI document describes them, from the bounds that requests are checked against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from index.facets import FACETS, ChoiceFacet, Facet, KindFacet, YearFacet
from index.language import gettext
from search.export.columns import LANGUAGES
from search.query.parser import MAX_LENGTH
from search.request import MAX_OFFSET, SORTS
from search.study.line_choice import GROUP_PATTERN, MAX_SEED, MOST_SAMPLED
from search.study.line_order import PATTERN, allowed
from web.api.bounds import DEFAULT_WIDTH, MAX_WIDTH
from web.asked.arguments import DEFAULT_LIMIT, MAX_LIMIT, MAX_VALUE, MAX_VALUES, MOST_WORDS
from web.shown.locale import LANGUAGES as SPOKEN
from web.shown.locale import OF_A_FILE

Json = dict[str, Any]

QUERY_FORMAT: Final = "zhengsou-query"
"""Format of a query: most texts are one, but not those with an open bracket or quotation mark."""
YEARS_FORMAT: Final = "zhengsou-years"
"""Format of a year or a range of years whose ends are in order."""
NAME_FORMAT: Final = "zhengsou-name"
"""Format of a name: a text with a character that can be seen."""
_ORDER: Final = rf"^(?!.*[Ll]([1-9]).*[Ll]\1)(?!.*[Rr]([1-9]).*[Rr]\2){PATTERN.removeprefix('^')}"
"""An order of lines that names each place once."""
_YEARS: Final = r"^(none|[0-9]{4}(\.\.([0-9]{4})?)?|\.\.[0-9]{4})$"


def parameter(name: str, description: str, schema: Json, *, required: bool = False) -> Json:
    """A query parameter."""
    return {"name": name, "in": "query", "description": description, "required": required, "schema": schema}


def query_schema() -> Json:
    """The schema of a query, which is not blank."""
    return {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": r"\S", "format": QUERY_FORMAT}


def name() -> Json:
    """The schema of a name, as a body or a report has one."""
    return {"type": "string", "minLength": 1, "maxLength": MAX_VALUE, "format": NAME_FORMAT}


def integer(name: str, description: str, default: int, least: int, most: int) -> Json:
    """An integer in these bounds."""
    return parameter(name, description, {"type": "integer", "minimum": least, "maximum": most, "default": default})


def choice(name: str, description: str, choices: Sequence[str], *, default: str = "") -> Json:
    """One of a few; default: what it is when left out, "" where that is not one value."""
    known = {"default": default} if default else {}
    return parameter(name, description, {"type": "string", "enum": list(choices)} | known)


def several(name: str, description: str, items: Json, most: int = MAX_VALUES, *, required: bool = False) -> Json:
    """A parameter that can be repeated."""
    least = {"minItems": 1} if required else {}
    schema = {"type": "array", "items": items, **least, "maxItems": most}
    return parameter(name, description, schema, required=required)


def switch(name: str, description: str) -> Json:
    """0 or 1."""
    return parameter(name, description, {"type": "integer", "enum": [0, 1], "default": 0})


def query(*, required: bool = True) -> Json:
    """`q`, in the query language."""
    said = gettext("查询；写法见帮助页，各种括号、引号要配对")
    return parameter("q", said, query_schema(), required=required)


def text() -> Json:
    """The schema of any short text."""
    return {"type": "string", "minLength": 0, "maxLength": MAX_VALUE}


def selection() -> Json:
    """`q` of what may be everything."""
    said = gettext("范围：一个查询；不写就是全部")
    return parameter("q", said, query_schema() | {"minLength": 0, "pattern": ""})


def queries() -> Json:
    """`q` of a comparison."""
    described = gettext("要比较的查询；可以重复，最多 %(most)s 个", most=MOST_WORDS)
    return several("q", described, query_schema(), MOST_WORDS, required=True)


def terms() -> Json:
    """`q` of a table of terms."""
    described = gettext(
        "词或查询，一个一行；只是一个词或一句话的照原样计，有空格、运算符、字段或引号的是查询；"
        "可以重复，最多 %(most)s 个",
        most=MAX_VALUES,
    )
    return several("q", described, query_schema(), required=True)


def filter_by(facet: Facet) -> Json:
    """The filter of a facet."""
    label = gettext(facet.label)
    if isinstance(facet, KindFacet):
        items: Json = {"type": "string", "enum": facet.spellings()}
    elif isinstance(facet, ChoiceFacet):
        items = {"type": "string", "enum": facet.spellings()}
    elif isinstance(facet, YearFacet):
        label = gettext("%(label)s：2023、2019..2023、2019..、..2023 或 none", label=label)
        items = {"type": "string", "format": YEARS_FORMAT, "pattern": _YEARS}
    else:
        items = name()
    return several(facet.name, gettext("%(label)s；可以重复，任一即可", label=label), items)


def exact_body() -> Json:
    """The switch `exact_body`."""
    return switch("exact_body", gettext("机构只认所写的名称，不连同旧名和别的写法"))


def filters() -> list[Json]:
    """All filters of a search."""
    report = parameter("report", gettext("只在这份报告里：它的编号"), name())
    return [*map(filter_by, FACETS), report, exact_body()]


def switches() -> list[Json]:
    """What changes how the query is read."""
    return [
        switch("exact_script", gettext("区分繁简")),
        switch("synonyms", gettext("也找同义词")),
        switch("split_words", gettext("没有原样出现的段落里，分开的词也计入处数")),
    ]


def page(default: int = DEFAULT_LIMIT) -> list[Json]:
    """Which part of a list."""
    return [
        integer("limit", gettext("最多几条"), default, 0, MAX_LIMIT),
        integer("offset", gettext("跳过几条"), 0, 0, MAX_OFFSET),
    ]


def sort() -> Json:
    """The order of hits."""
    return choice("sort", gettext("排序：相关度、日期（新的在前）或处数（多的在前）"), SORTS, default=SORTS[0])


def lines() -> list[Json]:
    """How lines of a concordance are cut and sorted."""
    by = gettext("按位置，或按左边、右边的字排列：%(names)s", names=allowed())
    sorts = {"type": "string", "pattern": _ORDER, "default": "position"}
    return [
        integer("width", gettext("两边各几个字；0 是只要词，不要两边的字"), DEFAULT_WIDTH, 0, MAX_WIDTH),
        parameter("sort", by, sorts),
    ]


def line_choice() -> list[Json]:
    """Which lines of a concordance are wanted."""
    listed = gettext("按左边（L）或右边（R）的一到三个词归组，如 R1：列出各组，limit 和 offset 数组；标点也算词")
    one = gettext("只要一组的各处，如 R1:的、L2:有关 部门；段落在此到头的，词少，可以没有")
    pattern = {"type": "string", "maxLength": MAX_VALUE, "pattern": GROUP_PATTERN}
    return [
        integer("sample", gettext("随机抽出多少处；0 是全部"), 0, 0, MOST_SAMPLED),
        integer("seed", gettext("抽样的种子；同一代索引，同一种子，抽出的相同"), 0, 0, MAX_SEED),
        parameter("group", gettext("；").join((listed, one)), pattern),
    ]


def columns() -> Json:
    """The language of a table's first row."""
    said = gettext("列名用中文（zh）还是英文（en）；不写时随文件的语言。JSON 的总是英文")
    return choice("columns", said, LANGUAGES)


def file_language() -> Json:
    """The language of a file."""
    return choice(OF_A_FILE, gettext("文件的语言；不写时随 Accept-Language"), tuple(SPOKEN))


def search() -> list[Json]:
    """All that says what is found."""
    return [query(), *filters(), *switches()]


def accept_language() -> Json:
    """The header that decides the language of what is said."""
    said = gettext("用哪种语言说话（错误、理解为、说明）：zh-Hans（不写时）、zh-Hant 或 en；报告的文字不变")
    return {
        "name": "Accept-Language",
        "in": "header",
        "description": said,
        "required": False,
        "schema": {"type": "string"},
        "example": "en",
    }
