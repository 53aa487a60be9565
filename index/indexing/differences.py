"""How files differ from what an index says of them: changed, gone, or new in the folders that were indexed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from index.indexing.plan import as_it_was, vanished
from index.indexing.walk import look
from index.manifest import Sources
from index.names import readable


@dataclass(frozen=True, slots=True)
class Differences:
    """Names of files, each in order, from the folder on that was given to be indexed: reports/2023/a.html.

    changed: what cannot be looked at is among them. A file with unreadable parts has no stamps, and is in none.
    """

    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def differences(sources: Sources, without: Path | None = None) -> Differences:
    """Stats every source file once and lists their folders; opens no file. without: a folder that is left out."""
    changed: list[str] = []
    gone: list[str] = []
    for path, source in sources.items():
        if source.stamps and not as_it_was(source.stamps, Path(path)):
            (gone if vanished(path) else changed).append(_name(path, source.root))
    new = _new(sources, {source.root for source in sources.values()} - {""}, without)
    return Differences(tuple(sorted(changed)), tuple(sorted(gone)), tuple(sorted(new)))


def _new(sources: Sources, roots: set[str], without: Path | None) -> list[str]:
    """Report files in these folders that are no source, by whatever path."""
    folders = sorted(root for root in roots if os.path.isdir(root))
    unknown = {
        path: real for path, real in look(map(Path, folders), without=without).files.items() if path not in sources
    }
    if not unknown:
        return []
    known = set(map(os.path.realpath, sources))
    inmost = sorted(folders, key=len, reverse=True)
    return [_name(path, _root(path, inmost)) for path, real in unknown.items() if real not in known]


def _root(path: str, folders: list[str]) -> str:
    return next((folder for folder in folders if path.startswith(folder.rstrip(os.sep) + os.sep)), "")


def _name(path: str, root: str) -> str:
    return readable(os.path.relpath(path, os.path.dirname(root)) if root else os.path.basename(path))
