"""The reports in which the occurrences of a query are placed come by year, in one year by date, unknown ones last."""

import random
from pathlib import Path

from command import run
from reports import line, write_lines
from web_client import opened

from index import index_paths
from search import SearchRequest, open_searcher
from search.study.places import places

DATED = {
    "later": (2024, "2025-02-01"),
    "earlier": (2024, "2025-01-01"),
    "undated": (2024, None),
    # What was published last is of an old year.
    "old": (1954, "2026-01-01"),
    "of-no-date": (1953, None),
    "unknown": (None, None),
}


def test_reports_come_by_year_then_by_date_and_what_is_not_known_last(tmp_path: Path) -> None:
    lines = [line(name, ["提案", "视察提案"], year=year, date=date) for name, (year, date) in DATED.items()]
    random.Random(3).shuffle(lines)
    index = tmp_path / "index"
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], index)
    with open_searcher(index) as searcher:
        assert [each.id for each in places(searcher, SearchRequest("提案")).reports] == list(DATED)
        assert [each.id for each in places(searcher, SearchRequest("提案", limit=2, offset=3)).reports] == [
            "old", "of-no-date"
        ]  # fmt: skip
    rule = "没有日期的排在那一年最后"
    with opened(index) as client:
        page, note = (client.get(f"{path}?q=提案").text for path in ("/study/places", "/api/places.txt"))
    assert rule in page
    assert rule in note
    assert rule in run("places", "--help").stdout.replace("\n", "").replace(" ", "")
