"""Paths that name nothing: empty ones, and relative ones where the current folder has been removed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines

from index.errors import RequestError
from search import open_searcher

COMMANDS = {
    "index": ["index", "x"],
    "search": ["search", "提案"],
    "kwic": ["kwic", "提案"],
    "trend": ["trend", "提案"],
    "complete": ["complete", "提"],
    "add": ["add", "x", "--to", "y"],
    "meta": ["meta", "x"],
    "watch": ["watch", "x"],
    "status": ["status"],
    "check": ["check"],
    "restore": ["check", "--restore"],
    "backup": ["backup", "x"],
    "export": ["export", "--csv", "x.csv"],
    "serve": ["serve", "--port", "0"],
    "mcp": ["mcp"],
    "doctor": ["doctor", "--port", "0"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_empty_place_of_the_index_is_a_mistake(command: str, tmp_path: Path) -> None:
    done = run(*COMMANDS[command], "--index", "", cwd=tmp_path)
    assert done.returncode == 2
    [told] = done.stderr.splitlines()
    assert "索引的位置是空的" in told
    assert list(tmp_path.iterdir()) == []


def test_an_empty_place_is_a_mistake_in_python_too() -> None:
    with pytest.raises(RequestError, match="是空的"):
        open_searcher("")


@pytest.mark.parametrize(
    "arguments", [["index", ""], ["watch", ""], ["add", "", "--to", "y"], ["add", "x", "--to", ""], ["backup", ""]]
)
def test_an_empty_path_is_not_the_current_folder(arguments: list[str], tmp_path: Path) -> None:
    source = write_lines(tmp_path / "r.jsonl", line("a", ["提案"]))
    done = run(*arguments, cwd=tmp_path, index=tmp_path / "index")
    assert done.returncode == 2
    [told] = done.stderr.splitlines()
    assert "路径是空的" in told
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_current_folder_that_was_removed_is_one_line(command: str, tmp_path: Path) -> None:
    done = in_removed_folder(tmp_path, COMMANDS[command])
    assert done.returncode == 2
    [told] = done.stderr.splitlines()
    assert told.startswith("错误：当前文件夹已被删除")
    assert "cd" in told


def test_whole_paths_work_where_the_current_folder_was_removed(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "r.jsonl", line("a", ["提案办理"]))
    place = ["--index", str(tmp_path / "index")]
    assert in_removed_folder(tmp_path, ["index", str(source), *place]).returncode == 0
    assert "办理" in in_removed_folder(tmp_path, ["search", "提案", *place]).stdout
    done = in_removed_folder(tmp_path, ["index", "r.jsonl", *place])
    assert (done.returncode, len(done.stderr.splitlines()), "已被删除" in done.stderr) == (2, 1, True)


def in_removed_folder(tmp_path: Path, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    """The command, run where its current folder has been removed."""
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"import os; os.rmdir({str(gone)!r}); from web.cli import main; main()"
    path = {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(
        command, cwd=gone, env={**os.environ, **path}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("command", [["serve", "--verify", "nan"], ["add", "a.txt", "--wait", "nan"]])
def test_what_is_not_a_number_is_in_no_range(command: list[str]) -> None:
    assert run(*command).returncode == 2


@pytest.mark.parametrize("spelled", ["own", "own/", "own/sub/..", "link"])
@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--rebuild"], ["--json"]])
def test_an_index_in_the_place_of_its_reports_is_refused(options: list[str], spelled: str, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "sub").mkdir(parents=True)
    write_lines(own / "a.jsonl", line("a", ["提案"]))
    (tmp_path / "link").symlink_to(own)
    done = run("index", spelled, *options, index=own, cwd=tmp_path)
    (told,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert spelled.rstrip("/") in told
    assert "--index" in told
    assert sorted(each.name for each in own.iterdir()) == ["a.jsonl", "sub"]


def test_add_and_watch_refuse_the_folder_of_the_index_before_they_write(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    saved = write_lines(tmp_path / "a.jsonl", line("a", ["提案"]))
    commands: list[list[str | Path]] = [["add", saved, "--to", own, "--yes"], ["watch", own]]
    for arguments in commands:
        done = run(*arguments, index=own, cwd=tmp_path)
        assert (done.returncode, "--index" in done.stderr, len(done.stderr.splitlines())) == (2, True, 1)
    assert list(own.iterdir()) == []


def test_an_index_inside_the_folder_of_its_reports_is_left_out_of_them(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    write_lines(own / "a.jsonl", line("a", ["提案"]))
    (own / "index").mkdir()
    write_lines(own / "index/b.jsonl", line("b", ["提案"]))
    for _ in range(2):
        assert run("index", own, index=own / "index").returncode == 0
    with open_searcher(own / "index") as searcher:
        assert [each.id for each in searcher.reports()] == ["a"]
