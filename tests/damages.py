"""Damaged indexes: one with all that an index can hold, copies of it with a single damage, and what they answer."""

import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from command import run
from made_prose import page, paragraphs, traditional
from reports import line, write_lines

from index import index_paths
from index.check_cli import SPARE_DAMAGED
from index.errors import CorruptIndex, ZhengsouError
from index.local.layout import Layout
from index.local.pointer import NAME
from index.local.sums import sum_file
from index.store import open_store
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.engine.verified import DAY, ServedFiles
from search.offers.completion import Completer
from search.study import kwic, trend

REQUESTS = (
    SearchRequest("提案 办理", limit=50),
    SearchRequest("营商环境优化 OR 养老服务", limit=50),
    SearchRequest("委员 /句 充分肯定", limit=50),
    SearchRequest("kWh"),
    SearchRequest("提*", limit=50),
    SearchRequest("認真辦理", exact_script=True),
    SearchRequest("标题:提案", limit=50),
)
_INDEXED: Final = re.compile(r"indexed[^,)}]*")


def build(folder: Path) -> Path:
    """The directory of an index of `folder / "in"` with several segments, deletions, marks, reprints, two generations.

    The last file there, `late.jsonl`, is not yet in it.
    """
    source, directory = folder / "in", folder / "index"
    source.mkdir(parents=True)
    kept = [_report(number) for number in range(8)]
    write_lines(source / "first.jsonl", *kept)
    index_paths([source], directory)
    marked = {"damaged": [1], "restored": [{"paragraph": 0, "start": 0, "end": 2, "raw": "�嘷"}]}
    write_lines(source / "marked.jsonl", line("marked", ["提案办理㎾h", "委\u200b员?满意", "认真办理"], **marked))
    index_paths([source], directory)
    odd = ["認真辦理提案，委員滿意", "", "办" * 300, "一、提案工作", "提案" * 40 + "着着著", "𠀀提案" * 3, "A\0B"]
    write_lines(source / "odd.jsonl", line("odd", odd, title="關於提案辦理的報告", body="乙政协", date="2024-02-29"))
    index_paths([source], directory)
    # One is removed, one changed, and a page comes with its reprint.
    original = page("乐清市政协", 2020, paragraphs(3, 12))
    (source / "original.html").write_text(original, "utf-8")
    (source / "reprint.html").write_text(traditional(original), "utf-8")
    write_lines(source / "first.jsonl", *kept[1:7], line("r7", ["改过的提案", "满意"]))
    index_paths([source], directory)
    write_lines(source / "last.jsonl", line("last", ["最后的提案", "营商环境优化"], year=2019))
    index_paths([source], directory)
    return directory


def _report(number: int) -> dict[str, Any]:
    title = f"第{number}号提案工作报告"
    return line(f"r{number}", [title, *paragraphs(number, 12)], title=title, body=f"第{number}政协", year=2015 + number)


def add_late(folder: Path) -> None:
    """Write the file that the index does not have."""
    write_lines(folder / "in" / "late.jsonl", line("late", ["迟到的提案", "委员满意", *paragraphs(99, 3)]))


def answers(searcher: Searcher) -> list[Any]:
    """What a searcher says to a little of everything, without times; an error of our tree is its class."""
    asked: list[Callable[[], Any]] = [partial(_hits, searcher, request) for request in REQUESTS]
    asked += [
        lambda: kwic(searcher, REQUESTS[0], sort="left").lines,
        lambda: trend(searcher, ["提案", "办理"], REQUESTS[0], by="body").totals,
        lambda: Completer(searcher).complete("ti"),
        lambda: [each.to_dict() for each in searcher.report("r1", "提案").paragraphs],
        lambda: [each.to_dict() for each in searcher.report("marked", "办理").paragraphs],
        searcher.reports,
        lambda: list(searcher.metas()),
        lambda: searcher.word_place("提案"),
    ]
    return list(map(_answer, asked))


