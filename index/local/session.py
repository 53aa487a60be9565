"""Write session of a local index: additions, removals, and the commit that publishes them."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from whoosh.util import random_name

from index.analysis import Segmenter, well_formed
from index.durable import sync_parents
from index.errors import CorruptIndex, IndexBusy, IndexingFailed, IndexUnavailable
from index.language import gettext
from index.local.base import open_base
from index.local.batches import MAX_MERGED, BatchWriter, Part, merge_live
from index.local.disk import not_confirmed, writing_to
from index.local.layout import Layout
from index.local.pointer import Entry
from index.local.strays import discard_strays
from index.local.sums import VerifiedFiles, sum_file
from index.local.tiers import allowance, merge_from
from index.local.verification import problems_of
from index.manifest import (
    Generation,
    MadeBy,
    Ranges,
    SegmentFile,
    SegmentRecord,
    Sources,
    all_reprints,
    check_reprints,
    sync_directory,
    wrong_reports,
)
from index.report import Report
from index.segment import SegmentReader
from index.segment.inversion import ReportColumns
from index.segment.reader import EXTENSION, INDEX_NAME
from index.segment.segments import Segments
from index.whoosh_view import write_contents

_log: Final = logging.getLogger(__name__)

_DATA = re.compile(r"data-(\d+)")
_NUMBERED = re.compile(rf"(?:generation-|sources-|_{INDEX_NAME}_)(\d+)[-.].*")


class LocalSession:
    """Additions and removals of reports that take effect together, at the commit."""

    def __init__(self, layout: Layout, segmenter: Segmenter, verified: VerifiedFiles, *, rebuild: bool) -> None:
        """rebuild: start empty in a new data directory. verified: files that need not be read again.

        Raises CorruptIndex if there is an index, but no generation to build on.
        """
        self._layout = layout
        self._segmenter = segmenter
        self._verified = verified
        self._pointed = self._pointer()
        self._base = open_base(layout) if not rebuild and layout.exists() else None
        self._before = self._base.snapshot if self._base else None
        if self._base and self._base.fault:
            _log.warning(
                gettext("%s：%s。在 %s上重做"), layout.directory, self._base.fault.message, self._base.entry.told
            )
        with writing_to(layout.directory):
            discard_strays(layout)
            self._data = self._before.data if self._before else self._new_data_directory()
        self._removed: set[str] = set()
        self._withdrawn: set[str] = set()
        self._sums: dict[str, SegmentFile] = dict(self._before.generation.files) if self._before else {}
        self._batches = BatchWriter(segmenter, self._new_path)

    def _new_data_directory(self) -> Path:
        directory = self._layout.directory
        numbers = [int(found[1]) for path in directory.iterdir() if (found := _DATA.fullmatch(path.name))]
        data = directory / f"data-{max(numbers, default=0) + 1}"
        data.mkdir(mode=0o700)
        # Until its name is on disk, a power cut loses the directory with all its files; so it is with those above.
        sync_directory(directory)
        sync_parents(directory)
        return data

    def _pointer(self) -> bytes | None:
        """The pointer's content; None where it cannot be read."""
        with suppress(OSError):
            return self._layout.pointer.read_bytes()
        return None

    def _new_path(self) -> Path:
        return self._data / f"{INDEX_NAME}_{random_name(16)}{EXTENSION}"

    def add(self, report: Report, origin: dict[str, Any]) -> None:
        """Add a report that is new or was removed before; `origin` is stored with it."""
        with writing_to(self._layout.directory):
            self._batches.add(ReportColumns.of(report, origin))

    def remove(self, report: str) -> None:
        """Remove a report that the index had before the session."""
        self._removed.add(report)

    def withdraw(self, report: str) -> None:
        """Take back a report that the session has added, once; it may not be added again."""
        self._withdrawn.add(well_formed(report))

    def commit(self, made_by: MadeBy, sources: Sources, *, keep_reprints: bool = False) -> None:
        """Make the session's work the current generation; raises CannotWrite and IndexingFailed, which say if it is.

        Raises CorruptIndex, with nothing changed, if the generation before turns out to be damaged, and IndexBusy if
        another process has committed since: its lock was removed by hand.
        """
        with writing_to(self._layout.directory), self._damage_told():
            check_reprints(sources)
            segments = self._merge(self._remaining(), self._added())
            self._verify(segments, sources)
            number = self._next_number()
            contents = write_contents(self._data, number, segments, self._segmenter)
            generation = Generation(
                number=number,
                made_by=made_by,
                written=datetime.now(UTC).isoformat(timespec="seconds"),
                reports=sum(len(source.reports) for source in sources.values()),
                paragraphs=sum(count for source in sources.values() for _, count in source.reports.values()),
                files=self._sum_files(contents, segments),
                segments=tuple(segments),
                keep_reprints=keep_reprints,
                reprints=all_reprints(sources),
            )
            sync_directory(self._data)
            if self._pointer() != self._pointed:
                raise IndexBusy(
                    gettext(
                        "这期间别的进程写入了索引，没有写入任何改动：%(directory)s", directory=self._layout.directory
                    ),
                    next_step=gettext("请再运行一次；不要删除 writing.lock，写入的进程一结束它就不再起作用"),
                )
            try:
                self._layout.commit(self._data, generation, sources, self._fallback())
            except OSError as fault:
                if self._layout.pointer.exists() and self._layout.current() == (self._data, number):
                    raise not_confirmed(fault) from fault
                raise
        # The commit stands, whatever fails from here on; the next session removes what is left.
        with suppress(OSError):
            discard_strays(self._layout)

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        """Raises CorruptIndex for a fault inside that comes of a damaged file of the generation before."""
        try:
            yield
        except (IndexingFailed, LookupError, ValueError, TypeError, ArithmeticError, MemoryError):
            for name in self._base.generation.files if self._base else ():
                self._require_whole(name)
            raise

    def _next_number(self) -> int:
        """One more than any generation's, committed or not, that has left a file of its own in the data directory."""
        numbered = [_NUMBERED.fullmatch(path.name) for path in self._data.iterdir()]
        return max((int(found[1]) for found in numbered if found), default=0) + 1

    def _fallback(self) -> Entry | None:
        """The generation that readers use until the commit, and fall back to after it."""
        if self._base:
            return self._base.entry
        try:
            # Damage may be the reason for the rebuild, and what can be gone back to must be whole.
            whole = (each for each in self._layout.entries() if not any(problems_of(self._layout, each)))
            return next(whole, None)
        except IndexUnavailable:
            return None

    def _verify(self, segments: list[SegmentRecord], sources: Sources) -> None:
        """Check that every segment opens, and that together they have the reports of the source records."""
        readers = [SegmentReader(self._data / f"{each.name}{EXTENSION}") for each in segments]
        held = Segments(readers, [each.deleted for each in segments]).live_lengths()
        if wrong := wrong_reports(held, sources):
            raise IndexingFailed(
                gettext(
                    "要写入的索引与报告不符（%(count)s 份，如 %(wrong)s），没有写入任何改动",
                    count=len(wrong),
                    wrong=wrong[0][:80],
                ),
                next_step=gettext("请加上 --rebuild 再运行一次"),
            )

    def _added(self) -> list[SegmentRecord]:
        added = [self._record(part) for part in self._batches.finish() if part.documents]
        return [each for each in map(self._without_withdrawn, added) if each.live]

    def _without_withdrawn(self, record: SegmentRecord) -> SegmentRecord:
        if not self._withdrawn:
            return record
        with closing(Segments([SegmentReader(self._data / f"{record.name}{EXTENSION}")], [()])) as segment:
            found = [documents for report in self._withdrawn if (documents := segment.report_documents(report))]
        return replace(record, deleted=_merged([(each.start, each.stop) for each in found]))

    def _record(self, part: Part) -> SegmentRecord:
        if part.file:
            self._sums[part.path.name] = part.file
        return SegmentRecord(part.path.stem, part.documents)

    def _remaining(self) -> list[SegmentRecord]:
        """Segments of the previous generation, with removed reports marked as deleted; empty ones are left out."""
        if self._before is None:
            return []
        gone = sorted(
            (found.start, found.stop) for report in self._removed if (found := self._before.report_documents(report))
        )
        records, start = [], 0
        for record in self._before.generation.segments:
            end = start + record.documents
            own = [(first - start, last - start) for first, last in gone if start <= first < end]
            records.append(replace(record, deleted=_merged([*record.deleted, *own])))
            start = end
        return [record for record in records if record.live]

    def _merge(self, before: list[SegmentRecord], added: list[SegmentRecord]) -> list[SegmentRecord]:
        """The segments after merging by the policy of index/local/tiers.py."""
        segments = before + added
        allowed = allowance(sum(each.documents for each in added), MAX_MERGED)
        first = merge_from([each.live for each in segments], allowed)
        merged = [self._merge_into_one(segments[first:])] if first < len(segments) else []
        kept = [
            self._merge_into_one([each]) if each.live * 2 < each.documents and each.live <= allowed else each
            for each in segments[:first]
        ]
        # A commit removes the generation before the last, which may be the last one that is whole.
        for each in kept:
            self._require_whole(f"{each.name}{EXTENSION}")
        return kept + merged

    def _merge_into_one(self, segments: list[SegmentRecord]) -> SegmentRecord:
        """Merge segments; raises CorruptIndex if one is not as it was written, whose damage the merge would seal."""
        path = self._new_path()
        parts = [(self._data / f"{each.name}{EXTENSION}", each.deleted) for each in segments]
        for part, _ in parts:
            self._require_whole(part.name)
        return self._record(merge_live(path, parts))

    def _require_whole(self, name: str) -> None:
        """Raises CorruptIndex for a file of the generation before that is not as it was written."""
        file = self._base.generation.files.get(name) if self._base else None
        if file and not self._verified.whole(self._data / name, file):
            raise CorruptIndex.in_file(name)

    def _sum_files(self, contents: str, segments: list[SegmentRecord]) -> dict[str, SegmentFile]:
        """Size and checksum of the generation's files; a segment's file never changes once written.

        contents: the name of Whoosh's table of contents.
        """
        names = [f"{each.name}{EXTENSION}" for each in segments]
        return {name: self._sums[name] for name in names} | {contents: sum_file(self._data / contents, sync=True)}

    def close(self) -> None:
        """End the session; uncommitted changes are lost."""
        self._batches.close()
        with suppress(OSError):
            if self._base is None and not self._layout.pointer.exists():
                shutil.rmtree(self._data, ignore_errors=True)
            discard_strays(self._layout)
        if self._base is not None:
            self._base.close()


def _merged(ranges: list[tuple[int, int]]) -> Ranges:
    """The ranges in order, adjacent ones joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)
