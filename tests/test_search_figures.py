"""Figures of a query: those that a scan of its paragraphs finds, filtered, sorted, in cells, on the command line."""

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from command import run
from reports import line, write_lines
from web_client import opened

from index import index_paths
from index.errors import RequestError
from index.figures import figures_of
from search import Searcher, SearchRequest, open_searcher
from search.study.figure_rows import FigureFilter, FigureSort
from search.study.figures import CELL_FIGURES, FiguresResult, figures

REPORTS = {
    ("a", "甲市政协", 2022): [
        "收到提案134件。开展视察15次，委员参与280余人次。",
        "各位委员，提案工作。",
        "办复率100%。",
    ],
    ("b", "甲市政协", 2023): ["收到提案近200件，办复率99.5%以上。", "走访企业3至5家，落实提案。"],
    ("c", "乙市政协", 2023): ["收到提案134件；捐资516.5万元。", "第3次会议于2023年召开。"],
    ("d", "丙市政协", None): ["重點提案12件，辦復率100%。"],
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    lines = [line(name, texts, body=body, year=year) for (name, body, year), texts in REPORTS.items()]
    index_paths([write_lines(folder / "all.jsonl", *lines)], folder / "index")
    return folder / "index"


def asked(indexed: Searcher, query: str = "提案", **options: Any) -> FiguresResult:
    return figures(indexed, SearchRequest(query, limit=50), **options)


def texts(result: FiguresResult) -> list[str]:
    return [each.text for each in result.figures]


def test_they_are_those_that_a_scan_of_the_paragraphs_finds(indexed: Searcher) -> None:
    result = asked(indexed)
    expected = {
        (name, number, text[each.start : each.end], each.number.value, each.unit, each.bound, each.counts)
        for (name, _, _), paragraphs in REPORTS.items()
        for number, text in enumerate(paragraphs)
        if "提案" in text
        for each in figures_of(text)
    }
    found = [(f.report, f.paragraph, f.text, f.value, f.unit, f.bound, f.counts) for f in result.figures]
    assert set(found) == expected
    assert len(found) == len(expected) == result.total == 10
    assert (result.paragraphs, result.reports) == (6, 4)
    assert result.written == indexed.written


def test_each_says_where_it_stands(indexed: Searcher) -> None:
    for each in asked(indexed).figures:
        whole = REPORTS[each.report, each.body, each.year][each.paragraph]
        assert whole[slice(*each.span)] == each.text
        assert each.sentence in whole
        assert each.text in each.sentence
        assert each.url == f"/reports/{each.report}#p{each.paragraph}"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (FigureFilter(unit="件"), {"134件", "近200件", "12件"}),
        (FigureFilter(counts="提案", unit="件", most=130), {"12件"}),
        (FigureFilter(counts="重点提案"), {"12件"}),
        (FigureFilter(bound="over"), {"280余人次"}),
        (FigureFilter(bound="at_least"), {"99.5%以上"}),
        (FigureFilter(unit="元", least=5_165_000, most=5_165_000), {"516.5万元"}),
        (FigureFilter(unit="家", least=5), {"3至5家"}),
        (FigureFilter(unit="家", least=6), set()),
        (FigureFilter(unit="公里"), set()),
        (FigureFilter(counts="没有"), set()),
    ],
)
def test_they_are_filtered(indexed: Searcher, wanted: FigureFilter, expected: set[str]) -> None:
    assert set(texts(asked(indexed, wanted=wanted))) == expected


def test_only_those_in_a_sentence_with_the_words_are_left(indexed: Searcher) -> None:
    found = texts(asked(indexed, in_sentence=True))
    assert sorted(found) == sorted(["134件", "近200件", "99.5%以上", "3至5家", "134件", "12件", "100%"])
    assert texts(asked(indexed, "没有这句话", in_sentence=True)) == []


@pytest.mark.parametrize("sort", ["position", "value", "year", "body"])
def test_they_are_sorted_and_paged_the_same(indexed: Searcher, sort: FigureSort) -> None:
    whole = asked(indexed, sort=sort).figures
    values, years, bodies = ([getattr(each, name) for each in whole] for name in ("value", "year", "body"))
    known = [year for year in years if year is not None]
    if sort == "value":
        assert values == sorted(values, reverse=True)
    elif sort == "year":
        assert known == sorted(known, reverse=True)
        assert years[: len(known)] == known
    elif sort == "body":
        assert bodies == sorted(bodies)
    pages = [figures(indexed, SearchRequest("提案", limit=3, offset=at), sort=sort).figures for at in range(0, 12, 3)]
    assert [each for page in pages for each in page] == list(whole)


