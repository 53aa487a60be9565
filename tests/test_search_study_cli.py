"""The commands kwic, trend and export: the same numbers as search, to the last one."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest
from command import Argument, run
from reports import line, write_lines

from index import index_paths
from search.study.trend import TREND_BYS


def answer(index: Path, *arguments: Argument) -> dict[str, Any]:
    done = run(*arguments, "--json", index=index)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_kwic_json_has_every_occurrence_of_the_search(seed_index: Path) -> None:
    narrowed = ("--year", "2022..2023", "--kind", "text")
    searched = answer(seed_index, "search", "提案 工作", *narrowed, "--limit", 500)
    found = answer(seed_index, "kwic", "提案 工作", *narrowed, "--limit", 500, "--sort", "left", "--width", 6)
    marks = {
        (hit["report"], hit["paragraph"], start, end) for hit in searched["hits"] for start, end in hit["highlights"]
    }
    assert {(each["report"], each["paragraph"], each["start"], each["end"]) for each in found["lines"]} == marks
    assert (found["total"], found["paragraphs"], found["reports"]) == (
        searched["occurrences"], searched["total"], searched["reports"],
    )  # fmt: skip
    assert found["facets"] == searched["facets"]
    assert max(len(each["left"]) for each in found["lines"]) == 6


def test_kwic_in_lines_has_the_words_below_one_another(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    done = run("kwic", "提案", "--limit", 5, "--width", 8, "--sort", "right", index=seed_index)
    head, *lines = done.stdout.splitlines()
    assert (done.returncode, head, len(lines)) == (0, "5 份报告的 13 段里共 39 处", 5)
    assert len({wide(each.partition("【提案】")[0]) for each in lines}) == 1
    assert all("#p" in each for each in lines)


@pytest.mark.parametrize("sort", ["position", "right", "L1,R1,R2"])
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_kwic_keeps_its_columns_in_the_terminal(
    seed_index: Path, columns: int, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = answer(seed_index, "kwic", "提案", "--limit", 30, "--sort", sort)["lines"]
    head, *printed = run("kwic", "提案", "--limit", 30, "--sort", sort, index=seed_index).stdout.splitlines()
    assert "共" in head
    assert max(map(wide, printed)) <= columns
    found = [each.partition("【提案】") for each in printed if "【提案】" in each]
    assert len(found) == 30
    assert len({wide(left) for left, _, _ in found}) == 1
    assert [each.split()[-1] for each in printed if "#p" in each] == [
        f"{each['report']}#p{each['paragraph']}" for each in lines
    ]
    for (left, _, right), each in zip(found, lines, strict=True):
        # What has no room is left out at the far ends alone.
        assert bare(each["left"]).endswith(left.strip())
        assert columns == 200 or bare(each["right"]).startswith(right.strip())
        assert columns < 200 or right.lstrip().startswith(bare(each["right"]))
    assert ("" in printed) == (columns < 200)


def bare(text: str) -> str:
    return " ".join(text.split())


def wide(text: str) -> int:
    return sum(1 + (east_asian_width(char) in "WF") for char in text)


@pytest.mark.parametrize("by", ["year", "body", "body_year"])
def test_trend_json_has_the_numbers_of_the_search(seed_index: Path, by: str) -> None:
    found = answer(seed_index, "trend", "提案", "“协商议政”", "--by", by)
    assert (found["by"], found["queries"]) == (by, ["提案", "“协商议政”"])
    for cell in found["cells"]:
        place = (["--body", cell["body"]] if cell["body"] else []) + (["--year", cell["year"]] if cell["year"] else [])
        there = answer(seed_index, "search", cell["query"], *place, "--limit", 0)
        assert [cell[name] for name in ("reports", "paragraphs", "occurrences")] == [
            there[name] for name in ("reports", "total", "occurrences")
        ]
        assert cell["per_10k"] == round(cell["occurrences"] * 10_000 / cell["characters"], 4)
    assert [total["occurrences"] for total in found["totals"]] == [
        answer(seed_index, "search", query, "--limit", 0)["occurrences"] for query in found["queries"]
    ]


def test_trend_in_lines(seed_index: Path) -> None:
    lines = run("trend", "提案", "--year", "2023", "--by", "body_year", index=seed_index).stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["查询", "机构", "年份", "报告", "段落", "原样段", "处数", "字数", "每万字"],
        ["提案", "咸阳市政协", "2023", "1", "4", "4", "12", "5921", "20.27"],
        ["提案", "广安区政协", "2023", "1", "2", "2", "8", "3470", "23.05"],
        ["提案", "合计", "合计", "2", "6", "6", "20", "9391", "21.30"],
    ]


@pytest.mark.parametrize(
    "written",
    [["--csv", "out"], ["--csv=out"], ["--csv", "-o", "out"], ["--csv", "-"], ["--csv"], ["-o", "out", "--csv"]],
)
def test_csv_goes_where_it_is_told(seed_index: Path, tmp_path: Path, written: list[str]) -> None:
    done = run("export", "提案", *written, "--site", "https://x.example/", index=seed_index, cwd=tmp_path)
    to_file = "out" in " ".join(written)
    assert (done.returncode, done.stderr) == (0, "13 段 → out\n" if to_file else "")
    file = tmp_path / "out"
    assert [each.name for each in tmp_path.iterdir()] == (["out"] if to_file else [])
    content = file.read_bytes() if to_file else done.output
    assert content.startswith(b"\xef\xbb\xbf") == to_file
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    searched = answer(seed_index, "search", "提案", "--limit", 100)
    link, occurrences = ("链接", "处数") if to_file else ("link", "occurrences")
    assert [row[link] for row in rows] == ["https://x.example" + hit["permalink"] for hit in searched["hits"]]
    assert [int(row[occurrences]) for row in rows] == [hit["occurrences"] for hit in searched["hits"]]


def test_xlsx_and_json(seed_index: Path, tmp_path: Path) -> None:
    assert run("export", "提案", "--xlsx", tmp_path / "a.xlsx", index=seed_index).returncode == 0
    assert zipfile.ZipFile(tmp_path / "a.xlsx").testzip() is None
    narrowed = ("--body", "广安区政协", "--report", "000_2a84bc86b806ce1d", "--sort", "hits")
    assert run("export", "提案", "--json", tmp_path / "a.json", *narrowed, index=seed_index).returncode == 0
    exported = json.loads((tmp_path / "a.json").read_bytes())
    searched = answer(seed_index, "search", "提案", *narrowed)
    assert [hit["text"] for hit in exported["hits"]] == [hit["text"] for hit in searched["hits"]]
    assert exported["occurrences"] == searched["occurrences"]


@pytest.mark.parametrize(
    "arguments",
    [["kwic", "“没有的词”"], ["trend", "“没有的词”", "“也没有”"], ["export", "“没有的词”", "--csv"]],
)
def test_nothing_found_is_status_1(seed_index: Path, arguments: list[str]) -> None:
    done = run(*arguments, index=seed_index)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["kwic", "(提案"], "（第 1 个字）"),
        (["kwic", "提案", "--sort", "top"], "position、left、right"),
        (["kwic", "提案", "--width", "5000"], "宽度"),
        (["kwic", "提案", "--limit", "-1"], "负数"),
        (["trend"], "查询"),
        (["trend", "提案", "--by", "month"], "body_year"),
        (["trend", "提案", "(提案"], "（第 1 个字）"),
        (["trend", "提案", "--year", "廿三"], "年份"),
        (["export", "提案"], "--xlsx"),
        (["export", "(提案", "--csv", "out"], "（第 1 个字）"),
        (["export", "提案", "--csv", "a", "--json", "b"], "只能用一个"),
        (["export", "提案", "--csv", "a", "--jsonl"], "--jsonl"),
        (["export", "提案", "--csv", "no/such/folder/a"], "写不了"),
        (["export", "提案", "--csv", "."], "写不了"),
        (["export", "--csv", "out"], "没有要导出的查询"),
        (["export", "--year", "2023"], "没有要导出的查询"),
        (["export", "提案", "--csv", "out", "--report", "a", "--report", "b"], "一次"),
    ],
)
def test_what_is_wrong_is_one_line_and_writes_nothing(
    seed_index: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = run(*arguments, index=seed_index, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert (done.stdout, done.stderr.count("\n"), list(tmp_path.iterdir())) == ("", 1, [])


def test_an_older_file_is_replaced_whole(seed_index: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"x" * 1_000_000)
    assert run("export", "提案", "--json", tmp_path / "out", index=seed_index).returncode == 0
    assert json.loads((tmp_path / "out").read_bytes())["query"] == "提案"
    assert run("export", "-o", tmp_path / "out", index=seed_index).returncode == 0
    assert len((tmp_path / "out").read_bytes().splitlines()) == 5


def test_where_nothing_is_found_near_searches_are_offered(seed_index: Path) -> None:
    for command in ("search", "kwic", "trend"):
        done = run(command, "提桉", index=seed_index)
        assert done.returncode == 1
        assert "没有找到" in done.stdout
        assert "也可以试试：提案（" in done.stdout
        done = run(command, "提案", "--body", "大兴", index=seed_index)
        assert done.returncode == 1
        assert "没有名为“大兴”的机构；地名表里有大兴区" in done.stdout


def test_of_several_queries_those_that_find_nothing_are_named(seed_index: Path) -> None:
    done = run("trend", "提案", "提桉", index=seed_index)
    assert done.returncode == 0
    assert "没有找到：提桉\n也可以试试：提案（" in done.stdout
    assert "没有找到：提案" not in done.stdout
    assert "没有找到" not in run("trend", "提案", index=seed_index).stdout
    assert json.loads(run("trend", "提桉", "--json", index=seed_index).stdout)["totals"][0]["occurrences"] == 0


@pytest.mark.parametrize(("command", "found"), [("search", "13 段"), ("kwic", "39 处")])
def test_behind_the_end_it_is_said_how_much_there_is(command: str, found: str, seed_index: Path) -> None:
    done = run(command, "提案", "--offset", 5000, index=seed_index)
    assert done.returncode == 0
    assert f"只有 {found}，--offset 5,000 跳过了全部" in done.stdout
    assert "没有找到" not in done.stdout
    assert "跳过了全部" not in run(command, "提案", "--offset", 12, index=seed_index).stdout
    assert "跳过了全部" not in run(command, "提桉", "--offset", 12, index=seed_index).stdout


def test_a_place_named_twice_in_an_order_is_an_error(seed_index: Path) -> None:
    done = run("kwic", "提案", "--sort", "L1,r2,l1", index=seed_index)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "错误：语境排序里 L1 写了不止一次：L1,r2,l1。每个位置只写一次，如 L1,R2\n"
    assert run("kwic", "提案", "--sort", "l1,R2", index=seed_index).returncode == 0


def test_their_help_has_examples(seed_index: Path) -> None:
    for command in ("kwic", "trend", "export"):
        assert f"例：zhengsou {command}" in run(command, "--help", index=seed_index).stdout


def test_search_and_export_have_the_same_columns_and_values(seed_index: Path) -> None:
    for language in ("zh", "en"):
        found, exported = (
            csv_rows(run(command, "提案", "--csv", *more, "--columns", language, index=seed_index).output)
            for command, *more in (("search", "--limit", "100"), ("export", "--sort", "relevance"))
        )
        assert list(found[0]) == list(exported[0])
        times = {"导出时间", "exported"}
        assert [without(row, times) for row in found] == [without(row, times) for row in exported]
    plain = [run(command, "提案", "--csv", index=seed_index).output for command in ("search", "export")]
    assert plain[0].split(b"\n")[0].strip() == plain[1].split(b"\n")[0].strip()
    assert plain[0].startswith(b"report,paragraph,number,kind,body,year,")


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def without(row: dict[str, str], names: set[str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name not in names}


def test_what_kwic_writes_is_all_of_it_unless_a_limit_is_given(seed_index: Path, tmp_path: Path) -> None:
    asked = ("kwic", "提案", "--csv", "--sort", "right", "--width", 6)
    every = csv_rows(run(*asked, index=seed_index).output)
    shown = answer(seed_index, "kwic", "提案", "--sort", "right", "--width", 6, "--limit", 1000)["lines"]
    # A text that could be a formula begins with an apostrophe.
    assert [tuple(row[name].removeprefix("'") for name in ("left", "node", "right")) for row in every] == [
        (each["left"], each["word"], each["right"]) for each in shown
    ]
    some = run(
        "kwic", "提案", "--csv", "--sort", "right", "--width", "6", "--limit", 3, "--offset", 2, index=seed_index
    )
    assert [row["link"] for row in csv_rows(some.output)] == [row["link"] for row in every[2:5]]
    done = run("kwic", "提案", "--json", "-o", tmp_path / "a.json", index=seed_index)
    written = json.loads((tmp_path / "a.json").read_bytes())
    assert (done.output, len(written["lines"]), written["about"]["query"]) == (b"", len(every), "提案")
    assert done.stderr == f"{len(every)} 处 → {tmp_path / 'a.json'}\n"


def test_what_trend_writes_is_what_it_says_with_a_note_beside_it(seed_index: Path, tmp_path: Path) -> None:
    file, note = tmp_path / "比较.csv", tmp_path / "说明.txt"
    done = run("trend", "提案", "协商", "--by", "body", "--csv", file, "--notes", note, index=seed_index)
    assert (done.returncode, done.output) == (0, b"")
    rows = csv_rows(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    cells = answer(seed_index, "trend", "提案", "协商", "--by", "body")["cells"]
    assert [(row["检索式"], row["机构"], int(row["处数"])) for row in rows] == [
        (each["query"], each["body"], each["occurrences"]) for each in cells
    ]
    assert "检索式：提案；协商" in note.read_text("utf-8")
    piped = run("trend", "提案", "协商", "--by", "body", "--csv", index=seed_index)
    assert [float(row["per_10k"]) for row in csv_rows(piped.output)] == [each["per_10k"] for each in cells]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["trend", "--csv", "提案", "协商"], "像是查询，不像文件名"),
        (["kwic", "提案", "--csv", "--json"], "只能用一个"),
        (["kwic", "提案", "--csv", "a.csv", "--xlsx", "a.xlsx"], "只能用一个"),
        (["trend", "提案", "-o", "a.csv"], "没有说明导出成什么"),
        (["trend", "提案", "--notes", "a.txt"], "没有要附说明的文件"),
        (["kwic", "提案", "--csv", "no/such/folder/a.csv"], "写不了"),
        (["kwic", "提案", "--csv", "--columns", "fr"], "--columns"),
    ],
)
def test_half_a_table_is_refused_and_nothing_written(
    seed_index: Path, tmp_path: Path, asked: list[str], says: str
) -> None:
    done = run(*asked, index=seed_index, cwd=tmp_path)
    assert (done.returncode, done.output, done.stderr.count("\n")) == (2, b"", 1)
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_comparison_is_printed_with_the_names_of_what_it_is_by(tmp_path: Path) -> None:
    known, unknown = line("a", ["提案"], body="浙江省政协"), line("b", ["提案"], body="某某政协")
    index_paths([write_lines(tmp_path / "a.jsonl", known, unknown)], tmp_path / "index")
    for by, head, first in (
        ("level", ["查询", "级别"], ["省级"]),
        ("province_year", ["查询", "省份", "年份"], ["浙江省", "2023"]),
        ("organ", ["查询", "机关"], ["政协"]),
    ):
        rows = [row.split() for row in run("trend", "提案", "--by", by, index=tmp_path / "index").stdout.splitlines()]
        assert rows[0] == [*head, "报告", "段落", "原样段", "处数", "字数", "每万字"]
        assert first in [row[1 : len(head)] for row in rows]
        assert any(row[1] == "不详" for row in rows)
    assert set(TREND_BYS) <= set(re.findall("[a-z_]+", run("trend", "--help").stdout))
