"""The query language: what is understood, and where it says that something cannot be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import QueryError
from index.facets import BODY, KIND, YEAR
from search.query import (
    And,
    FacetIs,
    Near,
    Not,
    Or,
    Phrase,
    Run,
    TitleHas,
    Word,
    WordDistance,
    explain,
    may_be_relaxed,
    parse,
)
from search.query.tree import Node
from search.request import YearRange

UNDERSTOOD = [
    ("", Or(())),
    (" 　 ", Or(())),
    ('“提案"', Phrase("提案", 0)),
    ("叫”角瓜“", And((Run("叫", 0), Phrase("角瓜", 1, embedded=True)))),
    ('5" 管', And((Run("5", 0), Run('"', 1), Run("管", 3)))),
    ("提案", Run("提案", 0)),
    ("  提案　", Run("提案", 2)),
    ("提案 办理", And((Run("提案", 0), Run("办理", 3)))),
    ("提案 AND 办理", And((Run("提案", 0), Run("办理", 7)))),
    ("提案 OR 议案", Or((Run("提案", 0), Run("议案", 6)))),
    ("提案|议案", Or((Run("提案", 0), Run("议案", 3)))),
    ("提案｜议案", Or((Run("提案", 0), Run("议案", 3)))),
    ("a b|c d", Or((And((Run("a", 0), Run("b", 2))), And((Run("c", 4), Run("d", 6)))))),
    ("提案 -重点", And((Run("提案", 0), Not(Run("重点", 4))))),
    ("提案 ＯＲ 议案", Or((Run("提案", 0), Run("议案", 6)))),
    ("提案 ＮＯＴ 重点", And((Run("提案", 0), Not(Run("重点", 7))))),
    ("ｂｏｄｙ：广安", FacetIs(BODY, "广安")),
    ("提案 －重点", And((Run("提案", 0), Not(Run("重点", 4))))),
    ("NOT 重点", Not(Run("重点", 4))),
    ("-(a | b)", Not(Or((Run("a", 2), Run("b", 6))))),
    ("（提案 OR 议案）办理", And((Or((Run("提案", 1), Run("议案", 7))), Run("办理", 10)))),
    ('"提案办理"', Phrase("提案办理", 0)),
    ("“提案办理”", Phrase("提案办理", 0)),
    ("”提案办理”", Phrase("提案办理", 0)),
    ("「提案」 『办理』", And((Phrase("提案", 0), Phrase("办理", 5)))),
    ("＂提案＂", Phrase("提案", 0)),
    ('"“一委一品”"', Phrase("“一委一品”", 0)),
    ("“叫“一委一品”的”", Phrase("叫“一委一品”的", 0)),
    (r'"说\"好\"\\"', Phrase('说"好"\\', 0)),
    ('" 提 案 "', Phrase("提案", 0)),
    ("打造“品牌”项目", And((Run("打造", 0), Phrase("品牌", 2, embedded=True), Run("项目", 6)))),
    ("打造 “品牌” 项目", And((Run("打造", 0), Phrase("品牌", 3), Run("项目", 8)))),
    ("(“品牌”)", Phrase("品牌", 1)),
    ("提案 /句 满意", Near((Run("提案", 0), Run("满意", 6)), "sentence", 3)),
    ("提案 ／句 满意", Near((Run("提案", 0), Run("满意", 6)), "sentence", 3)),
    ("a /10 b /10 “c”", Near((Run("a", 0), Run("b", 6), Phrase("c", 12)), 10, 2)),
    ("a /9999 b", Near((Run("a", 0), Run("b", 8)), 9999, 2)),
    ("a /0010 b", Near((Run("a", 0), Run("b", 8)), 10, 2)),
    ("1 /10000元", And((Run("1", 0), Run("/10000元", 2)))),
    ("整词:提案 办理", And((Word("提案", 3), Run("办理", 6)))),
    ("word：優化", Word("優化", 5)),
    ("整詞:“優化/發展”", Word("優化發展", 3, ("优化", "发展"))),
    ("整词:提案/", Word("提案", 3, ("提案",))),
    ("-整词:/ＧＤＰ／", Not(Word("ＧＤＰ", 4, ("gdp",)))),
    ("词:词", Run("词:词", 0)),
    ("a /3词 b /3词 c", Near((Run("a", 0), Run("b", 6), Run("c", 12)), WordDistance(3), 2)),
    ("a /句左3詞 b", Near((Run("a", 0), Run("b", 8)), WordDistance(3, sentence=True, side="left"), 2)),
    (
        "(a|整词:b) /右1词 “c”",
        Near((Or((Run("a", 1), Word("b", 6))), Phrase("c", 14)), WordDistance(1, side="right"), 9),
    ),
    ("a /2词 范围:(b c)", Near((Run("a", 0), Not(Not(And((Run("b", 10), Run("c", 12)))))), WordDistance(2), 2)),
    ("a /句近右3词 b", Near((Run("a", 0), Run("b", 9)), WordDistance(3, True, "right", nearest=True), 2)),
    ("a /近3词 b", And((Run("a", 0), Run("/近3词", 2), Run("b", 7)))),
    ("a /3词语 b", And((Run("a", 0), Run("/3词语", 2), Run("b", 7)))),
    ("整词:a /句 b", Near((Word("a", 3), Run("b", 8)), "sentence", 5)),
    ("整词:a /10 b", Near((Word("a", 3), Run("b", 9)), 10, 5)),
    ("a /句 b /段 c", Near((Near((Run("a", 0), Run("b", 5)), "sentence", 2), Run("c", 10)), "paragraph", 7)),
    ("a /篇 -b c", And((Near((Run("a", 0), Not(Run("b", 6))), "report", 2), Run("c", 8)))),
    ("(a|b) /句 (c d)", Near((Or((Run("a", 1), Run("b", 3))), And((Run("c", 10), Run("d", 12)))), "sentence", 6)),
    ("1/3", Run("1/3", 0)),
    ("提案/句满意", Run("提案/句满意", 0)),
    ("1-3", Run("1-3", 0)),
    ("1+3", Run("1+3", 0)),
    ("-", Run("-", 0)),
    ("时间:2023", Run("时间:2023", 0)),
    ("or", Run("or", 0)),
    ("ORDER", Run("ORDER", 0)),
    ("机构:广安", FacetIs(BODY, "广安")),
    ("机构：广安", FacetIs(BODY, "广安")),
    ("Body:广安", FacetIs(BODY, "广安")),
    ('標題:"工作 回眸"', TitleHas("工作回眸")),
    ("年份:2019..2023", FacetIs(YEAR, YearRange(2019, 2023))),
    ("year:2023", FacetIs(YEAR, YearRange(2023, 2023))),
    ("年度:2023", FacetIs(YEAR, YearRange(2023, 2023))),
    ("年份:２０２３", FacetIs(YEAR, YearRange(2023, 2023))),
    ("类型:heading -类型:列表", And((FacetIs(KIND, "heading"), Not(FacetIs(KIND, "item"))))),
    ("*****", Run("*****", 0)),
]

NOT_UNDERSTOOD = [
    ('提案 "办理', 3),
    ("提案 “办理", 3),
    ("提案 「办理”", 3),
    ('""', 0),
    ("(提案", 0),
    ("((((", 3),
    ("提案)", 2),
    ("()", 0),
    ("提案 OR", 5),
    ("OR 提案", 0),
    ("a AND OR b", 6),
    ("NOT", 3),
    ("机构:", 3),
    ("机构: 广安", 3),
    ("年份:20x3", 3),
    ("年份:2023..2019", 3),
    ("类型:图片", 3),
    ("/句 提案", 0),
    ("提案 /句", 5),
    ("提案 /句 -重点", 3),
    ("提案 /10 (a b)", 3),
    ("提案 /10000 满意", 3),
    ("提案 /10000词 满意", 3),
    ("提案 /0词 满意", 3),
    ("提案 /5词 -重点", 3),
    ("提案 /5词 (a b)", 3),
    ("机构:广安 /句5词 提案", 6),
    ("提案 整词:", 6),
    ("提案 整词://", 6),
    ("提案 整词:(新 OR 旧)", 6),
    ("提案 整词:“优化", 6),
    ("原样:“优化", 3),
    ("机构:「广安 提案", 3),
    ("提案 整词:“/ /”", 6),
    ("提案 满意 /10000", 12),
    ("/10000", 0),
    ("机构:广安 /句 提案", 6),
    ("提案 /句 OR 满意", 6),
    ("-" * 40 + "a " + "NOT " * 40 + "a", None),
    ("(" * 33 + "a" + ")" * 33, None),
    ("提" * 2001, 2000),
    ("a " * 200, 0),
]


@pytest.mark.parametrize(("query", "tree"), UNDERSTOOD)
def test_a_query_is_understood(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(("query", "position"), NOT_UNDERSTOOD)
def test_an_error_says_where(query: str, position: int | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.message
    assert caught.value.position is not None
    assert 0 <= caught.value.position <= len(query)
    if position is not None:
        assert caught.value.position == position


# fmt: off
SIGNS = st.sampled_from([
    "提案", " ", "(", ")", "（", "）",
    '"', "“", "”", "「", "」", "-", "|", "｜", " OR ", " AND ", "NOT ", "机构:", "年份:",
    "2023", "..", "*", "😀", "/句", "\\", "·", "a", "\0", "\u202e", "\ud800",
])
# fmt: on


def wrong_at(query: str) -> int | None:
    """Where the query cannot be understood, if so."""
    try:
        parse(query)
    except QueryError as fault:
        return -1 if fault.position is None else fault.position
    return None


@settings(max_examples=500)
@given(st.lists(SIGNS, max_size=30).map("".join) | st.text(max_size=80))
def test_any_text_is_understood_or_the_error_has_a_place(query: str) -> None:
    place = wrong_at(query)
    assert place is None or 0 <= place <= len(query)


@pytest.mark.parametrize(
    ("query", "relaxed"),
    [
        ("提案 办理", True),
        ("提案", True),
        ("机构:广安 提案 办理", True),
        ("提案 “办理”", False),
        ("“办理”提案", True),
        ("“办理”", False),
        ("提案 /段 办理", False),
        ("(提案 办理)", True),
        ("提案 -办理", False),
        ("提案 OR 办理", False),
        ("机构:广安", False),
    ],
)
def test_only_words_without_operators_may_be_relaxed(query: str, relaxed: bool) -> None:
    assert may_be_relaxed(parse(query)) is relaxed


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("提案 -重点", "含“提案” 并且 不（含“重点”）"),
        ("(提案 OR 议案) “办理”", "（含“提案” 或者 含“议案”） 并且 原样含“办理”"),
        ("提案 /句 满意", "含“提案”、含“满意” 同在一句"),
        ("提案 /0 满意", "含“提案”、含“满意” 紧挨着，先后不论"),
        ("提案 /10 满意 年份:2020..", "（含“提案”、含“满意” 相距不过 10 字） 并且 是 2020 年及以后的"),
        ("提案 范围:(协商 满意)", "含“提案” 并且 限于（含“协商” 并且 含“满意”）的段落"),
        ("提案 范围:机构:广安", "含“提案” 并且 限于（机构名含“广安”）的段落"),
        ("提案 范围:-协商", "含“提案” 并且 限于（不（含“协商”））的段落"),
        ("提案 within:NOT 协商", "含“提案” 并且 限于（不（含“协商”））的段落"),
        ("機构 within:“协商”", "含“機构” 并且 限于（原样含“协商”）的段落"),
        ("原样:提案 办理", "原样含“提案” 并且 含“办理”"),
        ("literal：「提案」 /句 办理", "原样含“提案”、含“办理” 同在一句"),
        ("整词:提案 -word:办理/", "含整词“提案” 并且 不（含不再切开的整词“办理”）"),
        ("整词:提案/办理", "含整词“提案/办理”"),
        ("提案 /3词 整词:办理", "含“提案”、含整词“办理” 相距不过 3 个词"),
        (
            "提案 /句左3词 范围:(协商 民主)",
            "含“提案”、（含“协商” 并且 含“民主”）的各处 同在一句，相距不过 3 个词，前者在左",
        ),
        ("提案 /近左1词 满意", "含“提案”、含“满意” 相距不过 1 个词，前者在左，只看最近的后者"),
        ("提案 /右3词 满意", "含“提案”、含“满意” 相距不过 3 个词，前者在右"),
        ("机构:广安 标题:回眸 类型:图注", "机构名含“广安” 并且 报告标题含“回眸” 并且 是图注"),
    ],
)
def test_what_was_understood_is_said_in_words(query: str, words: str) -> None:
    assert explain(parse(query)) == words
