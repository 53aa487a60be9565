"""Metadata in pages that reference managers read: Highwire and Dublin Core tags, and COinS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from search.export.reference import Reference

_KIND: Final = "webpage"
"""A web page, as the citations say too ([EB/OL], @online, ELEC)."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """tags: names and contents of <meta>; what is not known has none. coins: the title of the COinS <span>.

    All name the original where its address is known; `citation_fulltext_html_url` alone is this site's. There is a date
    of publication or none: the year reported on is not put in its place. Tags are those that Google Scholar (with `/`
    in dates) and Zotero's translator Embedded Metadata read; z:itemType tells the latter that it is no journal article.
    """

    tags: tuple[tuple[str, str], ...]
    coins: str

    @classmethod
    def of(cls, reference: Reference) -> Embedded:
        """The metadata of a reference."""
        day = reference.date.replace("-", "/")
        tags = (
            ("citation_title", reference.title),
            ("citation_author", reference.author),
            ("citation_publication_date", day),
            ("citation_online_date", day),
            ("citation_publisher", reference.source),
            ("citation_public_url", reference.address),
            ("citation_fulltext_html_url", reference.permalink),
            ("citation_language", reference.language),
            ("DC.title", reference.title),
            ("DC.creator", reference.author),
            ("DC.date", reference.date),
            ("DC.source", reference.source),
            ("DC.identifier", reference.address),
            ("DC.language", reference.language),
            ("z:itemType", _KIND),
        )
        return cls(tuple(pair for pair in tags if pair[1]), _coins(reference))


def _coins(reference: Reference) -> str:
    """A context object of OpenURL (Z39.88-2004) in the format for Dublin Core."""
    told = (
        ("rft.type", _KIND),
        ("rft.title", reference.title),
        ("rft.creator", reference.author),
        ("rft.date", reference.date),
        ("rft.source", reference.source),
        ("rft.identifier", reference.address),
        ("rft.language", reference.language),
    )
    head = (
        ("url_ver", "Z39.88-2004"),
        ("ctx_ver", "Z39.88-2004"),
        ("rfr_id", "info:sid/zhengsou"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
    )
    return urlencode([*head, *(pair for pair in told if pair[1])], errors="replace")
