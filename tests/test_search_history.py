"""Histories of wordings: each year as a search of it says, who was first, how it spread, and what became of it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from command import run
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.errors import QueryError
from index.facets import BODY, YEAR, is_unknown
from search import Hit, Searcher, SearchRequest, YearRange, open_searcher
from search.study import HistoryTerm, HistoryYear, history
from search.study.course import course_of, kendall, over_years
from search.study.wording import as_wording

QUERIES = (
    "提案",
    "甲",
    "提案 办理",
    "提案办理",
    "甲乙 OR 案甲",
    "“甲甲”",
    "-甲",
    "年份:2021 提案",
    "机构:东市",
    "无此言",
)
EVERY = 10_000


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Reports of several bodies, some unknown, over years with gaps, some unknown; in segments, some of it gone."""
    folder = tmp_path_factory.mktemp("history")
    dice = random.Random(17)
    for number in range(24):
        words = ("甲", "乙", "提案", "办理", "，", "𠮷", "。")
        texts = ["".join(dice.choices(words, k=dice.randint(1, 12))) for _ in range(dice.randint(1, 6))]
        body = dice.choice(["东市政协", "西市政协", "南市政协", "机构不详"])
        year = dice.choice([None, 2015, 2016, 2019, 2020, 2021])
        day = dice.choice([None, f"{(year or 2010) + 1}-0{dice.randint(1, 9)}-15"])
        write_lines(folder / f"{number}.jsonl", line(f"r{number}", texts, date=day, body=body, year=year))
        if number in (9, 17, 23):
            index_paths([folder], folder / "index")
    (folder / "2.jsonl").unlink()
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


def of(searcher: Searcher, query: str, **filters: Any) -> HistoryTerm:
    (term,) = history(searcher, [query], SearchRequest.parse("", limit=EVERY, **filters)).terms
    return term


def rows(term: HistoryTerm) -> list[HistoryYear]:
    return [*term.years, *filter(None, [term.unknown])]


@pytest.mark.parametrize("filters", [{}, {"body": ["东市政协"]}, {"year": ["2016..2020", "none"]}, {"kind": ["text"]}])
@pytest.mark.parametrize("query", QUERIES)
def test_a_year_is_the_search_with_that_year(searcher: Searcher, query: str, filters: dict[str, Any]) -> None:
    request = SearchRequest.parse(query, limit=EVERY, **filters)
    request = replace(request, query=as_wording(request))
    for row in rows(of(searcher, query, **filters)):
        year = YearRange.none() if row.year is None else YearRange(row.year, row.year)
        found = searcher.search(replace(request, filters={**request.filters, "year": (year,)}), may_relax=False)
        saying = [hit for hit in found.hits if hit.occurrences]
        assert (row.occurrences, row.paragraphs, row.paragraphs_literal, row.reports) == (
            found.occurrences, found.total, found.paragraphs_literal, found.reports,
        )  # fmt: skip
        assert row.bodies == len(known(found.hits))
        assert row.reports_literal == len({hit.report for hit in saying})
        assert row.bodies_literal == len(known(saying))
        characters = searcher.characters(request, (YEAR,))[(row.year,)]
        assert (row.characters, row.per_10k) == (characters, row.occurrences * 10_000 / characters)
        asked: dict[str, Any] = parse_qs(urlsplit(row.url).query)
        again = SearchRequest.parse(asked.pop("q")[0], **asked)
        assert searcher.search(again, may_relax=False).total == row.paragraphs


def known(hits: Sequence[Hit]) -> set[str]:
    return {hit.body for hit in hits if not is_unknown(BODY, hit.body)}


@pytest.mark.parametrize("query", QUERIES)
def test_who_said_it_first_and_how_it_spread(searcher: Searcher, query: str) -> None:
    hits = searcher.search(SearchRequest(query, limit=EVERY), may_relax=False).hits
    order = {each["id"]: number for number, each in enumerate(searcher.metas())}
    saying = sorted(
        (hit for hit in hits if hit.occurrences and hit.year is not None),
        key=lambda hit: (hit.year, hit.date or "9", order[hit.report], hit.paragraph),
    )
    firsts: dict[str, Hit] = {}
    for hit in saying:
        firsts.setdefault(hit.body, hit)
    term = of(searcher, query)
    assert (term.first is None) == (not saying)
    if term.first:
        assert (term.first.report, term.first.paragraph) == (saying[0].report, saying[0].paragraph)
        assert (term.first.text, term.first.highlights) == (saying[0].text, saying[0].highlights)
    expected = [(hit.body, hit.report, hit.paragraph) for hit in firsts.values() if known([hit])]
    assert [(each.body, each.report, each.paragraph) for each in term.spread] == expected
    for row in term.years:
        assert row.new_bodies == sum(firsts[body].year == row.year for body in known(saying) if body in firsts)
        until = [hit for hit in saying if (hit.year or 0) <= (row.year or 0)]
        assert row.cumulative_bodies == len(known(until))
        assert row.cumulative_reports == len({hit.report for hit in until})
    assert term.reports == len({hit.report for hit in hits if hit.occurrences})
    assert term.bodies == len(known([hit for hit in hits if hit.occurrences]))


