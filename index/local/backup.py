"""Backup of an index directory: a copy of one generation, verified while it is copied, which is an index itself."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from index.errors import RESTORE, BackupFailed, CorruptIndex, RequestError
from index.language import gettext
from index.local.intact import newest
from index.local.layout import Layout
from index.local.pointer import Entry, write_pointer
from index.local.unreadable import unreadable
from index.local.verification import covered_files
from index.manifest import Generation, SegmentFile, sync_directory
from index.os_faults import reason_of, shown_size
from index.settings import DICTIONARY_NAME, PLACES_NAME, SYNONYMS_NAME, beside_index

BESIDE: Final = "beside"
"""Folder of a backup for copies of the files beside the index."""
_CLAIM: Final = ".backing-up"
"""File of a folder that a backup is being written to."""
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup. size: bytes of the generation. beside: names of the files copied to BESIDE."""

    entry: Entry
    generation: Generation
    size: int
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A generation whose files are open, so that a commit that removes them does not end the copy."""

    entry: Entry
    generation: Generation
    files: dict[str, tuple[IO[bytes], SegmentFile | None]]


def back_up(directory: Path, target: Path) -> Backup:
    """Copy the current generation of the index in `directory` to `target`, a new or empty directory.

    Servers and a writer may run meanwhile. Each file is compared with its checksum as it is copied, and all of them are
    on disk before the pointer of the copy is written: until then `target` is no index. User files beside the index are
    copied to BESIDE. Raises RequestError for an unfit target, one that another backup is being written to among them,
    IndexUnavailable or CorruptIndex if the generation cannot be read or is damaged, BackupFailed if the copy cannot be
    written; then nothing of it stays.
    """
    layout = Layout(directory)
    layout.entries()
    _check_target(directory, target)
    with ExitStack() as stack:
        opened = _open(layout, stack)
        with _writing_to(target):
            made = [each for each in (target, *target.parents) if not each.exists()]
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            _claim(target)
            try:
                for each in made:
                    sync_directory(each.parent)
                _check_room(target, opened)
                return _copy_all(directory, target, opened)
            except BaseException:
                _remove(target, fresh=bool(made))
                raise


def _check_target(directory: Path, target: Path) -> None:
    source, own = directory.resolve(), target.resolve()
    if own == source or source in own.parents or own in source.parents:
        raise RequestError(
            gettext("备份不能放在索引目录里，也不能包含它：%(target)s", target=target),
            next_step=gettext("请另选一个文件夹"),
        )
    if (target / _CLAIM).exists():
        raise _claimed(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise _not_empty(target)


def _not_empty(target: Path) -> RequestError:
    return RequestError(
        gettext("备份要放进新的或空的文件夹：%(target)s", target=target),
        next_step=gettext("请另起一个名字，例如加上日期"),
    )


def _claimed(target: Path) -> RequestError:
    return RequestError(
        gettext("另一个备份正在写入这里，或者没有写完就中断了：%(target)s", target=target),
        next_step=gettext("请等它结束，或另起一个名字，例如加上日期"),
    )


def _claim(target: Path) -> None:
    """Make the folder this run's own, until the claim is removed.

    Raises RequestError where it is another's, OSError.
    """
    try:
        os.close(os.open(target / _CLAIM, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise _claimed(target) from None
    if os.listdir(target) != [_CLAIM]:
        # Another has ended since the folder was found to be empty.
        (target / _CLAIM).unlink()
        raise _not_empty(target)


def _open(layout: Layout, stack: ExitStack) -> _Opened:
    def opened(entry: Entry) -> _Opened:
        with ExitStack() as own:
            files: dict[str, tuple[IO[bytes], SegmentFile | None]] = {
                each.path.name: (own.enter_context(each.path.open("rb")), each.expected)
                for each in covered_files(layout, entry)
            }
            stack.push(own.pop_all())
        return _Opened(entry, layout.generation_of(entry), files)

    try:
        return newest(layout, opened, entries=lambda each: each.entries()[:1])
    except CorruptIndex as fault:
        raise CorruptIndex(fault.message, next_step=_mended_first()) from None


def _check_room(target: Path, opened: _Opened) -> None:
    needed = sum(os.fstat(file.fileno()).st_size for file, _ in opened.files.values())
    free = shutil.disk_usage(target).free
    if free < needed:
        raise BackupFailed(
            gettext(
                "备份放不下：需要 %(needed)s，%(target)s 那里还剩 %(free)s",
                needed=shown_size(needed),
                target=target,
                free=shown_size(free),
            ),
            next_step=gettext("请腾出空间，或另选一个地方"),
        )


def _copy_all(directory: Path, target: Path, opened: _Opened) -> Backup:
    data = target / opened.entry.data.name
    data.mkdir(mode=0o700)
    size = 0
    # The records last: a copy that is cut short is no index without its pointer.
    for name, (file, expected) in reversed(opened.files.items()):
        found = _copy(file, data / name)
        if expected is not None and found != expected:
            raise CorruptIndex(CorruptIndex.in_file(name).message, next_step=_mended_first())
        size += found.size
    beside = tuple(_copy_beside(directory, target))
    sync_directory(data)
    sync_directory(target)
    entry = replace(opened.entry, data=data)
    write_pointer(target, entry, None)
    (target / _CLAIM).unlink()
    sync_directory(target)
    return Backup(entry, opened.generation, size, beside)


def _copy(file: IO[bytes], path: Path) -> SegmentFile:
    """Copy a file to a new one, which is on disk on return; returns the size and SHA-256 of what was read."""
    digest, size = hashlib.sha256(), 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        while block := _read(file):
            digest.update(block)
            size += len(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return SegmentFile(size, digest.hexdigest())


def _read(file: IO[bytes]) -> bytes:
    try:
        return file.read(_BLOCK)
    except OSError as fault:
        raise unreadable(fault, Path(file.name)) from fault


def _copy_beside(directory: Path, target: Path) -> Iterator[str]:
    for name in (DICTIONARY_NAME, SYNONYMS_NAME, PLACES_NAME):
        path = beside_index(directory, name)
        if path.is_file():
            (target / BESIDE).mkdir(mode=0o700, exist_ok=True)
            with path.open("rb") as file:
                _copy(file, target / BESIDE / name)
            yield name
    if (target / BESIDE).exists():
        sync_directory(target / BESIDE)


def _remove(target: Path, *, fresh: bool) -> None:
    # The claim last: until then the folder is this run's own.
    for path in sorted(target.iterdir(), key=lambda each: each.name == _CLAIM):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if fresh:
        with suppress(OSError):
            target.rmdir()


@contextmanager
def _writing_to(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        named = os.fsdecode(fault.filename) if isinstance(fault.filename, str | bytes) else target
        raise BackupFailed(
            gettext("备份没有完成：%(named)s（%(reason)s）", named=named, reason=reason_of(fault)),
            next_step=gettext("请检查磁盘和权限，再运行一次"),
        ) from fault


def _mended_first() -> str:
    return gettext("%(step)s，再备份", step=gettext(RESTORE))
