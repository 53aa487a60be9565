"""A bound of the memory of this process, for files of strangers."""

from __future__ import annotations

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
