"""What must be found in the five seeds, and what must not: the searches in searches.jsonl, asked of a real index."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import fold, searched_run, searched_text
from search import Searcher, SearchRequest, SearchResult

SEARCHES = [json.loads(row) for row in (Path(__file__).parent / "searches.jsonl").read_text("utf-8").splitlines()]
EVERYTHING = 1_000


@pytest.fixture(scope="module")
def texts(searcher: Searcher) -> dict[tuple[str, int], str]:
    reports = [searcher.report(summary.id) for summary in searcher.reports()]
    return {(each.summary.id, one.paragraph): one.text for each in reports for one in each.paragraphs}


def places(result: SearchResult) -> list[str]:
    """The hits as `000#18`."""
    return [f"{hit.report[:3]}#{hit.paragraph}" for hit in result.hits]


@pytest.mark.parametrize("case", SEARCHES, ids=[f"{each['query']}{each.get('options', '')}" for each in SEARCHES])
def test_a_search(case: dict[str, Any], searcher: Searcher) -> None:
    result = searcher.search(SearchRequest.parse(case["query"], limit=EVERYTHING, **case.get("options", {})))
    found = places(result)
    assert result.relaxed is case.get("relaxed", False)
    assert set(case.get("finds", [])) <= set(found)
    assert not set(case.get("misses", [])) & set(found)
    if "exactly" in case:
        assert sorted(found) == sorted(case["exactly"])
    if "first" in case:
        assert found[: len(case["first"])] == case["first"]
    if "total" in case:
        assert result.total == case["total"]
    for hit in result.hits:
        marked = {fold(hit.text[start:end]) for start, end in (*hit.highlights, *hit.word_highlights)}
        assert marked <= {fold(word) for word in case.get("marks", marked)}


@pytest.mark.parametrize(
    "query", ["政协", "提案 办理", "“提案办理”", "提案办理协商", "人民 OR 群众", "民", "提案 -重点", "类型:heading"]
)
def test_an_answer_agrees_with_itself(query: str, searcher: Searcher) -> None:
    whole = searcher.search(SearchRequest(query, limit=EVERYTHING))
    assert whole.total == len(whole.hits)
    assert whole.occurrences == sum(hit.occurrences for hit in whole.hits)
    assert whole.paragraphs_literal == sum(bool(hit.occurrences) for hit in whole.hits)
    assert whole.reports == len({hit.report for hit in whole.hits})
    assert sum(each.count for each in whole.facets.body) == whole.total
    assert sum(each.count for each in whole.facets.year) == whole.total
    assert sum(each.count for each in whole.facets.kind) == whole.total
    assert [hit.score for hit in whole.hits] == sorted((hit.score for hit in whole.hits), reverse=True)
    for hit in whole.hits:
        assert hit.occurrences == len(hit.highlights)
        ends = [0, *(end for _, end in hit.highlights)]
        assert all(before <= start < end for before, (start, end) in zip(ends, hit.highlights, strict=False))
        assert ends[-1] <= len(hit.text)


@pytest.mark.parametrize("sort", ["relevance", "date", "hits"])
def test_pages_put_together_are_the_whole(sort: str, searcher: Searcher) -> None:
    whole = searcher.search(SearchRequest.parse("政协", sort=sort, limit=EVERYTHING))
    pages = [
        searcher.search(SearchRequest.parse("政协", sort=sort, limit=7, offset=offset))
        for offset in range(0, whole.total, 7)
    ]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {(page.total, page.occurrences, page.facets) for page in pages} == {
        (whole.total, whole.occurrences, whole.facets)
    }


def test_sorting(searcher: Searcher) -> None:
    by_hits = searcher.search(SearchRequest("政协", sort="hits", limit=EVERYTHING)).hits
    assert [hit.occurrences for hit in by_hits] == sorted((hit.occurrences for hit in by_hits), reverse=True)
    by_date = searcher.search(SearchRequest("政协", sort="date", limit=EVERYTHING)).hits
    years = [(hit.year or 0, hit.date or "") for hit in by_date]
    assert years == sorted(years, reverse=True)


def test_filters_narrow_and_a_facet_does_not_narrow_itself(searcher: Searcher) -> None:
    free = searcher.search(SearchRequest("政协", limit=EVERYTHING))
    chosen = searcher.search(SearchRequest.parse("政协", body=["广安区政协"], year=["2020..2023"], limit=EVERYTHING))
    assert places(chosen) == [each for each in places(free) if each.startswith("000")]
    assert {each.value for each in chosen.facets.body} == {"广安区政协", "咸阳市政协", "洛江区政协", "枣强县政协"}
    assert [each.value for each in chosen.facets.year] == [2023]
    two = searcher.search(SearchRequest.parse("政协", body=["广安区政协", "綦江区政协"], limit=EVERYTHING))
    assert {hit.body for hit in two.hits} == {"广安区政协", "綦江区政协"}
    assert searcher.search(SearchRequest.parse("政协", body=["广安区"])).total == 0


def test_the_answer_does_not_depend_on_the_script(searcher: Searcher) -> None:
    for traditional, simplified in (
        ("提案辦理", "提案办理"),
        ("棗強", "枣强"),
        ("著眼", "着眼"),
        ("答復 委員", "答复 委员"),
    ):
        left = searcher.search(SearchRequest(traditional, limit=EVERYTHING))
        right = searcher.search(SearchRequest(simplified, limit=EVERYTHING))
        assert left.hits == right.hits
        assert left.facets == right.facets


def quoted(run: str) -> str:
    """The run as a quoted query."""
    return '"' + run.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def converter(config: str) -> opencc.OpenCC:
    """OpenCC with the tables of a configuration, which take longer to read than a search."""
    return opencc.OpenCC(config)


@settings(max_examples=200)
@given(data=st.data(), config=st.sampled_from(["", "t2s", "s2t", "s2tw", "s2hk", "tw2s", "hk2s"]))
def test_a_literal_search_misses_nothing(
    data: st.DataObject, config: str, searcher: Searcher, texts: dict[tuple[str, int], str]
) -> None:
    text = data.draw(st.sampled_from(sorted(texts.values())))
    start = data.draw(st.integers(0, len(text) - 1))
    run = text[start : start + data.draw(st.integers(1, 30))]
    query = converter(config).convert(run) if config else run
    result = searcher.search(SearchRequest(quoted(query), limit=EVERYTHING))
    looked = {place: fold(searched_text(each)) for place, each in texts.items()}
    wanted = fold(searched_run(run))
    scanned = {place: each.count(wanted) for place, each in looked.items() if wanted in each}
    assert {(hit.report, hit.paragraph): hit.occurrences for hit in result.hits} == scanned
    assert result.occurrences == sum(scanned.values())
    for hit in result.hits:
        assert {fold(searched_text(hit.text[left:right])) for left, right in hit.highlights} == {wanted}


@settings(max_examples=100)
@given(run=st.text(st.sampled_from("政协協委员提案办辦理，。“”12 a"), min_size=1, max_size=5))
def test_what_stands_nowhere_is_not_found(run: str, searcher: Searcher, texts: dict[tuple[str, int], str]) -> None:
    result = searcher.search(SearchRequest(quoted(run)))
    assert result.total == sum(fold(searched_run(run)) in fold(searched_text(text)) for text in texts.values())
    assert result.relaxed is False


@settings(max_examples=100)
@given(data=st.data())
def test_an_unquoted_run_finds_its_literal_occurrences_first(
    data: st.DataObject, searcher: Searcher, texts: dict[tuple[str, int], str]
) -> None:
    text = data.draw(st.sampled_from(sorted(text for text in texts.values() if len(text) > 10)))
    start = data.draw(st.integers(0, len(text) - 6))
    run = text[start : start + data.draw(st.integers(2, 6))]
    if not run.isalnum():
        return
    result = searcher.search(SearchRequest(run, limit=EVERYTHING))
    literal = {place for place, each in texts.items() if fold(run) in fold(searched_text(each))}
    assert {(hit.report, hit.paragraph) for hit in result.hits[: len(literal)]} == literal


@pytest.mark.parametrize("report", ["000_2a84bc86b806ce1d", "004_86cd2f42baa246a3"])
def test_a_report_is_whole_and_marked(report: str, searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("提案", report=report, limit=EVERYTHING))
    text = searcher.report(report, "提案")
    marked = {each.paragraph: each.highlights for each in text.paragraphs if each.highlights}
    assert marked == {hit.paragraph: hit.highlights for hit in found.hits}
    assert text.occurrences == found.occurrences
    assert [each.paragraph for each in text.paragraphs] == list(range(text.summary.paragraphs))
    assert [each.number for each in text.paragraphs] == list(range(1, text.summary.paragraphs + 1))
