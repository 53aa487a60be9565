"""Integrity check: every file as it was written, and every array of a segment that of its stored reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from index.analysis import Segmenter, folding_digest, segmenter_name, well_formed
from index.errors import CorruptIndex, IndexBusy
from index.language import N_, gettext
from index.local.content import content_problems
from index.local.layout import Layout
from index.local.pointer import Entry
from index.local.unreadable import unreadable
from index.local.verification import Covered, difference_of, problem_of_fault
from index.manifest import Generation, MadeBy, Sources, wrong_reports
from index.os_faults import SHORT
from index.schema_version import SCHEMA_VERSION
from index.segment import SegmentReader
from index.segment.arrays import ArrayFileError
from index.segment.reader import EXTENSION
from index.segment.segments import Segments
from index.status import SPARE, Problem, Show

SUMMED: Final = N_("校验和")
_ATTEMPTS: Final = 20


def same_content(made_by: MadeBy) -> bool:
    """Whether this program would make the same segment of stored reports, but for their words."""
    return (made_by.schema, made_by.folding) == (SCHEMA_VERSION, folding_digest())


def same_words(made_by: MadeBy, segmenter: Segmenter) -> bool:
    """Whether it would make the same words, too."""
    return (made_by.segmenter, made_by.dictionary) == (segmenter_name(), segmenter.digest)


def problems(layout: Layout, segmenter: Segmenter, *, fast: bool, show: Show) -> Iterator[str]:
    """Problems of the index, one per line: of its sums, and unless `fast`, of the content of what is whole.

    Damage is told, never raised. The generation before, to which one can go back, is summed, too. What depends on the
    segmenter is compared only with `same_words`, other content only with `same_content`. Beside a writer, one committed
    state is read. Raises IndexUnavailable if there is no index that may be read, IndexBusy if commits follow too fast,
    CheckFailed if temporary files cannot be written.
    """
    for _ in range(_ATTEMPTS):
        try:
            entries = layout.entries()
        except CorruptIndex as fault:
            yield fault.message
            return
        state = _State(layout, entries, show)
        found = state.broken()
        # The files of a generation are removed only after another one was committed.
        if not found or _entries(layout) == entries:
            yield from found
            if not fast:
                yield from state.content(segmenter, show)
            return
    raise IndexBusy(gettext("核对期间索引一直在写入"), next_step=gettext("请等写入结束后再试"))


def _entries(layout: Layout) -> tuple[Entry, ...]:
    """What the pointer names; nothing if it is damaged."""
    try:
        return layout.entries()
    except CorruptIndex:
        return ()


class _State:
    """What the pointer named, with the current segments open: a commit that removes their files changes nothing."""

    def __init__(self, layout: Layout, entries: Sequence[Entry], show: Show) -> None:
        self._layout = layout
        self._entries = entries
        self._show = show
        self._done = 0
        self._generations: dict[Entry, Generation] = {}
        self._sources: Sources | None = None
        self._segments: dict[str, SegmentReader] = {}
        self._summed: dict[Path, str] = {}

    def broken(self) -> list[str]:
        """Problems of the files of all generations."""
        found: list[str] = []
        for entry in self._entries:
            found += [self._placed(problem, entry) for problem in self._unreadable(entry)]
        self._open()
        for entry in self._entries:
            found += [self._placed(problem, entry) for problem in self._wrong_sums(entry)]
        return found + list(self._wrong_segments())

    def _placed(self, problem: str, entry: Entry) -> str:
        """A problem, marked where it is of a file that only the generation before has."""
        if entry == self._entries[0]:
            return problem
        kind, step = (problem.kind, problem.step) if isinstance(problem, Problem) else (SPARE, "")
        return Problem(gettext("%(problem)s（前一代）", problem=problem), kind, step)

    def _unreadable(self, entry: Entry) -> Iterator[str]:
        """Problems of the records of a generation."""
        try:
            self._generations[entry] = self._layout.generation_of(entry)
        except (OSError, CorruptIndex) as fault:
            yield _told(fault, entry.data / entry.manifest_name)
        try:
            sources = self._layout.sources_of(entry)
        except (OSError, CorruptIndex) as fault:
            yield _told(fault, entry.data / entry.sources_name)
        else:
            self._sources = sources if entry == self._entries[0] else self._sources

    def _open(self) -> None:
        generation = self._generations.get(self._entries[0])
        for record in generation.segments if generation else ():
            path = self._entries[0].data / f"{record.name}{EXTENSION}"
            try:
                self._segments[record.name] = SegmentReader(path)
            except ArrayFileError:
                continue
            except OSError as fault:
                _problem_of_fault(path, fault)

    def _wrong_sums(self, entry: Entry) -> Iterator[str]:
        """Problems of the other files of a generation."""
        generation = self._generations.get(entry)
        total = sum(file.size for each in self._generations.values() for file in each.files.values())
        for name, file in generation.files.items() if generation else ():
            path = entry.data / name
            if path not in self._summed:
                problem = self._summed[path] = _problem_of(Covered(path, file))
                if problem:
                    yield problem
            self._done += file.size
            self._show(gettext(SUMMED), self._done, total)

    def _wrong_segments(self) -> Iterator[str]:
        """Current segments that are others than the record says; those with wrong sums are left out from then on."""
        generation = self._generations.get(self._entries[0])
        readable = generation is not None and generation.made_by.schema == SCHEMA_VERSION
        for record in generation.segments if generation else ():
            name = f"{record.name}{EXTENSION}"
            opened, problem = self._segments.get(record.name), self._summed.get(self._entries[0].data / name)
            if problem or problem is None:
                self._segments.pop(record.name, None)
                if problem is None:
                    yield gettext("文件 %(name)s 没有校验和", name=name)
            elif readable and (opened is None or opened.documents != record.documents):
                yield gettext("文件 %(name)s 与记录不符", name=name)

    def content(self, segmenter: Segmenter, show: Show) -> Iterator[str]:
        """Problems of the content of what is whole."""
        generation = self._generations.get(self._entries[0])
        if generation is None:
            return
        if same_content(generation.made_by):
            if len(self._segments) == len(generation.segments):
                yield from _wrong_records(generation, self._sources, list(self._segments.values()))
            words = same_words(generation.made_by, segmenter)
            for segment in self._segments.values():
                yield from content_problems(segment, segmenter, words=words, show=show)


def _told(fault: OSError | CorruptIndex, path: Path) -> str:
    return fault.message if isinstance(fault, CorruptIndex) else _problem_of_fault(path, fault)


def _problem_of(file: Covered) -> str:
    """What is wrong with a file, or ""; raises as `_problem_of_fault` does."""
    try:
        return difference_of(file)
    except OSError as fault:
        return _problem_of_fault(file.path, fault)


def _problem_of_fault(path: Path, fault: OSError) -> str:
    """A file that cannot be read, as a problem; raises IndexUnavailable where the system is short."""
    if fault.errno in SHORT:
        raise unreadable(fault, path) from fault
    return problem_of_fault(path, fault)


def _wrong_records(generation: Generation, sources: Sources | None, segments: list[SegmentReader]) -> Iterator[str]:
    """Disagreements of a generation's records with its segments."""
    deleted = [record.deleted for record in generation.segments]
    try:
        held = Segments(segments, deleted).live_lengths()
    except (CorruptIndex, LookupError) as fault:
        yield fault.message if isinstance(fault, CorruptIndex) else gettext("报告的编号读不出来")
        return
    if (live := sum(held.values())) != generation.paragraphs:
        yield gettext("段落数不符：记录 %(paragraphs)s，实有 %(live)s", paragraphs=generation.paragraphs, live=live)
    for each in generation.reprints:
        if well_formed(each.of) not in held:
            yield gettext("转载 %(id)s 所留的 %(of)s 不在索引里", id=each.id, of=each.of)
    if sources is not None and (wrong := wrong_reports(held, sources)):
        yield gettext("来源记录与索引不符：%(count)s 份报告，最先是 %(wrong)s", count=len(wrong), wrong=wrong[0])
