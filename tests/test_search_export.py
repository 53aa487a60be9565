"""Export: every hit as CSV, XLSX and JSON, whole and harmless wherever it is opened."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

import pytest
from reports import line, write_lines

from index import index_paths
from index.errors import QueryError, RequestError
from search import Searcher, SearchRequest, open_searcher
from search.export.rows import COLUMNS
from search.export.table import ExportKind, export_hits

SITE = "http://docs.example:8000"
WHEN = datetime(2026, 11, 22, 17, 30, 5, tzinfo=UTC)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

AWKWARD = (
    "=HYPERLINK(\"http://evil.example\",\"提案\")",
    "+提案", "-提案", "@提案", "＝提案", "＋1提案", "\t=提案", "\r\n提案",
    "提案,“引号”与\"双引号\"\n第二行；末尾\\",
    "提案\x00\x07\x1b\ufffe控制符", "提案𠮷😀", "<b>提案</b>&amp;", "_x0041_提案", "'提案", "http://例子.example/提案",
    "提案" * 9000,
)  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("export")
    awkward = line("怪 报告/1", AWKWARD, title="=1+1", body="某市政协", date="2024-01-05", year=None)
    many = line(
        "many",
        [f"第{number}件提案已经办理完毕，委员表示满意。" for number in range(300)],
        title="许多",
        body="另一市政协",
        year=2022,
    )
    write_lines(folder / "a.jsonl", awkward, many)
    index_paths([folder], folder / "index")
    with open_searcher(folder / "index") as opened:
        yield opened


def exported(searcher: Searcher, request: SearchRequest, kind: ExportKind) -> bytes:
    return b"".join(export_hits(searcher, request, kind, site=SITE, when=WHEN))


def table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheets(content: bytes) -> list[list[list[str]]]:
    """The texts of a workbook's cells, sheet by sheet and row by row, as Excel shows them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        shared = [cell_text(each) for each in parsed(archive, "xl/sharedStrings.xml")] if has_shared(archive) else []
        return [rows(parsed(archive, f"xl/worksheets/sheet{number}.xml"), shared) for number in (1, 2)]


def has_shared(archive: zipfile.ZipFile) -> bool:
    return "xl/sharedStrings.xml" in archive.namelist()


def parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(name))


def cell_text(element: ElementTree.Element) -> str:
    text = "".join(part.text or "" for part in element.iter(f"{SHEET}t"))
    return re.sub("_x([0-9A-F]{4})_", lambda escape: chr(int(escape[1], 16)), text)


def rows(sheet: ElementTree.Element, shared: list[str]) -> list[list[str]]:
    assert not list(sheet.iter(f"{SHEET}f"))
    found = []
    for row in sheet.iter(f"{SHEET}row"):
        cells: list[str] = []
        for cell in row.iter(f"{SHEET}c"):
            cells += [""] * (ord(cell.get("r", "")[0]) - ord("A") - len(cells))
            value = cell.findtext(f"{SHEET}v", "")
            kind = cell.get("t")
            cells.append(shared[int(value)] if kind == "s" else cell_text(cell) if kind == "inlineStr" else value)
        found.append(cells)
    return found


def serial(date: str | None) -> str:
    """A day as a workbook numbers it."""
    return str(datetime.fromisoformat(date).toordinal() - datetime(1899, 12, 30).toordinal()) if date else ""


def test_csv_has_every_hit_in_order_with_query_time_and_link(searcher: Searcher) -> None:
    request = SearchRequest("提案", body=("另一市政协",), limit=3, offset=2, sort="date")
    lines = table(exported(searcher, request, "csv"))
    hits = searcher.search(SearchRequest("提案", body=("另一市政协",), limit=1000, sort="date")).hits
    assert len(lines) == 300
    for number, (row, hit) in enumerate(zip(lines, hits, strict=True), 1):
        assert tuple(row) == COLUMNS
        assert row == {
            "序号": str(number), "机构": "另一市政协", "年份": "2022", "日期": "", "标题": "许多", "章节": hit.section,
            "段号": str(hit.paragraph + 1), "类型": "正文", "处数": "1", "原文": hit.text, "链接": SITE + hit.permalink,
            "检索式": "提案", "导出时间": "2026-11-22 17:30:05+00:00", "来源": "", "原文网址": "", "复原": "",
            "机关": "", "省份": "", "城市": "", "级别": "",
        }  # fmt: skip


def test_no_csv_cell_is_a_formula_and_nothing_is_lost(searcher: Searcher) -> None:
    hits = searcher.search(SearchRequest("提案", body=("某市政协",), limit=100)).hits
    lines = table(exported(searcher, SearchRequest("提案", body=("某市政协",)), "csv"))
    assert len(hits) == len(AWKWARD)
    for row, hit in zip(lines, hits, strict=True):
        assert not any(
            cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")) for cell in row.values()
        )
        assert row["标题"] == "'=1+1"
        assert row["原文"].removeprefix("'") == hit.text.removeprefix("'")
    assert sum(row["原文"].startswith("'") for row in lines) == 9


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_query_that_is_a_formula_stays_text(searcher: Searcher, kind: ExportKind) -> None:
    content = exported(searcher, SearchRequest("=提案 OR 提案"), kind)
    if kind == "csv":
        assert {row["检索式"] for row in table(content)} == {"'=提案 OR 提案"}
    elif kind == "json":
        assert json.loads(content)["query"] == "=提案 OR 提案"
    else:
        assert sheets(content)[1][0] == ["检索式", "=提案 OR 提案"]


