"""Listing of the paths to index: report files, files that are skipped, and failures."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from index.errors import with_next_step
from index.language import N_, gettext
from index.reading import SUFFIXES, files_of, is_report_file, refusal
from index.reading.files import NOT_REGULAR, unreadable

MISSING: Final = N_("文件不存在")
"""Why a path that was given cannot be listed: there is nothing under its name."""
_DANGLING: Final = N_("链接所指的文件不存在")
_ELSEWHERE: Final = N_("是链接，指向给出的文件夹以外，没有跟着读")
_FOLLOW: Final = N_("真要读它，请加上 --follow-links")


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, a part of one, or a folder that could not be read, and the reason."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a kind that is not read, the reason, and the next step, "" where there is none to advise."""

    path: str
    reason: str
    next_step: str = ""


@dataclass(slots=True)
class Look:
    """Result of listing the paths.

    files: report files by path, each with its real path, in which nothing is a link. folders: those given, by their
    real paths. failed: files and folders that cannot be listed, so that their content is unknown. skipped: files that
    are not read. elsewhere: report files that are left out since they are links out of the folders, with the reason.
    """

    files: dict[str, str] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    elsewhere: dict[str, str] = field(default_factory=dict)


def look(paths: Iterable[Path], *, without: Path | None = None, follow_links: bool = False) -> Look:
    """Report files that the paths name or contain, each file once however it is reached.

    A path is listed with its folder's real path, so that other spellings of the folder give the same. A link to a file
    is listed by its own name, unless the target is listed too, if it is one of the paths, or leads into one of the
    folders; with `follow_links` wherever it leads. Links to folders are not followed. Names that begin with a dot are
    left out with all under them, and so is the folder `without`. No file is opened.
    """
    seen = Look()
    hidden = os.path.realpath(without) if without else None
    given = list(paths)
    for path in given:
        _list_path(os.fspath(path), hidden, seen)
    if not follow_links:
        _leave_out_links(seen, {_canonical(os.fspath(path)) for path in given})
    _keep_one_of_each(seen)
    seen.failed = list(dict.fromkeys(seen.failed))
    seen.skipped = sorted(set(seen.skipped), key=lambda each: each.path)
    return seen


def lies_under(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is one of these or lies under one of them."""
    return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


def _list_path(given: str, hidden: str | None, seen: Look) -> None:
    try:
        mode = os.stat(given).st_mode
    except (OSError, ValueError) as fault:
        seen.failed.append(Failure(_canonical(given), _missing(given) or _reason(fault)))
        return
    if stat.S_ISDIR(mode):
        folder = os.path.realpath(given)
        seen.folders.append(folder)
        _walk(folder, hidden, seen)
        return
    path = _canonical(given)
    if not is_report_file(Path(path)):
        reason, advice = refusal(Path(path))
        seen.failed.append(
            Failure(path, with_next_step(reason, advice or gettext("可用 %(names)s", names=" ".join(SUFFIXES))))
        )
    elif not stat.S_ISREG(mode):
        seen.failed.append(Failure(path, gettext(NOT_REGULAR)))
    else:
        seen.files[path] = os.path.realpath(path)


def _canonical(given: str) -> str:
    """Path of a file with its folder's real path; a link keeps its own name, which is its report's."""
    folder, name = os.path.split(given)
    return os.path.realpath(given) if name in ("", ".", "..") else os.path.join(os.path.realpath(folder), name)


def _missing(given: str) -> str:
    """Reason why a file does not exist, or "" if that is unknown."""
    try:
        os.lstat(given)
    except (FileNotFoundError, NotADirectoryError):
        return gettext(MISSING)
    except (OSError, ValueError):
        return ""
    return gettext(_DANGLING) if not os.path.exists(given) and os.path.islink(given) else ""


def _reason(fault: OSError | ValueError) -> str:
    return str(unreadable(fault)) if isinstance(fault, OSError) else gettext(MISSING)


def _walk(root: str, hidden: str | None, seen: Look) -> None:
    """List a folder, given by its real path."""
    folders = deque([root])
    while folders:
        folder = folders.popleft()
        if folder == hidden:
            continue
        try:
            with os.scandir(folder) as listing:
                entries = sorted((each for each in listing if not each.name.startswith(".")), key=lambda e: e.name)
        except OSError as fault:
            seen.failed.append(Failure(folder, gettext("文件夹打不开：%(fault)s", fault=_reason(fault))))
            continue
        sidecars = {sidecar.name for each in entries for sidecar in files_of(Path(each.name))[1:]}
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name not in sidecars:
                    _add_entry(entry, root, seen)
            except OSError as fault:
                seen.failed.append(Failure(entry.path, _reason(fault)))


def _add_entry(entry: os.DirEntry[str], root: str, seen: Look) -> None:
    """Add an entry that is no folder to the listing. Raises OSError."""
    path, link, report = entry.path, entry.is_symlink(), is_report_file(Path(entry.name))
    if entry.is_file():
        if report:
            seen.files[path] = os.path.realpath(path) if link else path
        else:
            seen.skipped.append(Skipped(path, *refusal(Path(entry.name))))
    elif not link or (not entry.is_dir() and _exists(path)):
        seen.skipped.append(Skipped(path, gettext(NOT_REGULAR)))
    elif not entry.is_dir():
        seen.failed += [Failure(path, gettext(_DANGLING))] if report else []
        seen.skipped += [] if report else [Skipped(path, gettext(_DANGLING))]
    elif not lies_under(os.path.realpath(path), [root]):
        seen.skipped.append(Skipped(path, gettext("是链接到别处的文件夹，要读它请把它写在命令里")))


def _exists(path: str) -> bool:
    """Whether a link leads to anything. Raises OSError where that is unknown."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _leave_out_links(seen: Look, given: Collection[str]) -> None:
    """Leave out the files that are links out of the folders, those aside that were given by name."""
    for path, real in list(seen.files.items()):
        if real != path and path not in given and not lies_under(real, seen.folders):
            del seen.files[path]
            seen.elsewhere[path] = gettext(_ELSEWHERE)
            seen.skipped.append(Skipped(path, gettext(_ELSEWHERE), gettext(_FOLLOW)))


def _keep_one_of_each(seen: Look) -> None:
    """Of several paths of one file keep the real one, or else the first."""
    chosen: dict[str, str] = {}
    for path in sorted(seen.files):
        real = seen.files[path]
        if real not in chosen or path == real:
            chosen[real] = path
    seen.files = {path: real for real, path in chosen.items()}
