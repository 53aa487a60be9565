"""Strays of an index directory: files of its kinds that no committed generation has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from index.durable import remove_file
from index.errors import CorruptIndex, IndexUnavailable
from index.local.layout import Layout
from index.local.pointer import NAME, Entry
from index.segment.reader import INDEX_NAME

_DATA: Final = re.compile(r"data-\d+")
_IN_DIRECTORY: Final = re.compile(rf"\.{re.escape(NAME)}\.\d+")
_IN_DATA: Final = re.compile(rf"_?{INDEX_NAME}_.*|\.?(?:generation|sources)-.*\.json(?:\.\d+)?")
"""Segments, Whoosh's tables of contents, the records, and what becomes one of these when it is whole."""


def discard_strays(layout: Layout) -> None:
    """Remove the strays; only while no other process writes. Files that cannot be removed, and other names, stay.

    Committed generations are read from disk, since an interrupted commit may have taken effect. If the pointer or a
    generation's record cannot be read, everything beside it stays.
    """
    for path in _strays(layout):
        remove_file(path)
    for data in _data_directories(layout):
        # Only an empty one is removed, and that of a committed generation is never empty.
        with suppress(OSError):
            data.rmdir()


def has_strays(layout: Layout) -> bool:
    """Whether there is anything to remove; what a session that is going on has written counts."""
    return next(_strays(layout), None) is not None or any(_is_empty(data) for data in _data_directories(layout))


def _is_empty(directory: Path) -> bool:
    return next(directory.iterdir(), None) is None


def _strays(layout: Layout) -> Iterator[Path]:
    try:
        committed = layout.entries()
    except CorruptIndex:
        return
    except IndexUnavailable:
        # No index, or none that may be read. Data without records are a killed first run's.
        if layout.exists() or not layout.directory.is_dir():
            return
        committed = ()
    yield from _of_kind(layout.directory, _IN_DIRECTORY)
    for data in _data_directories(layout):
        own = [entry for entry in committed if entry.data == data]
        keep = _files_of(layout, own)
        if keep is not None:
            yield from (path for path in _of_kind(data, _IN_DATA) if path.name not in keep)


def _of_kind(directory: Path, names: re.Pattern[str]) -> Iterator[Path]:
    return (path for path in list(directory.iterdir()) if names.fullmatch(path.name) and not path.is_dir())


def _data_directories(layout: Layout) -> list[Path]:
    with suppress(OSError):
        return [path for path in layout.directory.iterdir() if _DATA.fullmatch(path.name) and path.is_dir()]
    return []


def _files_of(layout: Layout, entries: list[Entry]) -> set[str] | None:
    """File names of some generations; None if they are unknown."""
    keep: set[str] = set()
    for entry in entries:
        try:
            keep |= layout.generation_of(entry).files.keys() | entry.records.keys()
        except (OSError, CorruptIndex):
            return None
    return keep
