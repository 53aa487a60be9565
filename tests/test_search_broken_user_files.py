"""A file beside the index that is broken stops a search in one line: which file, which line of it, what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines

from index import index_paths


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    index_paths([write_lines(tmp_path / "r.jsonl", line("a", ["提案办理"]))], tmp_path / "index")
    return tmp_path / "index"


BROKEN: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("synonyms.txt", lambda path: path.write_text("# 简称\n提案\n", "utf-8"), "第 2 行", "请写成"),
    ("synonyms.txt", lambda path: path.write_text("提案 = \n", "utf-8"), "第 1 行", "请写成"),
    ("synonyms.txt", lambda path: path.write_bytes(b"a = b\n\xff\n"), "第 2 行", "UTF-8"),
    ("synonyms.txt", Path.mkdir, "是文件夹", "移走"),
    ("dictionary.txt", lambda path: path.write_text("好\na b c d\n", "utf-8"), "第 2 行", "请写成"),
    ("dictionary.txt", Path.mkdir, "是文件夹", "移走"),
]


@pytest.mark.parametrize(("name", "broken", "place", "remedy"), BROKEN)
@pytest.mark.parametrize("command", [["search", "提案"], ["search", "提案", "--synonyms"], ["kwic", "提案"]])
def test_a_broken_file_is_told_in_one_line(
    command: list[str], name: str, broken: Callable[[Path], object], place: str, remedy: str, directory: Path
) -> None:
    path = directory.parent / name
    broken(path)
    done = run(*command, index=directory)
    assert (done.returncode, done.stdout) == (2, "")
    [told] = done.stderr.splitlines()
    assert told.startswith(f"错误：{path} ")
    assert place in told
    assert remedy in told
