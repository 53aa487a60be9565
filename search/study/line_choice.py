"""Which lines of a concordance are wanted: a random sample, and those that have certain words beside the occurrence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from index.analysis import fold
from index.errors import RequestError
from index.language import gettext, listed
from search.study.line_order import Side

_SIDES: Final[tuple[tuple[str, Side], ...]] = (("L", "left"), ("R", "right"))
GROUPS: Final = {f"{letter}{count}": (side, count) for letter, side in _SIDES for count in (1, 2, 3)}
"""Sides, and how many words there make a group, by name."""
GROUP_PATTERN: Final = r"^[LRlr][1-3](?:[:：].*)?$"
"""What a group may be, as JSON Schema writes it."""
_WRITTEN: Final = re.compile(r"(?P<group>[LRlr][1-3])(?:[:：](?P<words>.*))?", re.DOTALL)
MAX_SEED: Final = 999_999_999
MOST_SAMPLED: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class LineChoice:
    """Lines that are wanted of all; by default every one.

    sample: how many at random, 0 for all; seed: of which sample. group: name of GROUPS by which lines are counted, ""
    for none. in_group: only lines with these words there, in reading order with a space between; "" where the paragraph
    ends at the occurrence, fewer words than `group` has where it ends behind them; None for no such choice. Written,
    a group is `R1`, and one of its groups `R1:的`.
    """

    sample: int = 0
    seed: int = 0
    group: str = ""
    in_group: str | None = None

    @classmethod
    def parse(cls, sample: int, seed: int, group: str) -> LineChoice:
        """From a group as it is written, "" for none; raises RequestError."""
        found = _WRITTEN.fullmatch(group)
        if group and not found:
            raise RequestError(
                gettext("不能按这个归组：%(group)s", group=group[:20]),
                next_step=gettext("可用 %(names)s；只要其中一组的，后面写上冒号和词，如 R1:的", names=listed(GROUPS)),
            )
        return cls(sample, seed, found["group"].upper(), found["words"]) if found else cls(sample, seed)

    def __post_init__(self) -> None:
        """Raises RequestError for what is out of bounds, and for words without a group."""
        if not 0 <= self.sample <= MOST_SAMPLED:
            raise RequestError(
                gettext("抽样的处数超出范围：%(sample)s", sample=self.sample),
                next_step=gettext("请给 1 到 %(most)s 的整数", most=f"{MOST_SAMPLED:,}"),
            )
        if not 0 <= self.seed <= MAX_SEED:
            raise RequestError(
                gettext("抽样的种子超出范围：%(seed)s", seed=self.seed),
                next_step=gettext("请给 0 到 %(most)s 的整数", most=f"{MAX_SEED:,}"),
            )
        if (self.group or self.in_group is not None) and self.group not in GROUPS:
            raise RequestError(gettext("不能按这个归组：%(group)s", group=self.group[:20]))

    @property
    def counts_groups(self) -> bool:
        """Whether groups are wanted in place of lines."""
        return bool(self.group) and self.in_group is None

    @property
    def wanted(self) -> tuple[str, ...]:
        """The words of `in_group`, folded as words are."""
        return tuple(fold(self.in_group or "").split())

    def pairs(self) -> list[tuple[str, str]]:
        """As an address has it."""
        pairs = [("sample", str(self.sample)), ("seed", str(self.seed))] if self.sample else []
        return [*pairs, ("group", self.written_group)] if self.group else pairs

    @property
    def written_group(self) -> str:
        """The group as `parse` reads it."""
        return self.group if self.in_group is None else f"{self.group}:{self.in_group}"


EVERY_LINE: Final = LineChoice()
