"""A live index gives every request one whole generation, the newest within a second, and outlives a broken commit."""

import gc
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reports import line, write_lines

from index import index_paths
from index.errors import IndexUnavailable
from index.local.layout import Layout
from index.location import LocationLike
from search import LiveIndex, Searcher, SearchRequest, SearchResult, open_searcher
from search.engine.user_words import UserWords

FRESH = 1.0
"""Seconds after a commit by which requests must see it."""


class Commits:
    """An index that is committed to: generation N says 第N代 in each of its paragraphs, of which there are N."""

    def __init__(self, folder: Path) -> None:
        self.directory = folder / "index"
        self._source = folder / "reports.jsonl"
        self.done: list[float] = []

    def commit(self) -> int:
        """Make the next generation and return its number, from 1."""
        number = len(self.done) + 1
        write_lines(self._source, line("a", [f"第{number}代的提案"] * number), line("b", ["无关"] * (number % 3)))
        index_paths([self._source], self.directory)
        self.done.append(time.monotonic())
        return number

    def generation(self, result: SearchResult) -> int:
        """Which generation this answer is; fails when it is a mixture."""
        assert {hit.text for hit in result.hits} == {f"第{result.total}代的提案"}
        assert result.total == len(result.hits) == result.occurrences == sum(each.count for each in result.facets.kind)
        return result.total


@pytest.fixture
def commits(tmp_path: Path) -> Commits:
    made = Commits(tmp_path)
    made.commit()
    return made


@pytest.fixture
def live(commits: Commits) -> Iterator[LiveIndex]:
    opened = LiveIndex(commits.directory)
    yield opened
    opened.close()


def seen(live: LiveIndex, commits: Commits) -> int:
    """The generation that a request gets now."""
    with live.searcher() as searcher:
        return commits.generation(searcher.search(SearchRequest("提案", limit=200)))


def wait_for(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def break_pointer(directory: Path) -> Callable[[], None]:
    """Let the index point to a generation that is not there; what is returned mends it."""
    pointer = Layout(directory).pointer
    whole = pointer.read_bytes()
    broken = pointer.with_suffix(".new")
    broken.write_bytes(b'{"data": "data-9", "generation": 9}')
    broken.replace(pointer)

    def mend() -> None:
        broken.write_bytes(whole)
        broken.replace(pointer)

    return mend


@pytest.mark.slow
def test_every_answer_under_load_is_one_generation_and_fresh(commits: Commits, live: LiveIndex) -> None:
    wrong: list[str] = []
    answers: set[int] = set()
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            began, committed = time.monotonic(), list(commits.done)
            least = sum(moment < began - FRESH for moment in committed)
            try:
                generation = seen(live, commits)
            except Exception as fault:
                wrong.append(repr(fault))
            else:
                answers.add(generation)
                if generation < least:
                    wrong.append(f"generation {generation} when {least} was a second old")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        commits.commit()
        time.sleep(0.15)
    wait_for(lambda: max(answers) == 13)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(answers) > 3


def test_requests_go_on_while_a_generation_is_opened(
    commits: Commits, live: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.open()
    opening, go_on = threading.Event(), threading.Event()

    def open_late(place: LocationLike, words: UserWords) -> Searcher:
        opening.set()
        assert go_on.wait(20)
        return open_searcher(place, words)

    monkeypatch.setattr("search.engine.live.open_searcher", open_late)
    commits.commit()
    assert opening.wait(5)
    assert [seen(live, commits) for _ in range(3)] == [1, 1, 1]
    go_on.set()
    wait_for(lambda: seen(live, commits) == 2)


@pytest.mark.slow
def test_a_generation_that_cannot_be_opened_is_told_and_the_one_before_serves(
    commits: Commits, live: LiveIndex, caplog: pytest.LogCaptureFixture
) -> None:
    live.open()
    mend = break_pointer(commits.directory)
    wait_for(lambda: bool(caplog.messages))
    time.sleep(1.5)
    assert seen(live, commits) == 1
    assert len(caplog.messages) == 1
    assert "继续使用原来的" in caplog.text
    mend()
    commits.commit()
    wait_for(lambda: seen(live, commits) == 2)
    assert len(caplog.messages) == 1


def test_an_index_that_is_removed_serves_until_it_is_made_again(
    commits: Commits, live: LiveIndex, caplog: pytest.LogCaptureFixture
) -> None:
    live.open()
    shutil.rmtree(commits.directory)
    wait_for(lambda: bool(caplog.messages))
    assert seen(live, commits) == 1
    commits.commit()
    assert Layout(commits.directory).current()[1] == 1
    wait_for(lambda: seen(live, commits) == 2)


def test_nothing_usable_is_an_error_until_there_is(tmp_path: Path) -> None:
    commits, live = Commits(tmp_path), LiveIndex(tmp_path / "index")
    with pytest.raises(IndexUnavailable):
        live.open()
    with pytest.raises(IndexUnavailable), live.searcher():
        pass
    commits.commit()
    assert seen(live, commits) == 1
    live.close()
    with pytest.raises(IndexUnavailable), live.searcher():
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_old_generations_are_let_go(commits: Commits, live: LiveIndex) -> None:
    def opened() -> int:
        gc.collect()  # files that are mapped stay open as long as arrays in them
        return sum(
            str(commits.directory) in os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()
        )

    live.open()
    with live.searcher() as first:
        commits.commit()
        wait_for(lambda: seen(live, commits) == 2)
        both = opened()
        assert commits.generation(first.search(SearchRequest("提案"))) == 1
    del first
    assert 0 < opened() < both
    live.close()
    assert opened() == 0
