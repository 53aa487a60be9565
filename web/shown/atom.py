"""Atom feeds (RFC 4287) with totals, pages (RFC 5005), and ids that are `tag:` URIs (RFC 4151).

With the standard library: a feed has a dozen elements, for which feedgen would bring lxml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from index.language import language as spoken
from index.script import language

MIMETYPE: Final = "application/atom+xml"
"""A report's date is a day there."""
_NAMESPACES: Final = {
    "xmlns": "http://www.w3.org/2005/Atom",
    # Totals; nothing to do with OpenSearch the cluster.
    "xmlns:opensearch": "http://a9.com/-/spec/opensearch/1.1/",
}
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. id: a tag. link: absolute. updated: with a time zone. day: of publication, YYYY-MM-DD.

    text: its summary. of: the text by which the summary's language is told.
    """

    id: str
    title: str
    link: str
    updated: datetime
    day: str | None
    author: str
    text: str
    of: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a feed's entries. number: from 1. size: entries on a full page. total: entries on all pages."""

    entries: Sequence[Entry]
    number: int
    size: int
    total: int

    def links(self) -> dict[str, int]:
        """Numbers of the pages to link to, by their relation; the first page has the newest entries."""
        last = max(1, -(-self.total // self.size))
        found = {"first": 1, "last": last}
        if self.number > 1:
            found["previous"] = min(self.number - 1, last)
        if self.number < last:
            found["next"] = self.number + 1
        return found


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. id: a tag. written: its time if it has no entry. address: maps a page's number to its absolute address.

    shown: the same as a page for people. icon: absolute.
    """

    id: str
    title: str
    subtitle: str
    written: datetime
    page: Page
    address: Callable[[int], str]
    shown: str
    icon: str


def tag(authority: str, *path: str) -> str:
    """A `tag:` URI made by `authority` (index/settings.py): different for different paths, whatever is in these."""
    return f"tag:{authority}:{'/'.join(map(_escaped, path))}"


def tag_of_query(authority: str, name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A `tag:` URI of what a query string says, in whatever order its parameters stand."""
    asked = urlencode(sorted(pairs), safe="", errors="surrogatepass", quote_via=quote)
    return tag(authority, name) + (f"?{asked}" if asked else "")


def _escaped(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def document(feed: Feed) -> bytes:
    """The feed as an Atom document of one page."""
    root, page = ElementTree.Element("feed", {**_NAMESPACES, "xml:lang": spoken()}), feed.page
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _instant(max((each.updated for each in page.entries), default=feed.written)))
    _add(root, "link", href=feed.address(page.number), rel="self", type=MIMETYPE)
    _add(root, "link", href=feed.shown, rel="alternate", type="text/html")
    for relation, number in page.links().items():
        _add(root, "link", href=feed.address(number), rel=relation, type=MIMETYPE)
    _add(root, "icon", feed.icon)
    _add(root, "generator", "Zhengsou")
    _add(root, "opensearch:totalResults", str(page.total))
    _add(root, "opensearch:startIndex", str((page.number - 1) * page.size + 1))
    _add(root, "opensearch:itemsPerPage", str(page.size))
    for each in page.entries:
        _add_entry(ElementTree.SubElement(root, "entry"), each)
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written


def _add_entry(element: ElementTree.Element, entry: Entry) -> None:
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _instant(entry.updated))
    if entry.day:
        _add(element, "published", f"{entry.day}T00:00:00+08:00")
    _add(ElementTree.SubElement(element, "author"), "name", entry.author)
    _add(element, "link", href=entry.link, rel="alternate", type="text/html")
    _add(element, "summary", entry.text, **{"type": "text", "xml:lang": language(entry.of)})


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = _NOT_XML.sub("\ufffd", text) or None


def _instant(moment: datetime) -> str:
    # With "Z", which can be copied into an address as it is, where "+" would be a space.
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
