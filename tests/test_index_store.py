"""An index is committed whole or not at all, is written by one at a time, and says so when it is broken or stale."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from reports import line, write_lines
from small_index import total

from index import index_paths
from index.errors import CorruptIndex, IndexBusy, IndexUnavailable
from index.local.layout import Layout
from index.local.store import LocalStore
from index.manifest import MadeBy, Source
from index.reading import read_reports
from index.report import Report
from index.store import open_store
from search import LiveIndex, SearchRequest, open_searcher


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "r.jsonl", line("a", ["提案办理", "满意"]), line("b", ["视察调研"]))


@pytest.fixture
def directory(source: Path, tmp_path: Path) -> Path:
    index_paths([source], tmp_path / "index")
    return tmp_path / "index"


def segment_files(directory: Path) -> list[Path]:
    data, number = Layout(directory).current()
    return [data / name for name in Layout(directory).generation(data, number).files]


def reports(path: Path) -> Iterator[Report]:
    for each in read_reports(path):
        assert isinstance(each, Report)
        yield each


def test_a_reader_keeps_the_generation_that_it_opened(directory: Path, source: Path) -> None:
    with open_searcher(directory) as before:
        write_lines(source, line("a", ["再无此词"]))
        index_paths([source], directory)
        assert before.search(SearchRequest("提案")).total == 1
        assert before.search(SearchRequest("视察")).hits[0].text == "视察调研"
    assert total(directory) == 0


def test_a_session_without_commit_changes_nothing(directory: Path, source: Path) -> None:
    before = sorted(path.name for path in segment_files(directory))
    with LocalStore(directory).writing(rebuild=False) as session:
        session.remove("a")
        for report in reports(write_lines(source.with_name("new.jsonl"), line("c", ["新的提案"]))):
            session.add(report, {"path": "x", "indexed": ""})
    assert total(directory) == 1
    assert sorted(path.name for path in segment_files(directory)) == before
    assert index_paths([source], directory).unchanged == 2


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_a_killed_session_left_behind_is_ignored_and_removed(
    rebuild: bool, directory: Path, tmp_path: Path
) -> None:
    other = write_lines(tmp_path / "other.jsonl", line("c", ["第三份报告也谈提案"]))
    child = os.fork()
    if child == 0:
        store = LocalStore(directory)
        with store.writing(rebuild=rebuild) as session:
            for report in reports(other):
                session.add(report, {"path": "x", "indexed": ""})
            # Everything is written but the step that makes it current.
            session._layout = type("Killed", (Layout,), {"commit": lambda *_: os._exit(9)})(directory)
            before = {} if rebuild else store.state(forgive=False).sources
            session.commit(MadeBy.with_segmenter(store.segmenter), before | {str(other): Source((), {"c": ("", 1)})})
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert total(directory) == 1
    assert list(open_store(directory).check()) == []
    assert index_paths([other], directory).added == 1
    assert total(directory) == 2
    assert len(list(directory.glob("data-*"))) == 1


def test_two_indexers_at_once(directory: Path, source: Path) -> None:
    write_lines(source, line("a", ["改过的提案"]))
    with LocalStore(directory).writing(rebuild=False), pytest.raises(IndexBusy, match="正在写入"):
        index_paths([source], directory)
    assert index_paths([source], directory).changed == 1


def test_a_rebuild_serves_the_old_index_until_it_is_done(directory: Path, source: Path) -> None:
    store = open_store(directory)
    with store.writing(rebuild=True) as session:
        for report in reports(source):
            session.add(report, {"path": "x", "indexed": ""})
            assert total(directory) == 1
        session.commit(MadeBy.with_segmenter(store.segmenter), store.state(forgive=False).sources)
    assert total(directory) == 1
    # The one before stays until the next commit.
    assert sorted(path.name for path in directory.glob("data-*")) == ["data-1", "data-2"]
    write_lines(source, line("a", ["改过的提案"]))
    index_paths([source], directory)
    assert [path.name for path in directory.glob("data-*")] == ["data-2"]


def test_an_index_that_another_program_made_is_rebuilt(directory: Path, source: Path) -> None:
    layout = Layout(directory)
    data, number = layout.current()
    made, sources = layout.generation(data, number), layout.sources(data, number)
    layout.commit(data, replace(made, made_by=replace(made.made_by, segmenter="another 1.0")), sources, None)
    summary = index_paths([source], directory)
    assert (summary.rebuilt, summary.unchanged, summary.added) == (True, 2, 0)
    assert total(directory) == 1
    assert index_paths([source], directory).rebuilt is False


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_is_asked_during_commits_is_one_of_the_generations(rebuild: bool, directory: Path, source: Path) -> None:
    store, done, told = open_store(directory), threading.Event(), []

    def ask() -> None:
        while not done.is_set():
            status, state = store.status(), store.state(forgive=False)
            told.append((status.reports, sum(len(each.reports) for each in state.sources.values())))
        told.append((0, 0))

    asking = threading.Thread(target=ask)
    asking.start()
    for size in range(1, 13):
        write_lines(source, *(line(f"r{number}", ["提案"]) for number in range(size)))
        index_paths([source], directory, rebuild=rebuild)
    done.set()
    asking.join()
    assert told[-1] == (0, 0)
    assert len(set(told)) > 3


def test_a_rebuild_reads_files_from_elsewhere_again(directory: Path, tmp_path: Path) -> None:
    other = write_lines(tmp_path / "other.jsonl", line("c", ["也谈提案"]))
    assert index_paths([other], directory, rebuild=True).reports == 3
    assert total(directory) == 2


def test_no_index_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="zhengsou index"):
        open_searcher(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_whole_index_is_whole(directory: Path, seed_index: Path) -> None:
    assert list(open_store(directory).check()) == []
    assert list(open_store(seed_index).check()) == []


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def _garble(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "shorter": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "empty": lambda path: path.write_bytes(b""),
    "flipped": _flip,
    "garbled": _garble,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("suffix", [".zs", ".toc"])
def test_a_broken_file_is_said_so_and_mended_by_a_rebuild(
    damage: str, suffix: str, directory: Path, source: Path
) -> None:
    (path,) = (path for path in segment_files(directory) if path.name.endswith(suffix))
    DAMAGES[damage](path)
    assert list(open_store(directory).check())
    with contextlib.suppress(CorruptIndex):
        # What the damage does not reach may still be answered.
        assert total(directory) in (0, 1)
    assert index_paths([source], directory, rebuild=True).reports == 2
    assert list(open_store(directory).check()) == []
    assert total(directory) == 1


@pytest.mark.parametrize("name", ["generation", "sources"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff"])
def test_broken_records_are_said_so_and_mended_by_a_rebuild(
    name: str, content: bytes, directory: Path, source: Path
) -> None:
    (path,) = (path for path in directory.rglob("*.json") if path.name.startswith(name))
    path.write_bytes(content)
    write_lines(source, line("a", ["改过的提案"]))
    with pytest.raises(CorruptIndex, match="--rebuild"):
        index_paths([source], directory)
    assert index_paths([source], directory, rebuild=True).reports == 1
    assert total(directory) == 1


@pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX")
def test_an_index_that_others_can_write_is_not_read(directory: Path) -> None:
    directory.chmod(0o777)
    with pytest.raises(IndexUnavailable, match="chmod"):
        open_searcher(directory)


def test_a_live_index_follows_the_commits(directory: Path, source: Path) -> None:
    live = LiveIndex(directory)
    with live.searcher() as old:
        assert old.search(SearchRequest("提案")).total == 1
        write_lines(source, line("a", ["提案", "提案"]))
        index_paths([source], directory)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with live.searcher() as new:
                if new.search(SearchRequest("提案")).total == 2:
                    break
            time.sleep(0.05)
        else:
            pytest.fail("the new generation was never seen")
        assert old.search(SearchRequest("提案")).total == 1
    live.close()


def test_readers_under_a_live_writer_see_whole_generations(directory: Path, source: Path) -> None:
    """Each generation has as many paragraphs with the word as paragraphs: a mix of two would show."""
    live, wrong, done = LiveIndex(directory), [], threading.Event()
    write_lines(source, line("a", ["提案"]))
    index_paths([source], directory)

    def read() -> None:
        while not done.is_set():
            with live.searcher() as searcher:
                found = searcher.search(SearchRequest("提案", limit=100))
                everything = searcher.search(SearchRequest("NOT 无此词"))
                if not found.total == everything.total == len(found.hits):
                    wrong.append((found.total, everything.total))

    time.sleep(0.6)
    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for size in range(2, 14):
        write_lines(source, line("a", ["提案"] * size), line("b", ["提案"] * (size % 3)))
        index_paths([source], directory)
    done.set()
    for thread in threads:
        thread.join()
    live.close()
    assert wrong == []
