"""`add` and `meta` with faults at every call: a file is in the library whole or not at all, and the next run mends all.

`ZHENGSOU_TORTURE_STRIDE=10` looks at every tenth call only.
"""

import os
import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest
from faulty_calls import Calls, Ended, Fault, in_process
from reports import page
from tortured import left_of, program, seen

from index import index_paths
from index.store import open_store

STRIDE = int(os.environ.get("ZHENGSOU_TORTURE_STRIDE", "1"))
TEXT = page("洛江区政协", 2022, "一年来，我们认真履行职能，提案办理取得新的成绩。")


class Library:
    """A folder with a library of one page, its index, and a page to add."""

    def __init__(self, folder: Path, command: str) -> None:
        self.folder, self.root = folder, folder / "disk"
        self.new = folder / "new.txt"
        self.new.write_text(TEXT, "utf-8")
        (self.root / "lib").mkdir(parents=True)
        (self.root / "lib/old.txt").write_text(page("广安区政协", 2023, "视察工作。"), "utf-8")
        index_paths([self.root / "lib"], self.root / "i")
        shutil.copytree(self.root, folder / "before")
        self.command = [*self._given(command), "--index", str(self.root / "i")]

    def _given(self, command: str) -> list[str]:
        if command == "meta":
            return ["meta", "old", "--year", "2021"]
        return [
            "add",
            str(self.new),
            "--to",
            str(self.root / ("lib" if command == "add" else "lib/2022/一月")),
            "--yes",
        ]

    def files(self) -> dict[str, bytes]:
        """The files of the library, hidden ones too."""
        folder = self.root / "lib"
        return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}

    def run(self, fault: Fault | None) -> Ended:
        shutil.rmtree(self.root)
        shutil.copytree(self.folder / "before", self.root)

        def work() -> int:
            os.setsid()
            return program(self.command)

        return in_process(work, Calls(self.root, fault))


@pytest.mark.parametrize("command", ["add", "add --to", "meta"])
@pytest.mark.parametrize("kind", ["kill", "interrupt", "term", "ENOSPC", "EIO"])
def test_faults_at_every_call(kind: str, command: str, tmp_path: Path) -> None:
    library = Library(tmp_path, command)
    before = library.files()
    assert library.run(None).status == 0
    after, answers = library.files(), seen(library.root / "i")
    rounds: Counter[int] = Counter()
    number = 1
    while True:
        ended = library.run(Fault(kind, number))
        assert "Traceback" not in ended.said, (number, ended)
        assert ended.status in {0, 1, 2, 3, 130, 143, -signal.SIGKILL}, (number, ended)
        assert not list(left_of(ended.session))
        there = {name: text for name, text in library.files().items() if "/.zhengsou" not in f"/{name}"}
        assert there in (before, after), (number, ended, sorted(there))
        assert list(open_store(library.root / "i").check()) == []
        assert program(library.command) in (0, 1), number
        index_paths([library.root / "lib"], library.root / "i")
        assert library.files() == after, (number, ended, sorted(library.files()))
        assert seen(library.root / "i") == answers, (number, ended)
        rounds[ended.status] += 1
        if ended.calls[0] < number:
            break
        number += STRIDE
    print(f"{command} {kind}: {rounds.total()} rounds, by status {dict(rounds)}")
