"""Sixteen readers beside a writer: no answer is of two generations, a new one is soon seen, and nothing grows.

`ZHENGSOU_TORTURE_COMMITS` says how many commits (300).
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from reports import line, write_lines

from index import index_paths
from index.store import open_store
from search import SearchRequest
from search.engine.live import LiveIndex

COMMITS = int(os.environ.get("ZHENGSOU_TORTURE_COMMITS", "300"))
READERS = 16
REPORTS = 8
SOON = 1.0
"""Seconds."""


class Writer:
    """Commits generation after generation, each with a version that all its reports say. at: when each returned."""

    def __init__(self, folder: Path) -> None:
        self.index = folder / "index"
        self._library = folder / "lib"
        self._library.mkdir()
        self.at = multiprocessing.get_context("fork").RawArray("d", COMMITS + 1)

    def commit(self, version: int) -> None:
        for number in range(REPORTS):
            texts = [f"版次{version}号", f"第{number}份提案"]
            write_lines(self._library / f"{number}.jsonl", line(f"r{number}", texts))
        write_lines(self._library / f"more{version % 20}.jsonl", line(f"m{version % 20}", [f"添上的{version}"] * 30))
        index_paths([self._library], self.index, rebuild=version == COMMITS // 2)
        self.at[version] = time.monotonic()


class Reader(threading.Thread):
    """Searches until it is stopped. faults: torn answers and exceptions. lag: the longest that a version was late."""

    def __init__(self, live: LiveIndex, writer: Writer, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._live, self._writer, self._stop_event = live, writer, stop
        self.faults: list[str] = []
        self.readings = 0
        self.lag = 0.0

    def run(self) -> None:
        while not self._stop_event.wait(0.01):
            try:
                self._read()
            except Exception as fault:
                self.faults.append(repr(fault))

    def _read(self) -> None:
        began = time.monotonic()
        with self._live.searcher() as searcher:
            found = [hit.text for hit in searcher.search(SearchRequest("版次", limit=50)).hits]
            versions = {int(text.removeprefix("版次").removesuffix("号")) for text in found}
        self.readings += 1
        if len(versions) != 1 or len(found) != REPORTS:
            self.faults.append(f"torn: {sorted(found)}")
            return
        [version] = versions
        if version < COMMITS and self._writer.at[version + 1]:
            self.lag = max(self.lag, began - self._writer.at[version + 1])


def resident() -> int:
    """Bytes of this process's memory that are its own, without mapped files."""
    fields = dict(each.split(":", 1) for each in Path("/proc/self/status").read_text().splitlines())
    return int(fields["RssAnon"].split()[0]) * 1024


def held() -> tuple[int, int]:
    """Open descriptors, and mapped files that are deleted."""
    maps = Path("/proc/self/maps").read_text()
    return len(os.listdir("/proc/self/fd")), len({each for each in maps.splitlines() if each.endswith("(deleted)")})


def test_readers_beside_a_writer(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    writer.commit(0)
    child = os.fork()
    if child == 0:
        os._exit(_written(lambda: list(map(writer.commit, range(1, COMMITS + 1)))))
    live, stop = LiveIndex(writer.index), threading.Event()
    live.open()
    readers = [Reader(live, writer, stop) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    memory, files, stalled = [], [], 0.0
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        began = time.monotonic()
        time.sleep(0.2)
        # What the machine, busy with other things, keeps this process waiting for, it keeps the readers waiting for.
        stalled = max(stalled, time.monotonic() - began - 0.2)
        memory.append(resident())
        files.append(held())
    time.sleep(SOON + 0.5)
    stop.set()
    for reader in readers:
        reader.join()
    live.close()
    assert writer.at[COMMITS], "the writer failed"
    early, late = memory[len(memory) // 4 : len(memory) // 2], memory[-len(memory) // 4 :]
    grown = max(late) / max(early)
    late_by, readings = max(each.lag for each in readers), sum(each.readings for each in readers)
    print(f"{readings} readings, late by {late_by:.2f} s at most, the machine by {stalled:.2f} s")
    print(f"memory × {grown:.3f}, {max(files)[0]} descriptors, {max(each for _, each in files)} deleted files at most")
    assert [fault for reader in readers for fault in reader.faults] == []
    assert all(reader.readings > COMMITS // 10 for reader in readers)
    assert late_by < SOON + stalled
    assert grown < 1.05
    quarter = len(files) // 4
    assert max(files[-quarter:])[0] <= max(files[quarter : 2 * quarter])[0] + 4
    assert list(open_store(writer.index).check()) == []


def _written(write: Callable[[], object]) -> int:
    try:
        write()
    except BaseException:
        return 1
    return 0
