"""`check` tells every number of an index that its stored reports would not give, and nothing else."""

import errno
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import run
from damages import build, copy_of, problems, resummed
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.errors import CheckFailed, CorruptIndex, IndexUnavailable
from index.local.layout import Layout
from index.manifest import SegmentFile
from index.segment.arrays import ArrayFile, ArrayFileWriter
from index.store import open_store

GIVEN = {"kind", "section", "damaged", "meta"}
"""Arrays that say themselves what is stored: only a checksum tells that they are others than were written."""
BOUNDS = {"text", "text.first", "meta.first", "heads"}
"""Arrays of what is stored by which others are told that do not fit."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def directory(built: Path, tmp_path: Path) -> Path:
    """A copy of an index with all that one can hold."""
    return copy_of(built, tmp_path / "index")


def segments(directory: Path) -> list[Path]:
    """The files of the current segments, in order."""
    layout = Layout(directory)
    (entry, *_) = layout.entries()
    return [entry.data / f"{each.name}.zs" for each in layout.generation_of(entry).segments]


def rewrite(path: Path, name: str, array: "np.ndarray[Any, Any]") -> None:
    """Replace a segment's file by one in which one array is another."""
    file = ArrayFile(path)
    path.unlink()
    with ArrayFileWriter(path) as writer:
        for each in file.names():
            writer.add(each, array if each == name else file[each])


def arrays(built: Path) -> Iterator[tuple[int, str]]:
    for number, path in enumerate(segments(built)):
        file = ArrayFile(path)
        yield from ((number, name) for name in file.names() if file.length(name))


def test_whole_indexes_are_whole(built: Path, seed_index: Path) -> None:
    assert problems(built) == problems(built, fast=True) == []
    assert problems(seed_index) == problems(seed_index, fast=True) == []


@pytest.mark.parametrize("every", [29, pytest.param(1, marks=pytest.mark.slow)])
def test_every_array_is_compared(every: int, built: Path, tmp_path: Path) -> None:
    """One number of each array is another than was written, with sums made of that: damage that was laundered."""
    met = set()
    for case, (number, name) in enumerate(list(arrays(built))[::every]):
        directory = copy_of(built, tmp_path / str(case))
        path = segments(directory)[number]
        array = np.array(ArrayFile(path)[name])
        at = len(array) // 2
        array[at] ^= 1
        rewrite(path, name, array)
        resummed(directory)
        found = problems(directory)
        assert name in BOUNDS or problems(directory, fast=True) == []
        if name not in GIVEN:
            told = "" if name in BOUNDS else name.removesuffix(".at").removesuffix(".over")
            assert any(told in each for each in found), (name, found)
        assert len(found) < 60
        met.add(name)
    expected = "text text.first meta heads report kind section characters tokens damaged repeat shift.at year date"
    fields = "words.text words.ends words.first words.low words.begins words.positions grams.keys grams.low about.keys"
    rare = "grams.positions.at variants.low title.first body.text"
    assert every > 1 or met >= {*expected.split(), *fields.split(), *rare.split()}


def test_a_difference_is_told_with_its_place(directory: Path) -> None:
    (first, *_) = segments(directory)
    file = ArrayFile(first)
    tokens = np.array(file["tokens"])
    tokens[[14, 20]] += 1
    rewrite(first, "tokens", tokens)
    resummed(directory)
    assert problems(directory) == [f"文件 {first.name} 的 tokens 与原文不符：2 处，最先在报告 r1 第 1 段"]
    done = run("check", index=directory)
    assert done.returncode == 3
    assert "的 tokens 与原文不符" in done.stderr
    assert "--rebuild" in done.stderr
    assert run("check", "--fast", index=directory).returncode == 0


def test_a_term_is_told(directory: Path) -> None:
    (first, *_) = segments(directory)
    file = ArrayFile(first)
    positions = np.array(file["grams.positions"])
    positions[0] += 1
    rewrite(first, "grams.positions", positions)
    resummed(directory)
    (problem,) = problems(directory)
    assert "grams.positions 与原文不符：1 处，最先在“" in problem


def test_arrays_of_other_lengths_are_told(directory: Path) -> None:
    marked = segments(directory)[1]
    file = ArrayFile(marked)
    for name in ("grams.low", "words.ends", "shift.at"):
        rewrite(marked, name, file[name][:-1])
        resummed(directory)
        assert any(f"{name} 与原文不符：长短不同" in each for each in problems(directory)), name
        rewrite(marked, name, file[name])


def test_reports_that_cannot_be_read_back_are_told(directory: Path) -> None:
    (first, *_) = segments(directory)
    meta = np.array(ArrayFile(first)["meta"])
    meta[0] = 0
    rewrite(first, "meta", meta)
    resummed(directory)
    assert problems(directory) == [f"文件 {first.name} 的第 1 份报告读不出来"]


texts = st.text(st.sampled_from("提案办理政協着著 。a1\0\n𠀀\ud800㎾\u200b"), max_size=12) | st.just("办" * 300)
reports = st.lists(st.tuples(st.integers(0, 6), st.lists(texts, max_size=4), texts, st.booleans()), max_size=4)


@given(runs=st.lists(reports, min_size=1, max_size=3))
@settings(max_examples=5)
def test_an_index_that_was_changed_is_whole(runs: list[list[Any]]) -> None:
    assert_always_whole(runs)


@pytest.mark.slow
@given(runs=st.lists(reports, min_size=1, max_size=5))
@settings(max_examples=60)
def test_an_index_that_was_changed_again_and_again_is_whole(runs: list[list[Any]]) -> None:
    assert_always_whole(runs)