def test_cells_hold_the_figures_of_a_body_and_a_year_and_empty_ones_are_none(indexed: Searcher) -> None:
    result = asked(indexed, wanted=FigureFilter(counts="提案", unit="件"), by="body_year")
    cells = {(cell.body, cell.year): [each.text for each in cell.figures] for cell in result.cells}
    assert cells == {
        ("甲市政协", 2022): ["134件"],
        ("甲市政协", 2023): ["近200件"],
        ("乙市政协", 2023): ["134件"],
        ("丙市政协", None): ["12件"],
    }
    assert [cell.body for cell in result.cells][:2] == ["甲市政协", "甲市政协"]
    assert (result.cells_total, result.total, result.figures) == (4, 4, ())
    one = figures(indexed, SearchRequest("提案", limit=1, offset=1), wanted=FigureFilter(unit="件"), by="body_year")
    assert [(cell.body, cell.year) for cell in one.cells] == [("甲市政协", 2023)]
    assert all(len(cell.figures) == min(cell.total, CELL_FIGURES) for cell in result.cells)


def test_without_a_query_all_paragraphs_have_theirs(indexed: Searcher) -> None:
    every = asked(indexed, "")
    assert every.total == sum(len(figures_of(text)) for texts in REPORTS.values() for text in texts)
    assert every.paragraphs == 8
    filtered = figures(indexed, SearchRequest("", limit=50, body=("乙市政协",)))
    assert {each.report for each in filtered.figures} == {"c"}


