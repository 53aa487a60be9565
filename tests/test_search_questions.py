"""Questions: how many of what, in which year; the number comes before titles that only share the year."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from opensearch_server import OpenSearchCluster
from reports import line, write_lines

from index import index_paths
from search import Searcher, SearchRequest, open_searcher

FILLING = [f"区政协围绕中心工作开展第{number}次调研。" for number in range(30)]


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def questions(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("questions")
    sources = folder / "sources"
    sources.mkdir()
    for year in range(2019, 2025):
        texts = [
            f"某市政协{year}年工作报告",
            *FILLING,
            f"全年收到提案{year - 1800}件，立案{year - 1850}件。",
            "提案立案工作要更加规范。",
            f"{year}年是很不平凡的一年。",
        ]
        write_lines(sources / f"{year}.jsonl", line(f"r{year}", texts, title=f"某市政协{year}年工作报告", year=year))
    where: str | Path = folder / "index"
    if request.param == "opensearch":
        cluster: OpenSearchCluster = request.getfixturevalue("opensearch")
        with cluster.fresh_index() as address:
            yield from _opened(sources, address)
    else:
        yield from _opened(sources, where)


def _opened(sources: Path, where: str | Path) -> Iterator[Searcher]:
    assert not index_paths([sources], where).failed
    with open_searcher(where) as searcher:
        yield searcher


@pytest.mark.parametrize(
    "query", ["{year}年立案多少件", "{year}年立案几件？", "{year}年 立案 多少件", "{year}年立案了多少件"]
)
@pytest.mark.parametrize("year", [2019, 2022, 2024])
def test_the_number_of_the_year_comes_first(query: str, year: int, questions: Searcher) -> None:
    answer = questions.search(SearchRequest(query.format(year=year), limit=20))
    assert answer.relaxed
    first = answer.hits[0]
    assert (first.report, f"立案{year - 1850}件" in first.text) == (f"r{year}", True)


def test_the_score_says_what_was_asked(questions: Searcher) -> None:
    [hit] = questions.search(SearchRequest("2022年立案多少件", limit=1, explain_score=True)).hits
    parts = {part.name: part.value for part in hit.score_parts}
    assert parts["几件"] > 0
    assert hit.score == pytest.approx(sum(parts.values()))


def test_who_does_not_ask_how_many_gets_no_numbers_first(questions: Searcher) -> None:
    [hit] = questions.search(SearchRequest("提案立案工作", limit=1, explain_score=True)).hits
    assert hit.text == "提案立案工作要更加规范。"
    assert not [part.name for part in hit.score_parts if part.name.startswith("几")]


@pytest.mark.parametrize("query", ["2022年立案多少件", "月球 年 件", "次 潜艇 的"])
def test_a_single_character_is_no_reason_where_there_are_words(query: str, questions: Searcher) -> None:
    answer = questions.search(SearchRequest(query, limit=200))
    marked = {hit.text[start:end] for hit in answer.hits for start, end in hit.word_highlights}
    assert answer.relaxed == bool(answer.hits)
    assert all(len(each) > 1 for each in marked)
