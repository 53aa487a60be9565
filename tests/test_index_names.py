"""File names and arguments that are not UTF-8: the files are indexed, and every command answers in words."""

import json
import os
from pathlib import Path

import pytest
from command import run, run_program
from reports import line, page, write_lines
from web_client import opened

from index import IndexSummary, index_paths
from index.freshness import freshness
from index.names import readable
from index.store import open_store
from search import open_searcher
from search.origin import origin

PAGE = page("甲区政协", 2022, "一年来共收到提案一百件，办理工作扎实推进，委员满意。")
GBK = "甲区政协".encode("gbk")


def counts(summary: IndexSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.removed, summary.unchanged


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages and lines with names in GBK, in a folder with such a name."""
    folder = tmp_path / os.fsdecode("报告".encode("gbk"))
    folder.mkdir()
    (folder / os.fsdecode(GBK + b".txt")).write_text(PAGE, "utf-8")
    write_lines(folder / os.fsdecode(b"\xff\xfe.jsonl"), line("r", ["提案办理"]))
    return folder


def test_files_whose_names_are_not_utf8_are_indexed(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "index"
    for expected in ((2, 0, 0, 0), (0, 0, 0, 2)):
        summary = index_paths([folder], directory)
        assert (counts(summary), summary.failed) == (expected, [])
    assert open_store(directory).state(forgive=False).sources.keys() == set(map(str, folder.iterdir()))
    assert freshness(directory).changed_files == 0
    assert list(open_store(directory).check()) == []
    with open_searcher(directory) as searcher:
        assert {each.id for each in searcher.reports()} == {"甲区政协", "r"}
        assert origin(searcher.meta("甲区政协")).path == folder / os.fsdecode(GBK + b".txt")
    (folder / os.fsdecode(GBK + b".txt")).unlink()
    assert counts(index_paths([folder], directory)) == (0, 0, 1, 1)


@pytest.mark.opensearch
def test_files_whose_names_are_not_utf8_are_indexed_on_a_cluster(folder: Path, opensearch_index: str) -> None:
    for rebuild, expected in ((False, (2, 0, 0, 0)), (False, (0, 0, 0, 2)), (True, (0, 0, 0, 2))):
        summary = index_paths([folder], opensearch_index, rebuild=rebuild)
        assert (counts(summary), summary.failed) == (expected, [])
    with open_searcher(opensearch_index) as searcher:
        assert origin(searcher.meta("甲区政协")).path == folder / os.fsdecode(GBK + b".txt")


def test_the_page_beside_its_original_shows_a_readable_name(folder: Path, tmp_path: Path) -> None:
    index_paths([folder], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        assert "甲区政协.txt" in client.get("/reports/甲区政协?view=original").get_data(as_text=True)
        (folder / os.fsdecode(GBK + b".txt")).write_text(PAGE.replace("提案", "议案"), "utf-8")
        assert client.get("/reports/甲区政协?view=original").status_code == 200
        assert client.get("/reports").status_code == 200


def test_what_is_wrong_with_such_a_file_is_said(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"")
    (folder / os.fsdecode(GBK + b".wps")).write_bytes(b"")
    done = run("index", bytes(folder), "--json", "--index", bytes(tmp_path / "index"))
    assert (done.returncode, done.stderr) == (1, "")
    told = json.loads(done.stdout)
    assert {each["path"] for each in told["failed"]} == {str(path) for path in folder.glob("*[tl]")}
    assert [each["path"] for each in told["skipped"]] == [str(folder / os.fsdecode(GBK + b".wps"))]
    done = run("index", bytes(folder), "--index", bytes(tmp_path / "index"))
    assert "甲区政协.txt：文件是空的" in done.stderr
    assert "没有读 1 个文件：.wps 1 个" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii", "gbk"])
def test_whatever_the_terminal_shows_nothing_breaks(encoding: str, folder: Path, tmp_path: Path) -> None:
    index = bytes(tmp_path / os.fsdecode(b"\xff")) + b"/index"
    answers = [
        run("index", bytes(folder), b"/nowhere/" + GBK, "--index", index, encoding=encoding),
        *(run(*asked, "--index", index, encoding=encoding) for asked in (["status"], ["search", "提案"], ["check"])),
        run("search", "提案", "--csv", "--index", index, encoding=encoding),
        run("--help", encoding=encoding),
    ]
    assert [done.returncode for done in answers] == [1, 0, 0, 0, 0, 0]
    for asked in (["status"], ["search", "提案"], ["kwic", "提案"], ["trend", "提案"], ["complete", "t"]):
        done = run(*asked, "--json", "--index", index, encoding=encoding)
        assert (done.returncode, done.stderr) == (0, ""), asked
        assert isinstance(json.loads(done.stdout), dict), asked


ASKED: list[list[str | bytes]] = [
    ["search", b"\xff"],
    ["search", b"\xff", "--json"],
    ["search", "提案", "--body", b"\xff"],
    ["search", "提案", "--report", b"\xff"],
    ["search", "提案", "--year", b"\xff"],
    ["search", "提案", "--kind", b"\xff"],
    ["search", "提案", "--sort", b"\xff"],
    ["search", "提案", "--limit", b"\xff"],
    ["kwic", b"\xff"],
    ["kwic", "提案", "--report", b"\xff"],
    ["kwic", "提案", "--sort", b"\xff"],
    ["trend", "提案", b"\xff"],
    ["trend", "提案", "--by", b"\xff"],
    ["trend", "提案", "--body", b"\xff"],
    ["complete", b"\xff"],
    ["export", b"\xff", "--csv"],
    ["export", "--report", b"\xff"],
    ["export", "提案", "--csv", "--site", b"\xff"],
    ["serve", "--host", b"\xff"],
    ["serve", "--trusted-host", b"\xff"],
    ["index", b"\xff", "--index", b"opensearch+http://\xff/a"],
    [b"\xff"],
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: " ".join(map(str, asked)))
def test_an_argument_that_is_not_utf8_is_answered_in_one_line(asked: list[str | bytes], seed_index: Path) -> None:
    done = run(*asked, index=seed_index)
    assert (done.returncode, done.stdout) == (2, "")
    assert (done.stderr.count("\n"), done.stderr[:3]) == (1, "错误：")


TEXTS: list[list[str | bytes]] = [
    ["search", b"\xb4\xf3\xd0\xcb"],
    ["trend", "提案", "--by", b"\xb4\xf3\xd0\xcb"],
    ["kwic", "提案", "--sort", b"\xb4\xf3\xd0\xcb"],
    ["export", "提案", "--csv", "--sort", b"\xb4\xf3\xd0\xcb"],
    ["search", "提案", "--body", b"\xb4\xf3\xd0\xcb"],
    ["meta", "r", "--title", b"\xb4\xf3\xd0\xcb"],
    ["search", "提案", "--limit", b"\xb4\xf3\xd0\xcb"],
    ["meta", b"\xb4\xf3\xd0\xcb"],
    [b"\xb4\xf3\xd0\xcb"],
]


@pytest.mark.parametrize("asked", TEXTS, ids=lambda asked: " ".join(map(str, asked)))
def test_an_argument_that_is_not_utf8_is_shown_the_same_everywhere(asked: list[str | bytes], seed_index: Path) -> None:
    errors = run(*asked, index=seed_index).stderr
    assert "大兴" in errors
    assert "udc" not in errors
    # A text is refused as such; what may be a name of a file, a number or a command is told as what it is not.
    assert ("大兴 不是 UTF-8 文字，请检查终端的编码" in errors) == (asked in TEXTS[:6])


def test_bytes_of_a_real_command_line_are_answered(seed_index: Path) -> None:
    done = run_program("search", "提案", "--report", b"\xff", index=seed_index)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"2023.txt", "2023.txt"),
        ("甲区.txt".encode(), "甲区.txt"),
        ("甲区.txt".encode("gbk"), "甲区.txt"),
        ("甲/".encode() + "乙".encode("gbk"), "甲/乙"),
        (b"a\xffb", "a%FFb"),
        ("甲".encode() + b"\xff", "甲%FF"),
    ],
)
def test_a_name_is_shown_readably(name: bytes, shown: str) -> None:
    assert readable(os.fsdecode(name)) == shown
