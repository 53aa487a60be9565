"""A client of the site for tests: it gets pages, and reads their links, identifiers and marked texts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from flask.testing import FlaskClient

from index.location import LocationLike
from web.app import create_app
from web.serving.adding import Uploads
from web.serving.live import detach

MOST_BYTES = 110_000
"""No page is larger."""


class Page(HTMLParser):
    """A page's links, identifiers, marked texts and elements."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.identifiers: dict[str, dict[str, str]] = {}
        self.marks: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        self._inside.append(tag)
        if tag == "a":
            self.links.append({**attributes, "text": ""})
        if "id" in attributes:
            assert attributes["id"] not in self.identifiers
            self.identifiers[attributes["id"]] = attributes
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "mark" in self._inside:
            self.marks[-1] += data
        if "a" in self._inside:
            self.links[-1]["text"] += data

    def link(self, text: str) -> str:
        """The address of the first link whose words begin with `text`."""
        return next(link["href"] for link in self.links if link["text"].strip().startswith(text))

    def addresses(self, prefix: str) -> list[str]:
        return [link["href"] for link in self.links if link["href"].startswith(prefix)]

    def hits(self) -> list[str]:
        """The addresses of the paragraphs that were found."""
        return [address for address in self.addresses("/reports/") if "#p" in address]


@contextmanager
def opened(place: LocationLike, uploads: Uploads | None = None) -> Iterator[FlaskClient]:
    """A client of the site on this index."""
    app = create_app(place, uploads=uploads)
    try:
        yield app.test_client()
    finally:
        detach(app)


def get(client: FlaskClient, address: str, status: int = 200, **query: str | list[str]) -> tuple[str, Page]:
    """The page at this address, which must answer with this status."""
    response = client.get(address, query_string=query or None)
    assert response.status_code == status, response.text
    assert len(response.data) < MOST_BYTES
    return response.text, Page(response.text)


def found(text: str) -> tuple[int, int, int]:
    """Reports, paragraphs and occurrences, as the page says in words."""
    said = re.search(r"在 \S+ 家机构的 (\S+) 份报告中找到 (\S+) 段、(\S+) 处", re.sub("<[^>]+>", "", text))
    assert said
    return int(said[1]), int(said[2]), int(said[3])
