"""What a shell completes, from the index: values of options, ids of reports, and the last word of a query.

Where there is no index that can be read, nothing is offered, and nothing said.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

from index.errors import ZhengsouError
from index.facets import ChoiceFacet, Facet, KindFacet
from index.location import locate
from index.settings import DEFAULT_INDEX
from search.request import SORTS

if TYPE_CHECKING:
    from search.engine.searcher import Searcher

Items = list[CompletionItem[str]]
Offer = Callable[[click.Context, click.Parameter, str], Items]
MOST: Final = 50
"""Offers of one kind."""


def values_of(facet: Facet) -> Offer:
    """Offers values of a facet: those that it can have, or those that reports of the index have."""

    def offer(context: click.Context, _: click.Parameter, incomplete: str) -> Items:
        if isinstance(facet, ChoiceFacet):
            return beginning(incomplete, list(facet.labels), list(facet.labels.values()))
        if isinstance(facet, KindFacet):
            return beginning(incomplete, list(facet.kinds))
        with _searcher(context) as searcher:
            counts: dict[str, int] = {}
            for report in searcher.reports() if searcher else ():
                value = getattr(report, facet.name, None)
                if value is not None:
                    counts[str(value)] = counts.get(str(value), 0) + 1
        return beginning(incomplete, sorted(counts, key=lambda value: (-counts[value], value)))

    return offer


def files(_context: click.Context, _: click.Parameter, incomplete: str) -> Items:
    """Offers files, which the shell itself finds."""
    return [CompletionItem(incomplete, type="file")]


def sorts(_context: click.Context, _: click.Parameter, incomplete: str) -> Items:
    """Offers orders of hits."""
    return beginning(incomplete, list(SORTS))


def reports(context: click.Context, _: click.Parameter, incomplete: str) -> Items:
    """Offers ids of reports, with their titles."""
    with _searcher(context) as searcher:
        found = searcher.reports() if searcher else ()
    return beginning(incomplete, [each.id for each in found], [each.title for each in found])


def queries(context: click.Context, incomplete: str) -> Items:
    """Offers queries whose last word is completed."""
    from search.offers.completion import Completer

    with _searcher(context) as searcher:
        found = Completer(searcher).complete(incomplete) if searcher and incomplete.strip() else ()
    return [CompletionItem(each.text) for each in found]


def beginning(incomplete: str, values: list[str], told: list[str] | None = None) -> Items:
    """The values that begin so, each with what is told of it."""
    pairs = zip(values, told or [""] * len(values), strict=True)
    found = (CompletionItem(value, help=help_text) for value, help_text in pairs if value.startswith(incomplete))
    return [item for item, _ in zip(found, range(MOST), strict=False)]


def _searcher(context: click.Context) -> AbstractContextManager[Searcher | None]:
    """A searcher of the index that the words before name; None without one."""
    from search.engine.opening import open_searcher

    given = context.params.get("location")
    try:
        return open_searcher(locate(str(given or DEFAULT_INDEX)))
    except (ZhengsouError, OSError):
        return nullcontext()
