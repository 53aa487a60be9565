"""A server compares what it serves with its checksums, and does not serve what has rotted."""

import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from openings import on_opening
from reports import line, write_lines
from small_index import flip, two_generations

from index import index_paths
from index.errors import CorruptIndex
from index.local.layout import Layout
from index.local.store import LocalStore
from search import LiveIndex, SearchRequest


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "r.jsonl"


@pytest.fixture
def directory(source: Path, tmp_path: Path) -> Path:
    return two_generations(source, tmp_path / "index")


def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let threads do nothing, and each `verify` read all that is due."""
    monkeypatch.setattr(LiveIndex, "_watch", lambda _: None)
    monkeypatch.setattr("search.engine.verified.STEP", 60.0)


@pytest.fixture
def live(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveIndex]:
    """A live index whose thread does nothing: each test polls."""
    by_hand(monkeypatch)
    opened = LiveIndex(directory)
    opened.open()
    yield opened
    opened.close()


def total(live: LiveIndex) -> int:
    with live.searcher() as searcher:
        return searcher.search(SearchRequest("提案")).total


def segments(directory: Path, *, shared: bool) -> Path:
    """A segment that both generations have, or only the newest."""
    layout = Layout(directory)
    data, number = layout.current()
    newest, before = (set(layout.generation(data, each).files) for each in (number, number - 1))
    return data / next(each for each in (newest & before if shared else newest - before) if each.endswith(".zs"))


def test_what_is_whole_is_served_and_known_to_be_whole(live: LiveIndex, caplog: pytest.LogCaptureFixture) -> None:
    before = live.verified.since
    live.verify()
    assert (before is None, live.verified.since is None) == (True, False)
    assert live.verified.problems == ()
    assert total(live) == 2
    assert caplog.messages == []


def test_a_damaged_generation_is_not_served_but_the_one_before(
    live: LiveIndex, directory: Path, source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert total(live) == 2
    damaged = segments(directory, shared=False)
    flip(damaged)
    assert live.behind is None
    live.verify()
    assert total(live) == 1
    assert damaged.name in str(live.behind)
    assert damaged.name in caplog.text
    assert any(record.levelno == logging.ERROR for record in caplog.records)
    assert [damaged.name in problem for problem in live.verified.problems] == [True]
    told = len(caplog.messages)
    for _ in range(3):
        live.poll()
        live.verify()
    assert (total(live), len(caplog.messages)) == (1, told)
    # A new generation is taken up again.
    write_lines(source, line("a", ["提案"] * 3))
    index_paths([source], directory, rebuild=True)
    live.poll()
    assert total(live) == 3
    live.verify()
    assert live.verified.problems == ()


def test_without_a_whole_generation_requests_are_refused_until_the_file_is_mended(
    live: LiveIndex, directory: Path, tmp_path: Path
) -> None:
    damaged = segments(directory, shared=True)
    copy = shutil.copy(damaged, tmp_path / "copy")
    flip(damaged)
    live.verify()
    for _ in range(2):
        live.poll()
        with pytest.raises(CorruptIndex, match=rf"{damaged.name}.*--rebuild"):
            total(live)
    assert live.verified.problems != ()
    # Written to again, but no better.
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    with pytest.raises(CorruptIndex, match=damaged.name):
        total(live)
    shutil.copy(copy, damaged)
    assert total(live) == 2
    live.verify()
    assert (live.verified.problems, live.verified.since is not None) == ((), True)


def test_the_generation_before_is_verified_before_it_is_served(live: LiveIndex, directory: Path) -> None:
    for shared in (True, False):
        flip(segments(directory, shared=shared))
    live.verify()
    with pytest.raises(CorruptIndex):
        total(live)


DAMAGED_RECORDS = ["generation-2.json", "sources-2.json", "_MAIN_2.toc"]


@pytest.mark.parametrize("name", DAMAGED_RECORDS)
def test_damage_that_no_answer_is_read_from_is_told_and_answers_go_on(
    name: str, live: LiveIndex, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = Layout(directory).current()[0] / name
    flip(path)
    live.verify()
    assert total(live) == 2
    assert [name in problem for problem in live.verified.problems] == [True]
    assert name in caplog.text
    flip(path)
    live.verify()
    assert live.verified.problems == ()


def test_a_fifo_in_a_files_place_is_told_and_does_not_hold_the_thread(live: LiveIndex, directory: Path) -> None:
    segment = segments(directory, shared=False)
    segment.unlink()
    os.mkfifo(segment)
    live.verify()
    assert total(live) == 1
    assert any(segment.name in problem for problem in live.verified.problems)


def test_what_a_later_commit_removes_is_no_damage(live: LiveIndex, directory: Path, source: Path) -> None:
    for size in range(3, 6):
        write_lines(source, line("a", ["提案"] * size))
        index_paths([source], directory)
    live.verify()
    assert (total(live), live.verified.problems) == (2, ())


def test_replaced_source_records_are_no_damage(live: LiveIndex, directory: Path) -> None:
    store = LocalStore(directory)
    with store.writing(rebuild=False):
        store.write_sources(store.state(forgive=False).sources)
    live.verify()
    assert (live.verified.problems, live.verified.since is not None) == ((), True)


def test_only_new_files_are_read_after_a_commit(
    live: LiveIndex, directory: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.verify()
    index_paths([write_lines(source.with_name("c.jsonl"), line("c", ["提案"]))], directory)
    live.poll()
    read: list[str] = []
    on_opening(monkeypatch, lambda path: read.append(path.name))
    live.verify()
    monkeypatch.undo()
    assert [name for name in read if name.endswith(".zs")] != []
    assert len(set(read)) == len(read)
    assert segments(directory, shared=True).name not in read
    assert live.verified.since is not None


def test_files_are_read_again_after_a_while(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand(monkeypatch)
    # Files that are due again at once would be read for as long as a step may take.
    monkeypatch.setattr("search.engine.verified.STEP", 0.5)
    live = LiveIndex(directory, verify_every=1e-9)
    live.open()
    live.verify()
    flip(segments(directory, shared=True))
    live.verify()
    with pytest.raises(CorruptIndex):
        total(live)
    live.close()


def test_nothing_is_read_where_verification_is_off(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand(monkeypatch)
    live = LiveIndex(directory, verify_every=0)
    live.open()
    flip(Layout(directory).current()[0] / "sources-2.json")
    live.verify()
    assert (live.verified.since, live.verified.problems) == (None, ())
    live.close()


def test_the_thread_verifies_by_itself(directory: Path) -> None:
    live = LiveIndex(directory)
    live.open()
    deadline = time.monotonic() + 5
    while live.verified.since is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    live.close()


def test_who_looks_anew_verifies_anew(live: LiveIndex, directory: Path) -> None:
    live.verify()
    damaged = segments(directory, shared=False)
    # In a text, which nothing but its checksum covers: the segment opens.
    flip(damaged, damaged.read_bytes().index("提案".encode("utf-16-le")))
    live.verify()
    assert total(live) == 2
    live.look()
    live.verify()
    assert total(live) == 1
    assert [damaged.name in problem for problem in live.verified.problems] == [True]
    live.look()
    assert total(live) == 1


def test_what_was_known_before_stands_until_it_is_verified_anew(live: LiveIndex) -> None:
    live.verify()
    before = live.verified.since
    assert before is not None
    live.look()
    assert live.verified.since == pytest.approx(before, abs=1)
    live.verify()
    after = live.verified.since
    assert after is not None
    assert after > before


@pytest.mark.parametrize("stat_tells", [True, False])
def test_who_looks_anew_gets_what_was_mended_in_its_place(
    stat_tells: bool, live: LiveIndex, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the file system tells no change: the disk, or its controller, was at fault."""
    if not stat_tells:
        monkeypatch.setattr("index.local.damaged.known_stamp", lambda _: (1,))
    damaged = segments(directory, shared=False)
    flip(damaged)
    live.verify()
    assert total(live) == 1
    flip(damaged)
    live.look()
    assert total(live) == 2
    assert live.verified.problems == ()
    assert live.fault is None
