"""The generation that an index run builds on: all its records verified, and every segment open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.errors import CorruptIndex, IndexUnavailable
from index.local.intact import newest, recoverable
from index.local.layout import Layout
from index.local.pointer import Entry
from index.local.snapshot import Snapshot
from index.manifest import Generation, Sources


@dataclass(frozen=True, slots=True)
class Base:
    """A generation with its source records, open.

    fault: why it is not the one that the pointer names as current; None if it is.
    """

    entry: Entry
    sources: Sources
    snapshot: Snapshot
    fault: IndexUnavailable | None = None

    @property
    def current(self) -> bool:
        """Whether the pointer names it as the current one."""
        return self.fault is None

    @property
    def generation(self) -> Generation:
        """Its record."""
        return self.snapshot.generation

    def close(self) -> None:
        """Close its files."""
        self.snapshot.close()


def open_base(layout: Layout) -> Base:
    """The newest generation of which the records are as they were written, and all files there in their sizes.

    If the pointer is lost or damaged, generations are found by their records. Raises IndexUnavailable if there is no
    index or the system does not let it be read, CorruptIndex if there is no such generation.
    """

    def opened(entry: Entry) -> Base:
        generation, sources = layout.generation_of(entry), layout.sources_of(entry)
        if sum(len(source.reports) for source in sources.values()) != generation.reports:
            raise CorruptIndex.in_file(entry.sources_name)
        return Base(entry, sources, Snapshot(entry.data, generation))

    faults: list[IndexUnavailable] = []
    base = newest(layout, opened, entries=recoverable, fallen_back=faults.append)
    try:
        current = layout.entries()[0]
    except CorruptIndex as fault:
        return replace(base, fault=fault)
    if faults:
        return replace(base, fault=faults[0])
    if current == base.entry:
        return base
    # A commit has come in between.
    base.close()
    return open_base(layout)
