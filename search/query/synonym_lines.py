"""Lines of a file of synonyms: `word = word`, `word => word`, and `-word` against what ships."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from index.analysis import fold
from index.language import N_, gettext
from index.user_files import bad_line, content_lines

HOW_TO_WRITE: Final = N_("请写成“词 = 词 = 词”，只往一边找的写成“词 => 词 词”，不用自带的写成“-词”")

_ARROW = re.compile("[=＝][>＞]")
_EQUALS = re.compile("[=＝]")
_BETWEEN = re.compile(r"[\s、]+")
_WITHOUT = re.compile("[-－]")

_OTHER_ARROW = re.compile(r"[=＝]\s*[〉》›»]|[=＝]\s+[>＞]|[-－—–]+\s*[>＞〉》]|[→⇒➔]")
"""What is written for an arrow, and is none."""
_COMMA = re.compile(r"(?<![0-9])[,，]|[,，](?![0-9])|[;；]")
"""A comma, but one within a number, or a semicolon."""
_QUOTE = re.compile("[\"“”„＂「」『』]|(?<![A-Za-z])['‘’]|['‘’](?![A-Za-z])")
"""A sign of quotation, but no apostrophe."""


@dataclass(frozen=True, slots=True)
class Group:
    """Words, each of which finds all the others; with `found`, each finds only those, and none of them finds it."""

    words: tuple[str, ...]
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SynonymLines:
    """What a file says. without: words that the lists that ship are not to say anything of, with their lines."""

    groups: tuple[Group, ...] = ()
    without: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> SynonymLines:
        """The lines of the file at `path`; none if it is absent. Raises UserFileError, naming the line."""
        return cls.parse(path, content_lines(path))

    @classmethod
    def parse(cls, path: Path, lines: Iterable[tuple[int, str]]) -> SynonymLines:
        """Numbered lines without comments; `path` is the one that errors name. Raises UserFileError."""
        groups: list[Group] = []
        without: dict[str, int] = {}
        for number, line in lines:
            _check_signs(path, number, line)
            if _WITHOUT.match(line):
                without.setdefault(_present(path, number, line, (line[1:],))[0], number)
            else:
                groups.append(_group(path, number, line))
        return cls(tuple(groups), without)


def _check_signs(path: Path, number: int, line: str) -> None:
    """Raises UserFileError for signs that would be taken as letters of a word, or a line of two kinds."""
    arrows = _ARROW.search(line)
    if _OTHER_ARROW.search(line):
        problem = N_("的箭头不是“=>”：%(line)s")
    elif _COMMA.search(line):
        problem = N_("用逗号或分号隔开了词：%(line)s")
    elif _QUOTE.search(line):
        problem = N_("有引号，词不加引号：%(line)s")
    elif _WITHOUT.match(line) and _EQUALS.search(line):
        problem = N_("既有减号又有等号：%(line)s")
    elif arrows and _EQUALS.search(_ARROW.sub(" ", line)):
        problem = N_("既有等号又有箭头：%(line)s")
    elif not arrows and "、" in line:
        problem = N_("用顿号隔开了词，顿号只用在箭头两边：%(line)s")
    else:
        return
    raise bad_line(path, number, gettext(problem, line=line[:40]), gettext(HOW_TO_WRITE))


def _group(path: Path, number: int, line: str) -> Group:
    sides = _ARROW.split(line)
    if len(sides) == 1:
        group = Group(_present(path, number, line, _EQUALS.split(line)))
        different = len(set(map(fold, group.words))) > 1
    elif len(sides) == 2:
        group = Group(*(_present(path, number, line, _BETWEEN.split(side.strip())) for side in sides))
        different = set(map(fold, group.words)).isdisjoint(map(fold, group.found))
    else:
        raise bad_line(path, number, gettext("有两个箭头：%(line)s", line=line[:40]), gettext(HOW_TO_WRITE))
    if not different:
        raise bad_line(path, number, gettext("没有两个不同的词：%(line)s", line=line[:40]), gettext(HOW_TO_WRITE))
    return group


def _present(path: Path, number: int, line: str, words: Iterable[str]) -> tuple[str, ...]:
    found = tuple(word.strip() for word in words)
    if not all(found):
        raise bad_line(path, number, gettext(_lacking(line), line=line[:40]), gettext(HOW_TO_WRITE))
    return found


def _lacking(line: str) -> str:
    if _ARROW.search(line):
        return N_("的箭头旁边缺少词：%(line)s")
    return N_("的等号旁边缺少词：%(line)s") if _EQUALS.search(line) else N_("的减号后面缺少词：%(line)s")