def assert_always_whole(runs: list[list[Any]]) -> None:
    """Merged, with deletions, of odd texts: what is written is what check would make of what is stored."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, run_reports in enumerate(runs):
            lines = {each[0]: each for each in run_reports}.values()
            made = [
                line(f"r{report}\ud800", own, title=title, damaged=[0] if own and damaged else None)
                for report, own, title, damaged in lines
            ]
            (folder / "r.jsonl").write_text("".join(json.dumps(each) + "\n" for each in made), "utf-8")
            write_lines(folder / f"{number % 2}.jsonl", line(f"n{number % 2}", ["提案"] * number))
            index_paths([folder], folder / "index")
            assert problems(folder / "index") == []


@pytest.mark.slow
def test_merging_of_many_runs_gives_what_check_makes_anew(tmp_path: Path) -> None:
    for number in range(20):
        write_lines(tmp_path / f"{number}.jsonl", line(f"r{number}", ["提案" * number, "办" * (40 * number), "满意"]))
        if number > 9:
            (tmp_path / f"{number - 9}.jsonl").unlink()
        index_paths([tmp_path], tmp_path / "index")
        assert problems(tmp_path / "index") == []


@pytest.mark.slow
@pytest.mark.parametrize("merged", [1 << 19, 3])
def test_a_segment_of_many_batches_is_made_anew(merged: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In worker processes, and as several segments that are merged after."""
    lines = [line(f"r{number}", ["办理" * 30_000, "提案" * number]) for number in range(6)]
    index_paths([write_lines(tmp_path / "r.jsonl", *lines)], tmp_path / "index")
    monkeypatch.setenv("ZHENGSOU_MEMORY", "1")
    monkeypatch.setattr("index.local.batches.MAX_MERGED", merged)
    assert problems(tmp_path / "index") == []
    (path,) = segments(tmp_path / "index")
    tokens = np.array(ArrayFile(path)["tokens"])
    tokens[-1] += 1
    rewrite(path, "tokens", tokens)
    resummed(tmp_path / "index")
    assert problems(tmp_path / "index") == [f"文件 {path.name} 的 tokens 与原文不符：1 处，最先在报告 r5 第 1 段"]


def test_only_sums_are_compared_of_what_another_version_made(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (first, *_) = segments(directory)
    rewrite(first, "characters", np.array(ArrayFile(first)["characters"]) + 1)
    resummed(directory)
    assert problems(directory)
    monkeypatch.setattr("index.local.check.SCHEMA_VERSION", 0)
    assert problems(directory) == []


def test_words_are_compared_only_with_the_dictionary_that_made_them(directory: Path, tmp_path: Path) -> None:
    (first, *_) = segments(directory)
    rewrite(first, "words.low", np.array(ArrayFile(first)["words.low"])[::-1])
    resummed(directory)
    assert any("words.low" in each for each in problems(directory))
    (tmp_path / "dictionary.txt").write_text("提案办理\n", "utf-8")
    assert problems(directory) == []


def test_no_room_for_the_comparison_is_said_and_nothing_is_left(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    assert problems(directory) == []
    assert list((tmp_path / "scratch").iterdir()) == []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(CheckFailed, match=r"TMPDIR.*--fast"):
        problems(directory)
    assert problems(directory, fast=True) == []


def test_a_full_disk_is_no_damage(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(CheckFailed, match="磁盘满了"):
        problems(directory)


def test_a_fault_of_the_system_is_no_damage(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(*_: object, **__: object) -> SegmentFile:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("index.local.verification.sum_file", many)
    with pytest.raises(IndexUnavailable, match="打开的文件太多") as caught:
        problems(directory)
    assert not isinstance(caught.value, CorruptIndex)


def test_the_generation_before_is_summed_too(directory: Path) -> None:
    current, before = Layout(directory).entries()
    (before.data / before.sources_name).unlink()
    (problem,) = problems(directory)
    assert problem.endswith(f"{before.sources_name}（前一代）")
    assert current.sources_name not in problem


def test_a_check_beside_a_writer_finds_nothing(tmp_path: Path) -> None:
    """Files of old generations go while they are read."""
    source, directory = tmp_path / "r.jsonl", tmp_path / "index"
    write_lines(source, line("a", ["提案"]))
    index_paths([source], directory)
    done = threading.Event()
    found: list[list[str]] = []

    def check() -> None:
        while not done.is_set():
            found.append(problems(directory, fast=len(found) % 3 > 0))

    threads = [threading.Thread(target=check) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(25):
        write_lines(source, line("a", ["提案"] * number), line("b", ["办理"] * (number % 4)))
        index_paths([source], directory, rebuild=number % 8 == 7)
    done.set()
    for thread in threads:
        thread.join()
    assert [each for each in found if each] == []
    assert len(found) > 3


def test_progress_is_told(directory: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    assert list(open_store(directory).check(show=lambda *step: seen.append(step))) == []
    assert {stage for stage, _, _ in seen} == {"校验和", "重做", "比对"}
    assert all(0 <= done <= total for _, done, total in seen)
    sums = [done for stage, done, _ in seen if stage == "校验和"]
    assert sums == sorted(sums)
    assert [done == total for stage, done, total in seen if stage == "校验和"][-1]


def test_what_was_checked_is_said(directory: Path) -> None:
    done = run("check", index=directory)
    assert done.stdout.startswith("索引完好：11 份报告、")
    assert " kB，用时 " in done.stdout
    assert done.stderr == ""
    assert run("check", "--fast", index=directory).stdout.startswith("索引完好（只核对了校验和）：")
    told = json.loads(run("check", "--json", index=directory).stdout)
    assert (told["problems"], told["fast"]) == ([], False)
    for path in directory.glob("data-*/*"):
        path.unlink()
    done = run("check", "--json", index=directory)
    assert done.returncode == 3
    assert json.loads(done.stdout)["problems"]
