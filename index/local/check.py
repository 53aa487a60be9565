"""Integrity check: every file as it was written, and every array of a segment that of its stored reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from index.analysis import Segmenter, folding_digest, segmenter_name, well_formed
from index.errors import CorruptIndex, IndexBusy
from index.local.content import content_problems
from index.local.layout import Committed, Layout
from index.local.sums import sum_file
from index.manifest import Generation, MadeBy, SegmentFile, Sources, promised_lengths
from index.os_faults import reason_of
from index.schema_version import SCHEMA_VERSION
from index.segment import SegmentReader
from index.segment.arrays import ArrayFileError
from index.segment.reader import EXTENSION
from index.segment.segments import Segments
from index.status import Show

SUMMED: Final = "校验和"
_ATTEMPTS: Final = 20


def same_content(made_by: MadeBy) -> bool:
    """Whether this program would make the same segment of stored reports, but for their words."""
    return (made_by.schema, made_by.folding) == (SCHEMA_VERSION, folding_digest())


def same_words(made_by: MadeBy, segmenter: Segmenter) -> bool:
    """Whether it would make the same words, too."""
    return (made_by.segmenter, made_by.dictionary) == (segmenter_name(), segmenter.digest)


def problems(layout: Layout, segmenter: Segmenter, *, fast: bool, show: Show) -> Iterator[str]:
    """Problems of the index, one per line: of its sums, and unless `fast`, of the content of what is whole.

    Damage is told, never raised. What depends on the segmenter is compared only with `same_words`, other content only
    with `same_content`. Beside a writer, one committed state is read. Raises IndexUnavailable if there is no index that
    may be read, IndexBusy if commits follow too fast, CheckFailed if temporary files cannot be written.
    """
    for _ in range(_ATTEMPTS):
        try:
            committed = layout.committed()
        except CorruptIndex as fault:
            yield fault.message
            return
        state = _State(layout, *committed[0])
        found = [*state.broken(show), *_broken_before(layout, committed[1:], state)]
        # The files of a generation are removed only after another one was committed.
        if not found or layout.committed() == committed:
            yield from found
            if not fast:
                yield from state.content(segmenter, show)
            return
    raise IndexBusy("核对期间索引一直在写入", next_step="请等写入结束后再试")


class _State:
    """The current generation, with its segments open: a commit that removes its files changes nothing for it."""

    def __init__(self, layout: Layout, data: Path, number: int) -> None:
        self._layout = layout
        self._data = data
        self._number = number
        self._generation: Generation | None = None
        self._sources: Sources | None = None
        self._segments: dict[str, SegmentReader] = {}
        self.summed: dict[Path, str] = {}

    def broken(self, show: Show) -> Iterator[str]:
        """Problems of its files."""
        try:
            generation = self._generation = self._layout.generation(self._data, self._number)
        except FileNotFoundError as fault:
            yield f"缺少文件 {Path(fault.filename).name}"
            return
        except CorruptIndex as fault:
            yield fault.message
            return
        try:
            self._sources = self._layout.sources(self._data, self._number)
        except CorruptIndex as fault:
            yield fault.message
        for record in generation.segments:
            with suppress(OSError, ArrayFileError):
                self._segments[record.name] = SegmentReader(self._data / f"{record.name}{EXTENSION}")
        yield from self._broken_files(generation, show)

    def _broken_files(self, generation: Generation, show: Show) -> Iterator[str]:
        done, total = 0, sum(file.size for file in generation.files.values())
        for name, file in generation.files.items():
            problem = self.summed[self._data / name] = _broken_file(self._data / name, file)
            if problem:
                self._segments.pop(name.removesuffix(EXTENSION), None)
                yield problem
            done += file.size
            show(SUMMED, done, total)
        for record in generation.segments:
            opened = self._segments.get(record.name)
            if opened is None and not self.summed.get(self._data / f"{record.name}{EXTENSION}"):
                yield f"文件 {record.name}{EXTENSION} 不是这一代的索引文件"
            elif opened is not None and opened.documents != record.documents:
                yield f"文件 {opened.file.name} 的段落数与记录不符"

    def content(self, segmenter: Segmenter, show: Show) -> Iterator[str]:
        """Problems of the content of what is whole."""
        generation = self._generation
        if generation is None:
            return
        if len(self._segments) == len(generation.segments):
            yield from _wrong_records(generation, self._sources, list(self._segments.values()))
        if same_content(generation.made_by):
            words = same_words(generation.made_by, segmenter)
            for segment in self._segments.values():
                yield from content_problems(segment, segmenter, words=words, show=show)


def _broken_before(layout: Layout, previous: Iterable[Committed], state: _State) -> Iterator[str]:
    """Problems of the generation before, to which one can go back."""
    for data, number in previous:
        try:
            generation = layout.generation(data, number)
            layout.sources(data, number)
        except FileNotFoundError as fault:
            yield f"缺少文件 {Path(fault.filename).name}（前一代）"
            continue
        except CorruptIndex as fault:
            yield f"{fault.message}（前一代）"
            continue
        for name, file in generation.files.items():
            if data / name not in state.summed and (problem := _broken_file(data / name, file)):
                yield f"{problem}（前一代）"


def _broken_file(path: Path, expected: SegmentFile) -> str:
    """The problem of a file, or ""."""
    try:
        return "" if sum_file(path) == expected else f"文件 {path.name} 的内容与写入时不同"
    except FileNotFoundError:
        return f"缺少文件 {path.name}"
    except OSError as fault:
        return f"文件 {path.name} 读不出来（{reason_of(fault)}）"


def _wrong_records(generation: Generation, sources: Sources | None, segments: list[SegmentReader]) -> Iterator[str]:
    """Disagreements of a generation's records with its segments."""
    deleted = [record.deleted for record in generation.segments]
    try:
        held = Segments(segments, deleted).live_lengths()
    except (CorruptIndex, LookupError) as fault:
        yield fault.message if isinstance(fault, CorruptIndex) else "报告的编号读不出来"
        return
    if (live := sum(held.values())) != generation.paragraphs:
        yield f"段落数不符：记录 {generation.paragraphs}，实有 {live}"
    for each in generation.reprints:
        if well_formed(each.of) not in held:
            yield f"转载 {each.id} 所留的 {each.of} 不在索引里"
    if sources is not None and held != (promised := promised_lengths(sources)):
        wrong = sorted(report for report in held.keys() | promised if held.get(report) != promised.get(report))
        yield f"来源记录与索引不符：{len(wrong)} 份报告，最先是 {wrong[0]}"
