"""The paths that are watched: which of them are there, and are what they were."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change

from index.indexing.emptied import nearest_folder
from index.language import gettext
from index.manifest import Sources
from index.names import one_line
from index.reading import is_report_file
from index.reading.files import unreadable
from index.watching.mounts import Identity, Mounts, identity, inode


@dataclass(frozen=True, slots=True)
class _Stand:
    """What stands at a given path: the real path, the folder that is watched for it, and what tells that from others.

    known: of the folder; None if it has been removed since. below: the mounts on folders below it.
    """

    path: str
    folder: str
    known: Identity | None
    below: tuple[object, ...]


class Roots:
    """Watched folders and files; says when one goes, comes back, is another, or is an empty one in a full one's place.

    A path is resolved at each look, so that it may be, or lie below, a link that is changed over.
    """

    def __init__(self, paths: Iterable[Path], sources: Callable[[], Sources], say: Callable[[str], None]) -> None:
        """sources: the files that the index knows, read where a folder is empty that was not seen before."""
        self._given = list(dict.fromkeys(os.path.abspath(path) for path in paths))
        self._sources = sources
        self._say = say
        self._mounts = Mounts()
        self._stands: dict[str, _Stand] = {}
        self._missing: dict[str, str] = {}
        self._full: dict[str, Identity] = {}
        self._removed: set[str] = set()
        self.replacements = 0
        """How often what stands at a path has become another, of which a watch set up before is told nothing."""

    def remember(self) -> None:
        """Take note, after the index was brought up to date, of which folders hold files of it at this moment."""
        self._removed.clear()
        roots = [Path(each.path) for each in self._stands.values()]
        folders: set[str] = set()
        for path in self._sources():
            folder = os.path.dirname(path)
            if os.path.exists(path):
                while folder not in folders and any(Path(folder).is_relative_to(each) for each in roots):
                    folders.add(folder)
                    folder = os.path.dirname(folder)
        self._full |= {folder: known for folder in folders if (known := inode(folder))}

    def saw(self, changes: Iterable[tuple[Change, str]], *, by_system: bool) -> None:
        """Take note of what was removed. by_system: whether the system told of it as it was done.

        A look through the folders takes what another file system hides for removed; the kernel does not.
        """
        for change, path in changes:
            if os.path.lexists(path):
                self._removed.discard(path)
            elif change is Change.deleted and by_system and self._mounts.known:
                self._removed.add(path)
            if change is Change.deleted:
                # What stands there by the time of the next look may have got the same inode.
                for given, stand in self._stands.items():
                    if stand.folder == path:
                        self._stands[given] = _Stand(stand.path, stand.folder, None, stand.below)

    def emptied_by_hand(self, path: str) -> bool:
        """Whether a file of the index that is gone was removed, for certain, from the folder that held it.

        It is if its removal, or that of a folder on the way to it, was told by the system since the last run, the
        nearest folder is the one that was there, and since then nothing was mounted or unmounted, wherever it be. Call
        it after `present`, which looks at the mounts.
        """
        folder = nearest_folder(path)
        if self._full.get(folder, ()) != inode(folder):
            return False
        while path != folder:
            if path in self._removed:
                return True
            path = os.path.dirname(path)
        return False

    def present(self) -> list[Path]:
        """The paths that are there and are to be read, resolved.

        An empty folder that is not the one that was there, of whose files the index has reports, is most likely the
        place of a disk that is not mounted: it is not read until it has files, so that the reports stay.
        """
        if self._mounts.changed():
            self._doubt()
            self.replacements += self._mounts.undone()
        return list(dict.fromkeys(Path(os.path.realpath(given)) for given in self._given if self._is_there(given)))

    def _is_there(self, given: str) -> bool:
        before = self._stands.get(given)
        try:
            stand = self._stand(given)
            if before != stand and self._is_emptied(stand.path):
                return self._lack(
                    given, gettext("是空的，索引里却有它的报告，多半是没有挂载；等它有了文件再读，报告都留着")
                )
        except OSError as fault:
            return self._lack(
                given, gettext("不在了（%(reason)s）；等它回来，它的报告都留着", reason=unreadable(fault).message)
            )
        self._stands[given] = stand
        if before != stand:
            self._doubt()
        if self._missing.pop(given, None):
            self._say(gettext("又有了：%(given)s", given=one_line(given)))
        elif before and before != stand:
            self.replacements += 1
            only_below = (before.path, before.known) == (stand.path, stand.known)
            what = gettext("里面有磁盘挂上或卸下") if only_below else gettext("换成了另一个文件夹")
            self._say(gettext("%(given)s %(what)s，从头看一遍", given=one_line(given), what=what))
        return True

    def _stand(self, given: str) -> _Stand:
        """Raises OSError."""
        path = os.path.realpath(given)
        os.stat(path)
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        return _Stand(path, folder, identity(folder), self._mounts.below(folder) if folder == path else ())

    def _is_emptied(self, folder: str) -> bool:
        """Whether a folder has no report file, in it or below, while the index has reports of its files."""
        if not os.path.isdir(folder) or _has_report_file(folder):
            return False
        start = f"{folder}{os.sep}"
        return any(known.startswith(start) and source.reports for known, source in self._sources().items())

    def _lack(self, given: str, reason: str) -> bool:
        if self._missing.get(given) != reason:
            self._say(f"{one_line(given)} {reason}")
        self._missing[given] = reason
        self._stands.pop(given, None)
        self._doubt()
        return False

    def _doubt(self) -> None:
        """Take nothing that is gone for removed by hand but what is removed after the next run."""
        self._full.clear()
        self._removed.clear()


def _has_report_file(folder: str) -> bool:
    for _, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any(is_report_file(Path(name)) for name in names if not name.startswith(".")):
            return True
    return False
