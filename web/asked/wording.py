"""Parameters of the studies of wording, as the page, the API and their files have them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from index.errors import RequestError
from index.language import gettext
from search.request import SearchRequest
from search.study.trace import LEAST_RUN, MOST_RUN
from web.asked.arguments import Arguments, integer, switch, value
from web.asked.parameters import Parameters

_YEAR: Final = re.compile("[0-9]{4}")


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    """A body, and two years of its reports; other: None for the last one before that it has any of."""

    body: str
    year: int
    other: int | None = None
    exact_body: bool = False

    @classmethod
    def of(cls, args: Arguments) -> Self:
        """From `body, year, other, exact_body`; raises RequestError."""
        body, year, other = required(args, "body"), _year(required(args, "year")), value(args, "other")
        return cls(body, year, _year(other) if other else None, switch(args, "exact_body"))

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address, without defaults."""
        pairs = [("body", self.body), ("year", f"{self.year:04}")]
        pairs += [("other", f"{self.other:04}")] if self.other is not None else []
        return pairs + ([("exact_body", "1")] if self.exact_body else [])


@dataclass(frozen=True, slots=True)
class TraceAsked:
    """How wording is traced. filters: where runs are looked for; least: characters of a run."""

    filters: SearchRequest
    least: int
    other_bodies: bool
    usual: int

    @classmethod
    def of(cls, args: Arguments, search: Parameters, least: int) -> Self:
        """From `least` and `other_bodies`, and the filters of `search`, whose report is the draft, and no filter.

        least: by default, which is `usual` then.
        """
        return cls(
            replace(search, report="", sort="relevance").request(),
            integer(args, "least", least, least=LEAST_RUN, most=MOST_RUN),
            switch(args, "other_bodies"),
            least,
        )

    def options(self) -> dict[str, Any]:
        """What `trace` and `similar` take beside searcher, draft, filters and deadline."""
        return {"least": self.least, "other_bodies": self.other_bodies}

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address, without filters and defaults."""
        pairs = [("least", str(self.least))] if self.least != self.usual else []
        return pairs + ([("other_bodies", "1")] if self.other_bodies else [])


def required(args: Arguments, name: str) -> str:
    """A value that must be given; raises RequestError."""
    found = value(args, name)
    if not found:
        raise RequestError(gettext("缺少参数 %(name)s", name=name), next_step=gettext("请写上值"))
    return found


def _year(text: str) -> int:
    text = unicodedata.normalize("NFKC", text)
    if not _YEAR.fullmatch(text):
        raise RequestError(gettext("年份不对：%(text)s", text=text[:20]), next_step=gettext("请写四位数字，例如 2024"))
    return int(text)