def _answer(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except ZhengsouError as fault:
        return type(fault)


def _hits(searcher: Searcher, request: SearchRequest) -> Any:
    found = searcher.find(request)
    return [each.to_dict() for each in found.every_hit()], found.totals, found.facets


def answers_of(directory: Path) -> list[Any] | type[ZhengsouError]:
    """`answers` of an index, or why it does not open."""
    try:
        searcher = open_searcher(directory)
    except ZhengsouError as fault:
        return type(fault)
    with searcher:
        return answers(searcher)


def is_right(found: Any, expected: list[Any]) -> bool:
    """Whether answers are those expected, or errors where they are not."""
    if not isinstance(found, list):
        return True
    return all(isinstance(one, type) or one == other for one, other in zip(found, expected, strict=True))


def files_of(directory: Path) -> list[Path]:
    """All files of an index that are ever read, relative to it, in order of their names."""
    found = (path.relative_to(directory) for path in sorted(directory.rglob("*")) if path.is_file())
    return [path for path in found if path.name != "writing.lock"]


@dataclass(frozen=True, slots=True)
class Damage:
    """One damage: its kind, the file, and what it did. content: of the file after it; None: the file is gone."""

    kind: str
    file: Path
    content: bytes | None
    other: tuple[Path, bytes] | None = None

    def apply(self, directory: Path) -> None:
        """Damage an index whose files are hard links, which are replaced."""
        for path, content in ((self.file, self.content), *([self.other] if self.other else [])):
            (directory / path).unlink()
            if content is not None:
                (directory / path).write_bytes(content)


def copy_of(directory: Path, target: Path) -> Path:
    """A copy of hard links. Nothing of it is written to in place."""
    shutil.copytree(directory, target, copy_function=os.link)
    return target


def damages(directory: Path, seed: int) -> Iterator[Damage]:
    """Damages without end, to every file in turn; the same for the same seed. None leaves its file as it was."""
    choose, files = random.Random(seed), files_of(directory)
    contents = {path: (directory / path).read_bytes() for path in files}
    kinds: list[Callable[[Path, dict[Path, bytes], random.Random], Damage]] = [
        _bit, _bit, _bit, _zeroed, _random, _cut, _longer, _swapped, _missing, _empty,
    ]  # fmt: skip
    # Most bytes are in segments, so that each gets more than the records do.
    turns = [path for path in files for _ in range(4 if path.suffix == ".zs" else 1)]
    while True:
        for path in turns:
            made = choose.choice(kinds)(path, contents, choose)
            if made.content != contents[path]:
                yield made


def _bit(path: Path, contents: dict[Path, bytes], choose: random.Random) -> Damage:
    content = bytearray(contents[path])
    content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)
    return Damage("bit", path, bytes(content))


def _zeroed(path: Path, contents: dict[Path, bytes], choose: random.Random) -> Damage:
    content = bytearray(contents[path])
    start, length = choose.randrange(len(content)), choose.choice((1, 8, 64, 512, 4096))
    content[start : start + length] = bytes(len(content[start : start + length]))
    return Damage("zeroed", path, bytes(content))


def _random(path: Path, contents: dict[Path, bytes], choose: random.Random) -> Damage:
    content = bytearray(contents[path])
    start, length = choose.randrange(len(content)), choose.choice((1, 2, 4, 8, 64))
    content[start : start + length] = choose.randbytes(len(content[start : start + length]))
    return Damage("random", path, bytes(content))


def _cut(path: Path, contents: dict[Path, bytes], choose: random.Random) -> Damage:
    return Damage("cut", path, contents[path][: choose.randrange(len(contents[path]))])


def _longer(path: Path, contents: dict[Path, bytes], choose: random.Random) -> Damage:
    return Damage("longer", path, contents[path] + choose.randbytes(choose.choice((1, 8, 512))))


def _missing(path: Path, _: dict[Path, bytes], __: random.Random) -> Damage:
    return Damage("missing", path, None)


def _empty(path: Path, _: dict[Path, bytes], __: random.Random) -> Damage:
    return Damage("empty", path, b"")


def _swapped(path: Path, contents: dict[Path, bytes], choose: random.Random) -> Damage:
    """Two files change places: of a kind, such as a segment with another, or a record with the one before."""
    alike = [other for other in contents if other != path and other.suffix == path.suffix]
    if not alike:
        return _bit(path, contents, choose)
    other = choose.choice(alike)
    return Damage("swapped", path, contents[other], (other, contents[path]))


def resummed(directory: Path) -> None:
    """Write the records of the current generation anew with the sums of the files as they are: damage laundered."""
    layout = Layout(directory)
    (entry, *_) = layout.entries()
    generation, sources = layout.generation_of(entry), layout.sources_of(entry)
    files = {name: sum_file(entry.data / name) for name in generation.files}
    layout.commit(entry.data, replace(generation, files=files), sources, None)


