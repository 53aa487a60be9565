"""Names of files: what a file's path gives as its report's id, or as the start of the ids in an archive."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from index.language import gettext
from index.names import readable
from index.reading import is_archive, is_named_by_path


def file_names(roots: Mapping[str, str]) -> dict[str, str]:
    """Names of files by path: the stem, or where stems collide, the path below the root, without suffix.

    Where these collide too, as many folders above the root are put before as it takes. Two files of one stem in one
    folder keep one name. Files whose reports have ids of their own are left out. roots: by path, the folder in which a
    file was looked for, or "" for a file that was given by itself.
    """
    groups: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for path in roots:
        if is_named_by_path(Path(path)):
            groups[_readable(Path(path).stem), is_archive(Path(path))].append(path)
    names: dict[str, str] = {}
    for (stem, _), paths in groups.items():
        names |= {paths[0]: stem} if len(paths) == 1 else _told_apart(paths, roots)
    return names


def root_of(path: str, folders: Iterable[str], before: str = "") -> str:
    """The topmost of the folders that holds a file, or the one under which it was listed before."""
    holding = [each for each in (*folders, before) if each and path.startswith(each.rstrip(os.sep) + os.sep)]
    return min(holding, key=len, default="")


def _told_apart(paths: list[str], roots: Mapping[str, str]) -> dict[str, str]:
    parts = {path: [_readable(each) for each in Path(path).with_suffix("").parts[1:]] for path in paths}
    starts = {path: len(Path(roots[path] or os.path.dirname(path)).parts) - 1 for path in paths}
    while True:
        names = {path: "/".join(parts[path][starts[path] :]) for path in paths}
        folders = defaultdict(set)
        for path, name in names.items():
            folders[name].add(os.path.dirname(path))
        clashing = [path for path, name in names.items() if len(folders[name]) > 1 and starts[path] > 0]
        if not clashing:
            return names
        for path in clashing:
            starts[path] -= 1


def _readable(name: str) -> str:
    return readable(name).strip()


def taken_twice(report: str, name: str) -> str:
    """That an id is the id of a report in another file already; name: of that file."""
    where = readable(name)
    return gettext("编号重复：%(report)s 已在 %(name)s 中，请改其中一个的文件名或 id", report=report, name=where)
