"""Indexing in batches on several processes: the same index whatever the batches, and nothing when a worker dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines

from index import index_paths
from index.errors import IndexingFailed, RequestError
from index.local import batches
from index.local.layout import Layout
from index.local.snapshot import Snapshot
from index.local.tiers import ALWAYS, FAN, allowance, merge_from
from index.segment import SegmentReader
from index.store import open_store
from search import SearchRequest, open_searcher

SENTENCES = ("提案办理协商", "全年立案127件", "委員視察，建言獻策。", "Ａ股与5G网络", "𠮷野家", "", "着眼长远")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    draw = Random(7)
    reports = [
        line(
            f"r{number}",
            ["".join(draw.choices(SENTENCES, k=draw.randrange(9))) for _ in range(20)],
            body=f"机构{number % 5}",
        )
        for number in range(60)
    ]
    return write_lines(tmp_path / "many.jsonl", *reports)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch for every few reports, as a large corpus would make them."""
    monkeypatch.setattr(batches, "_LEAST", 1000)
    monkeypatch.setenv("ZHENGSOU_MEMORY", "1")


def content(directory: Path) -> dict[str, list[object]]:
    """All arrays of an index of one segment but its records of when it was indexed."""
    snapshot = Snapshot.open(directory)
    (record,) = snapshot.generation.segments
    reader = SegmentReader(snapshot.data / f"{record.name}.zs")
    return {name: reader.file[name].tolist() for name in reader.file.names() if not name.startswith("meta")}


@pytest.mark.usefixtures("small_batches")
def test_batches_on_processes_make_the_index_that_one_batch_makes(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "processes", lambda: 3)
    many = index_paths([source], tmp_path / "many")
    monkeypatch.undo()
    one = index_paths([source], tmp_path / "one")
    assert (many.paragraphs, many.reports) == (one.paragraphs, one.reports) == (1200, 60)
    assert content(tmp_path / "many") == content(tmp_path / "one")
    assert list(open_store(tmp_path / "many").check()) == []


@pytest.mark.usefixtures("small_batches")
def test_segments_stay_apart_when_they_are_large(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MAX_MERGED", 300)
    index_paths([source], tmp_path / "i")
    sizes = [segment.documents for segment in Snapshot.open(tmp_path / "i").generation.segments]
    assert len(sizes) > 3
    assert sum(sizes) == 1200
    assert max(sizes) <= 300
    assert list(open_store(tmp_path / "i").check()) == []


@pytest.mark.usefixtures("small_batches")
def test_a_worker_that_dies_fails_the_run_and_the_old_index_stands(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_lines(tmp_path / "first.jsonl", line("a", ["提案"]))
    index_paths([first], tmp_path / "i")
    before = sorted(path.name for path in (tmp_path / "i").rglob("*"))
    monkeypatch.setattr(batches, "_write", _die)
    with pytest.raises(IndexingFailed, match="没有写入"):
        index_paths([source], tmp_path / "i")
    assert sorted(path.name for path in (tmp_path / "i").rglob("*")) == before
    with open_searcher(tmp_path / "i") as searcher:
        assert searcher.search(SearchRequest("提案")).total == 1
    monkeypatch.undo()
    assert index_paths([source], tmp_path / "i").added == 60
    assert list(open_store(tmp_path / "i").check()) == []


def _die(*_: object) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_a_memory_limit_that_is_no_number_is_said_so(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGSOU_MEMORY", "viel")
    with pytest.raises(RequestError, match="ZHENGSOU_MEMORY"):
        index_paths([source], tmp_path / "i")
    assert not Layout(tmp_path / "i").pointer.exists()


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=400))
def test_the_policy_keeps_segments_few_and_merges_seldom(additions: list[int]) -> None:
    segments: list[int] = []
    merged = 0
    for added in additions:
        segments.append(added)
        first = merge_from(segments, allowance(added, 1 << 19))
        merged += sum(segments[first:])
        segments = segments[:first] + ([sum(segments[first:])] if first < len(segments) else [])
        assert len(segments) <= 7 * FAN
    assert sum(segments) == sum(additions)
    assert merged <= 8 * sum(additions)


def test_the_policy_never_merges_more_than_it_may() -> None:
    assert merge_from([100] * FAN, ALWAYS) == 0
    assert merge_from([100] * FAN, 100) == FAN
    assert merge_from([100] * (FAN - 1), ALWAYS) == FAN - 1
    assert merge_from([400_000, *[100] * FAN], ALWAYS) == 1
    assert merge_from([], ALWAYS) == 0
    assert allowance(1_000_000, 500_000) == 500_000
