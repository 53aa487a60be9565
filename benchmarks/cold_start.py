"""A query as a fresh process, on the five seeds or a given index: `python -m benchmarks.cold_start [--index DIR]`."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from index import index_paths

RUNS = 11
NOTHING_FOUND = 1
SEEDS = Path(__file__).parent.parent / "seeds"
COMMAND = str(Path(sys.executable).with_name("zhengsou"))
PROGRAMS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import numpy'": [sys.executable, "-c", "import numpy"],
    "python -c 'import jieba; jieba.initialize()'": [sys.executable, "-c", "import jieba; jieba.initialize()"],
}


def seconds(command: list[str]) -> tuple[float, float]:
    """The best and the median of RUNS runs; a search may also find nothing."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        status = subprocess.run(command, check=False, capture_output=True).returncode
        times.append(time.perf_counter() - started)
        if status not in (0, NOTHING_FOUND):
            raise subprocess.CalledProcessError(status, command)
    return min(times), statistics.median(times)


def cold_query(index: Path) -> tuple[float, float]:
    """The best and the median of RUNS fresh processes that search for 提案."""
    return seconds([COMMAND, "search", "提案", "--index", str(index)])


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="an index that stands already, instead of one of the seeds")
    given: Path | None = parser.parse_args().index
    with tempfile.TemporaryDirectory() as scratch:
        index = str(given or Path(scratch) / "index")
        ours = {
            "zhengsou search 提案": [COMMAND, "search", "提案", "--index", index],
            "zhengsou search 提案 办理 --json": [COMMAND, "search", "提案 办理", "--json", "--index", index],
        }
        if given is None:
            index_paths([SEEDS], Path(index))
            ours["zhengsou index (nothing new)"] = [COMMAND, "index", str(SEEDS), "--index", index]
        print("| process | best s | median s |\n|---|---|---|")
        for name, command in (ours | PROGRAMS).items():
            best, median = seconds(command)
            print(f"| `{name}` | {best:.3f} | {median:.3f} |", flush=True)


if __name__ == "__main__":
    main()
