"""The paths that are watched: which of them are there, and are what they were."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from index.manifest import Sources
from index.names import one_line
from index.reading.files import unreadable

_Identity = tuple[int, int]


class Roots:
    """Watched folders and files; says when one goes, comes back, or is an empty folder in the place of a full one."""

    def __init__(self, paths: Iterable[Path], sources: Callable[[], Sources], say: Callable[[str], None]) -> None:
        """sources: the files that the index knows, read where a folder is empty that was not seen before."""
        self._paths = list(dict.fromkeys(Path(os.path.realpath(path)) for path in paths))
        self._sources = sources
        self._say = say
        self._trusted: dict[Path, _Identity] = {}
        self._missing: dict[Path, str] = {}
        self._full: dict[str, _Identity] = {}

    def remember(self) -> None:
        """Take note of which folders hold files of the index at this moment."""
        folders: set[str] = set()
        for path in self._sources():
            folder = os.path.dirname(path)
            if os.path.exists(path):
                while folder not in folders and any(Path(folder).is_relative_to(each) for each in self._paths):
                    folders.add(folder)
                    folder = os.path.dirname(folder)
        self._full |= {folder: known for folder in folders if (known := _identity(folder))}

    def emptied_by_hand(self, folder: str) -> bool:
        """Whether a folder that is empty is the same that held files, not what is left of a disk."""
        return folder in self._full and self._full[folder] == _identity(folder)

    def present(self) -> list[Path]:
        """The paths that are there and are to be read.

        An empty folder that is not the one that was there, of whose files the index has reports, is most likely the
        place of a disk that is not mounted: it is not read until it has files, so that the reports stay.
        """
        return [path for path in self._paths if self._is_there(path)]

    def _is_there(self, path: Path) -> bool:
        try:
            found = path.stat()
            identity = found.st_dev, found.st_ino
            if self._trusted.get(path) != identity and self._is_emptied(path):
                return self._lack(path, "是空的，索引里却有它的报告，多半是没有挂载；等它有了文件再读，报告都留着")
        except OSError as fault:
            return self._lack(path, f"不在了（{unreadable(fault).message}）；等它回来，它的报告都留着")
        if self._missing.pop(path, None):
            self._say(f"又有了：{one_line(path)}")
        self._trusted[path] = identity
        return True

    def _is_emptied(self, path: Path) -> bool:
        """Whether a folder has no file, while the index has reports of its files. Raises OSError."""
        if not path.is_dir() or any(not each.name.startswith(".") for each in path.iterdir()):
            return False
        start = f"{path}{os.sep}"
        return any(known.startswith(start) and source.reports for known, source in self._sources().items())

    def _lack(self, path: Path, reason: str) -> bool:
        if self._missing.get(path) != reason:
            self._say(f"{one_line(path)} {reason}")
        self._missing[path] = reason
        self._trusted.pop(path, None)
        return False


def _identity(folder: str) -> _Identity | None:
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino
