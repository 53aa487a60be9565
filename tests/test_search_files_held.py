"""Files of an index that is served: let go of with their last request, and not read any more once cut short."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from reports import line, write_lines

from index import index_paths
from index.errors import CorruptIndex
from search import LiveIndex, Searcher, SearchRequest
from search.offers.completion import Completer
from search.study import by_report, trend
from search.study.kwic import kwic

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="counts the files that /proc says are mapped")
QUERIES = ("提案", "提案 /句 委员", "提案 OR 委员", "标题:提案", "无此词提案委员", "提案 -委员", "提案 /3 委员")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    commit(tmp_path, 1)
    return tmp_path / "index"


@pytest.fixture
def live(directory: Path) -> Iterator[LiveIndex]:
    opened = LiveIndex(directory)
    yield opened
    opened.close()


def commit(folder: Path, number: int) -> None:
    reports = [line(f"r{each}", [f"第{number}代的提案", "委员的提案"]) for each in range(3)]
    index_paths([write_lines(folder / "a.jsonl", *reports)], folder / "index", rebuild=True)


def mapped(directory: Path) -> set[str]:
    """The segments of the index that this process maps; those that are removed end in (deleted)."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    return {found[-1] for each in lines if (found := each.split(maxsplit=5))[-1].startswith(str(directory))}


def everything(searcher: Searcher) -> None:
    """Ask for all that keeps something of the index."""
    for query in QUERIES:
        searcher.search(SearchRequest(query, explain_score=True))
    kwic(searcher, SearchRequest("提案"), sort="left")
    trend(searcher, ["提案"], SearchRequest(""))
    by_report(searcher, SearchRequest("提案"), 3)
    searcher.report("r1", "提案")
    Completer(searcher).complete("ti", 10)
    list(searcher.find(SearchRequest("提案")).every_hit())


def test_a_generation_is_let_go_of_with_its_last_request(directory: Path, live: LiveIndex) -> None:
    gc.disable()
    try:
        with live.searcher() as old:
            everything(old)
            files = mapped(directory)
            renew(directory, live, 2)
            with live.searcher() as new:
                everything(new)
            # Who still reads it does so to the end.
            everything(old)
            assert files <= {each.removesuffix(" (deleted)") for each in mapped(directory)}
        del old, new
        assert files.isdisjoint(each.removesuffix(" (deleted)") for each in mapped(directory))
        for number in range(3, 6):
            files = mapped(directory)
            with live.searcher() as searcher:
                everything(searcher)
            del searcher
            renew(directory, live, number)
            assert files.isdisjoint(each.removesuffix(" (deleted)") for each in mapped(directory))
    finally:
        gc.enable()


def renew(directory: Path, live: LiveIndex, number: int) -> None:
    """Commit a generation of new files, and serve it."""
    commit(directory.parent, number)
    # The indexer has mapped files in this process, too.
    gc.collect()
    live.poll()


def cut_one(directory: Path) -> Path:
    file = next(iter(directory.glob("data-*/*.zs")))
    os.truncate(file, file.stat().st_size // 2)
    return file


def test_a_file_that_is_cut_short_is_not_read_again(
    directory: Path, live: LiveIndex, caplog: pytest.LogCaptureFixture
) -> None:
    with live.searcher() as searcher:
        everything(searcher)
    content = next(iter(directory.glob("data-*/*.zs"))).read_bytes()
    file = cut_one(directory)
    for _ in range(3):
        with pytest.raises(CorruptIndex, match=file.name), live.searcher():
            pass
    assert [each for each in caplog.messages if "被截短" in each and file.name in each]
    file.write_bytes(content)
    with live.searcher() as searcher:
        everything(searcher)


def test_a_later_commit_is_served_after_a_file_was_cut_short(directory: Path, live: LiveIndex) -> None:
    with ExitStack() as held:
        held.enter_context(live.searcher())
        cut_one(directory)
        with pytest.raises(CorruptIndex), live.searcher():
            pass
    index_paths([directory.parent / "a.jsonl"], directory, rebuild=True)
    with live.searcher() as searcher:
        assert searcher.search(SearchRequest("提案")).total == 6
