"""`zhengsou add` and `zhengsou meta` where nothing more can be written: one line, nothing by halves, status 1."""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command import Done, run
from reports import page

from index import index_paths
from index.store import open_store

PROSE = "一年来，我们围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with an indexed report."""
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "甲.txt").write_text(page("广安区政协", 2023, PROSE), "utf-8")
    index_paths([folder], tmp_path / "var/index")
    return folder


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file that is written here may have more bytes (`ulimit -f`)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_disk() -> Iterator[None]:
    """Nothing can be stored here any more."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", full)
        yield


def refused(done: Done, *said: str) -> None:
    """Status 1 and one line that says so."""
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    for each in said:
        assert each in line
    assert "File too large" not in line
    assert "No space" not in line


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize("sidecar", ["", "# 说明\nyear = 2021\ntitle = '旧的'\n"])
def test_a_sidecar_is_the_old_one_where_a_new_one_cannot_be_written(sidecar: str, library: Path) -> None:
    if sidecar:
        (library / "甲.toml").write_text(sidecar, "utf-8")
    before = files(library)
    with files_of_at_most(10):
        refused(run("meta", "甲", "--year", "2022", cwd=library.parent), "不能写入", "文件大小超出了限制")
    with full_disk():
        refused(run("meta", "甲", "--year", "2022", cwd=library.parent), "不能写入", "磁盘满了")
    assert files(library) == before
    assert sorted(os.listdir(library)) == sorted(before)


@pytest.mark.parametrize("folder", ["lib", "lib/2024/一月", "neu"])
@pytest.mark.usefixtures("library")
def test_no_file_is_added_by_halves(folder: str, tmp_path: Path) -> None:
    (tmp_path / "乙.txt").write_text(page("洛江区政协", 2022, PROSE), "utf-8")
    before = files(tmp_path)
    add = ("add", tmp_path / "乙.txt", "--to", folder)
    with files_of_at_most(100):
        refused(run(*add, cwd=tmp_path), "没有放：", "文件大小超出了限制")
    with full_disk():
        refused(run(*add, cwd=tmp_path), "没有放：", "磁盘满了")
    assert files(tmp_path) == before
    assert [each.name for each in tmp_path.rglob(".zhengsou-*")] == []


def test_what_is_said_is_kept_where_only_the_index_cannot_be_written(library: Path) -> None:
    with files_of_at_most(1000):
        done = run("meta", "甲", "--year", "2022", cwd=library.parent)
    refused(done, "已写进", "甲.toml", "还没有收录", f"zhengsou index {library / '甲.txt'}")
    assert (library / "甲.toml").read_text("utf-8") == "year = 2022\n"
    assert "2023 → 2022" in done.stdout
    [stored] = open_store(library.parent / "var/index").reports(["甲"])
    assert stored.report.year == 2023
    assert run("index", library / "甲.txt", cwd=library.parent).returncode == 0
    [stored] = open_store(library.parent / "var/index").reports(["甲"])
    assert stored.report.year == 2022


def test_what_is_said_is_kept_where_another_writes_the_index(library: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, open_store(library.parent / "var/index").writing(rebuild=False):
        patch.setattr("index.library.meta_cli.PATIENCE", 0.0)
        done = run("meta", "甲", "--year", "2022", "--json", cwd=library.parent)
    assert done.returncode == 1
    assert "另一个索引进程正在写入" in done.stderr
    assert "已写进" in done.stderr
    assert done.stdout.startswith("{")
