"""Parameters of a history of wordings, as its page and its pictures have them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from werkzeug.datastructures import MultiDict

from search.study.wording import as_wording
from web.asked.comparison import queries_of
from web.asked.parameters import COMPARED, Parameters, waiting
from web.asked.selection import selection, selection_pairs


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """Parameters of a history. search: of the first wording, which other studies show, and what limits it."""

    search: Parameters
    queries: tuple[str, ...] = ()

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Self:
        """From each `q`, in which a line is a wording, and a selection; raises RequestError."""
        given = MultiDict(args.items(multi=True))
        given.setlist("q", [line for text in args.getlist("q") for line in text.splitlines()])
        queries = queries_of(given)
        given.setlist("q", queries)
        search = selection(given)
        return cls(replace(search, compared=waiting(queries)) if len(queries) > 1 else search, queries)

    @property
    def several(self) -> bool:
        """Whether wordings are set side by side."""
        return len(self.queries) > 1

    def saying(self, query: str) -> Parameters:
        """The search that counts a wording, as it is written."""
        own = replace(self.search, query=query, compared=() if self.several else self.search.compared)
        return replace(own, query=as_wording(own.request()))

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address of the page, of the API or of its files, without defaults."""
        named = ("q", COMPARED) if self.several else ("q",)
        rest = [pair for pair in selection_pairs(self.search) if pair[0] not in named]
        return [("q", query) for query in self.queries] + rest

    def comparison_pairs(self) -> list[tuple[str, str]]:
        """Pairs of the comparison of the wordings, as they are written."""
        narrowing = [pair for pair in self.search.comparison_pairs() if pair[0] != "q"]
        return [("q", self.saying(query).query) for query in self.queries] + narrowing

    def alone(self, query: str) -> list[tuple[str, str]]:
        """Pairs of the page of one of the wordings."""
        return replace(self, search=replace(self.search, compared=()), queries=(query,)).pairs()
