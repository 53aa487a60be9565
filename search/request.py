"""Search requests, and validation of options from the command line and the web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast, get_args

from index.errors import RequestError
from index.facets import BODY, BY_NAME, FACETS, Choice, Facet, counted_by
from index.language import gettext, listed
from index.names import is_text
from index.year_ranges import YearRange

__all__ = ["MAX_OFFSET", "SORTS", "Filters", "SearchRequest", "Sort", "YearRange"]

Sort = Literal["relevance", "date", "hits"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
MAX_OFFSET: Final = 10_000_000

Filters = Mapping[str, tuple[Choice, ...]]
"""What is asked of each facet, by its name: any of several choices; of an absent facet, nothing."""


@dataclass(frozen=True, slots=True, init=False)
class SearchRequest:
    """One search.

    filters: what facets (index/facets.py) must be; each may also be given by its name, as in `body=("广安区政协",)`.
    limit: hits on the page, from 0. offset: hits to skip. report: only this report's paragraphs.
    exact_script: match only the script as typed. synonyms: a word also finds its synonyms.
    split_words: where only the words of an unquoted run stand, apart, count each of them as an occurrence.
    explain_score: include the parts of each hit's score. exact_body: a body is asked for by the names given alone, and
    facets and comparisons tell its names apart; else those that it had before go with its name of today.
    """

    query: str
    filters: Filters = field(hash=False)
    report: str | None
    sort: Sort
    limit: int
    offset: int
    exact_script: bool
    synonyms: bool
    split_words: bool
    explain_score: bool
    exact_body: bool

    def __init__(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        report: str | None = None,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        exact_script: bool = False,
        synonyms: bool = False,
        split_words: bool = False,
        explain_score: bool = False,
        exact_body: bool = False,
        **facets: tuple[Choice, ...],
    ) -> None:
        """Raises RequestError for a value out of bounds, TypeError for an unknown facet."""
        values: dict[str, Any] = {
            "query": query,
            "filters": _filters({**(filters or {}), **facets}),
            "report": report,
            "sort": sort,
        }
        values |= {"limit": limit, "offset": offset, "exact_script": exact_script, "synonyms": synonyms}
        values |= {"split_words": split_words, "explain_score": explain_score}
        values["exact_body"] = exact_body
        for name, value in values.items():
            object.__setattr__(self, name, value)
        if limit < 0:
            raise RequestError(
                gettext("每页条数不能是负数：%(limit)s", limit=limit), next_step=gettext("请给 0 或更大的整数")
            )
        if not 0 <= offset <= MAX_OFFSET:
            raise RequestError(
                gettext("起始位置超出范围：%(offset)s", offset=offset),
                next_step=gettext("请给 0 到 %(most)s 的整数", most=MAX_OFFSET),
            )
        if sort not in SORTS:
            raise RequestError(
                gettext("没有这种排序：%(sort)s", sort=str(sort)[:20]),
                next_step=gettext("可用 %(names)s", names=listed(SORTS)),
            )
        if not is_text(report or ""):
            raise RequestError(gettext("报告编号不是文字"), next_step=gettext("请检查终端的编码，应当是 UTF-8"))

    @classmethod
    def parse(
        cls,
        query: str,
        *,
        report: str | None = None,
        sort: str = "relevance",
        limit: int = 10,
        offset: int = 0,
        exact_script: bool = False,
        synonyms: bool = False,
        split_words: bool = False,
        explain_score: bool = False,
        exact_body: bool = False,
        **facets: Iterable[str],
    ) -> SearchRequest:
        """A request from text as users give it; raises RequestError naming the option that is wrong.

        A body may be given in any form in which bodies are written (浙江省人民政府), unless `exact_body`.
        """
        if facets.get(BODY.name) and not exact_body:
            facets[BODY.name] = [name for each in facets[BODY.name] for name in _names_of(BODY.cleaned(each))]
        return cls(
            query,
            filters={name: tuple(map(BY_NAME[name].parse, dict.fromkeys(given))) for name, given in facets.items()},
            report=report or None,
            sort=cast(Sort, sort),
            limit=limit,
            offset=offset,
            exact_script=exact_script,
            synonyms=synonyms,
            split_words=split_words,
            explain_score=explain_score,
            exact_body=exact_body,
        )

    def accepted(self, facet: Facet) -> tuple[Facet, ...]:
        """The facets one of which must be as chosen: a body by its name or its name of today, unless `exact_body`."""
        return tuple(dict.fromkeys((facet, counted_by(facet, exact_body=self.exact_body))))

    def chosen(self, facet: Facet) -> tuple[Choice, ...]:
        """What is asked of a facet; any of these."""
        return self.filters.get(facet.name, ())

    @property
    def filtered(self) -> bool:
        """Whether anything but the query narrows the search."""
        return bool(self.filters or self.report)

    def unfiltered(self) -> SearchRequest:
        """The same without facets and report."""
        return replace(self, filters={}, report=None)

    def filter_pairs(self) -> list[tuple[str, str]]:
        """The filters as an address repeats them: names and texts that `parse` reads back."""
        return [(name, str(choice)) for name, choices in self.filters.items() for choice in choices]


def _names_of(body: str) -> tuple[str, ...]:
    # Most requests name no body, and need no gazetteer.
    from index.reading.body_names import names_of

    return names_of(body)


def _filters(given: Filters) -> Filters:
    """The filters in the facets' order, those that ask for nothing left out."""
    unknown = given.keys() - BY_NAME.keys()
    if unknown:
        raise TypeError(f"there is no facet {', '.join(sorted(unknown))}")
    for name, choices in given.items():
        for choice in choices:
            BY_NAME[name].check(choice)
    return {facet.name: tuple(given[facet.name]) for facet in FACETS if given.get(facet.name)}
