"""The files of a table: all its rows in each format, and the note of how it was made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from index.language import N_, gettext, language
from web.asked.parameters import COMPARED
from web.shown.addresses import cached_url_for, query_string
from web.shown.locale import OF_A_FILE

_KINDS: Final = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "txt": N_("说明")}
_OF_A_PAGE: Final = frozenset(("script", "limit", COMPARED))
"""Parameters that say how a page shows the rows, and where its reader comes from."""
_BY_REPORT: Final = ("group", "report")
"""That a page of hits has them by report; the groups of a concordance have the same parameter."""


class Download(NamedTuple):
    """A file with what its link says."""

    label: str
    address: str


def downloads(endpoint: str, pairs: Iterable[tuple[str, str]]) -> list[Download]:
    """The files of the search that these pairs of a page's address make, in the page's language.

    A browser may prefer another to which the API, that knows no choice of its reader, would listen.
    """
    kept = [pair for pair in pairs if pair[0] not in _OF_A_PAGE and pair != _BY_REPORT]
    spoken = [(OF_A_FILE, language())] if endpoint.startswith("api.") else []
    asked = query_string([*kept, *spoken])
    return [
        Download(gettext(label), f"{cached_url_for(endpoint, kind=kind)}?{asked}") for kind, label in _KINDS.items()
    ]
