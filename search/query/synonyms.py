"""Synonyms: groups of words from the lists that ship and the user's file, and expansion of query trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from index.analysis import fold, searched_run
from index.analysis.segmentation import Token
from index.errors import QueryError
from index.language import gettext, ngettext
from index.settings import SYNONYMS_NAME, beside_index
from index.user_files import bad_line
from search.query.shipped_synonyms import shipped_groups
from search.query.synonym_lines import Group, SynonymLines
from search.query.tree import And, Near, Node, Not, Or, Phrase, Run, conjuncts

if TYPE_CHECKING:
    from index.location import Location

MAX_ADDED: Final = 512
"""Maximum number of phrases added to a query; each costs an index lookup."""

LONGEST_NOTED: Final = 12
"""Longest word within a run whose synonyms are noted (characters)."""
MOST_NOTED: Final = 64
"""Maximum number of synonyms noted, evenly at the runs of a query, but at least one at each."""

Words = Callable[[str], Sequence[Token]]
"""The segmenter's words of a text."""

_Table = dict[str, list[dict[str, str]]]
"""What each folded word finds, for each of its groups: words as written by their folded form."""


class Synonyms:
    """The user's groups, and those that ship; a word in several finds what each of them says, and no further."""

    def __init__(
        self, groups: Iterable[Group] = (), *, without: Iterable[str] = (), with_shipped: bool = False
    ) -> None:
        """groups: the user's. without: words of which the lists that ship say nothing."""
        self.own = tuple(groups)
        self._without = frozenset(fold(searched_run(word)) for word in without)
        self._with_shipped = with_shipped

    @classmethod
    def load(cls, path: Path) -> Self:
        """The groups of the file at `path` alone; none if the file is absent.

        Raises UserFileError, naming the line, for a file that cannot be read.
        """
        return cls(SynonymLines.load(path).groups)

    @classmethod
    def beside(cls, location: Location) -> Self:
        """Those that ship, and those of the file beside the index (index/settings.py), if present.

        Raises UserFileError, naming the line, for a file that cannot be read, or that takes out what does not ship.
        """
        path = beside_index(location, SYNONYMS_NAME)
        lines = SynonymLines.load(path)
        _check_taken_out(path, lines.without)
        return cls(lines.groups, without=lines.without, with_shipped=True)

    @classmethod
    def shipped_alone(cls) -> Self:
        """Those that ship, without a user's file."""
        return cls(with_shipped=True)

    @property
    def shipped(self) -> int:
        """The number of groups that ship of which the user's file leaves something."""
        if not self._with_shipped:
            return 0
        return sum(map(self._is_left, shipped_groups()))

    def _is_left(self, group: Group) -> bool:
        words, found = ({*map(fold, part)} - self._without for part in (group.words, group.found))
        return bool(words and found) if group.found else len(words) > 1

    def said(self) -> str:
        """Whose groups there are, and how many, and how many words the user took out of those that ship."""
        shipped, out = f"{self.shipped:,}", len(self._without)
        if not self.own and out:
            return ngettext(
                "自带 %(shipped)s 组，synonyms.txt 里不用其中 %(num)s 个词",
                "自带 %(shipped)s 组，synonyms.txt 里不用其中 %(num)s 个词",
                out,
                shipped=shipped,
            )
        if not self.own:
            return gettext("自带 %(shipped)s 组，没有自己的 synonyms.txt", shipped=shipped)
        return gettext(
            "自带 %(shipped)s 组，另有 synonyms.txt 里的 %(own)s 组", shipped=shipped, own=f"{len(self.own):,}"
        )

    @cached_property
    def _own(self) -> _Table:
        return _table(self.own)

    @property
    def _given(self) -> _Table:
        return _shipped_table() if self._with_shipped else {}

    def others(self, text: str) -> tuple[str, ...]:
        """The words that `text` finds besides itself, in either script; the user's first, in the order of the files."""
        own = fold(text)
        others: dict[str, str] = {}
        for found in self._own.get(own, ()):
            for folded, word in found.items():
                others.setdefault(folded, word)
        for found in () if own in self._without else self._given.get(own, ()):
            for folded, word in found.items():
                if folded not in self._without:
                    others.setdefault(folded, word)
        others.pop(own, None)
        return tuple(others.values())

    def expand(self, tree: Node) -> Node:
        """The tree with an Or in place of each run and phrase that is a word of a group: itself, then the others.

        A run that only contains such a word stays unchanged, as do fields, and phrases that are looked for alone.
        Raises QueryError, with the position, if the tree would grow by more than MAX_ADDED phrases.
        """
        return _Expansion(self).expand(tree) if self.own or self._with_shipped else tree

    def noted(self, tree: Node, words: Words) -> Node:
        """The tree with the synonyms of words in each run that a paragraph must match noted at the run, for relaxation.

        words: the segmenter's. A word is what stands between ends of its words, also of several: 拖欠工资.
        """
        runs = sum(isinstance(part, Run) for part in conjuncts(tree))
        return self._noted(tree, words, max(MOST_NOTED // max(runs, 1), 1))

    def _noted(self, node: Node, words: Words, most: int) -> Node:
        if isinstance(node, And):
            return replace(node, parts=tuple(self._noted(part, words, most) for part in node.parts))
        return replace(node, also=self._within(node.text, words)[:most]) if isinstance(node, Run) else node

    def _within(self, text: str, words: Words) -> tuple[str, ...]:
        tokens = words(text)
        ends = sorted({end for _, _, end in tokens})
        found: dict[str, None] = {}
        for start in sorted({start for _, start, _ in tokens}):
            for end in ends:
                if start < end <= start + LONGEST_NOTED:
                    found |= dict.fromkeys(self.others(text[start:end]))
        return tuple(found)


def _table(groups: Iterable[Group]) -> _Table:
    table: _Table = {}
    for group in groups:
        words, found = (_folded(part) for part in (group.words, group.found))
        for own in words:
            table.setdefault(own, []).append(found or words)
    return table


def _folded(words: Iterable[str]) -> dict[str, str]:
    """The words by their folded form; of those that fold alike, the first."""
    found: dict[str, str] = {}
    for word in map(searched_run, words):
        found.setdefault(fold(word), word)
    return found


def _check_taken_out(path: Path, without: Mapping[str, int]) -> None:
    """Raises UserFileError for a word of which the lists that ship say nothing."""
    for word, number in without.items():
        if fold(searched_run(word)) not in _shipped_words():
            raise bad_line(
                path,
                number,
                gettext("要去掉的词自带的词表里没有：-%(word)s", word=word[:40]),
                _what_ships_like(word),
            )


def _what_ships_like(word: str) -> str:
    # Not at the start of every search.
    from difflib import get_close_matches

    near = get_close_matches(fold(word), _shipped_words(), n=3, cutoff=0.5)
    if near:
        return gettext("相近的有 %(words)s；不要这一行就删去它", words=gettext("、").join(near))
    return gettext("请删去这一行：减号只用于自带的词")


@cache
def _shipped_words() -> frozenset[str]:
    """All words of the lists that ship, folded: those that find others, and those that are found."""
    words = (word for group in shipped_groups() for word in (*group.words, *group.found))
    return frozenset(fold(searched_run(word)) for word in words)


@cache
def _shipped_table() -> _Table:
    return _table(shipped_groups())


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
        others = () if isinstance(leaf, Phrase) and leaf.alone else self._synonyms.others(leaf.text)
        self._added += len(others)
        if self._added > MAX_ADDED:
            raise QueryError(
                gettext("加上同义词后查询太长"), next_step=gettext("请少写几个词，或不用同义词"), position=leaf.position
            )
        return Or((leaf, *(Phrase(other, leaf.position) for other in others))) if others else leaf
