"""Content of a segment, compared with that of a segment made anew of the reports that are stored in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

from index.analysis import Segmenter
from index.errors import CheckFailed, CorruptIndex
from index.language import N_, gettext
from index.local.batches import BatchWriter, merge_live
from index.os_faults import reason_of, shown_size
from index.report import KINDS, Paragraph
from index.segment import SegmentReader
from index.segment.columns import NO_SECTION
from index.segment.differences import Difference, differences
from index.segment.inversion import ReportColumns
from index.segment.reader import EXTENSION
from index.segment.restored import RESTORED, wrong_places
from index.status import Show
from index.stored import StoredReport

MADE_ANEW: Final = N_("重做")
COMPARED: Final = N_("比对")

_GIVEN: Final = ("kind", "section", "damaged")
_FORGET_EVERY: Final = 1000
"""Reports after which the memory of the pages read is given back."""
_SCRATCH: Final = 2.5
"""Bytes of temporary files for each byte of a segment: its parts and their merger."""


def content_problems(segment: SegmentReader, segmenter: Segmenter, *, words: bool, show: Show) -> Iterator[str]:
    """Arrays of a segment that are not those of its reports, deleted ones included; one line for each.

    A segment is a function of its stored reports: every array is compared but for what these say themselves (texts,
    kinds, headings, damage, metadata), which only the file's checksum covers. Memory stays below the limit for
    indexing. words: whether to compare what depends on the segmenter, too. Raises CheckFailed if the temporary files
    cannot be written, IndexingFailed if a worker dies.
    """
    with _scratch(segment) as folder:
        made = _MadeAnew(segment, segmenter, folder)
        anew = made.reader(show)
        yield from made.problems
        if anew is not None:
            done, total = 0, sum(map(segment.file.length, segment.file.names()))

            def tick(elements: int) -> None:
                nonlocal done
                done += elements
                show(gettext(COMPARED), done, total)

            for each in differences(segment, anew, words=words, tick=tick):
                yield _line(segment, each)


class _MadeAnew:
    """A segment made of the reports of another one; problems: of these reports."""

    def __init__(self, segment: SegmentReader, segmenter: Segmenter, folder: Path) -> None:
        self._segment = segment
        self._segmenter = segmenter
        self._folder = folder
        self._numbers = count()
        self.problems: list[str] = []

    def reader(self, show: Show) -> SegmentReader | None:
        """The new segment; None if a report cannot be read back as it was added."""
        segment = self._segment
        try:
            segment.first_documents()
        except CorruptIndex:
            self.problems.append(gettext("文件 %(name)s 里报告的起止不对", name=segment.file.name))
            return None
        with closing(BatchWriter(self._segmenter, self._new_path)) as batches:
            whole = all([self._add(batches, number, show) for number in range(segment.reports)])  # noqa: C419
            parts = batches.finish() if whole else []
        if len(parts) > 1:
            parts = [merge_live(self._new_path(), [(part.path, ()) for part in parts])]
        return SegmentReader(parts[0].path) if parts else None

    def _new_path(self) -> Path:
        return self._folder / f"{next(self._numbers)}{EXTENSION}"

    def _add(self, batches: BatchWriter, number: int, show: Show) -> bool:
        segment = self._segment
        try:
            stored = _stored(segment, number)
            columns = ReportColumns.of(stored.report, stored.origin)
        except (LookupError, TypeError, ValueError, OverflowError, CorruptIndex):
            self.problems.append(
                gettext("文件 %(name)s 的第 %(number)s 份报告读不出来", name=segment.file.name, number=number + 1)
            )
            return False
        if RESTORED in columns.meta:
            wrong = wrong_places(columns.meta, columns.texts)
            self.problems += [
                gettext("报告 %(report)s 第 %(number)s 段的复原与原文不符", report=columns.id, number=each)
                for each in wrong
            ]
        batches.add(columns)
        show(gettext(MADE_ANEW), int(segment.heads[number + 1]), segment.documents)
        if not number % _FORGET_EVERY:
            segment.file.forget_pages()
        return True


def _stored(segment: SegmentReader, report: int) -> StoredReport:
    """A report as it was added; raises CorruptIndex, LookupError, TypeError or ValueError for impossible content."""
    documents = range(int(segment.heads[report]), int(segment.heads[report + 1]))
    texts = segment.texts(documents)
    columns = (segment.column(name)[documents.start : documents.stop].tolist() for name in _GIVEN)
    paragraphs = [
        Paragraph(text, KINDS[kind], "" if section == NO_SECTION else texts[section], bool(damaged))
        for text, kind, section, damaged in zip(texts, *columns, strict=True)
    ]
    return StoredReport.of(segment.meta(report), paragraphs)


@contextmanager
def _scratch(segment: SegmentReader) -> Iterator[Path]:
    """A temporary folder with room for a segment of the same reports; raises CheckFailed."""
    needed = int(segment.file.size * _SCRATCH) + (1 << 20)
    where = ""
    try:
        where = gettempdir()
        if shutil.disk_usage(where).free < needed:
            raise _no_room(where, gettext("空间不够"), needed)
        with TemporaryDirectory(prefix="zhengsou-check-") as folder:
            yield Path(folder)
    except OSError as fault:
        raise _no_room(where or "TMPDIR", reason_of(fault), needed) from fault


def _no_room(where: str, reason: str, needed: int) -> CheckFailed:
    return CheckFailed(
        gettext("核对内容要用的临时文件写不下：%(where)s（%(reason)s）", where=where, reason=reason),
        next_step=gettext(
            "请用环境变量 TMPDIR 另指一个有 %(needed)s 空间的文件夹，或加上 --fast 只核对校验和",
            needed=shown_size(needed),
        ),
    )


def _line(segment: SegmentReader, difference: Difference) -> str:
    """A difference in words, with the place of the first one."""
    places = []
    if difference.report is not None:
        places.append(gettext("报告 %(report)s", report=segment.meta(difference.report).get("id")))
    if difference.document is not None and difference.report is not None:
        places.append(gettext("第 %(number)s 段", number=difference.document - int(segment.heads[difference.report])))
    if difference.term:
        places.append(f"“{difference.term}”")
    many = gettext("长短不同") if difference.count < 0 else gettext("%(count)s 处", count=difference.count)
    first = gettext("，最先在%(places)s", places=" ".join(places)) if places else ""
    return gettext(
        "文件 %(name)s 的 %(part)s 与原文不符：%(many)s%(first)s",
        name=segment.file.name,
        part=difference.name,
        many=many,
        first=first,
    )
