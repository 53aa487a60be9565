"""The commands kwic, trend and export: the same numbers as search, to the last one."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest
from command import Argument, run


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


def test_kwic_in_lines_has_the_words_below_one_another(seed_index: Path) -> None:
    done = run("kwic", "提案", "--limit", 5, "--width", 8, "--sort", "right", index=seed_index)
    head, *lines = done.stdout.splitlines()
    assert (done.returncode, head, len(lines)) == (0, "5 份报告的 13 段里共 39 处", 5)
    assert len({wide(each.partition("【提案】")[0]) for each in lines}) == 1
    assert all("#p" in each for each in lines)


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
        ["提案", "咸阳市政协", "2023", "1", "4", "4", "12", "5924", "20.26"],
        ["提案", "广安区政协", "2023", "1", "2", "2", "8", "3470", "23.05"],
        ["提案", "合计", "合计", "2", "6", "6", "20", "9394", "21.29"],
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
        (["trend"], "QUERY"),
        (["trend", "提案", "--by", "month"], "body_year"),
        (["trend", "提案", "(提案"], "（第 1 个字）"),
        (["trend", "提案", "--year", "二〇二三"], "年份"),
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


def test_their_help_has_examples(seed_index: Path) -> None:
    for command in ("kwic", "trend", "export"):
        assert f"例：zhengsou {command}" in run(command, "--help", index=seed_index).stdout