def settled(found: Any) -> Any:
    """Answers without what may differ between two indexes of the same files: the order of equals, and times."""
    if isinstance(found, dict):
        return sorted((name, settled(value)) for name, value in found.items() if name != "indexed")
    if isinstance(found, list | tuple):
        return sorted((settled(each) for each in found), key=repr)
    return _INDEXED.sub("", repr(found))


def problems(directory: Path, *, fast: bool = False) -> list[str]:
    """What `check` says of an index."""
    return list(open_store(directory).check(fast=fast))


def _current_files(directory: Path) -> set[Path]:
    """The files of the current generation, and the pointer, as damages name them."""
    layout = Layout(directory)
    entry = layout.entries()[0]
    data = entry.data.relative_to(directory)
    return {Path(NAME), *(data / name for name in (*entry.records, *layout.generation_of(entry).files))}


class Torture:
    """Rounds of one damage each, on copies of one index. wrong: what must not have happened; silent: wrong answers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._directory = build(folder)
        self._current = _current_files(self._directory)
        self._right = [answers_of(self._directory), answers_of(self._before())]
        add_late(folder)
        fresh = folder / "fresh"
        index_paths([folder / "in"], fresh)
        self._fresh = settled(answers_of(fresh))
        self.wrong: list[str] = []
        self.silent: Counter[str] = Counter()
        self.after: Counter[str] = Counter()

    def _before(self) -> Path:
        """A copy whose current generation is the one before."""
        copy = copy_of(self._directory, self._folder / "before")
        entry = Layout(copy).entries()[1]
        layout = Layout(copy)
        layout.commit(entry.data, layout.generation_of(entry), layout.sources_of(entry), None)
        return copy

    def run(self, rounds: int, seed: int) -> None:
        """Do so many rounds."""
        for number, damage in enumerate(islice(damages(self._directory, seed), rounds)):
            copy = copy_of(self._directory, self._folder / f"round-{number}")
            damage.apply(copy)
            for look in (self._check, self._serve, self._index):
                try:
                    look(copy, damage)
                except Exception as fault:
                    self._tell(damage, f"{look.__name__}: {fault!r}")
            shutil.rmtree(copy)

    def _tell(self, damage: Damage, what: str) -> None:
        self.wrong.append(f"{damage.kind} {damage.file}: {what}")

    def _check(self, copy: Path, damage: Damage) -> None:
        for options in (["--fast"], []):
            done = run("check", *options, index=copy)
            if done.returncode != self._status(damage) or not done.stderr:
                self._tell(damage, f"check {options} ended with {done.returncode}: {done.stdout}")

    def _status(self, damage: Damage) -> int:
        """What `check` ends with: less where only the generation before has the file."""
        damaged = {damage.file, *([damage.other[0]] if damage.other else [])}
        return CorruptIndex.exit_status if damaged & self._current else SPARE_DAMAGED

    def _serve(self, copy: Path, damage: Damage) -> None:
        try:
            searcher = open_searcher(copy)
        except ZhengsouError:
            return
        with searcher:
            right = self._are_right(answers(searcher))
            whole = ServedFiles(copy, DAY).whole(searcher)
        if not right:
            self.silent[damage.kind] += 1
            if whole:
                self._tell(damage, "wrong answers are taken for right")
            # What is found stays out of every searcher that this process opens.
            if not self._are_right(answers_of(copy)):
                self._tell(damage, "wrong answers are served once it is known")

    def _are_right(self, found: Any) -> bool:
        """Whether answers are those of the current or of the generation before, or errors."""
        return any(isinstance(right, list) and is_right(found, right) for right in self._right)

    def _index(self, copy: Path, damage: Damage) -> None:
        before = {path: (copy / path).read_bytes() for path in files_of(copy)}
        try:
            index_paths([self._folder / "in"], copy)
        except ZhengsouError as fault:
            self.after[type(fault).__name__] += 1
            if before != {path: (copy / path).read_bytes() for path in files_of(copy)}:
                self._tell(damage, f"a run that ended with {fault} has changed files")
            return
        known = problems(copy, fast=True)
        self.after["still known" if known else "whole"] += 1
        if not known and (problems(copy) or settled(answers_of(copy)) != self._fresh):
            self._tell(damage, f"was laundered: {problems(copy)}")
