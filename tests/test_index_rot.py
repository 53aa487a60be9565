"""What has rotted is told as damage, with the old index as it was, and is never copied under a good checksum."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from command import run
from openings import on_opening
from reports import line, write_lines

from index import index_paths
from index.errors import CorruptIndex, IndexUnavailable
from index.local.layout import Layout
from index.segment.arrays import ArrayFile
from index.store import open_store
from search import SearchRequest, open_searcher

SEGMENTS = 7


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """Files of which each is a segment; one more, and all are merged."""
    return [
        write_lines(tmp_path / f"{each}.jsonl", line(f"r{each}", ["提案办理", "满意"])) for each in range(SEGMENTS + 1)
    ]


@pytest.fixture
def directory(sources: list[Path], tmp_path: Path) -> Path:
    for count in range(1, SEGMENTS + 1):
        index_paths(sources[:count], tmp_path / "index")
    assert len(list((tmp_path / "index").rglob("*.zs"))) == SEGMENTS
    return tmp_path / "index"


@pytest.fixture
def small(sources: list[Path], tmp_path: Path) -> Path:
    """An index of two generations of a report each."""
    for count in (1, 2):
        index_paths(sources[:count], tmp_path / "index")
    return tmp_path / "index"


def contents(directory: Path) -> dict[str, bytes]:
    found = (path for path in directory.rglob("*") if path.is_file() and path.name != "writing.lock")
    return {str(path.relative_to(directory)): path.read_bytes() for path in found}


def arrays(path: Path) -> Iterator[tuple[str, int, int]]:
    """Each array of a segment, with its first byte in the file and its length."""
    file = ArrayFile(path)
    for name in file.names():
        array = file[name]
        if len(array):
            base = np.frombuffer(file._content, np.uint8).ctypes.data
            yield name, array.ctypes.data - base, array.nbytes


def damaged(path: Path, at: int, length: int, value: int) -> None:
    """Overwrite a part of a file in its place, as a disk does."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(bytes([value]) * length)


@pytest.mark.parametrize("value", [0, 0xFF])
def test_a_merge_copies_no_damage(value: int, directory: Path, sources: list[Path]) -> None:
    # The generation before has it as well: there is nothing whole to build on.
    segment = min(directory.rglob("*.zs"), key=lambda path: path.stat().st_mtime_ns)
    whole = segment.read_bytes()
    tried = 0
    for name, at, length in list(arrays(segment))[:: 4 if value else 3]:
        damaged(segment, at, min(length, 8), value)
        if segment.read_bytes() == whole:
            continue
        tried += 1
        before = contents(directory)
        with pytest.raises(CorruptIndex, match=segment.name):
            index_paths(sources, directory)
        assert contents(directory) == before, name
        segment.write_bytes(whole)
    assert tried > 5
    assert index_paths(sources, directory).added == 1
    assert len(list(open_store(directory).check())) == 0


def outcome(sources: list[Path], directory: Path) -> str:
    """What a run says of the index that it finds: the message of damage, or ""."""
    try:
        index_paths(sources, directory)
    except CorruptIndex as fault:
        return fault.message
    return ""


def test_damage_beside_a_change_is_told_and_nothing_is_written(directory: Path, sources: list[Path]) -> None:
    """A change reads which reports a segment has, and when they were indexed."""
    pair = [line("r0", ["提案办理", "满意"]), line("x", ["提案"])]
    index_paths([write_lines(sources[0], *pair), *sources[1:SEGMENTS]], directory, rebuild=True)
    [segment] = directory.glob("data-2/*.zs")
    write_lines(sources[0], line("r0", ["提案办理", "不满意"]), pair[1])
    copy = shutil.copytree(directory, directory.with_name("copy"))
    before = contents(directory)
    for number, (name, at, length) in enumerate(list(arrays(segment))[::3]):
        damaged(segment, at, min(length, 8), 0xFF if number % 2 else 0x7F)
        assert segment.name in outcome(sources[:SEGMENTS], directory), name
        assert contents(directory).keys() == before.keys()
        shutil.rmtree(directory)
        shutil.copytree(copy, directory)


def test_a_rotten_time_is_not_carried_over(directory: Path, sources: list[Path]) -> None:
    segment = next(each for each in directory.rglob("*.zs") if b"r3" in each.read_bytes())
    content = segment.read_bytes()
    at = content.index(b'"indexed":"20') + len('"indexed":"')
    damaged(segment, at, 2, ord("1"))
    write_lines(sources[3], line("r3", ["提案办理", "满意"], title="新的标题"))
    index_paths(sources[:SEGMENTS], directory, rebuild=True)
    with open_searcher(directory) as searcher:
        assert {searcher.meta(f"r{each}")["indexed"][:2] for each in range(SEGMENTS)} == {"20"}


@pytest.mark.parametrize("damage", ["cut", "missing", "longer", "manifest", "sources"])
def test_no_change_is_not_said_of_a_damaged_index(
    damage: str, small: Path, sources: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    layout = Layout(small)
    data, number = layout.current()
    path = {"manifest": data / f"generation-{number}.json", "sources": data / f"sources-{number}.json"}.get(
        damage, sorted(small.rglob("*.zs"))[0]
    )
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        os.truncate(path, path.stat().st_size - 1)
    elif damage == "longer":
        os.truncate(path, path.stat().st_size + 1)
    else:
        damaged(path, 40, 1, ord("?"))
    done = run("index", *sources[:2], "--index", small)
    if done.returncode:
        assert done.returncode == 3
        assert "--rebuild" in done.stderr or "--restore" in done.stderr
        assert "没有变化" not in done.stdout
        assert run("index", *sources[:2], "--index", small, "--rebuild").returncode == 0
    else:
        assert "在 data-1 第 1 代上重做" in caplog.text
    assert list(open_store(small).check()) == []
    with open_searcher(small) as searcher:
        assert searcher.search(SearchRequest("提案")).total == 2


FAULTS: dict[str, tuple[int, str]] = {
    "EIO": (errno.EIO, "磁盘读写出错"),
    "EMFILE": (errno.EMFILE, "打开的文件太多"),
    "ENOMEM": (errno.ENOMEM, "内存不够"),
    "EACCES": (errno.EACCES, "没有权限"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["current.json", "generation", "sources", "MAIN"])
def test_a_fault_of_the_system_is_not_told_as_damage(
    fault: str, name: str, small: Path, sources: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, reason = FAULTS[fault]

    def failing(path: Path) -> None:
        if path.name.startswith(name):
            raise OSError(number, os.strerror(number), str(path))

    works: list[Callable[[], object]] = [lambda: index_paths(sources[:2], small)]
    works += [lambda: open_searcher(small)] if name != "sources" else []
    before = contents(small)
    for work in works:
        on_opening(monkeypatch, failing)
        with pytest.raises(IndexUnavailable, match=reason) as caught:
            work()
        monkeypatch.undo()
        assert not isinstance(caught.value, CorruptIndex)
        assert contents(small) == before


def test_a_bad_block_in_the_newest_generation_is_fallen_back_from(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = max(small.rglob("*.zs"), key=lambda path: path.stat().st_mtime_ns).name

    def failing(path: Path) -> None:
        if path.name == newest:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    on_opening(monkeypatch, failing)
    with open_searcher(small) as searcher:
        assert searcher.search(SearchRequest("提案")).total == 1


def test_an_empty_data_directory_that_a_killed_run_left_is_removed(directory: Path, sources: list[Path]) -> None:
    (directory / "data-7").mkdir()

    index_paths(sources[:SEGMENTS], directory)

    assert not (directory / "data-7").exists()