def test_xlsx_has_the_texts_as_they_are_with_the_words_marked(searcher: Searcher) -> None:
    request = SearchRequest("提案", sort="date")
    content = exported(searcher, request, "xlsx")
    hits = searcher.search(SearchRequest("提案", sort="date", limit=1000)).hits
    found, about = sheets(content)
    assert found[0] == list(COLUMNS)
    assert len(found) == 1 + len(hits)
    for row, hit in zip(found[1:], hits, strict=True):
        # Empty cells at a row's end are not written.
        cells = dict(zip_longest(COLUMNS, row, fillvalue=""))
        assert cells["原文"] == hit.text or "\x00" in hit.text
        assert (cells["机构"], cells["标题"], cells["段号"]) == (hit.body, hit.title, str(hit.paragraph + 1))
        assert (cells["年份"], cells["日期"]) == (str(hit.year or ""), serial(hit.date))
        assert cells["链接"] == SITE + hit.permalink
    texts = {cell for row in found for cell in row}
    for text in ('=HYPERLINK("http://evil.example","提案")', "-提案", "提案𠮷😀", "<b>提案</b>&amp;", "'提案"):
        assert text in texts
    said = dict(about)
    assert (said["段落"], said["报告"], said["导出时间"]) == (str(len(hits)), "2", "2026-11-22T17:30:05+00:00")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = parsed(archive, "xl/worksheets/sheet1.xml")
        strings = parsed(archive, "xl/sharedStrings.xml") if has_shared(archive) else sheet
    marked = [
        run
        for part in (sheet, strings)
        for run in part.iter(f"{SHEET}r")
        if run.find(f"{SHEET}rPr/{SHEET}b") is not None
    ]
    assert {run.findtext(f"{SHEET}t") for run in marked} == {"提案"}


def test_json_is_the_search_with_whole_links(searcher: Searcher) -> None:
    request = SearchRequest.parse("提案", year=["2022"], kind=["text"], sort="hits", limit=1)
    answer = json.loads(exported(searcher, request, "json"))
    whole = searcher.search(
        SearchRequest.parse("提案", year=["2022"], kind=["text"], sort="hits", limit=1000)
    ).to_dict()
    for name in ("query", "understood", "relaxed", "total", "reports", "occurrences", "sort", "facets"):
        assert answer[name] == whole[name]
    assert answer["exported"] == "2026-11-22T17:30:05+00:00"
    assert answer["url"] == f"{SITE}/?q=%E6%8F%90%E6%A1%88&year=2022&kind=text&sort=hits"
    links = [{name: SITE + hit[name] for name in ("url", "permalink")} for hit in whole["hits"]]
    assert answer["hits"] == [hit | link for hit, link in zip(whole["hits"], links, strict=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_nothing_found_is_a_file_too(searcher: Searcher, kind: ExportKind) -> None:
    content = exported(searcher, SearchRequest("“没有的词”"), kind)
    if kind == "csv":
        assert table(content) == []
    elif kind == "json":
        assert (json.loads(content)["total"], json.loads(content)["hits"]) == (0, [])
    else:
        assert sheets(content)[0] == [list(COLUMNS)]


@pytest.mark.parametrize("years", ["none", "2019..", "..2023", "2019..2023", "2022"])
def test_the_address_repeats_the_search(searcher: Searcher, years: str) -> None:
    request = SearchRequest.parse("提案", year=[years], report="many", exact_script=True)
    answer = json.loads(exported(searcher, request, "json"))
    assert answer["url"].endswith(f"&year={years}&report=many&exact_script=1")


def test_what_is_wrong_is_told_before_anything_is_written(searcher: Searcher) -> None:
    with pytest.raises(QueryError):
        export_hits(searcher, SearchRequest("(提案"), "csv", site=SITE, when=WHEN)
    with pytest.raises(RequestError):
        export_hits(searcher, SearchRequest("提案"), "pdf", site=SITE, when=WHEN)  # type: ignore[arg-type]


def test_a_relaxed_search_is_exported_as_it_is_shown(seed_index: Path) -> None:
    with open_searcher(seed_index) as seeds:
        request = SearchRequest("提案 丝路名都 一委一品")
        shown = seeds.search(SearchRequest(request.query, limit=1000))
        answer = json.loads(exported(seeds, request, "json"))
        assert shown.relaxed
        assert (answer["relaxed"], answer["total"]) == (True, shown.total)
        assert [hit["text"] for hit in answer["hits"]] == [hit.text for hit in shown.hits]
