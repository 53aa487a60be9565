"""`zhengsou watch`: what changes is indexed once it holds still, faults are said, and it ends when it is told to."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command import PROGRAM, run
from reports import page
from watchfiles import watch as changes_of

from index import index_paths
from index.store import open_store
from index.watching.settling import Settling, with_pages
from index.watching.watch import AGAIN, Watch

PROSE = "一年来，我们在县委的坚强领导下，团结带领广大委员，围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"


def saved(folder: Path, name: str, year: int = 2023) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(page("广安区政协", year, PROSE), "utf-8")
    return folder / name


def ids(index: Path) -> set[str]:
    sources = open_store(index).state(forgive=False).sources
    return {report for source in sources.values() for report in source.reports}


class Said:
    """What a watch says, line by line."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        self.all: list[str] = []

    def __call__(self, line: str) -> None:
        self._lines.put(line)

    def until(self, words: str) -> str:
        """The next line with these words."""
        while True:
            line = self._lines.get(timeout=20)
            self.all.append(line)
            if words in line:
                return line


@contextmanager
def watching(
    *paths: Path, index: Path, polling: bool | None = None, quiet: float = 0.05, again: float = AGAIN
) -> Iterator[Said]:
    """A quick watch in a thread of this process, after its first run."""
    said, stop = Said(), threading.Event()
    watch = Watch(paths, index, said, quiet=quiet, tick=0.05, pause=0.1, again=again, polling=polling)
    thread = threading.Thread(target=watch.run, args=(stop,))
    thread.start()
    try:
        said.until("份报告")
        yield said
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    saved(tmp_path / "lib", "old.txt", 2020)
    return tmp_path / "lib"


@pytest.mark.parametrize("polling", [None, True])
def test_new_changed_and_removed_files(tmp_path: Path, library: Path, polling: bool | None) -> None:
    index = tmp_path / "index"
    with watching(library, index=index, polling=polling) as said:
        assert ids(index) == {"old"}
        saved(library, "甲.txt")
        said.until("看到：")
        assert "新增 1 份；共 2 份报告" in said.until("份报告")
        (library / "甲.toml").write_text("year = 2021", "utf-8")
        assert "更新 1 份" in said.until("份报告")
        (library / "sub").mkdir()
        shutil.move(library / "甲.txt", library / "sub/乙.txt")
        said.until("共 2 份报告")
        (library / "old.txt").unlink()
        said.until("没有了：")
        assert "移除 1 份；共 1 份报告" in said.until("共 1 份报告")
    assert ids(index) == {"乙"}


