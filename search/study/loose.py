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
    """A selection that takes paragraphs by the words of its query, where they stand apart, or leaves them out by these.

    paragraphs: that are counted. left_out: those that would be, if only what has an excluded text as it is written were
    left out. quoted: the query that goes by texts as they are written.
    """

    query: str
    paragraphs: Annotated[int, Detail(N_("取了几段"))]
    paragraphs_literal: Annotated[int, Detail(N_("其中原样含有所查字句的几段"))]
    left_out: Annotated[int, Detail(N_("只分开含有所排除字句的各个词，因此没有取的几段"))]
    quoted: Annotated[str, Detail(N_("加了引号的查询，只按原样的字句取"))]

    @property
    def has_quoted(self) -> bool:
        """Whether there are paragraphs by texts as they are written."""
        return bool(self.paragraphs_literal or self.left_out)

    def said(self) -> str:
        """What it takes in, in words."""
        taken = ngettext("%(num)s 段", "%(num)s 段", self.paragraphs)
        query = " ".join(self.query.split())
        said = gettext("%(query)s：%(taken)s", query=query, taken=self._taken(taken))
        if not self.left_out:
            return said
        left_out = ngettext("%(num)s 段", "%(num)s 段", self.left_out)
        return gettext(
            "%(said)s；另有 %(left_out)s只分开含有所排除字句的各个词，也没有取", said=said, left_out=left_out
        )

    def _taken(self, taken: str) -> str:
        if self.paragraphs_literal == self.paragraphs:
            return gettext("取了 %(taken)s", taken=taken)
        if not self.paragraphs_literal:
            return gettext("取了 %(taken)s，没有一段原样含有", taken=taken)
        literal = ngettext("%(num)s 段", "%(num)s 段", self.paragraphs_literal)
        return gettext("取了 %(taken)s，其中 %(literal)s原样含有，其余没有", taken=taken, literal=literal)

    def advised(self) -> str:
        """As `said`, with what to write so that texts count as they are written alone, if some paragraphs have them."""
        if not self.has_quoted:
            return self.said()
        if self.left_out:
            return gettext("%(said)s；只按原样的字句取，请写 %(quoted)s", said=self.said(), quoted=self.quoted)
        return gettext("%(said)s；只要原样含有的，请写 %(quoted)s", said=self.said(), quoted=self.quoted)


LooseSelections = Annotated[
    tuple[LooseSelection, ...], Detail(N_("范围不都原样含有所查字句，或排除了分开含有的：各取了几段，几段原样"))
]
"""Those of a study's selections that are loose, as its answer has them."""


def loose_selections(
    searcher: Searcher, requests: Iterable[SearchRequest | None], deadline: Deadline
) -> tuple[LooseSelection, ...]:
    """Those of these selections that are loose, by counts alone; a selection without unquoted text costs nothing.

    None are where words apart are asked for. Raises QueryError and TooSlow.
    """
    found = (_loose(searcher, request, deadline) for request in requests if request and not request.split_words)
    return tuple(filter(None, found))


def told_loose(loose: Iterable[LooseSelection]) -> None:
    """Tells on standard error what is to be known of a study's numbers."""
    for each in loose:
        say(each.advised())


def _loose(searcher: Searcher, request: SearchRequest, deadline: Deadline) -> LooseSelection | None:
    query = request.query
    literally, leaving = all_quoted(query), all_quoted(query, excluded=True)
    if query == literally == leaving:
        return None
    # A search of a question counts as none what a study takes in, unrelaxed.
    paragraphs = searcher.count(request, deadline) or _unrelaxed(searcher, request, deadline)
    literal = _counted(searcher, request, literally, paragraphs, deadline)
    left_out = max(_counted(searcher, request, leaving, paragraphs, deadline) - paragraphs, 0)
    if literal == paragraphs and not left_out:
        return None
    written = literally if literal != paragraphs else query
    written = all_quoted(written, excluded=True) if left_out else written
    return LooseSelection(well_formed(query), paragraphs, literal, left_out, well_formed(written))


def _counted(searcher: Searcher, request: SearchRequest, query: str, paragraphs: int, deadline: Deadline) -> int:
    """Paragraphs that a query selects in the place of the request's; those of that where it is the same or too long."""
    if query == request.query or len(query) > MAX_LENGTH:
        return paragraphs
    return searcher.count(replace(request, query=query), deadline)


def _unrelaxed(searcher: Searcher, request: SearchRequest, deadline: Deadline) -> int:
    return searcher.search(replace(request, limit=0, offset=0), deadline, may_relax=False).total
