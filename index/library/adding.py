"""Adding a file to a library: copied under a free name, with what is understood of it and what a user says of it."""

from __future__ import annotations

import filecmp
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path
from typing import Any, Final

from index.errors import ReadError
from index.language import gettext
from index.library.disk import copy_durably, move_to_free_name, remove_strays, scratch_folder, writing_in
from index.library.sidecars import tell
from index.library.understood import Understood
from index.manifest import Sources, sync_directory
from index.names import readable
from index.places import Gazetteer
from index.reading import (
    SUFFIXES,
    files_of,
    has_sidecar,
    is_named_by_path,
    is_report_file,
    read_reports,
    refusal,
    sidecar_path,
)
from index.reading.files import AGAIN, NOT_REGULAR, largest_streamed, open_file, too_large, unreadable

LONGEST_NAME: Final = 255
"""Bytes of a file's name, as file systems have it."""

Ask = Callable[[Path, Understood], Mapping[str, Any]]
"""What a user says of the report of the page at a path: values of its sidecar, empty for nothing."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file.

    source: the path given. path: the file in the library, None if it was refused. present: it had been there before.
    reports: in the file, as understood with what the user says; none if it was present. errors: why it was refused, or
    which parts of it cannot be read.
    """

    source: Path
    path: Path | None = None
    present: bool = False
    reports: tuple[Understood, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def tellable(self) -> bool:
        """Whether a user can say more of it in a sidecar."""
        return self.path is not None and has_sidecar(self.path)


class Adding:
    """Adds files to one folder of a library."""

    def __init__(self, folder: Path, sources: Sources, places: Gazetteer, ask: Ask | None = None) -> None:
        """sources: the files that the index knows. ask: called for each page that was read; None to ask nobody."""
        self._folder = folder
        self._sources = sources
        self._places = places
        self._ask = ask
        self._new: list[Path] = []

    def add(self, source: Path) -> Added:
        """Copy a file into the folder, unless the library has its bytes; a fault leaves the folder as it was.

        No other file is overwritten: where the name is taken, or its report's id would be, a number is added to it. A
        file that cannot be read as a report is refused. Raises LibraryNotWritable.
        """
        try:
            _check(source)
            there = self._present(source)
        except ReadError as fault:
            return Added(source, errors=(str(fault),))
        if there is not None:
            # A killed process may have left its scratch folder after it had put the file into the library.
            remove_strays(self._folder)
            return Added(source, there, present=True)
        try:
            with writing_in(self._folder), scratch_folder(self._folder) as scratch:
                return self._add_copy(source, _copied(source, scratch))
        except ReadError as fault:
            return Added(source, errors=(str(fault),))

    def _present(self, source: Path) -> Path | None:
        """A file of the library with the same bytes."""
        size = source.stat().st_size
        known = [Path(path) for path, each in self._sources.items() if each.stamps and each.stamps[0][0] == size]
        named = takewhile(Path.exists, _names(self._folder / source.name))
        for path in (*named, *known, *self._new):
            with suppress(OSError):
                if path.is_file() and path.stat().st_size == size and filecmp.cmp(source, path, shallow=False):
                    return path
        return None

    def _add_copy(self, source: Path, copy: Path) -> Added:
        reports, errors = self._read(copy)
        if not reports:
            return Added(source, errors=tuple(errors))
        if self._ask and has_sidecar(copy) and (said := self._ask(source, reports[0])):
            tell(copy, said)
            reports, errors = self._read(copy)
        path = self._place(copy)
        if path is None:
            # Another process has added the same bytes in the meantime.
            return Added(source, self._present(source), present=True)
        self._new.append(path)
        return Added(source, path, reports=tuple(reports), errors=tuple(errors))

    def _read(self, path: Path) -> tuple[list[Understood], list[str]]:
        reports, errors = [], []
        try:
            for each in read_reports(path, self._places):
                if isinstance(each, ReadError):
                    errors.append(str(each))
                else:
                    reports.append(Understood.of(each))
        except ReadError as fault:
            errors.append(str(fault))
        return reports, errors

    def _place(self, copy: Path) -> Path | None:
        """Move a copy and its sidecar to the first free name in the folder; None if a file with the bytes is there."""
        beside = sidecar_path(copy)
        stems = {_compared(each.stem) for each in self._folder.iterdir() if is_report_file(each)}
        for path in _names(self._folder / copy.name):
            if path.is_file() and filecmp.cmp(copy, path, shallow=False):
                return None
            if _is_taken(path, stems) or not _moved(beside, sidecar_path(path)):
                continue
            if _moved(copy, path):
                sync_directory(self._folder)
                return path
            if sidecar_path(path).exists() and not beside.exists():
                sidecar_path(path).replace(beside)
        raise AssertionError("names without end")


def _is_taken(path: Path, stems: Collection[str]) -> bool:
    """Whether a file has the name, or one from which the same id would follow; stems: of the folder's files."""
    if path.is_symlink() or any(each.exists() for each in files_of(path)):
        return True
    return is_named_by_path(path) and _compared(path.stem) in stems


def _compared(name: str) -> str:
    """A name as file systems compare it that take no notice of case or of composition."""
    return unicodedata.normalize("NFC", name).casefold()


def _check(source: Path) -> None:
    """Raises ReadError for what is no regular file of a kind that is read."""
    name = readable(source.name)
    try:
        if source.is_dir():
            raise ReadError(
                gettext("是文件夹"),
                next_step=gettext("整个文件夹请用 zhengsou index %(source)s，或逐个写出文件", source=readable(source)),
            )
        found = source.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ReadError(NOT_REGULAR)
        if not found.st_size:
            raise ReadError(gettext("文件是空的"), next_step=AGAIN)
        if found.st_size > largest_streamed():
            raise too_large(largest_streamed())
    except OSError as fault:
        raise unreadable(fault) from fault
    if source.name.startswith("."):
        raise ReadError(gettext("文件名以点开头，是隐藏文件：%(name)s", name=name), next_step=gettext("请改名后再加"))
    if not is_report_file(source):
        reason, advice = refusal(source)
        raise ReadError(reason, next_step=advice or gettext("可用 %(known)s", known=" ".join(SUFFIXES)))


def _copied(source: Path, scratch: Path) -> Path:
    """A copy of a file, and of its sidecar, under their own names. Raises ReadError for the source's faults."""
    copy = scratch / source.name
    files: Iterable[tuple[Path, Path]] = [(source, copy)]
    if has_sidecar(source):
        files = [*files, (sidecar_path(source), sidecar_path(copy))]
    for each, target in files:
        try:
            open_file(each).close()
        except FileNotFoundError:
            if each == source:
                raise ReadError(gettext("文件不存在或已被移走")) from None
            continue
        except OSError as fault:
            raise unreadable(fault) from fault
        copy_durably(each, target)
    return copy


def _names(path: Path) -> Iterator[Path]:
    """The path, then with -2, -3 … behind the stem; no name is longer than LONGEST_NAME."""
    yield path
    suffix = next((path.name[-len(each) :] for each in SUFFIXES if path.name.lower().endswith(each)), path.suffix)
    stem = path.name[: len(path.name) - len(suffix)]
    for number in count(2):
        ending = f"-{number}{suffix}"
        kept = stem
        while len(f"{kept}{ending}".encode("utf-8", "surrogateescape")) > LONGEST_NAME:
            kept = kept[:-1]
        yield path.with_name(f"{kept}{ending}")


def _moved(path: Path, target: Path) -> bool:
    """Whether a file, if it is there, could be given a name; False if that is taken."""
    if path.exists():
        try:
            move_to_free_name(path, target)
        except FileExistsError:
            return False
    return True
