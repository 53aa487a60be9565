"""Reprints among hits: what says the same is shown once, where the search has the first of it."""

from collections.abc import Iterator

import pytest
from command import run
from plain_trace import plain
from reports import line, write_lines

from index import index_paths
from index.location import LocationLike
from search import Hit, Searcher, SearchRequest, open_searcher
from search.study.reprints import MOST_NAMED, folded

SAID = "提案办理工作取得实效，"


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def searcher(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Searcher]:
    """Twelve reports that repeat some paragraphs, on one engine after the other."""
    folder = tmp_path_factory.mktemp("reprints")
    texts = (
        "提案办理工作取得实效，满意率100%。",
        "提案辦理工作取得實效， 滿意率100%。",
        "提案办理工作取得实效，满意率98%。",
    )
    lines = [
        line(
            f"r{number}", [texts[number % 3], f"第{number}份报告里的提案。"], year=2010 + number, body=f"{number}市政协"
        )
        for number in range(12)
    ]
    place: LocationLike = folder / "index"
    if request.param == "opensearch":
        place = request.getfixturevalue("cluster_index")
    index_paths([write_lines(folder / "r.jsonl", *lines)], place)
    with open_searcher(place) as opened:
        yield opened


@pytest.fixture(scope="module")
def cluster_index(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.getfixturevalue("opensearch").fresh_index() as address:
        yield address


def by_text(hits: tuple[Hit, ...]) -> dict[str, list[Hit]]:
    """Hits by what they say, in the order of the first of each."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(plain(hit.text), []).append(hit)
    return found


def place(hit: Hit) -> tuple[str, int]:
    return hit.report, hit.paragraph


@pytest.mark.parametrize("query", ["提案", "提案 满意率", "“提案办理”", "没有这样的话", ""])
@pytest.mark.parametrize("sort", ["relevance", "date", "hits"])
def test_each_text_is_there_once_where_the_search_has_the_first(searcher: Searcher, query: str, sort: str) -> None:
    request = SearchRequest.parse(query, sort=sort, limit=200)
    whole, found = searcher.search(request), folded(searcher, request)
    expected = by_text(whole.hits)
    assert [place(hit) for hit in found.hits] == [place(hits[0]) for hits in expected.values()]
    for hit, same in zip(found.hits, expected.values(), strict=True):
        named = [(each.report, each.paragraph) for each in hit.same.places] if hit.same else []
        assert named == [place(each) for each in same[1:]]
        assert (hit.same.count if hit.same else 0) == len(same) - 1
    assert found.distinct == len(expected)
    assert (found.total, found.occurrences, found.reports) == (whole.total, whole.occurrences, whole.reports)
    assert (found.facets, found.relaxed) == (whole.facets, whole.relaxed)


def test_pages_count_texts(searcher: Searcher) -> None:
    whole = folded(searcher, SearchRequest("提案", limit=200))
    pages = [folded(searcher, SearchRequest("提案", limit=5, offset=offset)) for offset in (0, 5, 10)]
    assert [place(hit) for page in pages for hit in page.hits] == [place(hit) for hit in whole.hits]
    assert folded(searcher, SearchRequest("提案", limit=5, offset=99)).hits == ()


def test_a_search_that_is_not_folded_says_nothing_of_it(searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("提案")).to_dict()
    assert "distinct" not in found
    assert all("same" not in each for each in found["hits"])


def test_the_command_line(searcher: Searcher) -> None:
    done = run("search", SAID, "--fold", "--limit", "1", index=str(searcher.location))
    assert done.returncode == 0
    assert "另有 3 段说得一样" in done.stdout
    assert "共 2 段，这里是第 1 至 1 段" in done.stdout
    assert "说得一样" not in run("search", SAID, index=str(searcher.location)).stdout


def test_few_of_many_are_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("many")
    lines = [line(f"r{number}", ["一样的一段。", f"不一样 {number}"]) for number in range(MOST_NAMED + 5)]
    index_paths([write_lines(folder / "r.jsonl", *lines)], folder / "index")
    with open_searcher(folder / "index") as opened:
        (hit,) = folded(opened, SearchRequest("一样的一段")).hits
    assert hit.same is not None
    assert (hit.same.count, len(hit.same.places)) == (MOST_NAMED + 4, MOST_NAMED)
