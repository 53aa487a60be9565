"""What a report may be: a field out of its bounds is named by line and field, and all else is indexed."""

import json
from pathlib import Path
from typing import Any

import pytest
from reports import line, page, write_lines

from index import index_paths
from index.errors import ReadError
from index.reading import read_reports
from index.report import UNKNOWN_BODY, Report
from search import SearchRequest, open_searcher

PROSE = "一年来共收到提案一百件，办理工作扎实推进，委员满意。"
LONG = "报" * 201
HUGE = "1" + "0" * 5000

WRONG: dict[str, list[Any]] = {
    "year": [
        *(0, -1, 999, 10_000, 10**12, -(10**12), 10**400, 2023.0, 1e300, True, False, "2023", "", [2023], {}),
    ],
    "date": [
        *("2024-13-01", "2024-02-30", "0000-01-01", "0999-12-31", "２０２４-01-01", "2024-1-1", "2024-01-01T00:00"),
        *("20240101", 20240101, 10**400, True, [], ""),
    ],
    "title": [None, 1, [], "题" * 1001],
    "body": [None, 1, [], LONG, "某市\n政协", "某市\x00政协"],
    "source": [1, [], {}, "源" * 2001],
    "paragraphs": [None, "一段", {}, [1], [None], [["一段"]], ["字" * 1_000_001]],
}
BAD = [(field, value) for field, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("field", "value"), BAD, ids=lambda value: str(value)[:20])
def test_a_field_out_of_bounds_is_named_and_the_rest_is_indexed(field: str, value: Any, tmp_path: Path) -> None:
    bad = line("bad", ["提案"]) | {field: value}
    path = write_lines(tmp_path / "r.jsonl", line("a", ["提案"]), bad, line("b", ["提案"]))
    summary = index_paths([path], tmp_path / "index")
    assert [each.error.startswith(f"第 2 行的 {field} ") for each in summary.failed] == [True]
    with open_searcher(tmp_path / "index") as searcher:
        assert {hit.report for hit in searcher.search(SearchRequest("提案")).hits} == {"a", "b"}


@pytest.mark.parametrize(
    "fields",
    [
        *({"year": year} for year in (1000, 1949, 9999, None)),
        *({"date": date} for date in ("1000-01-01", "9999-12-31", "2024-02-29", None)),
        {"title": "题" * 1000, "body": "某" * 200, "source": "源" * 2000},
        {"title": "", "source": ""},
        {"title": "两行\n题目"},
    ],
    ids=str,
)
def test_a_field_at_its_bounds_is_taken_as_it_is(fields: dict[str, Any], tmp_path: Path) -> None:
    (report,) = read_reports(write_lines(tmp_path / "r.jsonl", line("a", ["提案"], **fields)))
    assert isinstance(report, Report)
    assert {field: getattr(report, field) for field in fields} == fields


