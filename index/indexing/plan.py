"""Index plan: files under the given paths, compared with the source records of the index."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from index.indexing.emptied import AllowEmpty, absent, suddenly_empty
from index.indexing.naming import file_names, root_of
from index.indexing.walk import Failure, Look, Skipped, lies_under, look
from index.manifest import MadeBy, Source, Sources, Stamp
from index.reading import files_of, largest

NO_FILE: Final[tuple[Stamp, ...]] = ((-1, -1),)
"""Stamps of a file that is gone and has lost reports to another: should it come back as it was, it is read."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """Records of the index; `made_by` is None if there is nothing to build on.

    whole: of the newest generation; otherwise that one is damaged, and these are of the previous one.
    lost: an index exists, but its source records cannot be read. keep_reprints: as committed.
    """

    made_by: MadeBy | None = None
    sources: Sources = field(default_factory=dict)
    whole: bool = True
    lost: bool = False
    keep_reprints: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to read, those that are gone last, and sources to drop, in order; every other source stays as it is.

    known: the sources of the index by the paths under which they were listed, whatever they were recorded by. roots,
    names: of all files, as they are to be recorded. refused: those of `read` that must not be opened, and why.
    """

    read: tuple[Path, ...]
    drop: tuple[str, ...]
    failed: tuple[Failure, ...]
    skipped: tuple[Skipped, ...]
    known: Sources
    roots: dict[str, str]
    names: dict[str, str]
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes to read."""
        return sum(map(size_to_read, self.read))

    def unseen(self, path: str) -> bool:
        """Whether the path lies under a folder that could not be listed, and so is in `failed` already."""
        return lies_under(path, (failure.path for failure in self.failed))


def make_plan(
    paths: Iterable[Path],
    state: IndexState,
    *,
    rebuild: bool,
    without: Path | None = None,
    unsettled: Collection[str] = (),
    follow_links: bool = False,
    allow_empty: AllowEmpty = False,
) -> Plan:
    """The plan that makes the index agree with `paths`; with `rebuild`, files known from elsewhere are read again too.

    A source whose file is gone is dropped if it lies under a given folder that could be listed, or has no reports;
    where anything else stands in its place, it is read, which fails, so that its reports stay.
    without: a folder that is left out, wherever it lies. unsettled: files that are not read, unless all are.
    follow_links: as of `look`. allow_empty: whether a folder that is suddenly empty is one that its user has emptied,
    not the place of a disk that is not mounted (index/indexing/emptied.py).
    """
    seen = look(paths, without=without, follow_links=follow_links)
    folders: dict[str, str] = {}
    reals = {path: seen.files.get(path) or _real(path, folders) for path in state.sources}
    files = _by_real(seen, reals)
    known = _as_seen(state.sources, reals, files)
    absent(seen, known, allow_empty)
    listed = set(files.values())
    missed = {path for path in known.keys() - listed if _is_missed((path, _real(path, folders)), seen)}
    gone = {path for path in missed if vanished(path)}
    kept, emptied = suddenly_empty(gone, known, seen, allow_empty)
    hollow = {path for path, source in known.items() if path not in listed and holds_nothing(path, source)}
    missed, gone = missed - kept, (gone - kept) | hollow
    seen.failed += emptied
    refused = {path: why for path, why in seen.elsewhere.items() if path in known}
    roots = {
        path: root_of(path, seen.folders, known[path].root if path in known else "")
        for path in {*files.values(), *known} - gone
        if path in listed or not vanished(path)
    }
    names = file_names(roots)
    for path in known.keys() & roots.keys():
        known[path].root = roots[path]
    if rebuild:
        read, drop = listed | known.keys() - gone, set[str]()
    else:
        read = {path for path in files.values() if path not in known or not as_it_was(known[path].stamps, Path(path))}
        read |= {path for path in names.keys() & known.keys() if known[path].name != names[path]}
        read |= {path for path in missed - gone if path not in refused or not as_it_was(known[path].stamps, Path(path))}
        read -= set(unsettled)
        drop = gone
    return Plan(
        tuple(sorted(map(Path, read), key=lambda path: (str(path) not in roots, path))),
        tuple(sorted(drop)),
        tuple(seen.failed),
        tuple(seen.skipped),
        known,
        roots,
        names,
        {path: why for path, why in refused.items() if path in read},
    )


def _by_real(seen: Look, reals: dict[str, str]) -> dict[str, str]:
    """Path under which each listed file is to be recorded, by real path.

    A link to a file that the index has under the file's own name is recorded by that. reals: the sources' real paths.
    """
    named = {real for path, real in reals.items() if os.path.basename(path) == os.path.basename(real)}
    return {real: real if real in named else path for path, real in seen.files.items()}


def _as_seen(sources: Sources, reals: dict[str, str], files: dict[str, str]) -> Sources:
    """The sources, by the paths under which they were listed, if they were; files: these paths by real path.

    A file listed under another name, or recorded as two sources, is read again, since its name is its report's.
    """
    known: Sources = {}
    for recorded, source in sources.items():
        path = files.get(reals[recorded], recorded)
        same = os.path.basename(path) == os.path.basename(recorded) and path not in known
        other = known[path] if path in known else Source(())
        known[path] = Source(
            source.stamps if same else (),
            source.reports | other.reports,
            source.root,
            source.name,
            source.signatures | other.signatures,
            source.reprints | other.reprints,
        )
    return known


def _real(path: str, folders: dict[str, str]) -> str:
    """Real path of a file; folders: cache of the real paths of folders."""
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    found = os.path.join(folders[folder], name)
    return os.path.realpath(found) if os.path.islink(found) else found


def _is_missed(spellings: tuple[str, ...], seen: Look) -> bool:
    """Whether a source that was not listed should have been."""
    unseen = [failure.path for failure in seen.failed]
    there = any(lies_under(path, seen.folders) for path in spellings)
    return there and not any(lies_under(path, unseen) for path in spellings)


def as_it_was(stamps: tuple[Stamp, ...], path: Path) -> bool:
    """Whether a file and its sidecar have these stamps."""
    return bool(stamps) and stamps == file_stamps(path)


def vanished(path: str) -> bool:
    """Whether there certainly is nothing under this name: no link that leads nowhere either, on the way or at its end.

    What stands there may be a file again once a disk is mounted.
    """
    at = path
    while True:
        try:
            found = os.lstat(at)
        except (FileNotFoundError, NotADirectoryError):
            if os.path.dirname(at) == at:
                return True
            at = os.path.dirname(at)
        except (OSError, ValueError):
            return False
        else:
            return at != path and not stat.S_ISLNK(found.st_mode)


def holds_nothing(path: str, source: Source) -> bool:
    """Whether there is no reason to keep the record of a file: it has no reports, and certainly is gone."""
    return not source.everything and vanished(path)


def size_to_read(path: Path) -> int:
    """Bytes of a file, 0 of one that is refused for its size or cannot be statted."""
    stamps = file_stamps(path)
    return stamps[0][0] if stamps and stamps[0][0] <= largest(path) else 0


def file_stamps(path: Path) -> tuple[Stamp, ...]:
    """Stamps of a file and of its sidecar; empty if the file cannot be statted."""
    stamps = []
    for each in files_of(path):
        try:
            found = each.stat()
        except OSError:
            continue
        stamps.append((found.st_size, found.st_mtime_ns))
    return tuple(stamps)
