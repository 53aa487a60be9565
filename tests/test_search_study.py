"""Studies: the concordance, trends and hits by report, each against a search of the same request."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.analysis import fold
from index.errors import QueryError, RequestError
from index.facets import KIND
from search import Hit, Searcher, SearchRequest, YearRange, open_searcher
from search.study import TrendBy, by_report, kwic, neighbours, trend
from search.study.line_order import PLACES, WHOLE, line_order

QUERIES = (
    "提案",
    "甲",
    "案",
    "提案 办理",
    "提案办理",
    "甲乙 OR 案甲",
    "“甲甲”",
    "-甲",
    "提案 /5 甲",
    "年份:2021 提案",
    "",
)
TREND_AXES: tuple[TrendBy, ...] = ("year", "body", "body_year")
ORDERS = st.sampled_from(WHOLE) | st.lists(st.sampled_from(list(PLACES)), min_size=1, max_size=3).map(",".join)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """An index of texts of few characters, so that contexts are often alike for long; in segments, some of it gone."""
    folder = tmp_path_factory.mktemp("study")
    dice = random.Random(6)
    for number in range(12):
        words = ("甲", "乙", "提案", "提案", "辦理", "办理", "，", "𠮷", "a", "Ａ", "。")
        texts = ["".join(dice.choices(words, k=dice.randint(1, 30))) for _ in range(dice.randint(1, 12))]
        texts += [texts[0], "提案" * 20, "甲乙丙丁" * 10 + "提案"]
        day = (date(2024, 3, 1) + timedelta(days=number * 40)).isoformat() if number else None
        body = ("东市政协", "西市政协", "南市政协")[number % 3]
        year = None if number == 4 else 2020 + number % 4
        write_lines(folder / f"{number}.jsonl", line(f"r{number}", texts, date=day, body=body, year=year))
        if number in (3, 8, 11):
            index_paths([folder], folder / "index")
    (folder / "2.jsonl").unlink()
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


def all_hits(searcher: Searcher, request: SearchRequest) -> tuple[Hit, ...]:
    return searcher.search(request).hits


def compared(left: str, right: str, sort: str) -> list[str]:
    """What a line is sorted by, the plain way; both sides begin beside the word."""
    if sort in WHOLE:
        return {"position": [], "left": [left], "right": [right]}[sort]
    sides = {"L": left, "R": right}
    return [sides[place[0]][int(place[1]) - 1 : int(place[1])] for place in sort.split(",")]


def occurrences(searcher: Searcher, query: str, sort: str) -> list[tuple[str, int, int, int]]:
    """Report, paragraph, start and end of every mark, sorted the plain way."""
    found = []
    for hit in all_hits(searcher, SearchRequest(query, limit=10_000)):
        for start, end in hit.highlights:
            beside = compared(fold(hit.text[:start])[::-1], fold(hit.text[end:]), sort)
            day = -date.fromisoformat(hit.date).toordinal() if hit.date else 0
            found.append((beside, day, hit.paragraph, start, end, hit.report))
    return [(report, paragraph, start, end) for _, _, paragraph, start, end, report in sorted(found)]


@pytest.mark.parametrize("read_at_once", [50, neighbours._READ_AT_ONCE])
@pytest.mark.parametrize("sort", [*WHOLE, "R1", "L1,R1,R2", "R3,L2"])
@pytest.mark.parametrize("query", QUERIES)
def test_a_concordance_has_every_mark_in_exact_order(
    searcher: Searcher, query: str, sort: str, read_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "_READ_AT_ONCE", read_at_once)
    expected = occurrences(searcher, query, sort)
    result = kwic(searcher, SearchRequest(query, limit=len(expected) + 1), sort=sort)
    assert result.total == len(expected)
    assert [(each.report, each.paragraph, each.start, each.end) for each in result.lines] == expected


@settings(max_examples=40)
@given(st.sampled_from(QUERIES), ORDERS)
def test_lines_are_in_the_order_of_a_plain_sort_by_any_places(searcher: Searcher, query: str, sort: str) -> None:
    lines = kwic(searcher, SearchRequest(query, limit=10_000), sort=sort).lines
    assert [(each.report, each.paragraph, each.start, each.end) for each in lines] == occurrences(searcher, query, sort)


@settings(max_examples=40)
@given(st.sampled_from(QUERIES), ORDERS, st.integers(0, 300), st.integers(0, 60))
def test_a_page_is_a_part_of_the_whole_concordance(
    searcher: Searcher, query: str, sort: str, offset: int, limit: int
) -> None:
    whole = kwic(searcher, SearchRequest(query, limit=10_000), sort=sort)
    page = kwic(searcher, SearchRequest(query, offset=offset, limit=limit), sort=sort)
    assert page.lines == whole.lines[offset : offset + limit]
    assert (page.total, page.paragraphs, page.reports) == (whole.total, whole.paragraphs, whole.reports)


@settings(max_examples=40)
@given(st.sampled_from(QUERIES), st.integers(0, 40))
def test_a_line_is_a_piece_of_its_paragraph(searcher: Searcher, query: str, width: int) -> None:
    texts = {(hit.report, hit.paragraph): hit for hit in all_hits(searcher, SearchRequest(query, limit=10_000))}
    for each in kwic(searcher, SearchRequest(query, limit=100), width=width).lines:
        hit = texts[each.report, each.paragraph]
        assert each.word == hit.text[each.start : each.end]
        assert hit.text[: each.start].endswith(each.left)
        assert hit.text[each.end :].startswith(each.right)
        assert len(each.left) == min(width, each.start)
        assert len(each.right) == min(width, len(hit.text) - each.end)
        assert (each.permalink, each.url) == (hit.permalink, hit.url)


def test_a_concordance_counts_as_the_search_does(seed_index: Path) -> None:
    with open_searcher(seed_index) as seeds:
        for query in ("提案", "政协 委员", "提案工作", "協商", "的", "区政协常委会办理提案的情况怎么样？"):
            found = seeds.search(SearchRequest(query, limit=0))
            lines = kwic(seeds, SearchRequest(query, limit=0))
            assert (lines.total, lines.paragraphs, lines.paragraphs_literal) == (
                found.occurrences, found.total, found.paragraphs_literal,
            )  # fmt: skip
            every = seeds.search(SearchRequest(query, limit=1000)).hits
            assert lines.reports == len({hit.report for hit in every if hit.occurrences})
            assert (lines.relaxed, lines.facets, lines.lines) == (found.relaxed, found.facets, ())
        narrowed = SearchRequest.parse("提案", body=["广安区政协"], year=["2023"], kind=["text"])
        assert kwic(seeds, narrowed).total == seeds.search(narrowed).occurrences
        assert {each.body for each in kwic(seeds, narrowed).lines} == {"广安区政协"}


@pytest.mark.parametrize(
    ("width", "sort"),
    [(-1, "left"), (1001, "left"), (20, "top"), (20, "L4"), (20, "L1,"), (20, "R1,R2,R3,L1"), (20, "left,R1")],
)
def test_a_concordance_refuses_what_it_cannot_do(searcher: Searcher, width: int, sort: str) -> None:
    with pytest.raises(RequestError):
        kwic(searcher, SearchRequest("提案"), width=width, sort=sort)
    with pytest.raises(QueryError):
        kwic(searcher, SearchRequest("("))


def test_an_order_is_read_in_either_case_and_names_a_place_once() -> None:
    assert line_order("l1,R2,L1") == "L1,R2"
    assert line_order("left") == "left"


def narrowed_to(request: SearchRequest, body: str | None, year: int | None, by: TrendBy) -> SearchRequest:
    years = YearRange(year, year) if year is not None else YearRange.none()
    return SearchRequest(
        request.query,
        body=(body,) if body is not None else (),
        year=(years,) if by != "body" else (),
        kind=request.chosen(KIND),
        limit=0,
    )


@pytest.mark.parametrize("by", TREND_AXES)
def test_every_cell_counts_what_a_search_there_counts(searcher: Searcher, by: TrendBy) -> None:
    queries = ["提案", "甲", "“甲甲”", "提案 -乙", "没有的词"]
    result = trend(searcher, queries, SearchRequest(""), by=by)
    per_query = len(result.cells) // len(queries)
    assert [cell.query for cell in result.cells] == [query for query in queries for _ in range(per_query)]
    for cell in result.cells:
        found = searcher.search(narrowed_to(SearchRequest(cell.query), cell.body, cell.year, by))
        assert (cell.reports, cell.paragraphs, cell.occurrences) == (found.reports, found.total, found.occurrences)
    for query, total in zip(queries, result.totals, strict=True):
        found = searcher.search(SearchRequest(query, limit=0))
        assert (total.reports, total.paragraphs, total.occurrences) == (found.reports, found.total, found.occurrences)
        own = [cell for cell in result.cells if cell.query == query]
        assert sum(cell.characters for cell in own) == total.characters
        assert sum(cell.occurrences for cell in own) == total.occurrences


def test_characters_are_those_of_all_paragraphs_there(searcher: Searcher) -> None:
    cells = {cell.body: cell for cell in trend(searcher, ["没有的词"], SearchRequest(""), by="body").cells}
    for body, cell in cells.items():
        reports = [report for report in searcher.reports() if report.body == body]
        assert cell.characters == sum(report.characters for report in reports)
    assert list(cells) == sorted(cells, key=lambda body: -cells[body].characters)
    texts = all_hits(searcher, SearchRequest("甲", limit=10_000))
    total = trend(searcher, ["甲"], SearchRequest("")).totals[0]
    marks = sum(hit.occurrences for hit in texts)
    assert total.per_10k == pytest.approx(marks * 10_000 / sum(each.characters for each in searcher.reports()))


def test_years_ascend_and_the_unknown_one_is_last(searcher: Searcher) -> None:
    years = [cell.year for cell in trend(searcher, ["甲"], SearchRequest("")).cells]
    assert years == [2020, 2021, 2022, 2023, None]


def test_a_trend_is_narrowed_by_its_filters(seed_index: Path) -> None:
    with open_searcher(seed_index) as seeds:
        request = SearchRequest.parse("不看这个", year=["2022..2023"], kind=["text"])
        result = trend(seeds, ["提案"], request, by="body_year")
        assert {(cell.body, cell.year) for cell in result.cells} == {
            ("广安区政协", 2023), ("洛江区政协", 2022), ("咸阳市政协", 2023), ("枣强县政协", 2022)
        }  # fmt: skip
        for cell in result.cells:
            found = seeds.search(SearchRequest.parse("提案", body=[str(cell.body)], year=["2022..2023"], kind=["text"]))
            assert (cell.paragraphs, cell.occurrences) == (found.total, found.occurrences)


def test_a_trend_does_not_relax(seed_index: Path) -> None:
    with open_searcher(seed_index) as seeds:
        query = "提案 丝路名都"
        assert seeds.search(SearchRequest.parse(query, body=["广安区政协"])).relaxed
        cells = {cell.body: cell for cell in trend(seeds, [query], SearchRequest(""), by="body").cells}
        assert (cells["广安区政协"].paragraphs, cells["广安区政协"].occurrences) == (0, 0)
        with pytest.raises(RequestError):
            trend(seeds, [query], SearchRequest(""), by="month")


def report_rank(own: list[Hit], sort: str) -> tuple[float, ...]:
    """By what a report is sorted, the first lowest; its hits are given best first."""
    if sort == "relevance":
        return (-own[0].score,)
    if sort == "date":
        return (-date.fromisoformat(own[0].date).toordinal() if own[0].date else 0,)
    return -sum(hit.occurrences for hit in own), -own[0].score


@settings(max_examples=40)
@given(
    st.sampled_from(QUERIES), st.sampled_from(["relevance", "date", "hits"]), st.integers(0, 14), st.integers(0, 14),
    st.integers(0, 4),
)  # fmt: skip
def test_reports_are_put_together_from_the_hits_of_the_search(
    searcher: Searcher, query: str, sort: str, offset: int, limit: int, best: int
) -> None:
    hits = all_hits(searcher, SearchRequest(query, limit=10_000))
    of_reports: dict[str, list[Hit]] = {}
    for hit in hits:
        of_reports.setdefault(hit.report, []).append(hit)
    expected = sorted(of_reports.values(), key=lambda own: report_rank(own, sort))
    result = by_report(searcher, SearchRequest.parse(query, sort=sort, offset=offset, limit=limit), best)
    assert (result.total, result.reports) == (len(hits), len(of_reports))
    assert result.occurrences == sum(hit.occurrences for hit in hits)
    assert [report_rank(of_reports[group.report.id], sort) for group in result.groups] == [
        report_rank(own, sort) for own in expected[offset : offset + limit]
    ]
    for group in result.groups:
        own = of_reports[group.report.id]
        assert (group.hits, group.occurrences) == (len(own), sum(hit.occurrences for hit in own))
        assert group.score == own[0].score
        assert list(group.best) == own[:best]
        assert group.report in searcher.reports()


def test_a_permanent_link_tells_equal_paragraphs_apart(searcher: Searcher) -> None:
    hits = all_hits(searcher, SearchRequest("-没有的词", report="r0", limit=1000))
    links = [hit.permalink for hit in hits]
    assert len(set(links)) == len(links)
    by_place = {hit.paragraph: hit for hit in hits}
    twins = [hit for hit in hits if hit.repeat == 2]
    assert twins
    for twin in twins:
        (first,) = [hit for hit in hits if hit.repeat == 1 and fold(hit.text) == fold(twin.text)]
        assert first.paragraph < twin.paragraph
        assert twin.permalink == f"{first.permalink}-2"
        assert by_place[twin.paragraph].to_dict()["permalink"] == twin.permalink
