"""Half an hour of searches, exports, abandoned requests and commits: memory, descriptors and files do not grow."""

import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from load import Measured, clients, descriptors, number, resident
from made_prose import paragraphs
from reports import line, write_lines
from web_process import serving

from index import index_paths

SECONDS = number("SOAK_SECONDS", 1800)
SETTLED = 0.3
"""Part of the time after which caches are full, and growth counts."""
MOST_GROWTH = 1.05
ADDRESSES = (
    "/?q={}", "/api/search?q={}&limit=100", "/kwic?q={}", "/compare?q={}&by=year", "/export/csv?q={}", "/feed?q={}",
    "/export/xlsx?q={}", "/api/kwic.json?q={}", "/reports", "/api/complete?q={}", "/?q={}%28", "/reports/r3?q={}",
)  # fmt: skip
WORDS = ("提案", "协商", "调研", "河道综合治理", "座谈会 建议", "企业 OR 乡村", "一十", "充分肯定 /句 调研")


def ask(measured: Measured, connection: HTTPConnection, turn: int) -> None:
    address = ADDRESSES[turn % len(ADDRESSES)].format(quote(WORDS[turn % len(WORDS)]))
    if turn % 7:
        measured.get(connection, address)
    else:
        # Gone before the answer.
        connection.request("GET", address)
    connection.close()


def commit(folder: Path, number_of_commit: int) -> None:
    texts = paragraphs(15, 4_000)
    reports = [line(f"r{each}", texts[each * 100 : each * 100 + 100], year=2000 + each % 20) for each in range(40)]
    reports[number_of_commit % 40]["paragraphs"] = [f"第{number_of_commit}次的提案"]
    index_paths([write_lines(folder / "soak.jsonl", *reports)], folder / "index")


def held(pid: int, folder: Path) -> tuple[int, int, int]:
    """Memory, descriptors, and files of the index that are mapped."""
    mapped = {each.split()[5] for each in Path(f"/proc/{pid}/maps").read_text().splitlines() if str(folder) in each}
    return resident(pid), descriptors(pid), len(mapped)


def test_nothing_grows(tmp_path: Path) -> None:
    commit(tmp_path, 0)
    with serving(tmp_path / "index") as server:
        (worker,) = server.workers()
        seen: list[tuple[float, tuple[int, int, int]]] = []
        began = time.monotonic()
        with clients(server.port, 4, ask) as measured:
            commits = 0
            while (gone := time.monotonic() - began) < SECONDS:
                time.sleep(max(1, SECONDS / 200))
                commits += 1
                commit(tmp_path, commits)
                seen.append((gone / SECONDS, held(worker, tmp_path)))
        settled = [each for part, each in seen if part >= SETTLED]
        half = len(settled) // 2
        earlier, later = (
            [max(column) for column in zip(*part, strict=True)] for part in (settled[:half], settled[half:])
        )
        print(
            f"\n{sum(measured.statuses.values())} answers {dict(measured.statuses)}, {commits} commits; held "
            f"{earlier[0] >> 20} then {later[0] >> 20} MiB, {earlier[1:]} then {later[1:]}"
        )
        assert later[0] <= earlier[0] * MOST_GROWTH
        assert later[1] <= earlier[1] * MOST_GROWTH + 2
        assert later[2] <= earlier[2] + 1
        assert not [status for status in measured.statuses if status >= 500]
        assert server.workers() == [worker]
        time.sleep(2)
        assert not [
            each
            for each in Path(f"/proc/{worker}/maps").read_text().splitlines()
            if each.endswith("(deleted)") and str(tmp_path) in each
        ]
