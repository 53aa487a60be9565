"""Layout of an index directory: the pointer to the current generation, and the records of each."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from index.errors import RESTORE, CorruptIndex, IndexUnavailable
from index.language import gettext
from index.local.pointer import LAST_WITHOUT_SUMS, NAME, Entry, first_sources_name, read_pointer, write_pointer
from index.local.records import read_object, write_record
from index.local.unreadable import missing, reading, unreadable
from index.manifest import (
    Generation,
    SegmentFile,
    Sources,
    generation_from_json,
    generation_to_json,
    sources_from_json,
    sources_to_json,
    sync_directory,
)
from index.os_faults import user_name

Committed = tuple[Path, int]
"""A data directory, and the number of a generation in it."""


class Layout:
    """An index directory.

    `current.json` names the data directory and the generation that readers open, and those of the previous commit,
    whose files stay until the next one; replacing it is the commit. A data directory holds the segments' files,
    Whoosh's tables of contents and, for each generation, `generation-N.json` and `sources-N.json`. Every byte that is
    read is covered: the pointer by a checksum in itself, these two records by theirs in the pointer, all other files by
    theirs in `generation-N.json`. Source records that are replaced without a commit get a new file, `sources-N-K.json`,
    and a new pointer.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.pointer = directory / NAME

    def current(self) -> Committed:
        """The current data directory and generation; raises IndexUnavailable or CorruptIndex."""
        return self.committed()[0]

    def committed(self) -> tuple[Committed, ...]:
        """The current data directory and generation, then the fallbacks; raises as `current` does."""
        return tuple((each.data, each.number) for each in self.entries())

    def entries(self) -> tuple[Entry, ...]:
        """What the pointer says of `committed`; raises as `current` does."""
        try:
            self.check_owner()
            return read_pointer(self.directory)
        except FileNotFoundError:
            raise self._no_pointer() from None
        except OSError as fault:
            raise unreadable(fault, self.pointer) from None
        except (ValueError, LookupError, TypeError):
            if not self.pointer.is_file():
                step = gettext("请移走它。%(step)s", step=gettext(RESTORE))
                raise CorruptIndex(
                    gettext("索引已损坏：%(pointer)s 不是普通文件", pointer=self.pointer), next_step=step
                ) from None
            raise CorruptIndex(
                gettext("索引已损坏：%(name)s 的内容与写入时不同", name=NAME), next_step=gettext(RESTORE)
            ) from None

    def _check_links(self) -> None:
        """Refuse a place that is a link to nothing, or below one; raises IndexUnavailable."""
        for each in (self.directory, *self.directory.parents):
            if each.is_symlink() and not each.exists():
                raise IndexUnavailable(
                    gettext(
                        "索引的位置 %(each)s 是链接，它指向的 %(target)s 不存在", each=each, target=os.readlink(each)
                    ),
                    next_step=gettext("请检查那里是不是没有挂载，或改正链接，或用 --index 另指一个位置"),
                )

    def _no_pointer(self) -> IndexUnavailable:
        self._check_links()
        if self.lost_pointer():
            return CorruptIndex(
                gettext("索引已损坏：%(name)s 不见了，数据还在 %(directory)s", name=NAME, directory=self.directory),
                next_step=gettext(RESTORE),
            )
        return IndexUnavailable(
            gettext("这里还没有索引：%(place)s", place=self.directory),
            next_step=gettext("请先运行 zhengsou index 报告所在的文件夹 --index %(place)s", place=self.directory),
        )

    def lost_pointer(self) -> bool:
        """Whether there are records of generations, but no pointer."""
        return not self._has_pointer() and next(self.directory.glob("data-*/generation-*.json"), None) is not None

    def exists(self) -> bool:
        """Whether there is an index, intact or not; raises IndexUnavailable where this user may not look."""
        return self._has_pointer() or self.lost_pointer()

    def _has_pointer(self) -> bool:
        try:
            self.pointer.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as fault:
            raise unreadable(fault, self.pointer) from None
        return True

    def entry(self, data: Path, number: int) -> Entry:
        """What the pointer says of a generation; raises FileNotFoundError if it does not name it, else as `current`."""
        for each in self.entries():
            if (each.data, each.number) == (data, number):
                return each
        raise FileNotFoundError(2, os.strerror(2), str(data / f"generation-{number}.json"))

    def check_owner(self) -> None:
        """Refuse an index that an untrusted user could have written; raises IndexUnavailable.

        An index names files of this machine that are shown, and holds their text. Trusted are this user, root and the
        owner of the directory, whom --index names with it; a group only if this user or root gave it write access.
        """
        if os.name != "posix":
            return
        found, user = self.directory.stat(), os.geteuid()
        foreign = found.st_uid not in (user, 0)
        if found.st_mode & (stat.S_IWOTH | (stat.S_IWGRP if foreign else 0)):
            command = f"chmod {'g-w,o-w' if foreign else 'o-w'} {self.directory}"
            raise IndexUnavailable(
                gettext("索引目录可被主人以外的用户改写，拒绝读取：%(directory)s", directory=self.directory)
                if foreign
                else gettext("索引目录可被任何用户改写，拒绝读取：%(directory)s", directory=self.directory),
                next_step=gettext("请运行 %(command)s，或用 --index 另建一个", command=command)
                if user in (found.st_uid, 0)
                else gettext(
                    "请目录的主人 %(owner)s 运行 %(command)s，或用 --index 另建一个",
                    owner=user_name(found.st_uid),
                    command=command,
                ),
            )

    def check_writer(self) -> None:
        """Refuse to write another user's index, whose owner could not read the new files, or where there is no place.

        Raises IndexUnavailable.
        """
        self._check_links()
        if os.name != "posix" or not self._has_pointer() or not self.pointer.exists():
            return
        owner = self.pointer.stat().st_uid
        if owner != os.geteuid():
            raise IndexUnavailable(
                gettext(
                    "索引是用户 %(owner)s 建立的，别的用户写入之后他就读不了：%(directory)s",
                    owner=user_name(owner),
                    directory=self.directory,
                ),
                next_step=gettext("请以 %(owner)s 的身份运行，或用 --index 另建一个", owner=user_name(owner)),
            )

    def generation(self, data: Path, number: int) -> Generation:
        """The record of a committed generation, verified; raises as `entry` does, OSError and CorruptIndex."""
        return self.generation_of(self.entry(data, number))

    def generation_of(self, entry: Entry) -> Generation:
        """The record of a generation, verified; raises OSError or CorruptIndex."""
        with reading(entry.manifest_name):
            data = read_object(entry.data / entry.manifest_name, entry.manifest)
            generation = generation_from_json(data)
            if entry.manifest is None and generation.made_by.schema > LAST_WITHOUT_SUMS:
                raise ValueError("this schema has checksums")
            if generation.number != entry.number:
                raise ValueError("the record of another generation")
        return generation

    def sources(self, data: Path, number: int) -> Sources:
        """The source records of a committed generation, verified; raises as `generation` does."""
        return self.sources_of(self.entry(data, number))

    def sources_of(self, entry: Entry) -> Sources:
        """The source records of a generation, verified; raises OSError or CorruptIndex."""
        with reading(entry.sources_name):
            data = read_object(entry.data / entry.sources_name, entry.sources)
            return sources_from_json(data if entry.sources is None else data["sources"])

    def check_sizes(self, data: Path, generation: Generation) -> None:
        """Check that every file exists in its recorded size; raises CorruptIndex, or OSError if that cannot be told."""
        for name, file in generation.files.items():
            path = data / name
            if not path.is_file():
                raise missing(name)
            if path.stat().st_size != file.size:
                raise CorruptIndex.in_file(name)

    def write_sources(self, data: Path, number: int, sources: Sources) -> None:
        """Replace the source records of the current generation; `committed` stays as it is. Raises OSError.

        The old file becomes a stray.
        """
        current, *previous = self.entries()
        assert (current.data, current.number) == (data, number)
        name = current.next_sources_name()
        written = replace(current, sources=_write_sources(data / name, number, sources), sources_name=name)
        write_pointer(self.directory, written, previous[0] if previous else None)

    def readable(self, entry: Entry) -> bool:
        """Whether a generation's records can be read and its files have their recorded sizes."""
        try:
            self.check_sizes(entry.data, self.generation_of(entry))
        except (OSError, IndexUnavailable):
            return False
        return True

    def commit(self, data: Path, generation: Generation, sources: Sources, previous: Entry | None) -> None:
        """Make `generation` the current one: readers see the old state until the last step, and the new one after.

        previous: the fallback. Raises OSError; `committed` says whether the last step was taken.
        """
        name = first_sources_name(generation.number)
        sources_file = _write_sources(data / name, generation.number, sources)
        manifest = write_record(data / f"generation-{generation.number}.json", generation_to_json(generation))
        sync_directory(self.directory)
        write_pointer(self.directory, Entry(data, generation.number, manifest, sources_file, name), previous)


def _write_sources(path: Path, number: int, sources: Sources) -> SegmentFile:
    return write_record(path, {"generation": number, "sources": sources_to_json(sources)})
