"""The page that compares two years says of each sentence whose year it is, and what tints mean."""

import re
from pathlib import Path

from reports import line, write_lines
from test_search_changes import AFTER, BEFORE
from web_client import opened

from index import index_paths


def test_each_sentence_has_its_year_and_what_has_none_beside_it_says_what_it_is(tmp_path: Path) -> None:
    body = "甲市政协"
    reports = [line("before", BEFORE, year=2023, body=body), line("after", AFTER, year=2024, body=body)]
    index_paths([write_lines(tmp_path / "r.jsonl", *reports)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text = client.get("/study/changes", query_string={"body": body, "year": 2024, "show": "all"}).text
        counts = client.get("/api/changes", query_string={"body": body, "year": 2024}).get_json()["counts"]
    cells = re.findall(r'<td data-side="(\w+)"><span class="of-year">([^<]+)</span><a ', text)
    assert len(cells) == text.count("<td data-side")
    both = counts["kept"] + counts["reworded"]
    assert min(both, counts["new"], counts["gone"]) > 0
    assert sorted(cells) == sorted(
        [("before", "2023"), ("after", "2024")] * both
        + [("before", "2023 · 不再说的")] * counts["gone"]
        + [("after", "2024 · 新的")] * counts["new"]
    )
    legend = text[text.index('<ul class="tints"') : text.index('<table class="counts changes">')]
    assert re.search(r'class="gone">[^<]*2023', legend)
    assert re.search(r'class="new">[^<]*2024', legend)
