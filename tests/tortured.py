"""An index that is tortured: what it was, what a run makes of it, and what must hold whatever became of that run."""

import fcntl
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from faulty_calls import Calls, Ended, Fault, events_in, in_process
from power_cut import Disk, Model
from reports import line, page, write_lines

from index import index_paths
from index.errors import IndexUnavailable
from index.local import batches
from index.local.layout import Layout
from index.store import open_store
from search import SearchRequest, open_searcher
from web.cli import main

SOON = 1.0
"""Seconds within which a lock is free and workers are gone."""
QUERIES = ("提案", "视察", "委员 提案", "协商", "公开")
SCENARIOS = ("first", "changed", "rebuild", "workers")
STATUS = {"kill": {-signal.SIGKILL}, "interrupt": {130}, "term": {143}, "ENOSPC": {1}, "EIO": {1, 2, 3}}
"""What a run may end with, by kind of fault; 3 where the index cannot be read, 2 where a file beside it cannot."""
Content = dict[str, Any]


def seen(directory: Path) -> Content | None:
    """What a reader finds: the answers to some queries, and all texts by report; None if there is no index."""
    try:
        with open_searcher(directory) as searcher:
            found = {query: searcher.search(SearchRequest(query, limit=1000)) for query in QUERIES}
    except IndexUnavailable:
        return None
    store = open_store(directory)
    ids = [report for source in store.state(forgive=False).sources.values() for report in source.reports]
    return {
        "ids": sorted(ids),
        "texts": {each.report.id: [p.text for p in each.report.paragraphs] for each in store.reports(ids)},
        "answers": {
            query: (each.total, each.occurrences, sorted((hit.report, hit.paragraph, hit.text) for hit in each.hits))
            for query, each in found.items()
        },
    }


def strays(directory: Path) -> set[str]:
    """The files that no committed generation has."""
    layout = Layout(directory)
    kept = {"current.json", "writing.lock"}
    for entry in layout.entries():
        kept |= {f"{entry.data.name}/{name}" for name in (*layout.generation_of(entry).files, *entry.records)}
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()} - kept


def fill(library: Path, *, changed: bool) -> None:
    """A library of four files: as it was indexed, or with reports added, changed, removed and moved between files."""
    library.mkdir(exist_ok=True)
    old = [line(f"r{number}", [f"第{number}次提案办理", "视察" * number, "满意"]) for number in range(1, 9)]
    new = [line("r1", ["改过的提案"]), *old[2:], line("r20", ["协商民主", "提案公开"])]
    write_lines(library / "a.jsonl", *(new[:5] if changed else old[:6]))
    write_lines(library / "b.jsonl", *(new[5:] if changed else old[6:]))
    write_lines(library / "c.jsonl", *(line(f"c{number}", ["委员的提案"] * 4) for number in range(5)))
    (library / "d.txt").write_text(
        page("广安区政协", 2023, "提案工作" if changed else "视察工作", "一年来的工作。"), "utf-8"
    )


