"""Every byte of an index is covered by a checksum, from the pointer on, and what differs is told as damage."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from reports import line, write_lines
from small_index import total

from index import index_paths
from index.errors import CorruptIndex, IndexUnavailable
from index.local.layout import Layout
from index.local.verification import chain_problems
from index.manifest import generation_to_json, sources_to_json
from index.store import open_store
from search import LiveIndex, open_searcher


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "r.jsonl", line("a", ["提案办理", "满意"]), line("b", ["视察调研"]))


@pytest.fixture
def directory(source: Path, tmp_path: Path) -> Path:
    index_paths([source], tmp_path / "index")
    return tmp_path / "index"


def named(directory: Path, start: str) -> Path:
    """The only file of the index whose name starts or ends so."""
    (found,) = (path for path in directory.rglob("*") if path.name.startswith(start) or path.name.endswith(start))
    return found


def problems(directory: Path) -> list[str]:
    layout = Layout(directory)
    return list(chain_problems(layout, layout.current()))


def flip(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["generation-1.json", "sources-1.json", ".zs", ".toc"])
def test_one_flipped_bit_anywhere_is_found(name: str, directory: Path) -> None:
    assert problems(directory) == []
    path = named(directory, name)
    whole = path.read_bytes()
    for bit in {0, 1, *range(7, len(whole) * 8, max(len(whole) * 8 // 40, 1)), len(whole) * 8 - 1}:
        flip(path, bit)
        [problem] = problems(directory)
        assert path.name in problem, bit
        path.write_bytes(whole)
    assert problems(directory) == []


def test_one_flipped_bit_in_the_pointer_is_found(directory: Path) -> None:
    pointer = Layout(directory).pointer
    whole = pointer.read_bytes()
    for bit in range(len(whole) * 8):
        flip(pointer, bit)
        with pytest.raises(CorruptIndex, match=r"current\.json.*--restore"):
            Layout(directory).current()
        pointer.write_bytes(whole)
    assert total(directory) == 1


def test_two_files_that_changed_places_are_found(tmp_path: Path) -> None:
    sources = [write_lines(tmp_path / f"{each}.jsonl", line(each, ["提案办理"])) for each in "ab"]
    for count in (1, 2):
        index_paths(sources[:count], tmp_path / "index")
    one, two = sorted((tmp_path / "index").rglob("*.zs"))
    assert one.stat().st_size == two.stat().st_size
    one.rename(tmp_path / "scratch")
    two.rename(one)
    (tmp_path / "scratch").rename(two)
    assert len(problems(tmp_path / "index")) == 2


def touch(source: Path, seconds: int) -> None:
    os.utime(source, (seconds, seconds))


def test_an_old_sources_file_that_is_put_back_is_found(directory: Path, source: Path, tmp_path: Path) -> None:
    old = shutil.copy(named(directory, "sources-1.json"), tmp_path / "old")
    touch(source, 1)
    assert index_paths([source], directory).unchanged == 2
    new = named(directory, "sources-")
    assert new.name == "sources-1-1.json"
    assert problems(directory) == []
    shutil.copy(old, new)
    assert any(new.name in problem for problem in problems(directory))
    with pytest.raises(CorruptIndex, match=new.name):
        index_paths([source], directory)


def test_stamps_are_rewritten_again_and_again_without_strays(directory: Path, source: Path) -> None:
    for seconds in range(1, 5):
        touch(source, seconds)
        index_paths([source], directory)
        assert named(directory, "sources-").name == f"sources-1-{seconds}.json"
        assert problems(directory) == []
    write_lines(source, line("a", ["提案"] * 2))
    index_paths([source], directory)
    # The generation before keeps its own.
    assert {path.name for path in directory.rglob("sources-*")} == {"sources-1-4.json", "sources-2.json"}
    assert (total(directory), problems(directory)) == (2, [])


def test_a_pointer_to_the_same_generation_is_no_reason_to_open_it_again(directory: Path, source: Path) -> None:
    live = LiveIndex(directory)
    with live.searcher() as before:
        touch(source, 1)
        index_paths([source], directory)
        # As the poll does.
        live.poll()
        with live.searcher() as after:
            assert after is before
        write_lines(source, line("a", ["提案"] * 2))
        index_paths([source], directory)
        live.poll()
        with live.searcher() as newest:
            assert newest is not before
    live.close()


def as_schema_8(directory: Path) -> None:
    """Make the index one as schema 8 wrote it: records without checksums."""
    layout = Layout(directory)
    data, number = layout.current()
    generation, sources = layout.generation(data, number), layout.sources(data, number)
    generation = replace(generation, made_by=replace(generation.made_by, schema=8))
    (data / f"generation-{number}.json").write_text(json.dumps(generation_to_json(generation)), "utf-8")
    (data / f"sources-{number}.json").write_text(json.dumps(sources_to_json(sources)), "utf-8")
    layout.pointer.write_text(json.dumps({"data": data.name, "generation": number, "previous": None}), "utf-8")


def test_an_index_of_schema_8_is_rebuilt_and_reports_whose_files_are_gone_stay(
    directory: Path, source: Path, tmp_path: Path
) -> None:
    other = write_lines(tmp_path / "other.jsonl", line("c", ["另一份提案"]))
    index_paths([other], directory)
    as_schema_8(directory)
    with pytest.raises(IndexUnavailable, match="另一个版本"):
        open_searcher(directory)
    other.write_bytes(b"\x00")
    summary = index_paths([source], directory)
    assert (summary.rebuilt, summary.reports) == (True, 3)
    assert (total(directory), problems(directory)) == (2, [])


def test_a_pointer_without_sums_is_accepted_from_schema_8_only(directory: Path) -> None:
    layout = Layout(directory)
    data, number = layout.current()
    layout.pointer.write_text(json.dumps({"data": data.name, "generation": number, "previous": None}), "utf-8")
    with pytest.raises(CorruptIndex, match=r"generation-1\.json"):
        total(directory)


DAMAGED_POINTERS: dict[str, Callable[[Path], object]] = {
    "lost": Path.unlink,
    "empty": lambda pointer: pointer.write_bytes(b""),
    "cut": lambda pointer: pointer.write_bytes(pointer.read_bytes()[:40]),
    "list": lambda pointer: pointer.write_bytes(b"[]"),
    "object": lambda pointer: pointer.write_bytes(b"{}"),
    "bytes": lambda pointer: pointer.write_bytes(b"\xff"),
}


@pytest.mark.parametrize("damage", DAMAGED_POINTERS)
def test_a_lost_or_damaged_pointer_is_told_as_damage_and_mended(damage: str, directory: Path, source: Path) -> None:
    DAMAGED_POINTERS[damage](Layout(directory).pointer)
    with pytest.raises(CorruptIndex, match=r"current\.json.*--restore"):
        open_searcher(directory)
    assert any("current.json" in problem for problem in open_store(directory).check())
    source.unlink()
    other = write_lines(source.with_name("other.jsonl"), line("c", ["另一份提案"]))
    # What the damage did not reach is built on, so that reports whose files are gone stay.
    assert index_paths([other], directory).reports == 3
    assert (total(directory), problems(directory)) == (2, [])


OTHERS: dict[str, Callable[[Path], object]] = {"folder": Path.mkdir, "FIFO": os.mkfifo}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", ["current.json", "generation-1.json", "sources-1.json", ".zs"])
def test_what_is_no_file_in_a_files_place_is_told_as_damage(other: str, name: str, directory: Path) -> None:
    path = named(directory, name)
    path.unlink()
    OTHERS[other](path)
    if name == "current.json":
        with pytest.raises(CorruptIndex, match=r"current\.json 不是普通文件.*移走"):
            open_searcher(directory)
    else:
        with pytest.raises(CorruptIndex, match=path.name):
            open_store(directory).state(forgive=False)
        assert any(path.name in problem for problem in problems(directory))


def test_a_build_that_was_killed_before_its_first_commit_is_no_index_yet(tmp_path: Path, source: Path) -> None:
    (tmp_path / "index" / "data-1").mkdir(parents=True)
    (tmp_path / "index" / "data-1" / "MAIN_x.zs").write_bytes(b"half")
    with pytest.raises(IndexUnavailable, match="还没有索引"):
        open_searcher(tmp_path / "index")
    assert index_paths([source], tmp_path / "index").added == 2
