"""Whatever fails while an index is written, what is read after is all of the old or all of the new, and says so."""

import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from reports import line, write_lines

import index
from index import index_paths
from index.errors import CannotWrite, CorruptIndex, IndexBusy, IndexingFailed
from index.local.layout import Layout
from index.store import open_store
from search import SearchRequest, open_searcher

OLD = ["提案办理", "满意"]
NEW = ["提案办理", "提案督办", "提案公开"]
INDEX = Path(index.__file__).parent
WRITES = {*(INDEX / "local").glob("*.py"), INDEX / "manifest.py", INDEX / "whoosh_view" / "contents.py"}
"""The modules that write a directory, but for the arrays in its segments."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "r.jsonl", line("a", OLD), line("b", ["视察"] * 40))


@pytest.fixture
def directory(source: Path, tmp_path: Path) -> Path:
    index_paths([source], tmp_path / "index")
    write_lines(source, line("a", NEW), line("b", ["视察"] * 40))
    return tmp_path / "index"


def total(directory: Path) -> int:
    with open_searcher(directory) as searcher:
        assert searcher.search(SearchRequest("视察")).total == 40
        return searcher.search(SearchRequest("提案")).total


def strays(directory: Path) -> set[str]:
    """The files that no generation has which can be opened."""
    layout = Layout(directory)
    kept = {"current.json", "writing.lock"}
    for data, number in layout.committed():
        kept |= {f"{data.name}/{name}" for name in layout.generation(data, number).files}
        kept |= {f"{data.name}/{name}-{number}.json" for name in ("generation", "sources")}
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()} - kept


def in_child(work: Callable[[], object]) -> int:
    """The exit status of a process that does the work: 0, 7 where the index could not be written, 9 interrupted."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except IndexingFailed:
            status = 7
        except KeyboardInterrupt:
            status = 9
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("limit", [0, 100, 1000, 2000, 4000, 6000, 8000, 1 << 20])
def test_a_limited_disk_leaves_the_old_index(limit: int, rebuild: bool, directory: Path, source: Path) -> None:
    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        index_paths([source], directory, rebuild=rebuild)

    status = in_child(work)
    assert (status, total(directory)) in ((7, 1), (0, 3))
    assert list(open_store(directory).check()) == []
    assert strays(directory) == set()
    index_paths([source], directory)
    assert total(directory) == 3


def test_what_could_not_be_written_is_said_in_one_line(
    directory: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that takes a part of what is written, and then nothing: as the system tells it, a short write."""
    taken: list[int] = []
    pwrite = os.pwrite

    def full(file: int, content: Any, at: int) -> int:
        taken.append(len(content))
        room = len(content) if len(taken) < 3 else len(content) // 2 if len(taken) == 3 else 0
        return pwrite(file, content[:room], at) if room else 0

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(CannotWrite, match=r"磁盘满了.*原来的索引照常可用.*还剩 .* [MGk]B") as caught:
        index_paths([source], directory)
    assert "\n" not in str(caught.value)
    monkeypatch.undo()
    assert total(directory) == 1
    assert strays(directory) == set()


def interrupted_at(step: int, work: Callable[[], object]) -> int:
    """Do the work, with Ctrl-C when `step` lines of what writes an index have been run; returns how many were."""
    done = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal done
        if Path(frame.f_code.co_filename) not in WRITES:
            return None
        if event == "line":
            done += 1
            if done == step:
                raise KeyboardInterrupt
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return done


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("stride", [pytest.param(20, marks=pytest.mark.slow), 97])
def test_ctrl_c_anywhere_leaves_the_old_index_or_the_new(
    stride: int, rebuild: bool, directory: Path, source: Path, tmp_path: Path
) -> None:
    before, seen = shutil.copytree(directory, tmp_path / "before"), set()
    for step, status in in_steps(stride, lambda: index_paths([source], directory, rebuild=rebuild)):
        found = total(directory)
        seen.add((status, found))
        assert list(open_store(directory).check()) == [], step
        write_lines(source, line("a", NEW if found == 1 else OLD), line("b", ["视察"] * 40))
        index_paths([source], directory)
        assert strays(directory) == set(), step
        assert total(directory) == 4 - found, step
        write_lines(source, line("a", NEW), line("b", ["视察"] * 40))
        shutil.rmtree(directory)
        shutil.copytree(before, directory)
    # Interrupted before the commit, after it (which a long stride may step over), and not at all.
    assert {(9, 1), (0, 3)} <= seen <= {(9, 1), (9, 3), (0, 3)}
    assert (9, 3) in seen or stride > 20


def in_steps(stride: int, work: Callable[[], object]) -> Iterator[tuple[int, int]]:
    """Do the work again and again in processes that are interrupted later and later, until one comes to its end."""
    step, status = 1, 9
    while status == 9:
        status = in_child(partial(interrupted_at, step, work))
        yield step, status
        step += stride


def test_an_error_when_the_commit_is_made_durable_leaves_the_new_index(
    directory: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def broken(file: int) -> None:
        if Layout(directory).current()[1] == 2:
            raise OSError(5, "Input/output error")
        fsync(file)

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(CannotWrite, match=r"改动已经写入.*磁盘读写出错"):
        index_paths([source], directory)
    monkeypatch.undo()
    assert total(directory) == 3
    assert index_paths([source], directory).unchanged == 2


@pytest.mark.parametrize("damage", ["generation", "sources", ".zs"])
def test_the_generation_before_is_fallen_back_to(
    damage: str, directory: Path, source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index_paths([source], directory)
    data, number = Layout(directory).current()
    before = Layout(directory).generation(data, number - 1).files
    newest = Layout(directory).generation(data, number).files.keys() - before.keys()
    name = next(name for name in newest if name.endswith(".zs")) if damage == ".zs" else f"{damage}-{number}.json"
    (data / name).unlink()
    assert total(directory) == (3 if damage == "sources" else 1)
    assert ("改用前一代" in caplog.text) == (damage != "sources")
    assert any(name in problem for problem in open_store(directory).check())
    # The next run sees that the newest is not whole, and makes one that is.
    assert index_paths([source], directory).failed == []
    assert (total(directory), list(open_store(directory).check()), strays(directory)) == (3, [], set())


def test_a_missing_segment_is_not_called_no_change(source: Path, tmp_path: Path) -> None:
    directory = tmp_path / "index"
    index_paths([source], directory)
    next(directory.rglob("*.zs")).unlink()
    with pytest.raises(CorruptIndex, match="--rebuild"):
        index_paths([source], directory)
    assert index_paths([source], directory, rebuild=True).reports == 2


@pytest.mark.parametrize("rebuild", [False, True])
def test_who_removes_the_lock_loses_no_commit(rebuild: bool, source: Path, directory: Path, tmp_path: Path) -> None:
    other = write_lines(tmp_path / "other.jsonl", line("c", ["协商"]))
    interrupted = False

    def meanwhile(*_: object) -> None:
        nonlocal interrupted
        if not interrupted:
            interrupted = True
            (directory / "writing.lock").unlink()
            index_paths([other], directory)

    # What a rebuild has written is, without its lock, what a killed run has left.
    with pytest.raises(CannotWrite if rebuild else IndexBusy, match="没有写入任何改动"):
        index_paths([source], directory, rebuild=rebuild, progress=meanwhile)
    assert interrupted
    with open_searcher(directory) as searcher:
        assert [each.id for each in searcher.reports()] == ["a", "b", "c"]
    assert list(open_store(directory).check()) == []
    index_paths([source], directory)
    with open_searcher(directory) as searcher:
        assert searcher.search(SearchRequest("督办")).total == 1
