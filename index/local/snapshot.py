"""Snapshot of an index directory: one generation, open for reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from index.errors import REBUILD, CorruptIndex
from index.local.layout import Layout
from index.manifest import Generation
from index.reprints import Reprints
from index.segment import SegmentReader
from index.segment.arrays import ArrayFileError
from index.segment.reader import EXTENSION
from index.segment.segments import Segments

_ATTEMPTS: Final = 5


class Snapshot(Segments):
    """The last commit at the time of opening; later commits do not change it. Safe for threads."""

    def __init__(self, data: Path, generation: Generation) -> None:
        self.data = data
        self.generation = generation
        Layout(data.parent).check_sizes(data, generation)
        segments = [SegmentReader(data / f"{segment.name}{EXTENSION}") for segment in generation.segments]
        for segment, record in zip(segments, generation.segments, strict=True):
            if segment.documents != record.documents:
                raise CorruptIndex(f"索引已损坏：文件 {record.name}{EXTENSION} 与写入时不同", next_step=REBUILD)
        self.reprints = Reprints(generation.reprints)
        super().__init__(segments, [record.deleted for record in generation.segments])

    def _read_meta(self, report: int) -> dict[str, Any]:
        return self.reprints.with_own(super()._read_meta(report))

    @classmethod
    def open(cls, directory: Path) -> Snapshot:
        """The current generation of the index in `directory`, or the previous one if that does not open.

        Raises IndexUnavailable if there is no index, CorruptIndex if neither generation is intact.
        """
        layout = Layout(directory)
        for attempt in range(_ATTEMPTS):
            committed = layout.committed()
            faults: list[Exception] = []
            for data, number in committed:
                try:
                    opened = cls(data, layout.generation(data, number))
                except (OSError, ArrayFileError, CorruptIndex) as fault:
                    faults.append(fault)
                    continue
                if faults and layout.committed() == committed:
                    _warn(directory, _corrupt(faults[0]))
                return opened
            # A commit in between may have removed the files of the generation that was about to be opened.
            if layout.committed() == committed or attempt == _ATTEMPTS - 1:
                raise _corrupt(faults[0]) from faults[0]
        raise AssertionError("unreachable")


def _warn(directory: Path, fault: CorruptIndex) -> None:
    # Logging costs a command's start some milliseconds that hardly any needs.
    import logging

    logging.getLogger(__name__).warning("%s 的最新一代打不开（%s），改用前一代", directory, fault.message)


def _corrupt(fault: Exception) -> CorruptIndex:
    if isinstance(fault, CorruptIndex):
        return fault
    if isinstance(fault, FileNotFoundError):
        return CorruptIndex(f"索引已损坏：缺少文件 {Path(str(fault.filename or fault)).name}", next_step=REBUILD)
    return CorruptIndex(f"索引已损坏：文件无法读取（{type(fault).__name__}）", next_step=REBUILD)
