"""The folders of a library: those under which an index found its files, and the one that new files go to."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from index.errors import RequestError
from index.language import gettext
from index.location import Location
from index.manifest import Sources
from index.names import one_line
from index.settings import DEFAULT_SOURCES
from index.store import open_store

NEW_LIBRARY: Final = Path("library")


def sources_of(location: Location) -> Sources:
    """The records of an index's files; empty if there is no index. Raises IndexUnavailable and CorruptIndex."""
    return open_store(location).state(forgive=False).sources


def known_folders(sources: Sources) -> list[Path]:
    """The folders that still exist of those under which files were found, that with most files first."""
    files = Counter(source.root for source in sources.values() if source.root)
    return [Path(root) for root in sorted(files, key=lambda root: (-files[root], root)) if Path(root).is_dir()]


def library_folder(sources: Sources) -> Path:
    """Where new files go: the folder of the index with most files, else seeds/ if it exists, else library/."""
    known = known_folders(sources)
    return known[0] if known else DEFAULT_SOURCES if DEFAULT_SOURCES.is_dir() else NEW_LIBRARY


def default_folders(sources: Sources) -> list[Path]:
    """The folders to read where none is given: those of the index, else seeds/ or library/, whichever exists.

    Folders of the index that are gone come last: whoever reads them says so, and their reports stay.
    """
    known = known_folders(sources)
    gone = {Path(source.root) for source in sources.values() if source.root and source.everything} - {*known}
    return [*known, *sorted(gone)] or [each for each in (DEFAULT_SOURCES, NEW_LIBRARY) if each.is_dir()][:1]


def require_other_folders(paths: Iterable[Path], location: Location) -> None:
    """Raises RequestError if one of the folders of reports is the directory of the index, in which none is read."""
    for path in paths:
        if isinstance(location, Path) and os.path.realpath(path) == os.path.realpath(location):
            raise RequestError(
                gettext("%(path)s 是索引的位置，那里面的报告不会读入", path=one_line(path)),
                next_step=gettext("请用 --index 或环境变量把索引另放一处，可以是它里面的文件夹"),
            )


def folder_to_index(folder: Path, sources: Sources) -> Path:
    """The folder of the index in which `folder` lies, or else `folder`: by it, the files in it get their names."""
    real = folder.resolve()
    holding = [each for each in known_folders(sources) if real.is_relative_to(each)]
    return min(holding, key=lambda each: len(each.parts), default=folder)
