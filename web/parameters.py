"""What a request may ask: the one place where the parameters of an address are read and bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol, Self

from index.errors import RequestError
from search.request import MAX_OFFSET, SearchRequest

Facet = Literal["body", "year", "kind"]
FACETS: Final[tuple[Facet, ...]] = ("body", "year", "kind")
Switch = Literal["exact_script", "synonyms"]
SWITCHES: Final[tuple[Switch, ...]] = ("exact_script", "synonyms")
DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 200
MAX_COMPLETIONS: Final = 50
MAX_QUERY: Final = 20_000
_MAX_VALUES: Final = 100
_MAX_VALUE: Final = 200

_INTEGER: Final = re.compile(r"[0-9]{1,9}")


class Arguments(Protocol):
    """What is needed of werkzeug's MultiDict."""

    def get(self, key: str, default: str, /) -> str: ...

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a search, as the address has them; an empty one counts as not given.

    Facet values stay the text that was asked for, so that links can repeat and remove them. page: from 1.
    """

    query: str = ""
    body: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    report: str = ""
    sort: str = "relevance"
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    exact_script: bool = False
    synonyms: bool = False
    explain_score: bool = False

    @classmethod
    def for_page(cls, args: Arguments) -> Self:
        """From `q, body, year, kind, report, sort, limit, page, exact_script, synonyms`.

        Raises RequestError for what is out of bounds.
        """
        limit = _integer(args, "limit", DEFAULT_LIMIT, least=1, most=MAX_LIMIT)
        page = _integer(args, "page", 1, least=1, most=MAX_OFFSET // limit)
        return replace(cls._common(args), limit=limit, offset=(page - 1) * limit)

    @classmethod
    def for_api(cls, args: Arguments) -> Self:
        """From `q, body, year, kind, report, sort, limit, offset, exact_script, synonyms, explain_score`.

        Raises RequestError for what is out of bounds.
        """
        limit = _integer(args, "limit", DEFAULT_LIMIT, least=0, most=MAX_LIMIT)
        offset = _integer(args, "offset", 0, least=0, most=MAX_OFFSET)
        explain_score = _switch(args, "explain_score")
        return replace(cls._common(args), limit=limit, offset=offset, explain_score=explain_score)

    @classmethod
    def for_report(cls, args: Arguments) -> Self:
        """From `q, exact_script, synonyms`, which a hit's link takes along; raises RequestError for a bad one."""
        return cls(query_text(args), exact_script=_switch(args, "exact_script"), synonyms=_switch(args, "synonyms"))

    @classmethod
    def _common(cls, args: Arguments) -> Self:
        return cls(
            query=query_text(args),
            body=_values(args, "body"),
            year=_values(args, "year"),
            kind=_values(args, "kind"),
            report=_value(args, "report"),
            sort=_value(args, "sort") or "relevance",
            exact_script=_switch(args, "exact_script"),
            synonyms=_switch(args, "synonyms"),
        )

    @property
    def page(self) -> int:
        """The page that the offset stands on, from 1."""
        return self.offset // self.limit + 1 if self.limit else 1

    @property
    def filtered(self) -> bool:
        """Whether anything but the query narrows the search."""
        return bool(self.body or self.year or self.kind or self.report)

    def request(self) -> SearchRequest:
        """What to ask the searcher; raises RequestError for an unknown year, kind or sort."""
        return SearchRequest.parse(
            self.query,
            body=self.body,
            year=self.year,
            kind=self.kind,
            report=self.report or None,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
            exact_script=self.exact_script,
            synonyms=self.synonyms,
            explain_score=self.explain_score,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Everything but the page and explain_score, as an address or a form repeats it; defaults are left out."""
        pairs = [("q", self.query)]
        pairs += [(facet, value) for facet in FACETS for value in getattr(self, facet)]
        if self.report:
            pairs.append(("report", self.report))
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.limit != DEFAULT_LIMIT:
            pairs.append(("limit", str(self.limit)))
        return pairs + self.switch_pairs()

    def switch_pairs(self) -> list[tuple[str, str]]:
        """The switches that are on, as an address repeats them."""
        return [(switch, "1") for switch in SWITCHES if getattr(self, switch)]

    def toggled(self, facet: Facet, value: str) -> Self:
        """With the facet's value added, or removed when it is there; back on the first page."""
        chosen: tuple[str, ...] = getattr(self, facet)
        changed = tuple(each for each in chosen if each != value) if value in chosen else (*chosen, value)
        return replace(self, offset=0, **{facet: changed})  # type: ignore[arg-type]

    def switched(self, switch: Switch) -> Self:
        """With the switch turned; back on the first page."""
        return replace(self, offset=0, **{switch: not getattr(self, switch)})  # type: ignore[arg-type]

    def asking(self, query: str) -> Self:
        """The same search for other words, on the first page."""
        return replace(self, query=query, offset=0)

    def everywhere(self) -> Self:
        """The same search in all the reports, on the first page."""
        return replace(self, report="", offset=0)

    def unfiltered(self) -> Self:
        """The same query without any narrowing, on the first page."""
        return replace(self, body=(), year=(), kind=(), report="", offset=0)


def query_text(args: Arguments) -> str:
    """The parameter `q`, in which any text may be pasted; raises RequestError only for an absurd size."""
    query = args.get("q", "")
    if len(query) > MAX_QUERY:
        raise RequestError(f"查询太长：{len(query):,} 字", next_step=f"最多 {MAX_QUERY:,} 字")
    return query


def page_number(args: Arguments) -> int:
    """The parameter `page` of a list, from 1; raises RequestError when it is not such a number."""
    return _integer(args, "page", 1, least=1, most=MAX_OFFSET)


def completion_limit(args: Arguments) -> int:
    """The parameter `limit` of completions; raises RequestError when it is not from 1 to MAX_COMPLETIONS."""
    return _integer(args, "limit", DEFAULT_LIMIT, least=1, most=MAX_COMPLETIONS)


def _integer(args: Arguments, name: str, default: int, *, least: int, most: int) -> int:
    text = args.get(name, "").strip()
    if not text:
        return default
    if not _INTEGER.fullmatch(text) or not least <= int(text) <= most:
        raise RequestError(f"参数 {name} 不对：{text[:20]}", next_step=f"请给 {least} 到 {most:,} 的整数")
    return int(text)


def _switch(args: Arguments, name: str) -> bool:
    text = args.get(name, "").strip()
    if text not in ("", "0", "1"):
        raise RequestError(f"参数 {name} 不对：{text[:20]}", next_step="请给 0 或 1")
    return text == "1"


def _value(args: Arguments, name: str) -> str:
    text = args.get(name, "").strip()
    if len(text) > _MAX_VALUE:
        raise RequestError(f"参数 {name} 太长：{len(text):,} 字", next_step=f"最多 {_MAX_VALUE} 字")
    return text


def _values(args: Arguments, name: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value.strip() for value in args.getlist(name) if value.strip()))
    if len(values) > _MAX_VALUES:
        raise RequestError(f"参数 {name} 太多：{len(values):,} 个", next_step=f"最多 {_MAX_VALUES} 个")
    for value in values:
        if len(value) > _MAX_VALUE:
            raise RequestError(f"参数 {name} 太长：{len(value):,} 字", next_step=f"最多 {_MAX_VALUE} 字")
    return values
