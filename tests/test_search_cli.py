"""The `zhengsou` command: its answers, exit statuses and one-line errors."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import PROGRAM, Done, run, run_program
from reports import line, write_lines

from index.report import KINDS
from search import SearchRequest, open_searcher

# fmt: off
SEARCH_KEYS = [
    "query", "relaxed", "total", "reports", "occurrences", "took_ms", "offset", "limit", "sort", "hits", "facets",
    "understood", "paragraphs_literal", "split_words",
]
HIT_KEYS = [
    "report", "paragraph", "kind", "body", "year", "date", "title", "section", "score", "occurrences", "text",
    "highlights", "word_highlights", "number", "url",
]
SUMMARY_KEYS = [
    "added", "changed", "removed", "unchanged", "failed", "reports", "paragraphs", "seconds", "rebuilt",
    "skipped", "reprints",
]
# fmt: on


@pytest.mark.parametrize("runs", [run, run_program])
def test_search_json_is_the_search_object(runs: Callable[..., Done], seed_index: Path) -> None:
    narrowed = ("--limit", 3, "--year", "2022..2024", "--kind", "text")
    done = runs("search", "提案 办理", "--json", *narrowed, index=seed_index)
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert list(answer) == SEARCH_KEYS
    with open_searcher(seed_index) as searcher:
        request = SearchRequest.parse("提案 办理", limit=3, year=["2022..2024"], kind=["text"])
        expected = searcher.search(request).to_dict()
    assert answer | {"took_ms": 0} == expected | {"took_ms": 0}
    hit = answer["hits"][0]
    assert set(HIT_KEYS) <= set(hit)
    assert hit["url"] == f"/reports/{hit['report']}#p{hit['paragraph']}"
    assert hit["kind"] in KINDS


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["提案"], 0, ""),
        (["无此词语啊"], 1, ""),
        (["“无此词语啊”"], 1, ""),
        (["提案 “办理"], 2, "第 4 个字"),
        ([""], 2, "查询是空的"),
        (["提案", "--year", "20x3"], 2, "年份"),
        (["提案", "--kind", "poem"], 2, "段落类型"),
        (["提案", "--sort", "luck"], 2, "排序"),
        (["提案", "--limit", "-1"], 2, "负数"),
        (["提案", "--limit", "many"], 2, "limit"),
        (["提案", "--offset", "-3"], 2, "起始位置"),
        (["提案", "--json", "--csv"], 2, "只能用一个"),
        (["提案", "--no-such-option"], 2, "no-such-option"),
    ],
)
def test_exit_status_and_one_line_of_error(arguments: list[str], status: int, message: str, seed_index: Path) -> None:
    done = run("search", *arguments, index=seed_index)
    assert done.returncode == status
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == (1 if message else 0)


def test_a_limit_of_a_million_is_no_bound_on_the_terminal(seed_index: Path) -> None:
    done = run("search", "政协", "--limit", 1_000_000, "--json", index=seed_index)
    answer = json.loads(done.stdout)
    assert len(answer["hits"]) == answer["total"] > 90


def test_without_an_index_the_message_says_what_to_run(tmp_path: Path) -> None:
    for command in (["search", "提案"], ["status"], ["check"], ["export"]):
        done = run(*command, "--index", tmp_path / "none")
        assert done.returncode == 3
        assert "zhengsou index" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_corrupt_index_is_said_so_and_mended(seeds: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert run("index", seeds, index=index).returncode == 0
    for path in index.rglob("*.zs"):
        path.write_bytes(b"\0" * path.stat().st_size)
    searched, checked = run("search", "提案", index=index), run("check", index=index)
    assert (searched.returncode, checked.returncode) == (3, 3)
    for done in (searched, checked):
        assert "--rebuild" in done.stderr
        assert "Traceback" not in done.stderr
    assert run("index", seeds, "--rebuild", index=index).returncode == 0
    assert run("check", index=index).stdout.startswith("索引完好：")
    assert run("search", "提案", index=index).returncode == 0


def test_piped_output_is_plain(seed_index: Path) -> None:
    done = run_program("search", "提案办理", "--limit", 1, index=seed_index)
    assert "【提案辦理】" in done.stdout
    assert "洛江区政协 · 2022 年 · " in done.stdout
    assert "001_c6ad43cc68ff08b6#p19" in done.stdout
    assert "\x1b" not in done.stdout


def test_on_a_terminal_words_are_coloured(seed_index: Path) -> None:
    parent, child = pty.openpty()
    environment = os.environ | {"ZHENGSOU_INDEX": str(seed_index), "TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen([PROGRAM, "search", "提案办理"], stdout=child, stderr=child, env=environment) as process:
        os.close(child)
        shown = b""
        while True:
            try:
                piece = os.read(parent, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert process.wait() == 0
    os.close(parent)
    assert "\x1b[1;33m提案辦理\x1b[0m" in shown.decode("utf-8")


def test_csv_has_a_row_for_each_hit(seed_index: Path) -> None:
    done = run("search", "提案", "--csv", "--limit", 100, index=seed_index)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    total = json.loads(run("search", "提案", "--json", index=seed_index).stdout)["total"]
    assert len(rows) == total
    assert all("提案" in row["text"] or "提案" in row["title"] for row in rows)
    assert not done.stderr
    part = run("search", "提案", "--csv", "--limit", 2, "--offset", 3, index=seed_index)
    assert len(list(csv.DictReader(io.StringIO(part.stdout)))) == 2
    [told] = part.stderr.splitlines()
    assert f"共 {total:,} 段，这里是第 4 至 5 段" in told
    assert "zhengsou export" in told


def test_index_json_status_and_failures(tmp_path: Path) -> None:
    folder, index = tmp_path / "pages", tmp_path / "index"
    folder.mkdir()
    write_lines(folder / "a.jsonl", line("a", ["提案一件"]))
    (folder / "empty.txt").write_bytes(b"")
    done = run("index", folder, "--json", index=index)
    summary = json.loads(done.stdout)
    assert done.returncode == 1
    assert list(summary) == SUMMARY_KEYS
    assert (summary["added"], summary["reports"], summary["paragraphs"]) == (1, 1, 1)
    assert [Path(each["path"]).name for each in summary["failed"]] == ["empty.txt"]
    assert "空" in summary["failed"][0]["error"]
    plain = run("index", folder, index=index)
    assert "empty.txt" in plain.stderr
    assert "没有变化" in plain.stdout


def test_a_second_run_says_that_nothing_changed(seeds: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert "新增 5 份" in run("index", seeds, index=index).stdout
    assert "没有变化" in run("index", seeds, index=index).stdout
    assert "预演" in run("index", tmp_path, "--dry-run", index=index).stdout


def test_the_default_is_seeds_in_the_current_folder(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(seeds)
    assert run("index", cwd=tmp_path).returncode == 0
    assert (tmp_path / "var" / "index" / "current.json").exists()
    assert run("search", "提案", cwd=tmp_path).returncode == 0


def test_status(seed_index: Path) -> None:
    status = json.loads(run("status", "--json", index=seed_index).stdout)
    assert (status["reports"], status["paragraphs"], status["stale"]) == (5, 162, [])
    assert "5 份报告、162 段" in run("status", index=seed_index).stdout


def test_status_names_files_that_are_not_indexed(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    lines = write_lines(tmp_path / "lib" / "r.jsonl", line("a", ["提案"]))
    assert run("index", lines.parent, index=tmp_path / "index").returncode == 0
    assert json.loads(run("status", "--json", index=tmp_path / "index").stdout)["new_files"] == []
    for at in range(7):
        (lines.parent / f"new{at}.txt").write_text("提案", "utf-8")
    status = json.loads(run("status", "--json", index=tmp_path / "index").stdout)
    assert (status["new_files"], status["new_files_total"]) == ([f"lib/new{at}.txt" for at in range(5)], 7)
    said = run("status", index=tmp_path / "index").stdout
    assert (
        "7 个文件没有收录：lib/new0.txt、lib/new1.txt、lib/new2.txt、lib/new3.txt、lib/new4.txt 等，另有 2 个。" in said
    )
    assert "new5" not in said
    for at in range(5, 7):
        (lines.parent / f"new{at}.txt").unlink()
    assert "lib/new4.txt。请运行" in run("status", index=tmp_path / "index").stdout


def test_a_body_that_is_not_known_is_said_in_the_language_and_stays_a_value(tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "r.jsonl", line("a", ["提案办理"], body="未识别机构"))
    assert run("index", lines, index=tmp_path / "index").returncode == 0
    for command in (["search", "提案"], ["kwic", "提案"], ["trend", "提案", "--by", "body"]):
        english = run(*command, index=tmp_path / "index", ZHENGSOU_LANG="en")
        assert "Unknown body" in english.stdout, command
        assert "未识别机构" not in english.stdout, command
        assert "未识别机构" in run(*command, index=tmp_path / "index", ZHENGSOU_LANG="zh").stdout, command
    answer = run("search", "提案", "--json", index=tmp_path / "index", ZHENGSOU_LANG="en")
    assert json.loads(answer.stdout)["hits"][0]["body"] == "未识别机构"


def test_exported_reports_say_what_is_in_doubt(tmp_path: Path) -> None:
    reports = [line("a", ["提案"], assumed=["year_from_date"]), line("b", ["提案"], year=None), line("c", ["提案"])]
    assert run("index", write_lines(tmp_path / "r.jsonl", *reports), index=tmp_path / "index").returncode == 0
    exported = run("export", "--jsonl", index=tmp_path / "index").stdout.splitlines()
    assert [json.loads(each)["unsure"] for each in exported] == [["year_from_date"], ["year_unknown"], []]


def test_what_is_exported_can_be_indexed_and_answers_the_same(seed_index: Path, tmp_path: Path) -> None:
    lines, index = tmp_path / "all.jsonl", tmp_path / "index"
    assert run("export", "--jsonl", "-o", lines, index=seed_index).returncode == 0
    assert len(lines.read_text("utf-8").splitlines()) == 5
    assert run("index", lines, index=index).returncode == 0
    for query in ("提案", "“一委一品”", "政协 委员"):
        before = json.loads(run("search", query, "--json", "--limit", 500, index=seed_index).stdout)
        after = json.loads(run("search", query, "--json", "--limit", 500, index=index).stdout)
        assert {(hit["report"], hit["paragraph"], hit["text"]) for hit in before["hits"]} == {
            (hit["report"], hit["paragraph"], hit["text"]) for hit in after["hits"]
        }
        assert (before["occurrences"], before["facets"]["body"]) == (after["occurrences"], after["facets"]["body"])
    assert run("export", "--report", "nobody", index=seed_index).returncode == 2


@pytest.mark.parametrize("command", ["search", "kwic", "trend", "export"])
def test_help_says_which_year_of_a_report_is_meant(command: str) -> None:
    assert "作报告的前一年" in "".join(run(command, "--help").stdout.split())


def test_every_command_has_help_with_an_example() -> None:
    listed = run("--help").stdout
    for command in ("index", "search", "complete", "status", "check", "export", "serve"):
        assert command in listed
        assert f"例：zhengsou {command}" in run(command, "--help").stdout


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["no-such-command"], 2), (["--version"], 0)])
def test_the_command_itself(arguments: list[str], status: int) -> None:
    done = run_program(*arguments)
    assert done.returncode == status
    assert "Traceback" not in done.stderr


def test_a_query_loads_neither_flask_nor_rich(seed_index: Path) -> None:
    heavy = {"flask", "rich", "jinja2", "jieba", "pypinyin", "selectolax"}
    program = (
        "import sys; sys.argv = ['zhengsou', 'search', '提案', '--json']\n"
        "from web.cli import main\n"
        "try: main()\n"
        f"finally: print(sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    )
    environment = os.environ | {"ZHENGSOU_INDEX": str(seed_index)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert done.stderr.strip() == "[]"
