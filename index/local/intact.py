"""The newest intact generation of an index directory: by the pointer, or found where that is lost or damaged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from index.errors import CorruptIndex, IndexUnavailable
from index.local.layout import Layout
from index.local.pointer import Entry, sources_place
from index.local.records import read_object, unsealed
from index.local.unreadable import missing, unreadable
from index.manifest import Generation, SegmentFile, generation_from_json

_ATTEMPTS: Final = 5
_Read = TypeVar("_Read")


def newest(
    layout: Layout,
    read: Callable[[Entry], _Read],
    *,
    entries: Callable[[Layout], tuple[Entry, ...]] = Layout.entries,
    past: frozenset[int] = frozenset(),
    fallen_back: Callable[[IndexUnavailable], None] | None = None,
) -> _Read:
    """`read` of the newest generation for which it does not raise CorruptIndex or FileNotFoundError.

    entries: the generations, newest first. past: other errors of the system (errno) that are fallen back from, too.
    fallen_back: called with the fault of the newest one when it is another's that is returned. Raises the fault of the
    newest one if there is no other, and IndexUnavailable for any other error of the system.
    """
    for attempt in range(_ATTEMPTS):
        known = entries(layout)
        faults: list[IndexUnavailable] = []
        for entry in known:
            try:
                found = read(entry)
            except (OSError, CorruptIndex) as fault:
                faults.append(_told(fault, entry, past))
                continue
            if faults and fallen_back and entries(layout) == known:
                fallen_back(faults[0])
            return found
        # A commit in between may have removed the files of the generation that was about to be read.
        if attempt == _ATTEMPTS - 1 or entries(layout) == known:
            raise faults[0]
    raise AssertionError("unreachable")


def _told(fault: OSError | CorruptIndex, entry: Entry, past: frozenset[int]) -> IndexUnavailable:
    if isinstance(fault, CorruptIndex):
        return fault
    if isinstance(fault, FileNotFoundError):
        return missing(Path(fault.filename or entry.data).name)
    if fault.errno not in past:
        raise unreadable(fault, entry.data) from fault
    return unreadable(fault, entry.data)


def recoverable(layout: Layout) -> tuple[Entry, ...]:
    """The committed generations; if the pointer is lost or damaged, those whose records carry their own checksums.

    Newest first. Raises as `Layout.entries` does if there are none, or if the system does not let the pointer be read.
    """
    try:
        return layout.entries()
    except CorruptIndex:
        if found := unnamed(layout):
            return found
        raise


def unnamed(layout: Layout, named: Collection[Entry] = ()) -> tuple[Entry, ...]:
    """The generations whose records lie there with their own checksums, but for these, newest first."""
    known = {(entry.data, entry.number) for entry in named}
    found = [each for each in _found(layout.directory) if (each[0].data, each[0].number) not in known]
    found.sort(key=lambda each: (each[1].written, each[1].number), reverse=True)
    return tuple(entry for entry, _ in found)


def _found(directory: Path) -> Iterator[tuple[Entry, Generation]]:
    for manifest in directory.glob("data-*/generation-*.json"):
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
            generation = generation_from_json(unsealed(read_object(manifest)))
            name = _newest_sources(manifest.parent, generation.number)
            sums = _sum(manifest), _sum(manifest.parent / name)
            entry = Entry(manifest.parent, generation.number, *sums, name)
            if entry.manifest_name == manifest.name:
                yield entry, generation


def _newest_sources(data: Path, number: int) -> str:
    """File name of the newest whole source records of a generation; raises LookupError if there are none."""
    places = {path.name: place for path in data.glob("sources-*.json") if (place := sources_place(path.name))}
    for name in sorted((name for name in places if places[name][0] == number), key=places.__getitem__, reverse=True):
        with suppress(OSError, ValueError):
            if unsealed(read_object(data / name))["generation"] == number:
                return name
    raise LookupError(f"no sources of generation {number}")


def _sum(path: Path) -> SegmentFile:
    return SegmentFile.of(path.read_bytes())