def test_the_years_are_those_with_reports_and_unknown_ones_stand_apart(searcher: Searcher) -> None:
    term = of(searcher, "无此言")
    assert [each.year for each in term.years] == [2015, 2016, 2019, 2020, 2021]
    assert {each.occurrences for each in rows(term)} == {0}
    assert term.unknown is not None
    assert (term.unknown.new_bodies, term.unknown.cumulative_bodies, term.unknown.cumulative_reports) == (None,) * 3
    assert (term.first, term.spread, term.course, term.tau, term.silent_since) == (None, (), None, None, None)
    summaries = searcher.reports()
    for row in rows(term):
        own = [each for each in summaries if each.year == row.year]
        assert row.all_reports == len(own)
        assert row.all_bodies == len({each.body for each in own if not is_unknown(BODY, each.body)})
    assert of(searcher, "甲", year=["2015..2020"]).unknown is None


@pytest.mark.parametrize(
    ("query", "wording"),
    [
        ("提案办理", "“提案办理”"),
        (" 提案办理 ", "“提案办理”"),
        ("提案 办理", "提案 办理"),
        ("“提案”", "“提案”"),
        ("提案 OR 办理", "提案 OR 办理"),
        ("培育“专精特新”企业", "「培育“专精特新”企业」"),
        ("机构:广安", "机构:广安"),
    ],
)
def test_a_wording_of_one_piece_is_quoted(query: str, wording: str) -> None:
    assert as_wording(SearchRequest(query)) == wording
    assert as_wording(SearchRequest(query, split_words=True)) == query
    assert as_wording(SearchRequest(query, synonyms=True)) == query


def test_bodies_come_page_by_page(searcher: Searcher) -> None:
    whole = of(searcher, "甲").spread
    (page,) = history(searcher, ["甲"], SearchRequest("", limit=1, offset=1)).terms
    assert page.spread == whole[1:2]
    with pytest.raises(QueryError):
        history(searcher, ["甲", "（"], SearchRequest(""))


def written(folder: Path, said: dict[int, list[bool | None]]) -> Path:
    """An index of reports of equal length: for each year, whether each body says 新词; None where it has no report."""
    lines = [
        line(f"{year}-{at}", ["新词提案" if says else "旧话提案"], body=f"{at}市政协", year=year)
        for year, own in said.items()
        for at, says in enumerate(own)
        if says is not None
    ]
    index_paths([write_lines(folder / "all.jsonl", *lines)], folder / "index")
    return folder / "index"


@pytest.mark.parametrize(
    ("said", "course", "silent_since"),
    [
        ({2014 + n: [True] * n + [False] * (6 - n) for n in range(6)}, "risen", None),
        ({2014 + n: [True] * (6 - n) + [False] * n for n in range(6)}, "fallen", None),
        ({2018: [True] * 4, 2020: [False] * 4}, "gone", 2020),
        ({2018: [True, False], 2019: [False] * 2}, None, 2019),
        ({2018: [True] * 4, 2020: [True] * 4}, None, None),
        ({2018: [False], 2020: [True] * 9}, None, None),
        # Whoever said it does not report any more: others are not silent.
        ({2018: [True] * 4, 2020: [None] * 4 + [False] * 4}, None, None),
    ],
)
def test_risen_fallen_and_gone(
    said: dict[int, list[bool | None]], course: str | None, silent_since: int | None, tmp_path: Path
) -> None:
    with open_searcher(written(tmp_path, said)) as searcher:
        term = of(searcher, "新词")
    assert (term.course, term.silent_since) == (course, silent_since)
    assert (term.expected is None) == (silent_since is None)


