"""Verification of a committed generation: every file compared with the checksum that covers it, from the pointer on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import CorruptIndex
from index.language import gettext
from index.local.layout import Committed, Layout
from index.local.pointer import Entry
from index.local.sums import sum_file
from index.local.unreadable import advice_on, missing
from index.manifest import Generation, SegmentFile
from index.os_faults import DENIED, SHORT, reason_of
from index.regular_files import NotRegular
from index.status import UNREAD, Problem


@dataclass(frozen=True, slots=True)
class Covered:
    """A file of a generation, and the size and checksum that it was committed with; None before schema 9."""

    path: Path
    expected: SegmentFile | None


def covered_files(layout: Layout, entry: Entry) -> list[Covered]:
    """All files of a generation, its two records first; raises OSError or CorruptIndex if its record cannot be read."""
    return covered_by(entry, layout.generation_of(entry))


def covered_by(entry: Entry, generation: Generation) -> list[Covered]:
    """As `covered_files`, of a generation whose record has been read."""
    records = [Covered(entry.data / name, expected) for name, expected in entry.records.items()]
    return records + [Covered(entry.data / name, file) for name, file in generation.files.items()]


def chain_problems(layout: Layout, committed: Committed) -> Iterator[str]:
    """Problems of the files of a committed generation, one per line; none if every byte is as it was written.

    Reads all files. That the pointer does not name the generation is a problem, too. Raises IndexUnavailable if there
    is no pointer, or if it cannot be read, and CorruptIndex if it is damaged.
    """
    data, number = committed
    try:
        entry = layout.entry(data, number)
    except FileNotFoundError:
        yield gettext("%(name)s 第 %(number)s 代已不在索引里", name=data.name, number=number)
        return
    yield from problems_of(layout, entry)


def problems_of(layout: Layout, entry: Entry) -> Iterator[str]:
    """Problems of the files of a generation, one per line; none if every byte is as it was written."""
    try:
        files = covered_files(layout, entry)
    except CorruptIndex as fault:
        yield fault.message
        files = [Covered(entry.data / entry.sources_name, entry.sources)]
    except OSError as fault:
        yield problem_of_fault(entry.data / entry.manifest_name, fault)
        files = [Covered(entry.data / entry.sources_name, entry.sources)]
    for file in files:
        if problem := problem_of(file):
            yield problem
    if entry.sources is None:
        with suppress(OSError):
            yield from _unreadable_sources(layout, entry)


def _unreadable_sources(layout: Layout, entry: Entry) -> Iterator[str]:
    try:
        layout.sources_of(entry)
    except CorruptIndex as fault:
        yield fault.message


def problem_of(file: Covered) -> str:
    """What is wrong with a file, or ""."""
    try:
        return difference_of(file)
    except OSError as fault:
        return problem_of_fault(file.path, fault)


def difference_of(file: Covered) -> str:
    """How the content of a file differs from what was written, or ""; raises OSError if it cannot be read."""
    try:
        found = sum_file(file.path)
    except (IsADirectoryError, NotRegular):
        return gettext("%(name)s 不是普通文件", name=file.path.name)
    return "" if file.expected in (None, found) else CorruptIndex.in_file(file.path.name).message


def problem_of_fault(path: Path, fault: OSError) -> str:
    """A file that cannot be read, as a problem; UNREAD where that says nothing of it."""
    if isinstance(fault, FileNotFoundError):
        return missing(path.name).message
    told = gettext("文件 %(name)s 读不出来（%(reason)s）", name=path.name, reason=reason_of(fault))
    return Problem(told, UNREAD, advice_on(fault, path)) if fault.errno in SHORT | DENIED else told
