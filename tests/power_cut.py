"""What a power cut can leave of a folder, in three models, made of recorded calls (tests/faulty_calls.py).

ordered: everything up to the cut. reordered: every name up to the cut, and of the bytes that no sync covers any part,
writes torn too. strict: of the names as well only those are certain whose folder was synced.
"""

import os
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from faulty_calls import Event

Model = Literal["ordered", "reordered", "strict"]
MODELS: tuple[Model, ...] = ("ordered", "reordered", "strict")
_SECTOR = 512


@dataclass(slots=True)
class _File:
    """A file: what is certain of it, what it has, and the writes in between: offset and bytes, None cuts it there."""

    certain: bytes = b""
    content: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, at: int, content: bytes | None) -> None:
        self.since.append((at, content))
        _apply(self.content, at, content)

    def sync(self) -> None:
        self.certain, self.since = bytes(self.content), []

    def left(self, model: Model, chance: random.Random) -> bytes:
        if model == "ordered":
            return bytes(self.content)
        kept, share = bytearray(self.certain), chance.choice((0.0, 0.5, 1.0))
        for at, content in self.since:
            if chance.random() >= share:
                continue
            if content and chance.random() < 0.3:
                first = chance.randrange(0, len(content), _SECTOR)
                last = chance.randrange(first, len(content) + 1)
                _apply(kept, at + first, content[first:last])
            else:
                _apply(kept, at, content)
        return bytes(kept)


def _apply(target: bytearray, at: int, content: bytes | None) -> None:
    if content is None:
        del target[at:]
        target.extend(bytes(at - len(target)))
        return
    target.extend(bytes(max(0, at + len(content) - len(target))))
    target[at : at + len(content)] = content


@dataclass(slots=True)
class _Folder:
    """A folder: its certain names, its names, and the changes in between: numbered, since a rename is two."""

    certain: dict[str, "_Node"] = field(default_factory=dict)
    names: dict[str, "_Node"] = field(default_factory=dict)
    since: list[tuple[int, str, "_Node | None"]] = field(default_factory=list)

    def set(self, number: int, name: str, node: "_Node | None") -> None:
        self.since.append((number, name, node))
        _set(self.names, name, node)

    def sync(self) -> None:
        self.certain, self.since = dict(self.names), []

    def left(self, model: Model, chosen: "_Chosen") -> dict[str, "_Node"]:
        if model != "strict":
            return self.names
        kept = dict(self.certain)
        for number, name, node in self.since:
            if chosen.has(number):
                _set(kept, name, node)
        return kept


def _set(names: dict[str, "_Node"], name: str, node: "_Node | None") -> None:
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


_Node = _File | _Folder


class _Chosen:
    """Which changes of names have reached the disk: none, all, or some of them."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._share = chance.choice((0.0, 0.0, 0.5, 1.0))
        self._known: dict[int, bool] = {}

    def has(self, number: int) -> bool:
        return self._known.setdefault(number, self._chance.random() < self._share)


class Disk:
    """A folder on a disk, which starts as it is: all of that is certain."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._nodes: dict[tuple[int, int], _Node] = {}
        self._number = 0
        self._top = self._read(self._root)

    def _read(self, path: str) -> _Node:
        found = os.lstat(path)
        node: _Node
        if os.path.isdir(path):
            node = _Folder({name: self._read(os.path.join(path, name)) for name in os.listdir(path)})
            node.names = dict(node.certain)
        else:
            content = Path(path).read_bytes()
            node = _File(content, bytearray(content))
        self._nodes[found.st_dev, found.st_ino] = node
        return node

    def apply(self, events: Iterable[Event]) -> None:
        """Let calls take effect."""
        for event in events:
            self._number += 1
            self._apply(event)

    def _apply(self, event: Event) -> None:
        match event:
            case ("create", path, key) | ("mkdir", path, key):
                node = self._nodes[key] = _File() if event[0] == "create" else _Folder()
                self._set(path, node)
            case ("empty", _, key):
                self._file(key).write(0, None)
            case ("write", key, at, content):
                self._file(key).write(at, content)
            case ("truncate", key, size):
                self._file(key).write(size, None)
            case ("sync", key):
                self._nodes[key].sync()
            case ("unlink" | "remove" | "rmdir", path, _):
                self._set(path, None)
            case ("link", path, other):
                self._set(other, self._at(path))
            case ("rename" | "replace", path, other):
                node = self._at(path)
                self._set(path, None)
                self._set(other, node)
            case ("mark", _):
                pass
            case _:
                raise AssertionError(event)

    def _file(self, key: tuple[int, int]) -> _File:
        node = self._nodes[key]
        assert isinstance(node, _File)
        return node

    def _at(self, path: str) -> _Node:
        node: _Node = self._top
        for name in Path(path).relative_to(self._root).parts:
            assert isinstance(node, _Folder)
            node = node.names[name]
        return node

    def _set(self, path: str, node: _Node | None) -> None:
        folder = self._at(os.path.dirname(path))
        assert isinstance(folder, _Folder)
        folder.set(self._number, os.path.basename(path), node)

    def cut(self, target: Path, model: Model, chance: random.Random) -> None:
        """Write what a power cut at this moment can leave to a new folder."""
        self._write(self._top, target, model, chance, _Chosen(chance))

    def _write(self, node: _Node, path: Path, model: Model, chance: random.Random, chosen: _Chosen) -> None:
        if isinstance(node, _File):
            path.write_bytes(node.left(model, chance))
            return
        path.mkdir(mode=0o700)
        for name, each in node.left(model, chosen).items():
            self._write(each, path / name, model, chance, chosen)
