"""Synonyms widen a query by whole words only, wherever they stand in it, and say where the user's file is wrong."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QueryError, RequestError
from index.store import open_store
from search.query import And, Near, Node, Not, Or, Phrase, Run, leaves, parse
from search.query.synonym_lines import Group
from search.query.synonyms import MAX_ADDED, Synonyms

FILE = (
    "# 简称\n人民政协 = 政协 ＝ 中国人民政治协商会议\n\n提案=议案 # 两种说法\nＩＴ = 信息技术\n议案 = 法案\nC# = C井\n"
    "房东、业主 => 出租人 房主\n-政协\n"
)


@pytest.fixture(scope="module")
def synonyms(tmp_path_factory: pytest.TempPathFactory) -> Synonyms:
    path = tmp_path_factory.mktemp("house") / "synonyms.txt"
    path.write_bytes(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    return Synonyms.load(path)


def either(leaf: Run | Phrase, *others: str) -> Or:
    return Or((leaf, *(Phrase(other, leaf.position) for other in others)))


TIAN = ("议案",)
YIAN = ("提案", "法案")
EXPANDED: list[tuple[str, Node]] = [
    ("政协", either(Run("政协", 0), "人民政协", "中国人民政治协商会议")),
    ("人民政協", either(Run("人民政協", 0), "政协", "中国人民政治协商会议")),
    ("“政协”", either(Phrase("政协", 0), "人民政协", "中国人民政治协商会议")),
    ("it", either(Run("it", 0), "信息技术")),
    ("c＃", either(Run("c＃", 0), "C井")),
    ("提案", either(Run("提案", 0), *TIAN)),
    ("议案", either(Run("议案", 0), *YIAN)),
    ("法案", either(Run("法案", 0), "议案")),
    ("房东", either(Run("房东", 0), "出租人", "房主")),
    ("業主", either(Run("業主", 0), "出租人", "房主")),
    ("提案 办理", And((either(Run("提案", 0), *TIAN), Run("办理", 3)))),
    ("-提案 办理", And((Not(either(Run("提案", 1), *TIAN)), Run("办理", 4)))),
    ("原样:提案 议案", And((Phrase("提案", 3, alone=True), either(Run("议案", 6), *YIAN)))),
    ("-原样:“提案” 办理", And((Not(Phrase("提案", 4, alone=True)), Run("办理", 9)))),
    ("办理 OR （满意 提案）", Or((Run("办理", 0), And((Run("满意", 7), either(Run("提案", 10), *TIAN)))))),
]


@pytest.mark.parametrize(("query", "tree"), EXPANDED)
def test_a_word_of_a_group_stands_for_all_of_it(query: str, tree: Node, synonyms: Synonyms) -> None:
    assert synonyms.expand(parse(query)) == tree


def test_nearness_keeps_its_scope(synonyms: Synonyms) -> None:
    for scope in ("sentence", "report", 10):
        near = Near((Run("提案", 0), Run("满意", 6)), scope, 3)
        assert synonyms.expand(near) == Near((either(Run("提案", 0), *TIAN), Run("满意", 6)), scope, 3)


@pytest.mark.parametrize(
    "query",
    [
        "提案办理",
        "“提案办理”",
        "“a 提案”",
        "提",
        "区政协",
        "出租人",
        "房主",
        "机构:政协",
        "标题:提案",
        "年份:2023",
        "满意 -办理",
    ],
)
def test_what_is_no_word_of_a_group_stays(query: str, synonyms: Synonyms) -> None:
    assert synonyms.expand(parse(query)) == parse(query)


@given(st.sampled_from([query for query, _ in EXPANDED]))
def test_without_a_file_nothing_is_expanded(query: str) -> None:
    assert Synonyms().expand(parse(query)) == parse(query)
    assert Synonyms.load(Path("nowhere/synonyms.txt")).expand(parse(query)) == parse(query)


def test_the_file_lies_beside_the_index_and_makes_nothing_stale(tmp_path: Path) -> None:
    directory = tmp_path / "var" / "index"
    before = open_store(directory).segmenter.digest
    assert Synonyms.beside(directory).others("提案") == ()
    assert Synonyms.beside(directory).others("政协")
    directory.parent.mkdir()
    (directory.parent / "synonyms.txt").write_text(FILE, "utf-8")
    assert Synonyms.beside(directory).others("提案") == TIAN
    # The file takes 政协 out of the lists that ship, and has a group of its own with it.
    assert Synonyms.beside(directory).others("政协") == ("人民政协", "中国人民政治协商会议")
    assert open_store(directory).segmenter.digest == before


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("提案", 1),
        ("提案 = 议案\n\n政协 =", 3),
        ("= 政协", 1),
        ("# 注\n提案 = = 议案", 2),
        ("提案 = # 议案", 1),
        ("提案 = 提案", 1),
        ("办复 = 辦復", 1),
        ("房东 =>", 1),
        ("提案 = 议案\n=> 出租人", 2),
        ("房东 => 出租人 => 房主", 1),
        ("房东 出租人 => 出租人", 1),
        ("-", 1),
    ],
)
def test_a_bad_line_is_named(content: str, number: int, tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text(content, "utf-8")
    with pytest.raises(RequestError, match=rf"synonyms\.txt 第 {number} 行"):
        Synonyms.load(path)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("房东 = 业主 => 出租人", "既有等号又有箭头"),
        ("房东 => 出租人 = 业主", "既有等号又有箭头"),
        ("房东 =〉 出租人", "的箭头不是“=>”"),
        ("房东 = > 出租人", "的箭头不是“=>”"),
        ("房东 → 出租人", "的箭头不是“=>”"),
        ("房东 -> 出租人", "的箭头不是“=>”"),
        ("房东 = 业主，出租人", "用逗号或分号隔开了词"),
        ("房东 => 业主, 出租人", "用逗号或分号隔开了词"),
        ("-房东，业主", "用逗号或分号隔开了词"),
        ("房东 = 业主、出租人", "用顿号隔开了词"),
        ("“房东” = 业主", "有引号"),
        ("房东 => 「业主」", "有引号"),
        ("'房东' = 业主", "有引号"),
        ("-房东 = 业主", "既有减号又有等号"),
    ],
)
def test_a_sign_that_is_no_letter_of_a_word_is_not_taken_for_one(line: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text(f"提案 = 议案\n{line}\n", "utf-8")
    with pytest.raises(RequestError, match=re.escape(f"synonyms.txt 第 2 行{problem}")) as told:
        Synonyms.load(path)
    assert "词 => 词 词" in told.value.next_step


def test_signs_within_words_stay(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text("women's day = 三八节\n1,000 元 = 一千元\nA-B = 甲乙\n业主、房东＝＞出租人\n", "utf-8")
    synonyms = Synonyms.load(path)
    assert synonyms.others("三八节") == ("women's day",)
    assert synonyms.others("一千元") == ("1,000 元",)
    assert synonyms.others("a-b") == ("甲乙",)
    assert synonyms.others("房东") == ("出租人",)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_that_is_no_utf_8_is_named(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_bytes("提案 = 议案".encode(encoding))
    with pytest.raises(RequestError, match=r"synonyms\.txt 第 1 行不是 UTF-8"):
        Synonyms.load(path)


def test_a_tree_grows_only_so_far() -> None:
    many = Synonyms([Group(tuple(f"词{number}" for number in range(129)))])
    assert sum(1 for _ in leaves(many.expand(parse("词0 词1 词2 词3")))) == 4 + MAX_ADDED
    with pytest.raises(QueryError, match="同义词") as fault:
        many.expand(parse("词0 词1 词2 词3 词4"))
    assert fault.value.position == 12
