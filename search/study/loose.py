"""Selections that take in paragraphs in which the words of their query stand apart, and what they have as written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from index.analysis import well_formed
from index.deadline import Deadline
from index.language import N_, gettext, ngettext
from index.terminal import say
from search.described import Described, Detail
from search.engine.searcher import Searcher
from search.query import all_quoted
from search.query.parser import MAX_LENGTH
from search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class LooseSelection(Described):
    """A selection of which not all paragraphs have the texts of its query as they are written.

    paragraphs: that are counted. quoted: the query that selects paragraphs_literal of them.
    """

    query: str
    paragraphs: Annotated[int, Detail(N_("取了几段"))]
    paragraphs_literal: Annotated[int, Detail(N_("其中原样含有所查字句的几段"))]
    quoted: Annotated[str, Detail(N_("加了引号的查询，只取原样含有的"))]

    def said(self) -> str:
        """What it takes in, in words."""
        taken = ngettext("%(num)s 段", "%(num)s 段", self.paragraphs)
        query = " ".join(self.query.split())
        if not self.paragraphs_literal:
            return gettext("%(query)s：取了 %(taken)s，没有一段原样含有", query=query, taken=taken)
        literal = ngettext("%(num)s 段", "%(num)s 段", self.paragraphs_literal)
        return gettext(
            "%(query)s：取了 %(taken)s，其中 %(literal)s原样含有，其余没有", query=query, taken=taken, literal=literal
        )

    def advised(self) -> str:
        """As `said`, with what to write for those alone that have it as it is written, if any do."""
        if not self.paragraphs_literal:
            return self.said()
        return gettext("%(said)s；只要原样含有的，请写 %(quoted)s", said=self.said(), quoted=self.quoted)


def loose_selections(
    searcher: Searcher, requests: Iterable[SearchRequest | None], deadline: Deadline
) -> tuple[LooseSelection, ...]:
    """Those of these selections that are loose, by counts alone; a selection without text costs nothing.

    None are where words apart are asked for. Raises QueryError and TooSlow.
    """
    found = (_loose(searcher, request, deadline) for request in requests if request and not request.split_words)
    return tuple(filter(None, found))


def told_loose(loose: Iterable[LooseSelection]) -> None:
    """Tells on standard error what is to be known of a study's numbers."""
    for each in loose:
        say(each.advised())


def _loose(searcher: Searcher, request: SearchRequest, deadline: Deadline) -> LooseSelection | None:
    literally = replace(request, query=all_quoted(request.query))
    if literally.query == request.query or len(literally.query) > MAX_LENGTH:
        return None
    # A search of a question counts as none what a study takes in, unrelaxed.
    paragraphs = searcher.count(request, deadline) or _unrelaxed(searcher, request, deadline)
    literal = searcher.count(literally, deadline)
    if literal == paragraphs:
        return None
    return LooseSelection(well_formed(request.query), paragraphs, literal, well_formed(literally.query))


def _unrelaxed(searcher: Searcher, request: SearchRequest, deadline: Deadline) -> int:
    return searcher.search(replace(request, limit=0, offset=0), deadline, may_relax=False).total
