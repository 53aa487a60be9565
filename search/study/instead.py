"""What the answer of a study that has nothing says: what to ask in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from index.language import N_
from search.described import Described, Detail


@dataclass(frozen=True, slots=True)
class OtherStudy(Described):
    """The same study of other selections, which have something; a search's suggestion has the same fields."""

    kind: Literal["year"]
    label: Annotated[str, Detail(N_("为什么，用话说"))]
    query: str
    reference: Annotated[str | None, Detail(N_("参照范围或以前的范围；null：没有另写"))]
    filtered: Annotated[bool, Detail(N_("筛选还在"))]
    total: Annotated[int, Detail(N_("这样查找到的段数"))]
    url: Annotated[str, Detail(N_("站内地址"))]


@dataclass(frozen=True, slots=True)
class Instead(Described):
    """What is said on the page, and the same study where it has something."""

    message: Annotated[str, Detail(N_("没有什么，可以怎样改，用话说"))]
    suggestions: tuple[OtherStudy, ...]


InsteadOfNothing = Annotated[Instead | None, Detail(N_("什么都没有时才有：可以怎样改"), optional=True)]
"""The field of an answer that may have nothing."""
