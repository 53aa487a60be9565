"""Parameters of a table of terms, as its page, the API and its files have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, cast

from index.errors import RequestError
from index.language import gettext
from search.study.matrix import MEASURES, Measure
from search.study.term_file import Term
from search.study.trend import TREND_BYS, TrendBy
from web.asked.arguments import MAX_QUERY, MAX_VALUES, Arguments, choice
from web.asked.comparison import terms_of
from web.asked.parameters import Parameters
from web.asked.selection import selection_pairs


@dataclass(frozen=True, slots=True)
class MatrixAsked:
    """Parameters of a table of terms. typed: in the form, a term a line; listed: each term once, with its line."""

    search: Parameters
    listed: tuple[Term, ...] = ()
    typed: str = ""
    by: TrendBy = "year"
    measure: Measure = "occurrences"

    @classmethod
    def of(cls, args: Arguments, search: Parameters) -> Self:
        """From `terms`, or `q` where there are none, `by` and `measure`; raises RequestError."""
        typed = args.get("terms", "").strip()
        if len(typed) > MAX_QUERY:
            raise RequestError(
                gettext("词太多：%(count)s 字", count=f"{len(typed):,}"),
                next_step=gettext("最多 %(most)s 字；更多的请用命令 zhengsou matrix", most=f"{MAX_QUERY:,}"),
            )
        return cls(search, _listed(typed or search.query.strip()), typed, *_table(args))

    @classmethod
    def of_api(cls, args: Arguments, search: Parameters) -> Self:
        """From each `q`, `by` and `measure`; raises RequestError."""
        terms = tuple(Term(line, query) for line, query in enumerate(terms_of(args), 1))
        return cls(search, terms, "", *_table(args))

    def options(self) -> dict[str, Any]:
        """What `matrix` takes beside searcher, selection and deadline."""
        return {"terms": self.listed, "by": self.by, "measure": self.measure}

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address of the page, without defaults."""
        typed = [("terms", self.typed)] if self.typed else []
        return selection_pairs(self.search) + typed + self._table_pairs()

    def api_pairs(self) -> list[tuple[str, str]]:
        """Pairs for an address of the API."""
        terms = [("q", term.query) for term in self.listed]
        return terms + selection_pairs(self.search.asking("")) + self._table_pairs()

    def _table_pairs(self) -> list[tuple[str, str]]:
        pairs = [("by", self.by)] if self.by != TREND_BYS[0] else []
        return pairs + ([("measure", str(self.measure))] if self.measure != MEASURES[0] else [])


def _table(args: Arguments) -> tuple[TrendBy, Measure]:
    by = choice(args, "by", TREND_BYS[0], TREND_BYS)
    return by, cast(Measure, choice(args, "measure", MEASURES[0], MEASURES))


def _listed(typed: str) -> tuple[Term, ...]:
    """The terms, each once; raises RequestError for more than MAX_VALUES."""
    found: dict[str, int] = {}
    for line, term in enumerate(typed.splitlines(), 1):
        if term.strip():
            found.setdefault(term.strip(), line)
    if len(found) > MAX_VALUES:
        raise RequestError(
            gettext("词太多：%(count)s 个", count=f"{len(found):,}"),
            next_step=gettext("最多 %(most)s 个", most=MAX_VALUES),
        )
    return tuple(Term(line, term) for term, line in found.items())
