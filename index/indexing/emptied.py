"""Folders that are suddenly empty: most likely the places of disks that are not mounted, so their reports stay."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from typing import Final

from index.indexing.walk import MISSING, Failure, Look, lies_under
from index.language import gettext
from index.manifest import Sources

AllowEmpty = bool | Callable[[str], bool]
"""Whether empty folders were emptied by their user, or what says of a file that is gone whether its user removed it."""

_MANY: Final = 2
"""Files of a folder below those given that are gone at once, for it to be taken for a disk's place."""
_NOTE: Final = re.compile(r"read[ _-]?me", re.IGNORECASE)
"""Beginning of the names of files that tell what a mount point is for."""


def suddenly_empty(
    gone: Set[str], sources: Sources, seen: Look, allow_empty: AllowEmpty
) -> tuple[frozenset[str], list[Failure]]:
    """Those of the files that are gone whose reports stay, and a failure for each folder that is suddenly empty.

    A folder is, if it is there and no report file lies in it or below: a given one that had any, another that had
    several. A report file shows the hand of a user, but for a note on a mount point; one that cannot be seen may be
    there. So does a folder that has no name any more, in one that holds others. A file that was moved is not missed.
    gone: paths under the given folders where nothing stands. sources: of the index by path.
    """
    if allow_empty is True:
        return frozenset(), []
    there = {*seen.files, *sources} - gone
    alive = _ancestors(path for path in there if not _NOTE.match(os.path.basename(path)))
    moved = _moved(gone, sources, seen.files)
    places: dict[str, str] = {}
    for path in gone:
        folder = nearest_folder(path)
        if path not in moved and folder not in alive and not (allow_empty and allow_empty(path)):
            places[path] = _topmost(folder, alive, seen.folders)
    files, reports = Counter[str](), Counter[str]()
    for path, place in places.items():
        files[place] += 1
        reports[place] += len(sources[path].everything)
    empty = {
        place
        for place, count in files.items()
        if reports[place] and (count >= _MANY or any(lies_under(each, [place]) for each in seen.folders))
    }
    kept = frozenset(path for path, place in places.items() if place in empty)
    return kept, [Failure(place, _emptied(reports[place])) for place in sorted(empty)]


def absent(seen: Look, sources: Sources, allow_empty: AllowEmpty) -> None:
    """Say of given paths that are gone how many reports the index keeps of them, and what to do.

    With `allow_empty` these are listed as folders in which nothing is left.
    """
    failed, seen.failed = seen.failed, []
    for failure in failed:
        if failure.error != gettext(MISSING):
            seen.failed.append(failure)
            continue
        under = {path for path in sources if lies_under(path, [failure.path])}
        reports = sum(len(sources[path].everything) for path in under - _moved(under, sources, seen.files))
        if under and allow_empty is True:
            seen.folders.append(failure.path)
        else:
            seen.failed.append(Failure(failure.path, _kept(reports)) if reports else failure)


def _emptied(reports: int) -> str:
    return gettext(
        "文件夹里没有能读的报告，索引里却有它的 %(reports)s 份，多半是没有挂载，报告都留着。"
        "真的都删了，请加上 --allow-empty",
        reports=reports,
    )


def _kept(reports: int) -> str:
    return gettext(
        "文件不存在，索引里它的 %(reports)s 份报告都留着。搬到了别处，请写新的位置；真的都删了，请加上 --allow-empty",
        reports=reports,
    )


def _ancestors(paths: Iterable[str]) -> set[str]:
    """All folders on the way to these files."""
    found: set[str] = set()
    for path in paths:
        folder = os.path.dirname(path)
        while folder not in found:
            found.add(folder)
            folder = os.path.dirname(folder)
    return found


def _moved(gone: Collection[str], sources: Sources, files: Mapping[str, str]) -> set[str]:
    """The files that a new one has the size of, and the name or the time: each was moved, or copied and removed."""
    if not gone:
        return set()
    new: set[tuple[int, str | int]] = set()
    for path in files.keys() - sources.keys():
        try:
            found = os.stat(path)
        except OSError:
            continue
        new |= {(found.st_size, os.path.basename(path)), (found.st_size, found.st_mtime_ns)}
    return {
        path
        for path in gone
        for size, time in sources[path].stamps[:1]
        if (size, os.path.basename(path)) in new or (size, time) in new
    }


def nearest_folder(path: str) -> str:
    """The nearest folder above a path that is there."""
    folder = os.path.dirname(path)
    while os.path.dirname(folder) != folder:
        try:
            if stat.S_ISDIR(os.lstat(folder).st_mode):
                break
        except OSError:
            pass
        folder = os.path.dirname(folder)
    return folder


def _topmost(folder: str, alive: set[str], given: Collection[str]) -> str:
    """The topmost folder on the way from a given one to this one that holds no report file either."""
    root = min((each for each in given if lies_under(folder, [each])), key=len, default=folder)
    while folder != root and os.path.dirname(folder) not in alive:
        folder = os.path.dirname(folder)
    return folder
