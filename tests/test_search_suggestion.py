"""Suggestions: what is offered when nothing or little is found, that it is found, and what is never offered."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.errors import QueryError
from index.facets import YEAR
from search import Searcher, SearchRequest, YearRange, open_searcher
from search.offers.suggestion import LITTLE, MOST, Suggestion, suggest


@pytest.fixture(scope="module")
def searcher(seed_index: Path) -> Iterator[Searcher]:
    with open_searcher(seed_index) as opened:
        yield opened


def offered(searcher: Searcher, request: SearchRequest | str) -> tuple[Suggestion, ...]:
    request = SearchRequest(request) if isinstance(request, str) else request
    return suggest(searcher, request, searcher.search(request))


@pytest.mark.parametrize(
    ("query", "kind", "first"),
    [
        # The same sound in other characters.
        ("题案", "spelling", "提案"),
        ("整协", "spelling", "政协"),
        ("題案", "spelling", "提案"),
        ("题案办理", "spelling", "提案办理"),
        ("“题案办理”", "spelling", "“提案办理”"),
        ("题案 整协", "spelling", "提案 政协"),
        ("题案 -无此词", "spelling", "提案 -无此词"),
        # Another character, one missing, one too many, two that changed places.
        ("协商名主", "spelling", "协商民主"),
        ("政协委圆", "spelling", "政协委员"),
        ("民主督监", "spelling", "民主监督"),
        # Pinyin.
        ("tian", "pinyin", "提案"),
        ("zheng xie", "pinyin", "政协"),
        ("xieshang minzhu", "pinyin", "协商民主"),
        ("xieshangminzhu", "pinyin", "协商民主"),
        ("提案 banli", "pinyin", "提案 办理"),
        # Looser.
        ("提案 宇宙飞船", "looser", "提案"),
        ("“提案 委员”", "quotes", "提案 委员"),
        ("整词:民主监/督", "words", "“民主监督”"),
        ("机构:无此机构 提案", "filters", "提案"),
    ],
)
def test_what_is_offered_first_of_its_kind(query: str, kind: str, first: str, searcher: Searcher) -> None:
    assert [each.request.query for each in offered(searcher, query) if each.kind == kind][:1] == [first]


@pytest.mark.parametrize(
    "query", ["提案", "政协 委员", "“民主监督”", "宇宙飞船", "qqqqqq", "１２３４５", "-提案 -委员 -政协 -的"]
)
def test_where_much_or_nothing_near_is_found_nothing_is_offered(query: str, searcher: Searcher) -> None:
    assert offered(searcher, query) == ()


@pytest.fixture(scope="module")
def lay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """What the law says of tenants and drivers, of which no word is a lay one."""
    folder = tmp_path_factory.mktemp("lay")
    texts = ["出租人应当退还保证金", "饮酒后驾驶机动车的，暂扣驾驶证", "办理业务时出示证件", "人民会议"]
    assert not index_paths([write_lines(folder / "r.jsonl", line("a", texts))], folder / "index").failed
    with open_searcher(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("房东", "出租人"),
        ("房東 退还", "出租人"),
        # The words of a question are nowhere runs of their own.
        ("酒驾怎么处罚？", "饮酒后驾驶"),
        ("房东不退押金", "出租人"),
    ],
)
def test_synonyms_are_offered_where_they_find_more(query: str, first: str, lay: Searcher) -> None:
    [found] = [each for each in offered(lay, query) if each.kind == "synonyms"]
    assert (found.request, found.label) == (SearchRequest(query, synonyms=True), "同义词")
    hits = lay.search(found.request).hits
    assert found.total == len(hits) >= 1
    assert first in hits[0].text


@pytest.mark.parametrize("query", ["房客 无此词", "“房东不退押金”", "办理", "没有这个词", "机构:房东 无"])
def test_synonyms_that_find_no_more_are_not_offered(query: str, lay: Searcher) -> None:
    assert "synonyms" not in [each.kind for each in offered(lay, query)]


def test_what_is_searched_with_synonyms_is_not_offered_them(lay: Searcher) -> None:
    assert "synonyms" not in [each.kind for each in offered(lay, SearchRequest("房东", synonyms=True))]


def test_pinyin_is_an_offer_and_never_a_hit(searcher: Searcher) -> None:
    for query in ("tian", "zhengxie", "xieshang minzhu"):
        result = searcher.search(SearchRequest(query, limit=100))
        assert all(query.split()[0] in hit.text.lower() for hit in result.hits)
        assert not any("提案" in hit.text[slice(*span)] for hit in result.hits for span in hit.highlights)
    assert searcher.search(SearchRequest("tian")).total == 0


def test_excluded_words_and_fields_are_not_respelt(searcher: Searcher) -> None:
    queries = {each.request.query for each in offered(searcher, "宇宙飞船 -题案 标题:题案 -tian")}
    assert not [query for query in queries if "提案" in query]


def test_without_filters_but_with_the_same_sort_and_from_the_first_page(searcher: Searcher) -> None:
    request = SearchRequest("提案", body=("无此机构",), year=(YearRange(1999, 1999),), sort="date", limit=5, offset=20)
    (found,) = offered(searcher, request)
    assert found.kind == "filters"
    assert found.request == SearchRequest("提案", sort="date", limit=5)
    assert found.label == "去掉筛选条件"


@pytest.mark.parametrize(
    ("query", "without"),
    [
        ("省份:无此省 -机关:政府", []),
        ("省份:无此省 NOT 机关:政府 提案", ["提案"]),
        ("省份:无此省 NOT -机关:政府 提案 -无此词", ["提案 -无此词"]),
        ("\u200b提案 机构:无此机构", ["提案"]),
        ("提\u200b案 机构:无此机构", ["提案"]),
    ],
)
def test_a_filter_that_is_removed_takes_its_negation_along(query: str, without: list[str], searcher: Searcher) -> None:
    found = offered(searcher, query)
    assert [each.query for each in found if each.kind == "filters"] == without


@pytest.mark.parametrize(
    ("query", "years", "before", "years_before"),
    [
        ("提案 年份:2020", (), "提案 年份:2019", ()),
        ("提案 年度:“二○二○”", (), "提案 年度:2019", ()),
        ("提案", (YearRange(2020, 2020),), "提案", (YearRange(2019, 2019),)),
        ("提案 -年份:2023", (YearRange(2020, 2020),), "提案 -年份:2022", (YearRange(2019, 2019),)),
    ],
)
def test_a_report_given_in_the_year_asked_for_is_usually_on_the_one_before(
    query: str, years: tuple[YearRange, ...], before: str, years_before: tuple[YearRange, ...], tmp_path: Path
) -> None:
    index_paths([write_lines(tmp_path / "a.jsonl", line("r", ["提案办理"], year=2019))], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        first = offered(opened, SearchRequest(query, year=years))[0]
    assert first.kind == "year"
    assert (first.request.query, first.request.chosen(YEAR)) == (before, years_before)
    assert first.total == 1


@pytest.mark.parametrize("query", ["提案 年份:2020..2021", "提案 年份:2019", "提案 年份:none", "宇宙飞船 年份:2020"])
def test_the_year_before_is_not_offered_for_ranges_nor_where_it_finds_nothing(query: str, tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "a.jsonl", line("r", ["提案办理"], year=2019))], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        assert "year" not in [each.kind for each in offered(opened, query)]


def test_filters_stay_where_they_are_not_what_is_wrong(searcher: Searcher) -> None:
    request = SearchRequest("题案", body=("洛江区政协",))
    found = next(each for each in offered(searcher, request) if each.kind == "spelling")
    assert found.request == SearchRequest("提案", body=("洛江区政协",))
    assert found.total < searcher.search(SearchRequest("提案")).total


def test_only_what_finds_more_is_offered(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "r.jsonl", line("a", ["题案一件", "题案两件", "提案三件", "提案四件"]))
    index_paths([source], tmp_path / "i")
    with open_searcher(tmp_path / "i") as searcher:
        assert searcher.search(SearchRequest("题案")).total == 2
        assert "提案" not in [each.request.query for each in offered(searcher, "题案")]
    write_lines(source, line("a", ["题案一件", "题案两件", "提案三件", "提案四件", "提案五件"]))
    index_paths([source], tmp_path / "i")
    with open_searcher(tmp_path / "i") as searcher:
        assert [(each.request.query, each.total) for each in offered(searcher, "题案")][:1] == [("提案", 3)]


WORDS = [
    "提案",
    "题案",
    "整协",
    "政协",
    "办理",
    "tian",
    "banli",
    "宇宙飞船",
    "協商名主",
    "“提案 委员”",
    "“题案”",
    "-提案",
]


@settings(max_examples=60)
@given(
    words=st.lists(
        st.sampled_from([*WORDS, "OR", "机构:广", "年份:1999", "(", ")", "zhengxie"]), min_size=1, max_size=4
    ),
    body=st.sampled_from([(), ("广安区政协",), ("无此机构",)]),
)
def test_what_is_offered_is_what_a_search_then_finds(seed_index: Path, words: list[str], body: tuple[str, ...]) -> None:
    request = SearchRequest(" ".join(words), body=body)
    with open_searcher(seed_index) as searcher:
        try:
            result = searcher.search(request)
        except QueryError:
            return
        found = suggest(searcher, request, result)
        assert len(found) <= MOST
        assert len({each.request for each in found}) == len(found)
        assert result.relaxed or result.total < LITTLE or not found
        for each in found:
            again = searcher.search(each.request)
            assert again.total == each.total
            assert each.kind == "synonyms" or not again.relaxed
            assert again.total > (0 if result.relaxed and not again.relaxed else result.total)


@given(text=st.text(max_size=40))
def test_any_text_gets_suggestions_or_none(searcher: Searcher, text: str) -> None:
    try:
        result = searcher.search(SearchRequest(text))
    except QueryError:
        return
    assert all(each.total > 0 for each in suggest(searcher, SearchRequest(text), result))


def test_the_command_says_it_in_one_line(seed_index: Path) -> None:
    done = run("search", "题案", index=seed_index)
    assert (done.returncode, done.stderr) == (1, "")
    last = done.stdout.splitlines()[-1]
    assert last.startswith("也可以试试：提案（字词相近，13 段）")
    assert "也可以试试" not in run("search", "提案", index=seed_index).stdout
    for option in ("--json", "--csv"):
        quiet = run("search", "题案", option, index=seed_index)
        assert (quiet.returncode, "也可以试试" in quiet.stdout + quiet.stderr) == (1, False)


def test_a_search_that_finds_much_loads_no_readings(seed_index: Path) -> None:
    program = (
        "import sys; from web.cli import cli\n"
        "for query in ('提案', '提案 办理', '“民主监督”'):\n"
        "    assert cli.main(['search', query], standalone_mode=False) == 0\n"
        "print('pypinyin' in sys.modules, file=sys.stderr)"
    )
    environment = os.environ | {"ZHENGSOU_INDEX": str(seed_index)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert done.stderr.strip() == "False"
