"""Figures of a process from /proc; none where the system has no /proc."""

from __future__ import annotations

import os
from pathlib import Path


def process_figures(process: int) -> dict[str, float]:
    """Resident memory (bytes), open files and start (s since 1970) of the process with this id (proc(5)).

    Names: resident_memory_bytes, open_fds, start_time_seconds. Without those that cannot be read.
    """
    of = Path("/proc") / str(process)
    found: dict[str, float] = {}
    try:
        found["resident_memory_bytes"] = int((of / "statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
        found["open_fds"] = len(os.listdir(of / "fd"))
        # The name of the program, in parentheses, may hold spaces.
        ticks = int((of / "stat").read_text().rpartition(")")[2].split()[19])
        found["start_time_seconds"] = _booted() + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        pass
    return found


def _booted() -> float:
    lines = Path("/proc/stat").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("btime ")))
