"""Parameters of the study of figures, as the page and the API have them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self, cast

from index.errors import RequestError
from index.figure import BOUNDS, Bound
from index.language import gettext
from search.study.figure_rows import FIGURE_SORTS, FigureFilter, FigureSort
from search.study.figures import FIGURE_BYS, FiguresBy
from search.study.option_pairs import figure_pairs
from web.asked.arguments import Arguments, choice, switch, value
from web.asked.parameters import Parameters
from web.asked.selection import StudyAsked

NUMBER: Final = r"^-?[0-9]{1,18}(\.[0-9]{1,6})?$"
"""Pattern of a value."""
_NUMBER: Final = re.compile(NUMBER)


@dataclass(frozen=True, slots=True)
class FiguresAsked(StudyAsked):
    """Parameters of figures; least, most: as written, "" for none."""

    UNSEEN: ClassVar[frozenset[str]] = frozenset({"sort"})

    unit: str = ""
    counts: str = ""
    bound: str = ""
    least: str = ""
    most: str = ""
    in_sentence: bool = False
    sort: FigureSort = "position"
    by: FiguresBy = ""

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `unit, counts, bound, least, most, in_sentence, sort, by`; raises RequestError."""
        return cls(
            search,
            value(args, "unit"),
            value(args, "counts"),
            choice(args, "bound", "", ("", *BOUNDS)),
            value(args, "least"),
            value(args, "most"),
            switch(args, "in_sentence"),
            cast(FigureSort, choice(args, "sort", FIGURE_SORTS[0], FIGURE_SORTS)),
            cast(FiguresBy, choice(args, "by", "", FIGURE_BYS)),
        )

    @property
    def wanted(self) -> FigureFilter:
        """Which figures; raises RequestError for a value that is no number."""
        return FigureFilter(
            unit=self.unit or None,
            counts=self.counts or None,
            bound=cast("Bound | None", self.bound or None),
            least=figure_value("least", self.least),
            most=figure_value("most", self.most),
        )

    def options(self) -> dict[str, Any]:
        """Of `figures`; raises RequestError for a value that is no number."""
        return {"wanted": self.wanted, "in_sentence": self.in_sentence, "sort": self.sort, "by": self.by}

    def own_pairs(self) -> list[tuple[str, str]]:
        """Pairs of all but the selection, without defaults."""
        return figure_pairs(self.options())


def figure_value(name: str, text: str) -> float | None:
    """A value; None for "". Raises RequestError, naming the parameter, for what is no number."""
    if not text:
        return None
    found = float(text) if _NUMBER.fullmatch(text) else math.nan
    if math.isnan(found):
        raise RequestError(
            gettext("参数 %(name)s 不对：%(text)s", name=name, text=text[:20]),
            next_step=gettext("请给一个数，如 5165000 或 5.5"),
        )
    return found
