"""A query as a fresh process on the five seeds: `python -m benchmarks.cold_start`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from index import index_paths

RUNS = 15
SEEDS = Path(__file__).parent.parent / "seeds"
COMMAND = str(Path(sys.executable).with_name("zhengsou"))
PROGRAMS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import numpy'": [sys.executable, "-c", "import numpy"],
    "python -c 'import jieba; jieba.initialize()'": [sys.executable, "-c", "import jieba; jieba.initialize()"],
}


def seconds(command: list[str]) -> tuple[float, float]:
    """The best and the median of RUNS runs."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times), statistics.median(times)


def main() -> None:
    """Print one table."""
    with tempfile.TemporaryDirectory() as scratch:
        index = str(Path(scratch) / "index")
        index_paths([SEEDS], Path(index))
        ours = {
            "zhengsou search 提案": [COMMAND, "search", "提案", "--index", index],
            "zhengsou search 提案 办理 --json": [COMMAND, "search", "提案 办理", "--json", "--index", index],
            "zhengsou index (nothing new)": [COMMAND, "index", str(SEEDS), "--index", index],
        }
        print("| process | best s | median s |\n|---|---|---|")
        for name, command in (ours | PROGRAMS).items():
            best, median = seconds(command)
            print(f"| `{name}` | {best:.3f} | {median:.3f} |", flush=True)


if __name__ == "__main__":
    main()
