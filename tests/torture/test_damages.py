"""Thousands of single damages to every file of an index, and of checks of a whole one that is written to.

ZHENGSOU_TORTURE_DAMAGES sets how many damages (2000 by default), ZHENGSOU_TORTURE_CHECKS how many checks (500).
"""

import os
import random
import threading
from collections import Counter
from pathlib import Path

from damages import Torture, problems
from reports import line, write_lines

from index import index_paths

ROUNDS = int(os.environ.get("ZHENGSOU_TORTURE_DAMAGES", "2000"))
CHECKS = int(os.environ.get("ZHENGSOU_TORTURE_CHECKS", "500"))


def test_single_damages(tmp_path: Path) -> None:
    seed = int(os.environ.get("ZHENGSOU_TORTURE_SEED", random.randrange(1 << 30)))
    torture = Torture(tmp_path)
    for done in range(0, ROUNDS, 100):
        rounds = min(100, ROUNDS - done)
        torture.run(rounds, seed + done)
        print(
            f"\n{done + rounds} damages, seed {seed}: {len(torture.wrong)} wrong; after an index run: {torture.after}"
        )
        print(f"wrong answers before verification, none after: {torture.silent}", flush=True)
    assert torture.wrong == []


def test_checks_beside_a_writer(tmp_path: Path) -> None:
    """Commits with merges and rebuilds, one after the other, while two threads check all the time."""
    source, directory = tmp_path / "in", tmp_path / "index"
    source.mkdir()
    write_lines(source / "0.jsonl", line("r0", ["提案"]))
    index_paths([source], directory)
    done, checked, found = threading.Event(), Counter[bool](), []

    def check() -> None:
        while not done.is_set():
            fast = sum(checked.values()) % 4 > 0
            found.extend(problems(directory, fast=fast))
            checked[fast] += 1

    threads = [threading.Thread(target=check) for _ in range(2)]
    for thread in threads:
        thread.start()
    commits = 0
    while (sum(checked.values()) < CHECKS or commits < CHECKS // 4) and all(each.is_alive() for each in threads):
        commits += 1
        write_lines(source / f"{commits % 24}.jsonl", line(f"r{commits % 24}", ["提案办理" * commits, "满意"]))
        index_paths([source], directory, rebuild=commits % 40 == 0)
    done.set()
    for thread in threads:
        thread.join()
    print(f"\n{checked[True]} fast and {checked[False]} whole checks beside {commits} commits: {len(found)} false")
    assert found == []
    assert sum(checked.values()) >= CHECKS