def test_where_the_system_tells_of_no_changes_it_looks_for_them(
    tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_inotify(*paths: Path, force_polling: bool | None, **options: Any) -> Iterator[Any]:
        if not force_polling:
            raise OSError("no space left on device about [...]: inotify watches")
        return changes_of(*paths, force_polling=True, **options)

    monkeypatch.setattr("index.watching.watch.changes_of", without_inotify)
    with watching(library, index=tmp_path / "index") as said:
        assert any("改为不断查看" in each for each in said.all)
        saved(library, "甲.txt")
        said.until("共 2 份报告")


def test_a_folder_that_is_moved_in_away_and_back(tmp_path: Path, library: Path) -> None:
    index = tmp_path / "index"
    saved(tmp_path / "outside", "2022.txt", 2022)
    with watching(library, index=index) as said:
        (tmp_path / "outside").rename(library / "inside")
        assert "新增 1 份；共 2 份报告" in said.until("份报告")
        (library / "inside").rename(tmp_path / "outside")
        assert "移除 1 份；共 1 份报告" in said.until("份报告")
        (tmp_path / "outside").rename(library / "inside")
        assert "新增 1 份；共 2 份报告" in said.until("份报告")
        (library / "inside").rename(library / "renamed")
        said.until("份报告")
        assert ids(index) == {"old", "2022"}


def test_a_refused_file_is_named_once_and_tried_again_when_it_changes(tmp_path: Path, library: Path) -> None:
    with watching(library, index=tmp_path / "index") as said:
        (library / "甲.txt").write_bytes(b"")
        said.until("读不了")
        (library / "旧.wps").write_bytes(b"x")
        assert "soffice" in said.until("不读：")
        saved(library, "乙.txt")
        said.until("共 2 份报告")
        assert sum("读不了" in each for each in said.all) == 1
        saved(library, "甲.txt", 2019)
        said.until("共 3 份报告")
    assert ids(tmp_path / "index") == {"old", "甲", "乙"}


def test_it_waits_for_another_process_that_writes(tmp_path: Path, library: Path) -> None:
    index = tmp_path / "index"
    with watching(library, index=index) as said:
        with open_store(index).writing(rebuild=False):
            saved(library, "甲.txt")
            said.until("等它结束")
        said.until("共 2 份报告")
        assert sum("等它结束" in each for each in said.all) == 1


def test_a_fault_of_one_run_does_not_end_it(tmp_path: Path, library: Path) -> None:
    with watching(library, index=tmp_path / "index") as said:
        (tmp_path / "places.tsv").write_text("不是地名表\n", "utf-8")
        saved(library, "甲.txt")
        assert "places.tsv" in said.until("索引没有更新")
        (tmp_path / "places.tsv").unlink()
        said.until("共 2 份报告")


def test_reports_stay_while_their_folder_is_away_or_empty(tmp_path: Path, library: Path) -> None:
    """An empty folder in the place of a full one is what is left of a disk that is not mounted."""
    index = tmp_path / "index"
    with watching(library, index=index) as said:
        library.rename(tmp_path / "away")
        said.until("不在了")
        library.mkdir()
        said.until("多半是没有挂载")
        assert ids(index) == {"old"}
        library.rmdir()
        (tmp_path / "away").rename(library)
        saved(library, "甲.txt")
        said.until("又有了")
        said.until("共 2 份报告")
    shutil.rmtree(library)
    library.mkdir()
    held, stop = Said(), threading.Event()
    thread = threading.Thread(target=Watch([library], index, held, tick=0.05).run, args=(stop,))
    thread.start()
    held.until("多半是没有挂载")
    stop.set()
    thread.join(20)
    assert ids(index) == {"old", "甲"}


def test_a_file_alone_is_watched_without_its_neighbours(tmp_path: Path, library: Path) -> None:
    with watching(library / "old.txt", index=tmp_path / "index") as said:
        saved(library, "other.txt")
        saved(library, "old.txt", 2019)
        assert "更新 1 份；共 1 份报告" in said.until("更新")
    assert ids(tmp_path / "index") == {"old"}


def test_the_index_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    """Of hidden folders those below the one that is watched: that itself may lie anywhere."""
    (tmp_path / ".local").mkdir()
    library = saved(tmp_path / ".local/lib", "old.txt").parent
    with watching(library, index=library / "var/index") as said:
        saved(library, ".hidden.txt")
        saved(library, "甲.txt")
        assert "共 2 份报告" in said.until("份报告")
        assert not any(".hidden" in each or "var/index" in each for each in said.all)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def settling(path: Path) -> tuple[Settling, Callable[[float], set[str]]]:
    """A record of one changed file, and what holds still in it after some seconds."""
    clock = Clock()
    record = Settling(1.0, clock)
    record.saw([str(path)])

    def after(seconds: float) -> set[str]:
        clock.now += seconds
        return record.look()[0]

    return record, after


def test_a_file_that_is_still_written_does_not_hold_still(tmp_path: Path) -> None:
    path = saved(tmp_path, "甲.txt")
    _, after = settling(path)
    assert after(0.9) == set()
    for length in (1, 2):
        path.write_text("甲" * length, "utf-8")
        assert after(0.9) == set()
    assert after(0.9) == set()
    assert after(0.2) == {str(path)}


def test_size_and_time_must_both_hold_still_and_so_must_absence(tmp_path: Path) -> None:
    path = saved(tmp_path, "甲.txt")
    _, after = settling(path)
    os.utime(path, ns=(1, 1))
    assert after(2) == set()
    path.unlink()
    assert after(2) == set()
    saved(tmp_path, "甲.txt")
    assert after(2) == set()
    assert after(1) == {str(path)}


def test_what_was_read_is_forgotten_and_noted_anew(tmp_path: Path) -> None:
    path = saved(tmp_path, "甲.txt")
    record, after = settling(path)
    assert record.saw([str(path)]) == []
    record.forget(after(2))
    assert after(2) == set()
    assert record.waiting == 0
    assert record.saw([str(path)]) == [str(path)]


def test_the_pages_of_a_sidecar_wait_with_it() -> None:
    found = set(with_pages(["/a/甲.toml", "/a/乙.txt"]))
    assert {"/a/甲.toml", "/a/甲.html", "/a/甲.docx", "/a/乙.txt"} <= found
    assert not any(each.endswith((".jsonl", ".zip")) for each in found)


def test_unsettled_files_stay_as_the_index_has_them(tmp_path: Path, library: Path) -> None:
    index = tmp_path / "index"
    index_paths([library], index)
    saved(library, "old.txt", 2019)
    half, whole = saved(library, "half.txt"), saved(library, "whole.txt")

    summary = index_paths([library], index, unsettled={str(library / "old.txt"), str(half)})

    assert (summary.added, summary.changed, summary.removed) == (1, 0, 0)
    assert ids(index) == {"old", whole.stem}
    assert index_paths([library], index).to_dict().items() >= {"added": 1, "changed": 1}.items()


@contextmanager
def program(tmp_path: Path, *options: str, **kwargs: int) -> Iterator["subprocess.Popen[str]"]:
    """The program, after its first run."""
    command = [PROGRAM, "watch", "--index", str(tmp_path / "index"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs) as process:  # type: ignore[call-overload]
        try:
            # Beside a server it logs as that does.
            told = process.stderr if "--with-parent" in options else process.stdout
            assert told
            assert "正在看" in told.readline()
            assert "新增 1 份" in told.readline()
            yield process
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(tmp_path: Path, library: Path, number: int) -> None:
    with program(tmp_path, str(library)) as process:
        saved(library, "甲.txt")
        assert process.stdout
        assert "看到" in process.stdout.readline()
        process.send_signal(number)
        output, errors = process.communicate(timeout=20)
        assert process.returncode == 0
        assert output.endswith("不再看了\n")
        assert errors == ""
    assert "old" in ids(tmp_path / "index")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_it_ends_with_the_process_that_started_it(tmp_path: Path, library: Path) -> None:
    with program(tmp_path, "--with-parent", str(library), stdin=subprocess.PIPE) as process:
        output, errors = process.communicate(timeout=20)
        assert (process.returncode, output) == (0, "")
        assert errors.endswith("不再看了\n")


def test_what_is_not_there_is_refused_at_the_start(tmp_path: Path) -> None:
    done = run("watch", "none", cwd=tmp_path)
    assert (done.returncode, "没有这个文件夹或文件：none" in done.stderr) == (2, True)
    done = run("watch", cwd=tmp_path)
    assert (done.returncode, "zhengsou watch 文件夹" in done.stderr) == (2, True)
