"""A library that changes at random, and its index, which is compared with one that is built afresh."""

import random
import shutil
from pathlib import Path
from unittest.mock import patch

from reports import line, write_lines
from tortured import seen

from index import index_paths
from index.local import tiers
from index.store import open_store

WORDS = ("提案", "视察", "委员", "协商", "公开", "调研", "履职", "民生")
Files = dict[str, dict[str, list[str]]]
"""Paragraphs by report, by file."""


class Library:
    """A folder of report lines. done: what has been done to it."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder = folder
        self._chance = chance
        self._files: Files = {}
        self._number = 0
        self._library = folder / "lib"
        self.done: list[str] = []
        self._library.mkdir(parents=True)

    def change(self) -> None:
        """Do one to four things to the reports: add, change, remove, move, swap, or to whole files.

        Sometimes the whole folder moves as well; then nothing is removed, since that would stay of the old folder.
        """
        actions = [self._add, self._add, self._edit, self._move, self._rename, self._remove]
        if self._chance.random() < 0.15:
            self.done.append(self._move_library())
            actions.remove(self._remove)
        for _ in range(self._chance.randint(1, 4)):
            self.done.append(self._chance.choice(actions)())
        for path in self._library.iterdir():
            if path.name not in self._files:
                path.unlink()
        for name, reports in self._files.items():
            write_lines(self._library / name, *(line(each, texts) for each, texts in reports.items()))

    def _move_library(self) -> str:
        """Move the folder to a name before or after its own, and sometimes leave an empty one, as of another disk."""
        target = self._folder / self._chance.choice([each for each in "alpz" if each != self._library.name])
        if target.exists():
            target.rmdir()
        old, self._library = self._library, self._library.rename(target)
        if left := self._chance.random() < 0.3:
            old.mkdir()
        return f"move {old.name} to {target.name}{', which leaves its place' if left else ''}"

    def _text(self) -> list[str]:
        words = self._chance.choices(WORDS, k=self._chance.randint(0, 6))
        return [f"{word}第{self._chance.randint(1, 10**6)}次" for word in words]

    def _some(self) -> tuple[str, str] | None:
        """A report and its file."""
        there = [(name, each) for name, reports in self._files.items() for each in reports]
        return self._chance.choice(there) if there else None

    def _add(self) -> str:
        name = f"f{self._chance.randint(0, 4)}.jsonl"
        self._number += 1
        self._files.setdefault(name, {})[f"r{self._number}"] = self._text()
        return f"add r{self._number} to {name}"

    def _edit(self) -> str:
        if (found := self._some()) is None:
            return "nothing"
        self._files[found[0]][found[1]] = self._text()
        return f"edit {found}"

    def _remove(self) -> str:
        if (found := self._some()) is None:
            return "nothing"
        del self._files[found[0]][found[1]]
        self._drop_empty(found[0])
        return f"remove {found}"

    def _move(self) -> str:
        if (found := self._some()) is None:
            return "nothing"
        target = f"f{self._chance.randint(0, 4)}.jsonl"
        texts = self._files[found[0]].pop(found[1])
        self._files.setdefault(target, {})[found[1]] = texts
        self._drop_empty(found[0])
        return f"move {found} to {target}"

    def _rename(self) -> str:
        if not self._files:
            return "nothing"
        name, target = self._chance.choice(sorted(self._files)), f"f{self._chance.randint(0, 4)}.jsonl"
        moved = self._files.pop(name)
        self._files[target] = self._files.get(target, {}) | moved
        return f"rename {name} to {target}"

    def _drop_empty(self, name: str) -> None:
        if not self._files[name]:
            del self._files[name]

    def index_and_compare(self) -> str:
        """Index the library, sometimes all of it anew; how that differs from one built afresh, "" if it does not."""
        library, index, fresh = self._library, self._folder / "index", self._folder / "fresh"
        rebuild = self._chance.random() < 0.05
        # Merging as often as not, so that segments of all kinds are merged.
        with patch.object(tiers, "FAN", self._chance.choice((2, tiers.FAN))):
            # That a folder lost all it had has to be said.
            summary = index_paths([library], index, rebuild=rebuild, allow_empty=not self._files)
        shutil.rmtree(fresh, ignore_errors=True)
        expected = index_paths([library], fresh)
        if summary.failed or expected.failed:
            return f"failed: {summary.failed} {expected.failed}"
        if (summary.reports, summary.paragraphs) != (expected.reports, expected.paragraphs):
            return f"{summary} is not {expected}"
        if expected.reports and seen(index) != seen(fresh):
            return f"{seen(index)} is not {seen(fresh)}"
        if not open_store(index).exists():
            return ""
        gone = [path for path in open_store(index).state(forgive=False).sources if not Path(path).exists()]
        return "; ".join([*open_store(index).check(), *(f"{path} is gone" for path in gone)])
