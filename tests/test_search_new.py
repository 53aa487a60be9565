"""What is new: each term once, and totals that are the same on every page."""

from dataclasses import replace
from pathlib import Path

import jieba
import pytest
from reports import line, write_lines

from index import index_paths
from search import SearchRequest, open_searcher
from search.study.new import NewResult, new


def test_totals_of_what_is_new_are_the_same_on_every_page(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, since = SearchRequest("年份:2023"), SearchRequest("年份:..2022")
    pages = [(20, 0), (2, 4), (50, 0), (10_000, 0), (0, 0)]

    def found() -> list[NewResult]:
        with open_searcher(seed_index) as seeds:
            return [new(seeds, replace(asked, limit=limit, offset=start), since) for limit, start in pages]

    answers = found()
    exact = answers[3].totals
    assert {(page.at_most, page.totals) for page in answers} == {((), exact)}
    assert (exact.new, exact.gone) == (len(answers[3].new), len(answers[3].gone))
    # As of an index in which terms of long lists cannot all be looked for as parts of other words.
    monkeypatch.setattr("search.study.new._ALL_LOOKED_AT", 0)
    monkeypatch.setattr("search.study.new._LOOKS", 0)
    bounded = found()
    bound = bounded[0].totals
    assert {(page.at_most, page.totals) for page in bounded} == {(("new", "gone"), bound)}
    assert (bound.more, bound.less) == (exact.more, exact.less)
    assert exact.new < bound.new
    assert exact.gone < bound.gone
    assert [(page.new, page.gone) for page in bounded] == [(page.new, page.gone) for page in answers]


def test_a_text_that_jieba_cuts_in_two_ways_is_new_once(tmp_path: Path) -> None:
    texts = ["学校建好，建好用好平台", "公园已经建好医院", "全部建好网络，各县建好。"]
    file = write_lines(tmp_path / "r.jsonl", *(line(f"r{n}", [text]) for n, text in enumerate([*texts, "另一年"])))
    assert {"建好", "建"} <= set(jieba.lcut("学校建好，建好用好平台"))
    index_paths([file], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        rows = [term for term in new(searcher, SearchRequest("建好")).new if term.term == "建好"]
        assert [(term.target, term.target_reports) for term in rows] == [(5, 3)]