@pytest.mark.parametrize(("given", "taken"), [(" 某市政协　", "某市政协"), ("", UNKNOWN_BODY), ("  ", UNKNOWN_BODY)])
def test_a_body_can_be_filtered_by_its_name(given: str, taken: str, tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案"], body=given))], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        assert searcher.search(SearchRequest("提案", body=(taken,))).total == 1


@pytest.mark.parametrize("number", [HUGE, "-" + HUGE, "1e999", "NaN", "Infinity"])
@pytest.mark.parametrize("field", ["year", "unknown"])
def test_a_number_that_python_does_not_read_is_only_a_wrong_year(field: str, number: str, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    text = json.dumps(line("a", ["提案"]) | {field: 7}).replace(": 7", f": {number}")
    path.write_text(f"{text}\n{json.dumps(line('b', ['提案']))}\n", "utf-8")
    first, second = read_reports(path)
    assert isinstance(first, ReadError) == (field == "year")
    assert field != "year" or str(first).startswith("第 1 行的 year ")
    assert isinstance(second, Report)


SIDECARS = [
    *((f"year = {year}", "year") for year in (0, -1, 999, 10_000, 10**12, "2023.0", "1e300", "true", "nan", "'2023'")),
    (f"year = {HUGE}", "太大"),
    (f"year = {'[' * 3000}", "TOML"),
    *((f"date = {date}", "date") for date in ("0999-12-31", "'2021-02-30'", "7", "true", "12:00:00", "[]")),
    *((f"{name} = 7", name) for name in ("title", "body", "source")),
    *((f"{name} = ' '", name) for name in ("title", "body", "source")),
    (f"body = '{LONG}'", "body"),
    ("body = 'a\\u0000b'".replace("'", '"'), "body"),
    (f"title = '{'题' * 1001}'", "title"),
    (f"source = '{'源' * 2001}'", "source"),
    ("id = 'x'", "id"),
]


@pytest.mark.parametrize(("toml", "named"), SIDECARS, ids=lambda value: value[:20])
def test_a_sidecar_out_of_bounds_is_named(toml: str, named: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(page("甲区政协", 2022, PROSE), "utf-8")
    (tmp_path / "b.txt").write_text(page("乙区政协", 2022, PROSE), "utf-8")
    (tmp_path / "a.toml").write_text(toml, "utf-8")
    summary = index_paths([tmp_path], tmp_path / "index")
    assert (summary.added, [Path(each.path).name for each in summary.failed]) == (1, ["a.txt"])
    assert summary.failed[0].error.startswith("a.toml")
    assert named in summary.failed[0].error


def test_a_sidecar_at_its_bounds_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(page("甲区政协", 2022, PROSE), "utf-8")
    (tmp_path / "a.toml").write_text("year = 1000\ndate = 2021-3-4\n".replace("2021-3-4", "'2021-3-4'"), "utf-8")
    (report,) = read_reports(tmp_path / "a.txt")
    assert isinstance(report, Report)
    assert (report.year, report.date) == (1000, "2021-03-04")


BAD_IDS = [
    "", " ", "/lead", "trail/", "a//b", ".", "..", "./a", "a/./b", "a/../b", "a/..", "x/t/abc", "x/t/0123456789ab",
    "y/cite/3", "y/cite/٣", "a/b/cite/10", "a\nb", "a\tb", "a\x00b", "a\x7fb", "a\u2028b", "a\x85b", " a", "a ",
    "a\u3000", "报" * 201, "a\ud800b", "\udcff",
]  # fmt: skip


@pytest.mark.parametrize("report", BAD_IDS, ids=ascii)
def test_an_id_that_no_address_can_have_is_named_with_the_reason(report: str, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(json.dumps(line(each, ["提案"])) for each in (report, "a")), "utf-8")
    first, second = read_reports(path)
    assert isinstance(first, ReadError)
    assert str(first).startswith("第 1 行的 id ")
    assert isinstance(second, Report)


@pytest.mark.parametrize("report", [None, 7, ["a"]])
def test_an_id_that_is_no_text_is_named(report: object, tmp_path: Path) -> None:
    (error,) = read_reports(write_lines(tmp_path / "r.jsonl", line("a", ["提案"]) | {"id": report}))
    assert str(error) == "第 1 行的 id 缺失，或不是文字"


@pytest.mark.parametrize(
    ("stem", "report"),
    [(" 报告 ", "报告"), ("报告。", "报告。"), ("a;b#c?d%20", "a;b#c?d%20"), ("报" * 80, "报" * 80), ("%41", "%41")],
)
def test_a_page_has_its_name_as_id(stem: str, report: str, tmp_path: Path) -> None:
    (tmp_path / f"{stem}.txt").write_text(page("甲区政协", 2022, PROSE), "utf-8")
    (found,) = read_reports(tmp_path / f"{stem}.txt")
    assert isinstance(found, Report)
    assert found.id == report


@pytest.mark.parametrize("stem", ["a\nb", "a" * 201, "\x01", " "])
def test_a_page_whose_name_is_no_id_is_named(stem: str, tmp_path: Path) -> None:
    (tmp_path / f"{stem}.txt").write_text(page("甲区政协", 2022, PROSE), "utf-8")
    (tmp_path / "b.txt").write_text(page("乙区政协", 2022, PROSE), "utf-8")
    summary = index_paths([tmp_path], tmp_path / "index")
    assert (summary.added, [Path(each.path).stem for each in summary.failed]) == (1, [stem])
    assert "文件名不能用作报告编号" in summary.failed[0].error
