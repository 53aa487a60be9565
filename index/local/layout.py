"""Layout of an index directory: the pointer to the current generation, and the records of each."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from index.errors import REBUILD, CorruptIndex, IndexUnavailable
from index.manifest import (
    Generation,
    Sources,
    generation_from_json,
    generation_to_json,
    read_json,
    sources_from_json,
    sources_to_json,
    sync_directory,
    write_json,
)

Committed = tuple[Path, int]
"""A data directory, and the number of a generation in it."""


class Layout:
    """An index directory.

    `current.json` names the data directory and the generation that readers open, and those of the previous commit,
    whose files stay until the next one; replacing it is the commit. A data directory holds the segments' files,
    Whoosh's tables of contents and, for each generation, `generation-N.json` and `sources-N.json`.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.pointer = directory / "current.json"

    def current(self) -> Committed:
        """The current data directory and generation; raises IndexUnavailable or CorruptIndex."""
        return self.committed()[0]

    def committed(self) -> tuple[Committed, ...]:
        """The current data directory and generation, then the fallbacks; raises as `current` does."""
        try:
            self._check_owner()
            pointer = read_json(self.pointer)
            kept = [pointer, *([pointer["previous"]] if pointer.get("previous") else [])]
            return tuple((self.directory / Path(str(each["data"])).name, int(each["generation"])) for each in kept)
        except FileNotFoundError:
            raise IndexUnavailable(
                f"这里还没有索引：{self.directory}",
                next_step=f"请先运行 zhengsou index 报告所在的文件夹 --index {self.directory}",
            ) from None
        except OSError as fault:
            raise IndexUnavailable(
                f"索引打不开：{self.directory}（{fault.strerror}）", next_step="请检查权限"
            ) from None
        except (ValueError, KeyError, TypeError):
            raise CorruptIndex("索引已损坏：current.json 无法读取", next_step=REBUILD) from None

    def _check_owner(self) -> None:
        """Refuse an index that an untrusted user could have written; raises IndexUnavailable.

        An index names files of this machine that are shown, and holds their text. Trusted are this user, root and the
        owner of the directory, whom --index names with it; a group only if this user or root gave it write access.
        """
        if os.name != "posix":
            return
        found, user = self.directory.stat(), os.geteuid()
        foreign = found.st_uid not in (user, 0)
        if found.st_mode & (stat.S_IWOTH | (stat.S_IWGRP if foreign else 0)):
            who = "请" if user in (found.st_uid, 0) else f"请目录的主人 {_user(found.st_uid)} "
            raise IndexUnavailable(
                f"索引目录可被{'主人以外的' if foreign else '任何'}用户改写，拒绝读取：{self.directory}",
                next_step=f"{who}运行 chmod {'g-w,o-w' if foreign else 'o-w'} {self.directory}，或用 --index 另建一个",
            )

    def check_writer(self) -> None:
        """Refuse to write another user's index, whose owner could not read the new files; raises IndexUnavailable."""
        if os.name != "posix" or not self.pointer.exists():
            return
        owner = self.pointer.stat().st_uid
        if owner != os.geteuid():
            raise IndexUnavailable(
                f"索引是用户 {_user(owner)} 建立的，别的用户写入之后他就读不了：{self.directory}",
                next_step=f"请以 {_user(owner)} 的身份运行，或用 --index 另建一个",
            )

    def generation(self, data: Path, number: int) -> Generation:
        """The record of a generation; raises FileNotFoundError or CorruptIndex."""
        try:
            return generation_from_json(read_json(data / f"generation-{number}.json"))
        except FileNotFoundError:
            raise
        except (OSError, ValueError, KeyError, TypeError):
            raise CorruptIndex(f"索引已损坏：generation-{number}.json 无法读取", next_step=REBUILD) from None

    def check_sizes(self, data: Path, generation: Generation) -> None:
        """Check that every file exists in its recorded size; raises CorruptIndex."""
        for name, file in generation.files.items():
            path = data / name
            if not path.is_file():
                raise CorruptIndex(f"索引已损坏：缺少文件 {name}", next_step=REBUILD)
            if path.stat().st_size != file.size:
                raise CorruptIndex(f"索引已损坏：文件 {name} 与写入时不同", next_step=REBUILD)

    def sources(self, data: Path, number: int) -> Sources:
        """The source records of a generation; raises CorruptIndex."""
        try:
            return sources_from_json(read_json(data / f"sources-{number}.json"))
        except (OSError, ValueError, KeyError, TypeError):
            raise CorruptIndex(f"索引已损坏：sources-{number}.json 无法读取", next_step=REBUILD) from None

    def write_sources(self, data: Path, number: int, sources: Sources) -> None:
        """Write the source records of a generation."""
        write_json(data / f"sources-{number}.json", sources_to_json(sources))

    def readable(self, committed: Committed) -> bool:
        """Whether a generation's records can be read and its files have their recorded sizes."""
        try:
            self.check_sizes(committed[0], self.generation(*committed))
        except (OSError, CorruptIndex):
            return False
        return True

    def commit(self, data: Path, generation: Generation, sources: Sources, previous: Committed | None) -> None:
        """Make `generation` the current one: readers see the old state until the last step, and the new one after.

        previous: the fallback. Raises OSError; `committed` says whether the last step was taken.
        """
        self.write_sources(data, generation.number, sources)
        write_json(data / f"generation-{generation.number}.json", generation_to_json(generation))
        sync_directory(self.directory)
        pointer = {"data": data.name, "generation": generation.number}
        kept = {"data": previous[0].name, "generation": previous[1]} if previous else None
        write_json(self.pointer, {**pointer, "previous": kept})


def _user(number: int) -> str:
    """Name of a user, or the number if there is no name."""
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
