"""A command in processes of its own, with what it took: time, processor time, and memory of all its processes."""

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAUSE = 0.03


@dataclass(frozen=True, slots=True)
class Measured:
    """How a command ended. status: None if it was ended for taking too long.

    seconds: of the clock; busy: of processors. peak: most bytes of all its processes together, what they share divided
    among them.
    """

    status: int | None
    output: str
    seconds: float
    busy: float
    peak: int


def measured(command: Sequence[str], longest: float, environment: Mapping[str, str], space: int) -> Measured:
    """Run a command for at most so many seconds, each of its processes with at most so many bytes of addresses."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=dict(environment),
        start_new_session=True,
    )
    resource.prlimit(process.pid, resource.RLIMIT_AS, (space, space))
    told: list[bytes] = []
    reading = threading.Thread(target=lambda: told.append(process.communicate()[0]))
    reading.start()
    peak, late = 0, False
    while reading.is_alive():
        reading.join(_PAUSE)
        peak = max(peak, sum(map(_memory, _tree(process.pid))))
        if not late and time.monotonic() - start > longest:
            late = True
            os.killpg(process.pid, signal.SIGKILL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    status = None if late else process.returncode
    return Measured(status, told[0].decode("utf-8", "replace"), time.monotonic() - start, busy, peak)


def _tree(process: int) -> Iterator[int]:
    yield process
    try:
        children = [each.read_text().split() for each in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return
    for child in (int(each) for some in children for each in some):
        yield from _tree(child)


def _memory(process: int) -> int:
    """Bytes of a process, its share of what others map as well."""
    try:
        rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) << 10 for row in rows if row.startswith("Pss:")), 0)