def score(rates: Sequence[float]) -> int:
    return sum((b > a) - (b < a) for at, b in enumerate(rates) for a in rates[:at])


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_the_p_of_a_course_is_the_part_of_all_orders(rates: list[int]) -> None:
    found = kendall(rates)
    if len(set(rates)) < 2:
        assert found is None
        return
    assert found is not None
    orders = [abs(score(order)) >= abs(score(rates)) for order in permutations(rates)]
    assert found.p == pytest.approx(sum(orders) / len(orders))


def test_tau_and_p_are_those_of_worked_examples() -> None:
    # By hand: 6 stands before four smaller ones, 7 before two, 10 before one; 7 of 45 pairs are out of order.
    found = kendall([1, 6, 2, 3, 7, 4, 5, 8, 10, 9])
    assert found is not None
    assert found.tau == pytest.approx((45 - 2 * 7) / 45)
    rising = kendall(list(range(31)))
    assert rising is not None
    assert (rising.tau, rising.p < 1e-12) == (1, True)
    # By hand: n = 31, one rate twice: S = 464, variance = (31·30·67 - 2·1·9)/18 = 3460.67, z = 463/58.83 = 7.87.
    tied = kendall([0, 0, *range(1, 30)])
    assert tied is not None
    assert tied.p == pytest.approx(3.5e-15, rel=0.05)
    assert course_of(None, 2.9) is None
    assert course_of(rising, 3.0) == "gone"


@pytest.mark.parametrize(
    ("rates", "begun", "course"),
    [
        pytest.param([0] * 9 + [9, 8, 7, 6, 5, 4, 3, 2, 1, 1], 9, "fallen", id="new once, less and less since"),
        pytest.param([0] * 9 + [9, 2, 8, 3, 7, 2, 6, 3], 9, None, id="new once, no more since"),
        pytest.param([0] * 9 + [1, 2, 3], 0, "risen", id="new, and more and more"),
        pytest.param([3, 2, 4, 3, 5, 6, 6, 7], 0, "risen", id="always said"),
        pytest.param([0] * 9 + [1, 2, 3, 4, 5, 6], 9, "risen", id="from its beginning on"),
        pytest.param([0, 0, 0], 0, None, id="never said"),
    ],
)
def test_a_wording_rises_or_falls_from_when_it_is_said(rates: list[float], begun: int, course: str | None) -> None:
    place, found = over_years(rates)
    assert (place, course_of(found, None)) == (begun, course)


def test_a_body_that_was_renamed_is_one_unless_names_are_told_apart(tmp_path: Path) -> None:
    bodies = {2019: "杭州市人民政府", 2020: "杭州市政府"}
    lines = [line(f"r{year}", ["新词"], body=body, year=year) for year, body in bodies.items()]
    index_paths([write_lines(tmp_path / "all.jsonl", *lines)], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        for exact_body, new in ((False, [1, 0]), (True, [1, 1])):
            term = of(searcher, "新词", exact_body=exact_body)
            assert [each.new_bodies for each in term.years] == new
            assert term.bodies == term.years[-1].cumulative_bodies == sum(new) == len(term.spread)


def test_the_command_tells_the_years_and_leaves_gaps_empty(tmp_path: Path) -> None:
    index = written(tmp_path, {2018: [True] * 4, 2020: [False] * 4})
    done = run("history", "新词", index=index)
    assert done.returncode == 0
    assert "最早：2018 4 个机构同年，分不出先后，如 2018 0市政协 第 1 段 2018-0#p0" in done.stdout
    assert "2020 年起不再说：" in done.stdout
    assert "要是还像以前那样常说，此后该有约 4.0 份报告说到，却一份也没有" in done.stdout
    table = [row.split() for row in done.stdout.splitlines()]
    assert ["2018", "4", "2500.00", "4", "4", "4", "4", "4", "4", "4", "4"] in table
    assert ["2019"] in table
    assert ["2020", "0", "0.00", "0", "0", "0", "0", "4", "4", "4", "4"] in table
    assert "  【新词】提案" in done.stdout
    assert "此前" not in done.stdout
    later = run("history", "旧话", index=index).stdout
    assert "此前 2018 到 2018 年的 4 份报告没有说过" in later
    assert "2018 " not in later.partition("此前")[2].partition("年份")[2]
    missing = run("history", "火星", index=index)
    assert (missing.returncode, "没有说过" in missing.stdout) == (1, True)
    assert run("history", "新词", "火星", index=index).returncode == 0
    assert run("history", "（", index=index).returncode == 2
    english = run("history", "新词", index=index, ZHENGSOU_LANG="en").stdout
    assert "Reports Bodies New bodies" in english
