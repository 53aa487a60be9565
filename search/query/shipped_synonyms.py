"""The lists of synonyms that ship: the field's own, words of Taiwan and Hong Kong, and lay words with formal ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from index.language import N_
from search.query.synonym_lines import Group, SynonymLines

_DIRECTORY: Final = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class ShippedList:
    """One list. name: its file. label, said: what it is called, and what it holds, for gettext."""

    name: str
    label: str
    said: str

    @property
    def path(self) -> Path:
        """Where it lies: a file in the format of synonyms.txt."""
        return _DIRECTORY / self.name

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Its groups, in the order of the file."""
        return SynonymLines.load(self.path).groups


FIELD: Final = ShippedList("field.txt", N_("报告里的叫法"), N_("同一个机关、会议、制度的全称、简称和不同叫法。"))
LAY: Final = ShippedList("lay.txt", N_("口语和书面语"), N_("平常的说法，也找公文和法律里的说法；不反过来找。"))
REGIONAL: Final = ShippedList(
    "regional.txt",
    N_("台湾、香港的用词"),
    N_("也找大陆的用词；不反过来找。由 OpenCC 的词表（Apache 许可证 2.0）得来。"),
)
LISTS: Final = (FIELD, LAY, REGIONAL)
"""In the order in which they are shown and in which their words are added."""


@cache
def shipped_groups() -> tuple[Group, ...]:
    """The groups of all lists; read when first asked for, since most searches need none."""
    return tuple(group for each in LISTS for group in each.groups)
