"""Whole words are found where jieba cuts them, and in the windows in which collocates are counted, each once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines
from ticking import Counted

from index import index_paths
from index.analysis.folding import fold_for_words
from index.analysis.segmentation import accurate, always_whole
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.query import as_words
from search.study.collocates import collocates
from search.study.keyness import keyness
from search.study.token_kinds import TokenKind
from search.study.words import words

TEXTS = {
    "a": [
        "优化营商环境，优化服务。不断優化。",
        "初心如磐担使命",
        "践行初心",
        "刻画人物，刻划痕迹",
        "GDP增长5.5%，gdp、GDP总量",
    ],
    "b": ["新时代新征程，重新出发。全新的、新的局面", "高质量发展。推动高质量的发展", "人民政协制度，政协委员"],
    "c": ["协商民主制度；协商、民主。监督", "财政政策要积极。积极的财政政策", "他说：“提 案”办理", ""],
}
NOTHING_OUT: tuple[TokenKind, ...] = ("punctuation",)
EVERY = SearchRequest("", limit=10_000)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """In two segments, one with a report that is gone."""
    folder = tmp_path_factory.mktemp("whole")
    for name, texts in {**TEXTS, "gone": ["优化", "新"]}.items():
        write_lines(folder / f"{name}.jsonl", line(name, texts))
        if name in ("b", "gone"):
            index_paths([folder], folder / "index")
    (folder / "gone.jsonl").unlink()
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("新", ["新", "新", "新", "新", "新"]),
        ("整词:新", ["新", "新", "新"]),
        ("整詞:優化", ["优化", "优化", "優化"]),
        ("word：优化", ["优化", "优化", "優化"]),
        ("整词:政协", []),
        ("整词:政协委员", ["政协委员"]),
        ("整词:民政", []),
        ("整词:高质量发展", ["高质量发展"]),
        ("整词:高质量/发展", ["高质量发展"]),
        ("整词:高/质量发展", []),
        ("整词:高质量发展/", []),
        ("整词:初心", ["初心", "初心"]),
        ("整词:刻画", ["刻画"]),
        ("整词:刻划", ["刻划"]),
        ("刻画", ["刻画", "刻划"]),
        ("整词:ＧＤＰ", ["GDP", "gdp", "GDP"]),
        ("整词:提案", ["提 案"]),
        ("整词:“重新出发。全新”", ["重新出发。全新"]),
        ("整词:“重新/出发。全新”", []),
        ("整词:没有", []),
        ("优化 -整词:服务", []),
    ],
)
def test_where_whole_words_stand(query: str, found: list[str], searcher: Searcher) -> None:
    hits = searcher.search(SearchRequest(query, limit=50)).hits
    marked = [hit.text[start:end] for hit in hits for start, end in hit.highlights]
    assert sorted(marked) == sorted(found)


def test_words_are_in_no_script_though_the_rest_of_a_query_is(searcher: Searcher) -> None:
    for query, occurrences in (("整词:優化", 3), ("優化", 1), ("整词:优化 范围:優化", 3), ("整词:服务 范围:服務", 0)):
        assert searcher.search(SearchRequest(query, exact_script=True)).occurrences == occurrences, query


@pytest.mark.parametrize("switches", [{}, {"exact_script": True}, {"synonyms": True}, {"split_words": True}])
@pytest.mark.parametrize(
    "query", ["", "優化", "优化？", "优化 ?", "-优化", "范围:优化", "新 OR 政协 年份:none", "“新”？ 年份:none"]
)
def test_each_row_opens_what_it_counts_in_any_selection(
    query: str, switches: dict[str, bool], searcher: Searcher
) -> None:
    request = SearchRequest(query, limit=30, **switches)  # type: ignore[arg-type]
    for row in words(searcher, request, left_out=NOTHING_OUT).terms:
        assert searcher.search(row.opened, may_relax=False).occurrences == row.count, row
    if not query.strip():
        return
    for term in keyness(searcher, request, left_out=NOTHING_OUT).terms:
        opened = [searcher.search(each, may_relax=False).occurrences for each in term.opened]
        assert opened == [term.target, term.reference], term
    for collocate in collocates(searcher, request, left_out=NOTHING_OUT).terms:
        if collocate.windows.exact:
            found = searcher.search(collocate.windows.having(collocate.term), may_relax=False)
            assert found.occurrences == collocate.together, collocate


def test_conditions_on_reports_are_judged_by_whole_reports(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "r.jsonl", line("a", ["加强提案优化。", "及时办理。"]), line("b", ["提案优化办理。"]))
    index_paths([file], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        assert opened.search(SearchRequest("整词:优化 /5词 范围:(提案 /篇 办理)")).total == 2


def test_nested_distances_add_up(searcher: Searcher) -> None:
    counts = []
    for depth in (3, 15):
        query = "新"
        for _ in range(depth):
            query = f"新 /9词 范围:({query})"
        counted = Counted()
        searcher.search(SearchRequest(query), counted)
        counts.append(counted.checks)
    assert counts[1] < 8 * counts[0]


def test_a_word_is_read_once_however_often_it_is_asked_for(searcher: Searcher) -> None:
    counts = []
    for times in (1, 60):
        counted = Counted()
        searcher.search(SearchRequest(" OR ".join(["整词:新"] * times), limit=0), counted)
        counts.append(counted.checks)
    assert counts[1] < counts[0] + 60 * 5


def test_white_space_is_in_no_list_and_a_slash_opens_itself(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", line("r", ["GDP grew 5%, 1/2 of it。"]))], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        rows = words(opened, EVERY, left_out=()).terms
        assert not any(row.term.isspace() for row in rows)
        assert {"/", "。"} <= {row.term for row in rows}
        for row in rows:
            assert opened.search(row.opened).occurrences == row.count, row


@pytest.mark.parametrize("n", [1, 2, 3])
def test_each_row_of_a_list_opens_what_it_counts(n: int, searcher: Searcher) -> None:
    rows = words(searcher, EVERY, n=n, left_out=NOTHING_OUT).terms
    assert len(rows) > 10
    for row in rows:
        assert searcher.search(SearchRequest(as_words(row.words))).occurrences == row.count, row


QUERIES = ["政", "协商 民主", "新", "积极 OR 财政", "整词:优化", "初心 -践行", "政策 /句 积极"]


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("window", [1, 3])
@pytest.mark.parametrize("query", QUERIES)
def test_each_collocate_opens_what_it_counts(query: str, window: int, across: bool, searcher: Searcher) -> None:
    request = SearchRequest(query, limit=1000)
    rows = collocates(searcher, request, window=window, across=across, left_out=NOTHING_OUT).terms
    assert rows
    for row in rows:
        opened = [
            searcher.search(
                SearchRequest(f"{as_words([row.term])} /{'' if across else '句'}{side}{window}词 范围:({query})")
            ).occurrences
            for side in ("", "近左", "近右", "左", "右")
        ]
        assert opened[:3] == [row.together, row.left, row.right], row
        assert opened[3] >= row.left, row
        assert opened[4] >= row.right, row


def test_two_occurrences_inside_one_word_have_the_words_beside_it_once(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "r.jsonl", line("r", ["积极的财政政策", "实施财政政策"]))
    (tmp_path / "dictionary.txt").write_text("财政政策\n", "utf-8")
    index_paths([file], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        found = collocates(searcher, SearchRequest("政"), left_out=NOTHING_OUT)
        assert found.occurrences == 4
        assert {row.term: row.together for row in found.terms} == {"积极": 1, "的": 1, "实施": 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("甲 /1词 乙", []),
        ("甲 /2词 乙", ["甲", "乙"]),
        ("甲 /4词 丁", []),
        ("甲 /5词 丁", ["甲", "丁"]),
        ("丁 /左5词 甲", []),
        ("丁 /右5词 甲", ["甲", "丁"]),
        ("甲 /句9词 戊", []),
        ("甲 /9词 戊", ["甲", "戊"]),
        ("甲 /3词 乙 /3词 丙", ["甲", "乙", "丙"]),
        ("甲 /2词 乙 /2词 丙", ["乙", "丙"]),
        ("甲 /5词 范围:(丁 OR 没有)", ["甲"]),
        ("范围:甲 /3词 范围:丁", []),
        ("(甲 OR 丙) /1词 “乙”", ["乙", "丙"]),
        ("戊 /1词 戊", []),
        ("乙 /左3词 (甲 OR 丁)", ["乙", "丁"]),
        ("乙 /近左3词 (甲 OR 丁)", []),
        ("乙 /近右3词 (甲 OR 丁)", ["甲", "乙"]),
        ("乙 /近左1词 (丙 OR a)", ["乙", "丙"]),
        ("乙 /近右1词 (丙 OR a)", []),
    ],
)
def test_distances_are_counted_in_words(query: str, found: list[str], tmp_path: Path) -> None:
    file = write_lines(tmp_path / "r.jsonl", line("r", ["甲 a 乙、丙 bb 丁。戊"]))
    index_paths([file], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        hits = searcher.search(SearchRequest(query)).hits
        assert [hit.text[start:end] for hit in hits for start, end in hit.highlights] == found


ENTRIES = [
    word
    for word in ("优化", "提案", "办理", "政协", "委员", "发展", "高质量", "GDP", "2023", "新", "的", "协商", "初心")
    if always_whole(word)
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(ENTRIES), *[st.text("优化提案办理协商民主新的有事初心高质量发展政委员aG2。，㐂", max_size=8)] * 2
)
def test_what_is_always_whole_is_one_token_between_ends_of_tokens(word: str, before: str, behind: str) -> None:
    text = fold_for_words(before + word + behind)
    said, place, inside = fold_for_words(word), 0, []
    ends = {0}
    for token in accurate(text):
        inside.append((place, place + len(token)))
        place += len(token)
        ends.add(place)
    start = len(before)
    if {start, start + len(said)} <= ends:
        assert (start, start + len(said)) in inside


def test_words_that_a_model_of_characters_finds_are_not_always_whole() -> None:
    assert not always_whole("初心")
    assert (as_words(["初心"]), as_words(["优化"]), as_words(["高质量", "发展"])) == (
        "整词:初心/",
        "整词:优化",
        "整词:高质量/发展",
    )