@pytest.mark.parametrize(
    "options",
    [
        {"sort": "size"},
        {"by": "region"},
        {"wanted": FigureFilter(bound="roughly")},  # type: ignore[arg-type]
        {"wanted": FigureFilter(least=5, most=4)},
        {"wanted": FigureFilter(least=float("nan"))},
    ],
)
def test_options_that_are_none_are_refused(indexed: Searcher, options: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        asked(indexed, **options)


def test_a_sentence_with_the_words_needs_words(indexed: Searcher) -> None:
    with pytest.raises(RequestError):
        asked(indexed, "", in_sentence=True)


def test_an_index_without_columns_is_read(indexed: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = asked(indexed), asked(indexed, in_sentence=True, sort="value")
    found = indexed.find(SearchRequest("提案"))
    monkeypatch.setattr(type(found.snapshot), "figures", None)
    read = asked(indexed), asked(indexed, in_sentence=True, sort="value")
    assert [each.figures for each in read] == [each.figures for each in kept]


def test_the_address_of_a_cell_lists_exactly_its_figures(index: Path) -> None:
    """On the page, in the answer and in the file, whatever else was asked."""
    asked = {"q": "提案", "unit": "件", "counts": "提案", "in_sentence": "1", "year": "..2023"}
    with opened(index) as client:
        for own in (asked | {"by": "body_year"}, {"q": "提案", "year": "none", "by": "body_year", "bound": "exact"}):
            cells = client.get("/api/figures", query_string=own).get_json()["cells"]
            file = client.get("/api/figures.csv", query_string=own | {"columns": "en"}).text.removeprefix("\ufeff")
            page = client.get("/study/figures", query_string=own).text
            linked = [unescape(each) for each in re.findall('<th scope="row"[^>]*><a href="([^"]*)"', page)]
            written = [row["link"].removeprefix("http://localhost") for row in csv.DictReader(io.StringIO(file))]
            assert len(cells) == len(linked) == len(written) > 0
            for cell, addresses in zip(cells, zip(linked, written, strict=True), strict=True):
                for address in (urlsplit(cell["url"])._replace(scheme="", netloc="").geturl(), *addresses):
                    rows = client.get(address.replace("/study/", "/api/", 1)).get_json()
                    assert rows["total"] == cell["total"] == len(rows["figures"]), address
    with open_searcher(index) as indexed, opened(index) as client:
        for each in figures(indexed, SearchRequest("", limit=50), by="body_year").cells:
            assert client.get(each.url.replace("/study/", "/api/")).get_json()["total"] == each.total


def test_the_command_and_the_api_say_the_same(index: Path) -> None:
    options = ["--unit", "件", "--least", "100", "--sort", "value", "--json"]
    told = json.loads(run("figures", "提案", "--index", str(index), *options).stdout)
    with opened(index) as client:
        answer = client.get("/api/figures?q=提案&unit=件&least=100&sort=value&limit=20").get_json()
    del told["took_ms"], answer["took_ms"]
    assert told == answer
    assert [each["text"] for each in told["figures"]] == ["近200件", "134件", "134件"]
    assert {*told["figures"][0]} >= {
        *("report", "paragraph", "body", "year", "counts", "value", "high", "unit", "bound", "change", "text", "span"),
        "sentence",
    }


def test_numbers_below_zero_are_sorted_filtered_and_shown(tmp_path: Path) -> None:
    texts = ["出口增速为−2.1%，进口增速为5%。"]
    index_paths([write_lines(tmp_path / "a.jsonl", line("a", texts))], tmp_path / "index")
    options = ["--index", str(tmp_path / "index"), "--sort", "value", "--json"]
    every = json.loads(run("figures", "增速", *options).stdout)["figures"]
    assert [(each["value"], each["text"]) for each in every] == [(5, "5%"), (-2.1, "−2.1%")]
    below = json.loads(run("figures", "增速", *options, "--most", "-0.2").stdout)["figures"]
    assert [each["value"] for each in below] == [-2.1]
    with opened(tmp_path / "index") as client:
        assert client.get("/api/figures?q=增速&most=-1").get_json()["total"] == 1
        assert "-2.1" in client.get("/study/figures?q=增速&most=-1").get_data(as_text=True)


def test_what_rose_or_fell_is_told_everywhere(tmp_path: Path) -> None:
    place = tmp_path / "index"
    index_paths([write_lines(tmp_path / "a.jsonl", line("a", ["检查数量下降51%，满意率提高到98%，共5次。"]))], place)
    expected = [("down", 51, "减"), ("to", 98, "至"), (None, 5, "")]
    every = json.loads(run("figures", "检查", "--json", index=place).stdout)["figures"]
    assert [(each["change"], each["value"]) for each in every] == [each[:2] for each in expected]
    rows = csv.DictReader(io.StringIO(run("figures", "检查", "--csv", "--columns", "zh", index=place).stdout))
    assert [(row["变化"], float(row["数值"])) for row in rows] == [(said, value) for _, value, said in expected]
    assert re.search("检查数量 +减 +51 %", run("figures", "检查", index=place).stdout)
    assert "检查数量 减 51 % （51%）" in run("figures", "检查", "--by", "body_year", index=place).stdout
    with opened(place) as client:
        assert client.get("/api/figures?q=检查").get_json()["figures"] == every
        page = client.get("/study/figures?q=检查").text
        cells = client.get("/study/figures?q=检查&by=body_year").text
        shown = client.get("/study/figures?q=检查&by=body_year&script=zh-Hant&limit=7").text
    said = [re.findall("<td[^>]*>([^<]*)</td>", row)[1] for row in page.split("<tr>")[2:]]
    assert said == [each[2] for each in expected]
    assert "检查数量 减 51%；满意率 至 98%" in cells
    link = re.findall('<th scope="row"[^>]*><a href="([^"]*)"', shown)[0]
    kept = {("script", "zh-Hant"), ("limit", "7"), ("q", "检查"), ("body", "某市政协")}
    assert kept < {*parse_qsl(urlsplit(unescape(link)).query)}


def test_the_command_shows_rows_cells_and_nothing(index: Path) -> None:
    rows = run("figures", "提案", "--index", str(index), "--counts", "提案")
    assert rows.returncode == 0
    assert "近200件" in rows.stdout
    cells = run("figures", "提案", "--index", str(index), "--by", "body_year")
    assert "甲市政协 2022" in cells.stdout
    nothing = run("figures", "提案", "--index", str(index), "--unit", "公里")
    assert nothing.returncode == 1
    assert run("figures", "提案", "--index", str(index), "--bound", "roughly").returncode == 2