@dataclass
class Tortured:
    """A folder with a library and an index, put back before each round. old, new: what a reader may find."""

    folder: Path
    name: str
    old: Content | None = None
    new: Content | None = None

    @property
    def root(self) -> Path:
        return self.folder / "disk"

    @property
    def library(self) -> Path:
        return self.root / "lib"

    @property
    def index(self) -> Path:
        return self.root / ("var/here/index" if self.name == "first" else "index")

    @property
    def watched(self) -> Path:
        """The folder whose calls are counted: all that a run makes."""
        return self.root / "var" if self.name == "first" else self.index

    def prepare(self) -> "Tortured":
        self.root.mkdir(parents=True)
        fill(self.library, changed=False)
        if self.name != "first":
            # Several commits, so that there are several segments, and a generation to fall back to.
            for name in ("c.jsonl", "b.jsonl", "a.jsonl", "d.txt"):
                index_paths([self.library / name], self.index)
        self.old = seen(self.index)
        fill(self.library, changed=True)
        shutil.copytree(self.root, self.folder / "before")
        index_paths([self.library], self.folder / "fresh")
        self.new = seen(self.folder / "fresh")
        assert self.new not in (None, self.old)
        return self

    def put_back(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self.folder / "before", self.root)

    def run(
        self,
        fault: Fault | None = None,
        log: Path | None = None,
        *,
        put_back: bool = True,
        limits: dict[int, int] | None = None,
    ) -> Ended:
        """Put everything back, and run the indexer in a process of its own with this fault. limits: of resources."""
        if put_back:
            self.put_back()
        calls = Calls(self.root if log else self.watched, fault, log)
        rebuild = ["--rebuild"] if self.name == "rebuild" else []

        def work() -> int:
            os.setsid()
            for kind, limit in (limits or {}).items():
                resource.setrlimit(kind, (limit, limit))
            if self.name == "workers":
                use_workers()
            return program(["index", str(self.library), *rebuild, "--index", str(self.index)])

        return in_process(work, calls)

    def judge(self, ended: Ended) -> str:
        """Raises AssertionError unless all holds; says what was found: old or new."""
        start = time.monotonic()
        while ended.session and list(left_of(ended.session)):
            assert time.monotonic() - start < SOON, "a process lives on"
        free = self.index / "writing.lock"
        assert not free.exists() or is_free(free), "the lock is held"
        assert "Traceback" not in ended.said, ended.said
        assert "Error" not in ended.said, ended.said
        found = seen(self.index)
        assert found in (self.old, self.new), "mixed" if found else "lost"
        if found is not None:
            assert list(open_store(self.index).check()) == []
        self.end()
        return "new" if found == self.new else "old"

    def end(self) -> None:
        """The next run: everything is indexed, and nothing is left."""
        index_paths([self.library], self.index)
        assert seen(self.index) == self.new
        assert list(open_store(self.index).check()) == []
        assert strays(self.index) == set()


def use_workers() -> None:
    """Let this process use two worker processes, for small batches."""
    for name, value in (("_LEAST", 20), ("memory_limit", lambda: 0), ("processes", lambda: 2)):
        setattr(batches, name, value)


def program(arguments: list[str]) -> int:
    """Run the command in this process; its status."""
    sys.argv = ["zhengsou", *arguments]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def is_free(lock: Path) -> bool:
    """Whether no process holds a lock."""
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def left_of(session: int) -> Iterator[int]:
    """The processes of a session that live."""
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with suppress(OSError):
                fields = (each / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] not in "ZX":
                    yield int(each.name)


def every_call(tortured: Tortured, fault: Fault, stride: int) -> "Counter[tuple[str, bool]]":
    """Let the fault happen at one call after the other; rounds by what was found, and whether the run had failed."""
    rounds: Counter[tuple[str, bool]] = Counter()
    while True:
        ended = tortured.run(fault)
        failed, reached = ended.status != 0, ended.calls[fault.worker] >= fault.number
        assert ended.status in {0} | ({1} if fault.worker else STATUS[fault.kind]), (fault, ended)
        assert not failed or reached, (fault, ended)
        # Click ends the line in which a terminal shows ^C.
        assert len(ended.said.strip().splitlines()) == (failed and ended.status > 0), (fault, ended)
        try:
            found = tortured.judge(ended)
        except Exception as problem:
            raise AssertionError(f"{tortured.name}, {fault}: {ended}") from problem
        assert found == "new" or failed, (fault, ended)
        rounds[found, failed] += 1
        if not reached:
            return rounds
        fault = replace(fault, number=fault.number + stride)


def cut(tortured: Tortured, model: Model, chance: random.Random, rounds: int) -> "Counter[str]":
    """Cut the power at random moments of one run, and after it; how often the old and the new was found."""
    seen: Counter[str] = Counter()
    tortured.put_back()
    start, left = Disk(tortured.root), tortured.folder / "left"
    ended = tortured.run(None, tortured.folder / "log", put_back=False)
    assert ended.status == 0, ended
    events = events_in(tortured.folder / "log")
    for number in range(rounds):
        moment = len(events) if number % 5 == 0 else chance.randrange(len(events))
        disk = deepcopy(start)
        disk.apply(events[:moment])
        disk.cut(left, model, chance)
        shutil.rmtree(tortured.root)
        left.rename(tortured.root)
        try:
            found = tortured.judge(Ended(0, ""))
        except Exception as fault:
            raise AssertionError(f"{tortured.name} {model}: after {moment} of {len(events)} events") from fault
        assert found == "new" or moment < len(events)
        seen[found] += 1
    return seen
