"""Lines with memoized verdicts of the boilerplate rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

Rule = Callable[[str], bool]


class JudgedLines:
    """A page's lines in simplified script, and whether the markup makes each the title."""

    def __init__(self, texts: Sequence[str], titles: Sequence[bool]) -> None:
        self.texts = texts
        self.titles = titles
        self._verdicts: dict[tuple[Rule, int], bool] = {}
        self._before = list(accumulate(map(len, texts), initial=0))

    def fits(self, rule: Rule, place: int) -> bool:
        """Whether the line at `place` matches the rule; evaluated once."""
        key = rule, place
        if key not in self._verdicts:
            self._verdicts[key] = rule(self.texts[place])
        return self._verdicts[key]

    def length(self, start: int, end: int) -> int:
        """Code points of lines [start, end)."""
        return self._before[end] - self._before[start]
