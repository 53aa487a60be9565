"""Bounds of the memory and the processor time of this process, for files of strangers."""

from __future__ import annotations

import math
from contextlib import suppress


def limit_memory(mebibytes: int) -> None:
    """From here on, what this process allocates beyond so much raises MemoryError, where the system can do that.

    Mapped files, as the index is, do not count.
    """
    try:
        import resource
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (mebibytes << 20, most))


def limit_time(until: float) -> None:
    """Once this process has spent more processor time, the system ends it (SIGXCPU), where it can do that.

    until: seconds as of `time.process_time`, rounded up. It leaves no core file.
    """
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(until), resource.getrlimit(resource.RLIMIT_CPU)[1]))
