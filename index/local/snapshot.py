"""Snapshot of an index directory: one generation, open for reading."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any, Final

from index.errors import CorruptIndex, IndexUnavailable
from index.language import N_, logged
from index.local.damaged import refuse
from index.local.intact import newest
from index.local.layout import Layout
from index.local.pointer import Entry
from index.manifest import Generation, SegmentRecord
from index.reprints import Reprints
from index.segment import SegmentReader
from index.segment.arrays import ArrayFileError
from index.segment.reader import EXTENSION
from index.segment.segments import Segments
from index.stored import REPORT_META

_PAST: Final = frozenset({errno.EIO})
"""Errors of the system that a reader falls back from: a bad block stays bad, and others may hold the one before."""


class Snapshot(Segments):
    """One generation; later commits do not change it. Safe for threads."""

    def __init__(self, data: Path, generation: Generation) -> None:
        """Raises CorruptIndex, FileNotFoundError, or OSError if the system does not let a file be read."""
        self.data = data
        self.generation = generation
        refuse(data, generation)
        Layout(data.parent).check_sizes(data, generation)
        segments = [_opened(data, record) for record in generation.segments]
        self.reprints = Reprints(generation.reprints)
        self.passed_over: IndexUnavailable | None = None
        """Why it is not the newest generation that `open` opened; None if it is."""
        super().__init__(segments, [record.deleted for record in generation.segments])

    def _read_meta(self, report: int) -> dict[str, Any]:
        meta = super()._read_meta(report)
        if not meta.keys() >= REPORT_META:
            raise CorruptIndex.in_file(self.file_of(report))
        return self.reprints.with_own(meta)

    @classmethod
    def open(cls, directory: Path) -> Snapshot:
        """The current generation of the index in `directory`, or the previous one if that does not open.

        Raises IndexUnavailable if there is no index or the system does not let it be read, CorruptIndex if neither
        generation is intact.
        """
        layout = Layout(directory)

        def opened(entry: Entry) -> Snapshot:
            return cls(entry.data, layout.generation_of(entry))

        faults: list[IndexUnavailable] = []
        found = newest(layout, opened, past=_PAST, fallen_back=faults.append)
        for fault in faults:
            found.passed_over = fault
            _warn(directory, fault)
        return found


def _opened(data: Path, record: SegmentRecord) -> SegmentReader:
    name = f"{record.name}{EXTENSION}"
    try:
        segment = SegmentReader(data / name)
    except ArrayFileError as fault:
        raise CorruptIndex.in_file(name) from fault
    if segment.documents != record.documents:
        raise CorruptIndex.in_file(name)
    return segment


def _warn(directory: Path, fault: IndexUnavailable) -> None:
    # Logging costs a command's start some milliseconds that hardly any needs.
    import logging

    logging.getLogger(__name__).warning(logged(N_("%s 的最新一代打不开（%s），改用前一代")), directory, fault.message)
