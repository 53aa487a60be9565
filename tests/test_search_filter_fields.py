"""Fields of places in queries, where a report may have none: as its filter counts them."""

from pathlib import Path

import pytest
from reports import line, write_lines

from index import index_paths
from search import SearchRequest, open_searcher


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("提案", {"a", "b"}),
        ("提案 省份:none", {"b"}),
        ("提案 -province:none", {"a"}),
        ("提案 城市:none", {"b"}),
        ("提案 级别:none", {"b"}),
        ("提案 機構:none", set()),
        ("提案 級別:地級", {"a"}),
        ("提案 城市:寧波", {"a"}),
    ],
)
def test_a_field_finds_reports_without_a_place(query: str, found: set[str], tmp_path: Path) -> None:
    known, unknown = line("a", ["提案"], body="宁波市政协"), line("b", ["提案"], body="某某政协")
    index_paths([write_lines(tmp_path / "a.jsonl", known, unknown)], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        assert {hit.report for hit in opened.search(SearchRequest(query)).hits} == found
        assert opened.search(SearchRequest.parse("提案", prefecture=["寧波市"])).total == 1
