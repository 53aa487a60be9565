"""Tables of hits, lines and cells: the same values in every format, with a note of how they were made."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from reports import line, write_lines
from workbooks import Value, day, sheet_rows, utf16_units

from index import index_paths
from index.deadline import UNLIMITED
from index.errors import RequestError
from search import Searcher, SearchRequest, open_searcher
from search.export.columns import Language
from search.export.comparison import cell_table
from search.export.concordance import line_table
from search.export.notes import Origin, Searched
from search.export.rows import HitTable, Table
from search.export.table import ExportKind, export_hits, pieces
from search.export.workbook import CUT, MAX_CELL
from search.study import kwic, trend
from search.study.line_order import WHOLE

SITE = "https://x.example"
ORIGINAL = "https://www.example.gov.cn/2023/01/05/报告.html?a=1&b=2"
WHEN = datetime(2026, 11, 22, 17, 30, 5, tzinfo=timezone(timedelta(hours=8)))
BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("tables")
    east = line("e", ["提案工作", "委员提案，提案办理。", "协商"] * 300, body="东市政协", year=2022, date="2023-01-05")
    east["url"] = ORIGINAL
    west = line("w", ["=提案", "別的", "建議𠮷提案"], title="年報", body="西市政协", year=None, date="1899-12-31")
    long = line(
        "l", ["提案" + "長" * 40_000, "𠮷" * 20_000 + "提案", "e\u0301" * 20_000 + "提案"], body="长", year=2021
    )
    write_lines(folder / "a.jsonl", east, west, long)
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


def origin(searcher: Searcher, request: SearchRequest) -> Origin:
    return Origin.of(searcher, request, SITE + "/", WHEN, UNLIMITED)


def lines(searcher: Searcher, request: SearchRequest, **options: Any) -> Table:
    return line_table(searcher, origin(searcher, request), UNLIMITED, **options)


def cells(searcher: Searcher, request: SearchRequest, *queries: str, by: str = "year") -> Table:
    return cell_table(searcher, queries, origin(searcher, request), UNLIMITED, by=by)


def whole(table: Table, kind: ExportKind, columns: Language = "en", *, bom: bool = False) -> bytes:
    return b"".join(pieces(table, kind, columns=columns, bom=bom))


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def first_sheet(content: bytes) -> list[dict[str, Value]]:
    head, *rows = next(iter(sheet_rows(content).values()))
    return [dict(zip(map(str, head), [*row, *[None] * (len(head) - len(row))], strict=True)) for row in rows]


@pytest.mark.parametrize("sort", [*WHOLE, "L1,R1,R2"])
def test_a_concordance_has_every_line_of_the_pages_in_their_order(searcher: Searcher, sort: str) -> None:
    request = SearchRequest("提案", limit=2000, body=("东市政协", "西市政协"))
    shown = kwic(searcher, request, width=3, sort=sort).lines
    rows = read(
        whole(lines(searcher, SearchRequest("提案", limit=1, body=("东市政协", "西市政协")), width=3, sort=sort), "csv")
    )
    assert len(rows) == len(shown) == 902
    for row, each in zip(rows, shown, strict=True):
        assert [row[name].removeprefix("'") for name in ("left", "node", "right")] == [
            each.left.removeprefix("'"), each.word, each.right,
        ]  # fmt: skip
        assert (row["body"], row["year"], row["title"]) == (each.body, str(each.year or ""), each.title)
        assert (int(row["paragraph"]), int(row["number"])) == (each.paragraph, each.paragraph + 1)
        assert (int(row["start"]), int(row["end"]), row["link"]) == (each.start, each.end, SITE + each.permalink)
        assert (row["query"], row["exported"]) == ("提案", "2026-11-22 17:30:05+08:00")


def test_a_page_of_a_concordance_is_a_slice_of_it(searcher: Searcher) -> None:
    every = read(whole(lines(searcher, SearchRequest("提案"), sort="left"), "csv"))
    page = lines(searcher, SearchRequest("提案"), sort="left", page=slice(500, 520))
    assert (page.total, read(whole(page, "csv"))) == (20, every[500:520])
    assert read(whole(lines(searcher, SearchRequest("提案"), page=slice(5000, None)), "csv")) == []


def test_a_workbook_and_json_of_a_concordance_have_the_values_of_the_csv(searcher: Searcher) -> None:
    request = SearchRequest("提案", year=())
    rows = read(whole(lines(searcher, request), "csv", "zh"))
    book = first_sheet(whole(lines(searcher, request), "xlsx", "zh"))
    assert list(rows[0]) == list(book[0])
    assert list(rows[0])[1:4] == ["左文", "关键词", "右文"]
    for row, shown in zip(rows, book, strict=True):
        assert isinstance(shown["段号"], float)
        assert row["段号"] == str(int(shown["段号"]))
        assert row["左文"].removeprefix("'") == (shown["左文"] or "")
        assert [row[name] for name in ("关键词", "右文", "链接", "导出时间")] == [
            shown[name] or "" for name in ("关键词", "右文", "链接", "导出时间")
        ]
    answer = json.loads(whole(lines(searcher, request), "json"))
    assert [each["permalink"] for each in answer["lines"]] == [row["链接"] for row in rows]
    assert (answer["about"]["total"], answer["about"]["rows"]) == (len(rows), len(rows))


def test_a_comparison_has_the_cells_of_the_trend_and_no_sums_among_them(searcher: Searcher) -> None:
    queries = ("提案", "“协商”", "无此词")
    for by in ("year", "body", "body_year"):
        result = trend(searcher, queries, SearchRequest(""), by=by)
        rows = read(whole(cells(searcher, SearchRequest(""), *queries, by=by), "csv"))
        assert len(rows) == len(result.cells)
        for row, cell in zip(rows, result.cells, strict=True):
            assert (row["query"], row["body"], row["year"]) == (cell.query, cell.body or "", str(cell.year or ""))
            for name in ("reports", "paragraphs", "occurrences", "characters"):
                assert int(row[name]) == getattr(cell, name)
            assert float(row["per_10k"]) == round(cell.per_10k, 4)


def test_a_comparison_for_people_has_sums_on_a_sheet_of_their_own(searcher: Searcher) -> None:
    table = cells(searcher, SearchRequest(""), "提案", "协商", by="year")
    sheets = sheet_rows(whole(table, "xlsx", "zh"))
    assert list(sheets) == ["比较", "合计", "说明"]
    head, *rows = sheets["比较"]
    assert head[:3] == ["检索式", "年份", "报告数"]
    assert {row[1] for row in rows} == {2021.0, 2022.0, "不详"}
    place = head.index("处数")
    for total in sheets["合计"][1:]:
        assert total[place] == sum(float(row[place] or 0) for row in rows if row[0] == total[0])
    answer = json.loads(whole(table, "json"))
    assert [each["query"] for each in answer["totals"]] == answer["queries"] == ["提案", "协商"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bom_is_only_where_it_is_asked_for(searcher: Searcher, language: Language) -> None:
    table = cells(searcher, SearchRequest(""), "提案")
    assert not whole(table, "csv", language).startswith(BOM)
    assert whole(table, "csv", language, bom=True) == BOM + whole(table, "csv", language)


def test_the_note_says_how_it_was_made(searcher: Searcher) -> None:
    request = SearchRequest.parse("提案", year=["2019.."], kind=["text"], exact_script=True)
    about = json.loads(whole(lines(searcher, request, width=7, sort="right"), "json"))["about"]
    assert (about["query"], about["understood"], about["relaxed"]) == ("提案", "含“提案”", False)
    assert about["filters"] == {"year": ["2019.."], "kind": ["text"]}
    assert (about["exact_script"], about["synonyms"], about["width"], about["sort"]) == (True, False, 7, "right")
    texts = [each.text for report in "el" for each in searcher.report(report).paragraphs if each.kind == "text"]
    assert about["searched"] == {"reports": 2, "paragraphs": len(texts), "characters": sum(map(len, texts))}
    assert about["exported"] == "2026-11-22T17:30:05+08:00"
    assert datetime.fromisoformat(about["index"]["written"]).utcoffset() == timedelta(hours=8)
    assert (about["index"]["generation"], bool(about["version"])) == (searcher.generation, True)
    query = "q=%E6%8F%90%E6%A1%88&year=2019..&kind=text&width=7&sort=right&exact_script=1"
    assert about["url"] == f"{SITE}/kwic?{query}"


def test_the_note_says_what_a_rate_is_of(searcher: Searcher) -> None:
    request = SearchRequest("", body=("东市政协",))
    text = whole(cells(searcher, request, "提案", "协商", by="body"), "txt").decode()
    said = dict(each.split("：", 1) for each in text.splitlines())
    assert said["检索式"] == "提案；协商"
    assert said["筛选"] == "机构：东市政协"
    assert said["检索范围"].startswith("1 份报告的 900 段，共 4,800 字")
    assert "总字数是该机构、该年通过筛选的全部段落的字数" in said["每万字以什么为底"]
    assert said["再查一次"].endswith(
        "q=%E6%8F%90%E6%A1%88&q=%E5%8D%8F%E5%95%86&body=%E4%B8%9C%E5%B8%82%E6%94%BF%E5%8D%8F&by=body"
    )


def test_every_kind_of_note_says_the_same(searcher: Searcher) -> None:
    table = lines(searcher, SearchRequest("提案"))
    text = whole(table, "txt").decode().splitlines()
    sheet = [(str(row[0]), row[1]) for row in sheet_rows(whole(table, "xlsx"))["说明"]]
    shown = [f"{name}：{int(value) if isinstance(value, float) else value}" for name, value in sheet]
    assert shown[: len(text)] == text
    assert sheet[len(text) :] == [("截断的单元格", "没有")]


def test_texts_longer_than_a_cell_are_named_as_cut_before_a_whole_character(searcher: Searcher) -> None:
    request = SearchRequest("提案", body=("长",), sort="date")
    made = {
        kind: b"".join(export_hits(searcher, request, kind, site=SITE, when=WHEN, columns="en"))
        for kind in ("csv", "xlsx")
    }  # fmt: skip
    book = first_sheet(made["xlsx"])
    rows = read(made["csv"].removeprefix(BOM))
    for row, shown in zip(rows, book, strict=True):
        text = shown["text"]
        assert isinstance(text, str)
        assert MAX_CELL - 2 < utf16_units(text) <= MAX_CELL
        assert text.endswith(CUT)
        kept = text.removesuffix(CUT)
        assert row["text"].startswith(kept)
        assert not row["text"].removeprefix(kept).startswith("\u0301")
        assert len(row["text"]) > 20_000
        assert shown["link"] == row["link"]
    notes = {str(row[0]): row[1] for row in sheet_rows(made["xlsx"])["说明"]}
    assert str(notes["截断的单元格"]).startswith("3 个")


def test_dates_are_dates_and_those_that_a_workbook_cannot_show_are_texts(searcher: Searcher) -> None:
    content = b"".join(export_hits(searcher, SearchRequest("提案"), "xlsx", site=SITE, when=WHEN, columns="en"))
    rows = first_sheet(content)
    assert {day(row["date"]) for row in rows if row["body"] == "东市政协"} == {"2023-01-05"}
    assert {row["date"] for row in rows if row["body"] == "西市政协"} == {"1899-12-31"}
    assert {row["year"] for row in rows} == {2022.0, 2021.0, None}


def test_what_is_wrong_is_told_before_anything_is_written(searcher: Searcher) -> None:
    for wrong in ({"width": -1}, {"sort": "middle"}):
        with pytest.raises(RequestError):
            lines(searcher, SearchRequest("提案"), **wrong)
    with pytest.raises(RequestError):
        cells(searcher, SearchRequest(""), "提案", by="weekday")


def test_nothing_found_is_a_table_too(searcher: Searcher, tmp_path: Path) -> None:
    table = lines(searcher, SearchRequest("“无此词”"))
    assert (table.total, table.found, read(whole(table, "csv"))) == (0, False, [])
    assert len(sheet_rows(whole(table, "xlsx"))["语境"]) == 1
    nothing = cells(searcher, SearchRequest(""), "“无此词”")
    assert (nothing.found, [row["occurrences"] for row in read(whole(nothing, "csv"))]) == (False, ["0"] * 3)
    write_lines(tmp_path / "a.jsonl")
    index_paths([tmp_path], tmp_path / "index")
    with open_searcher(tmp_path / "index") as empty:
        made = Origin.of(empty, SearchRequest("提案"), "", datetime.now(UTC), UNLIMITED)
        assert made.searched == Searched(0, 0, 0)
        assert whole(line_table(empty, made, UNLIMITED), "csv").count(b"\n") == 1


def test_xlsx_links_the_permanent_address_and_the_original(searcher: Searcher) -> None:
    for table in (
        lines(searcher, SearchRequest("提案工作")),
        HitTable(searcher.find(SearchRequest("提案工作")), origin(searcher, SearchRequest("提案工作"))),
    ):
        head, *rows = sheet_rows(content := whole(table, "xlsx"))[table.sheet]
        assert rows
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            targets = unescape(unquote(archive.read("xl/worksheets/_rels/sheet1.xml.rels").decode()))
        for name in ("link", "original"):
            for row in rows:
                assert f'Target="{unquote(str(row[head.index(name)]))}"' in targets


def test_a_comparison_for_people_has_levels_in_words(tmp_path: Path) -> None:
    lines = (line("a", ["提案"], body="浙江省政协"), line("b", ["提案"], body="某某政协"))
    index_paths([write_lines(tmp_path / "a.jsonl", *lines)], tmp_path / "index")
    with open_searcher(tmp_path / "index") as opened:
        table = cells(opened, SearchRequest("", level=("province", "none")), "提案", by="level")
        assert {row["级别"] for row in read(whole(table, "csv", "zh"))} == {"省级", "不详"}
        assert {row["level"] for row in read(whole(table, "csv", "en"))} == {"province", ""}
        assert "级别：省级、不详" in whole(table, "txt").decode()
