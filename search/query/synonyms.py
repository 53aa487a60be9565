"""Synonyms: groups of equivalent words from the user's file, and expansion of query trees."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from index.analysis import fold, searched_run
from index.errors import QueryError
from index.language import gettext
from index.settings import SYNONYMS_NAME, beside_index
from index.user_files import bad_line, content_lines
from search.query.tree import And, Near, Node, Not, Or, Phrase, Run

if TYPE_CHECKING:
    from index.location import Location

MAX_ADDED: Final = 512
"""Maximum number of phrases added to a query; each costs an index lookup."""

_EQUALS = re.compile("[=＝]")


class Synonyms:
    """Synonym groups; empty without a file."""

    def __init__(self, groups: Iterable[tuple[str, ...]] = ()) -> None:
        """groups: equivalent words; a word in several groups expands to all of them, without being transitive."""
        self._groups: dict[str, list[tuple[tuple[str, str], ...]]] = {}
        """Groups of each folded word: pairs of (folded, as written)."""
        for group in groups:
            members = tuple((fold(searched_run(member)), searched_run(member)) for member in group)
            for own in dict.fromkeys(folded for folded, _ in members):
                self._groups.setdefault(own, []).append(members)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The groups of the file at `path`, `word = word = word` a line; none if the file is absent.

        Raises UserFileError, naming the line, for a file that cannot be read.
        """
        return cls([_group(path, number, line) for number, line in content_lines(path)])

    @classmethod
    def beside(cls, location: Location) -> Self:
        """Synonyms from the file beside the index (index/settings.py), if present."""
        return cls.load(beside_index(location, SYNONYMS_NAME))

    def others(self, text: str) -> tuple[str, ...]:
        """The words that mean the same as `text`, in either script, in the order of the file."""
        own = fold(text)
        others: dict[str, str] = {}
        for folded, member in chain.from_iterable(self._groups.get(own, ())):
            if folded != own:
                others.setdefault(folded, member)
        return tuple(others.values())

    def expand(self, tree: Node) -> Node:
        """The tree with an Or in place of each run and phrase that is a word of a group: itself, then the others.

        A run that only contains such a word stays unchanged, as do fields. Raises QueryError, with the position, if the
        tree would grow by more than MAX_ADDED phrases.
        """
        return _Expansion(self).expand(tree) if self._groups else tree


class _Expansion:
    """Expands one tree, and counts what it adds."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._added = 0

    def expand(self, node: Node) -> Node:
        if isinstance(node, And | Or | Near):
            return replace(node, parts=tuple(map(self.expand, node.parts)))
        if isinstance(node, Not):
            return replace(node, part=self.expand(node.part))
        if isinstance(node, Run | Phrase):
            return self._with_others(node)
        return node

    def _with_others(self, leaf: Run | Phrase) -> Node:
        others = self._synonyms.others(leaf.text)
        self._added += len(others)
        if self._added > MAX_ADDED:
            raise QueryError(
                gettext("加上同义词后查询太长"), next_step=gettext("请少写几个词，或不用同义词"), position=leaf.position
            )
        return Or((leaf, *(Phrase(other, leaf.position) for other in others))) if others else leaf


def _group(path: Path, number: int, line: str) -> tuple[str, ...]:
    members = tuple(member.strip() for member in _EQUALS.split(line))
    if not all(members):
        raise bad_line(
            path, number, gettext("的等号旁边缺少词：%(line)s", line=line[:40]), gettext("请写成“词 = 词 = 词”")
        )
    if len(set(map(fold, members))) < 2:
        raise bad_line(
            path, number, gettext("没有两个不同的词：%(line)s", line=line[:40]), gettext("请写成“词 = 词 = 词”")
        )
    return members
