"""Feeds: what is new of a search, of a body and in all, each thing once, by ids that hang on no address."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reports import line, write_lines
from web_client import Page, get, opened

from index import index_paths
from index.errors import RequestError
from index.settings import DEFAULT_TAG_AUTHORITY
from web.app import create_app
from web.serving.live import detach
from web.shown.atom import tag, tag_of_query

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})"
NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
TAG = re.compile(rf"tag:(?:[\w.-]+@)?{NAME}(?:\.{NAME})*,\d{{4}}(?:-\d\d){{0,2}}:(?:{PCHAR}|[/?])*", re.ASCII)
"""RFC 4151, section 2.1."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
"""RFC 3339."""
MANY = 120


class Answer:
    """A feed as it was answered."""

    def __init__(self, data: bytes) -> None:
        self.root = ElementTree.fromstring(data)
        self.entries = self.root.findall(f"{ATOM}entry")

    def said(self, name: str) -> list[str]:
        """What each entry says under this name."""
        return [entry.findtext(f"{ATOM}{name}", "") for entry in self.entries]

    def links(self) -> dict[str, str]:
        return {link.get("rel", ""): link.get("href", "") for link in self.root.findall(f"{ATOM}link")}

    def numbers(self) -> tuple[int, int, int]:
        """Total, number of the first entry, and entries on a page."""
        total, start, size = (
            int(self.root.findtext(OPENSEARCH + name, "")) for name in ("totalResults", "startIndex", "itemsPerPage")
        )
        return total, start, size


def feed(client: FlaskClient, address: str, **query: str) -> Answer:
    response = client.get(address, query_string=query or None)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml"), response.text
    return Answer(response.data)


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site with many reports of two bodies, the even ones indexed first."""
    folder = tmp_path_factory.mktemp("many")
    for name, first in (("a", 0), ("b", 1)):
        reports = [
            line(
                f"r{number}",
                [f"第{number}件提案。", "提案办理", "提案办理"],
                title=f"报告{number}",
                body=("甲市政协", "乙市政协")[number % 3 == 0],
                year=2000 + number % 20,
                date=f"2024-01-{number % 28 + 1:02}",
            )
            for number in range(first, MANY, 2)
        ]
        write_lines(folder / f"{name}.jsonl", *reports)
        index_paths([folder], folder / "index")
    with opened(folder / "index") as client:
        yield client


def pages(client: FlaskClient, address: str) -> list[Answer]:
    """All pages of a feed, from its head on."""
    found = [feed(client, address)]
    while "next" in (links := found[-1].links()):
        found.append(feed(client, path_of(links["next"])))
        assert path_of(found[-1].links()["previous"]) == path_of(found[-2].links()["self"])
    return found


@pytest.mark.parametrize(
    ("address", "total"),
    [("/feed", MANY), ("/feed?q=提案", 3 * MANY), ("/feed?body=乙市政协", MANY // 3), ("/feed?q=没有这个", 0)],
)
def test_pages_have_each_entry_once(many: FlaskClient, address: str, total: int) -> None:
    found = pages(many, address)
    ids = Counter(each for page in found for each in page.said("id"))
    assert (len(ids), set(ids.values()) - {1}) == (total, set())
    assert len(found) == max(1, -(-total // 50))
    assert [page.numbers() for page in found] == [(total, number * 50 + 1, 50) for number in range(len(found))]
    assert len({page.root.findtext(f"{ATOM}id") for page in found}) == 1
    first, last = path_of(found[0].links()["self"]), path_of(found[-1].links()["self"])
    for page in found:
        assert (path_of(page.links()["first"]), path_of(page.links()["last"])) == (first, last)
    assert "page=" not in first
    assert "previous" not in found[0].links()
    times = [each for page in found for each in page.said("updated")]
    assert times == sorted(times, reverse=True)


def test_a_page_behind_the_last_is_empty_and_leads_back(many: FlaskClient) -> None:
    behind = feed(many, "/feed?page=9")
    assert (behind.entries, behind.numbers()[0]) == ([], MANY)
    assert path_of(behind.links()["previous"]) == "/feed?page=3"
    assert "next" not in behind.links()
    assert f"共 {MANY} 份报告，最近收录的在前；没有第 9 页，只有 3 页" in many.get("/feed?page=9").text
    assert "没有第" not in many.get("/feed?page=3").text


@pytest.mark.parametrize("address", ["/feed", "/feed?body=乙市政协", "/feed?q=提案", "/feed?q=提案&page=2"])
def test_a_feed_is_what_atom_asks_for(many: FlaskClient, address: str) -> None:
    answer = feed(many, address)
    for element in (answer.root, *answer.entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
            assert element.findtext(ATOM + name)
        assert TAG.fullmatch(element.findtext(f"{ATOM}id", ""))
        assert INSTANT.fullmatch(element.findtext(f"{ATOM}updated", ""))
    assert answer.links()["self"].startswith("http://localhost/feed")
    assert many.get(path_of(answer.links()["alternate"])).status_code == 200
    for entry in answer.entries:
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        assert entry.findtext(f"{ATOM}summary")


def test_a_date_is_a_day_in_china(many: FlaskClient) -> None:
    """It begins at +08:00."""
    for address in ("/feed?report=r7", "/feed?q=提案&report=r7"):
        assert set(feed(many, address).said("published")) == {"2024-01-08T00:00:00+08:00"}


def test_no_date_is_published_of_a_report_without(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", line("a", ["提案"], title="", source="某网"))
    index_paths([tmp_path / "a.jsonl"], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        for address in ("/feed", "/feed?q=提案"):
            (entry,) = feed(client, address).entries
            assert entry.find(f"{ATOM}published") is None
            assert entry.findtext(f"{ATOM}title", "").startswith("a")
        assert feed(client, "/feed").said("summary") == ["某市政协，2023年度，1 段、2 字，来源：某网"]


def test_a_report_is_an_entry_with_its_body_and_link(many: FlaskClient) -> None:
    answer = feed(many, "/feed", body="乙市政协", year="2003")
    assert answer.said("title") == ["报告63", "报告3"]
    entry = answer.entries[0]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "乙市政协"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert "第63件提案。" in get(many, path_of(link.get("href", "")))[0]
    assert feed(many, "/feed", year="none").entries == []
    assert feed(many, "/feed", year="2003..2004").numbers()[0] == 2 * MANY // 20
    assert feed(many, "/feed", report="nowhere").entries == []


def test_ids_do_not_hang_on_the_host(many: FlaskClient) -> None:
    for address in ("/feed", "/feed?q=提案&body=乙市政协"):
        here = feed(many, address)
        there = Answer(many.get(address, headers={"Host": "reports.example.org:8080"}).data)
        assert there.links()["self"].startswith("http://reports.example.org:8080/")
        assert (there.said("id"), there.root.findtext(f"{ATOM}id")) == (
            here.said("id"),
            here.root.findtext(f"{ATOM}id"),
        )
        assert all(each.startswith(f"tag:{DEFAULT_TAG_AUTHORITY}:reports/r") for each in here.said("id"))


def test_the_same_search_is_the_same_feed(many: FlaskClient) -> None:
    def identity(address: str) -> str:
        return feed(many, address).root.findtext(f"{ATOM}id", "")

    same = (
        "/feed?q=提案&body=甲&body=乙",
        "/feed?body=乙&body=甲&q=+提案",
        "/feed?q=提案&body=甲&body=乙&since=2020-01-01",
    )
    assert len(set(map(identity, same))) == 1
    others = ("/feed", "/feed?q=提案", "/feed?q=提案&body=甲", "/feed?body=甲", "/feed?q=body=甲", "/feed?report=甲")
    assert len({identity(each) for each in (*others, same[0])}) == len(others) + 1
    assert identity("/feed?synonyms=1&exact_script=1") == identity("/feed")


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.tuples(st.text(), st.text()), max_size=3))
def test_a_tag_is_valid_whatever_is_in_it(path: list[str], pairs: list[tuple[str, str]]) -> None:
    made = tag("someone@example.org,2026-01-31", *path)
    assert TAG.fullmatch(made)
    assert made.count("/") == len(path) - 1
    assert TAG.fullmatch(tag_of_query("example.org,2026", "feed", pairs))


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_different_things_have_different_tags(one: str, other: str) -> None:
    authority = DEFAULT_TAG_AUTHORITY
    assert (tag(authority, "reports", one) == tag(authority, "reports", other)) == (one == other)
    assert tag(authority, "reports", one, "t", other) != tag(authority, "reports", f"{one}/t/{other}")


def test_a_site_has_an_authority_of_its_own(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for own in ("example.org,2026", "a.b@example.org,2025-12", "x,2024-02-29"):
        monkeypatch.setenv("ZHENGSOU_TAG_AUTHORITY", own)
        app = create_app(seed_index)
        ids = feed(app.test_client(), "/feed").said("id")
        assert all(each.startswith(f"tag:{own}:reports/") and TAG.fullmatch(each) for each in ids)
        detach(app)
    for wrong in (
        "example.org", "example.org,26", "example.org,2026-13", "x,2023-02-29", "-x.org,2026", "x-.org,2026",
        "x..org,2026", "政协.cn,2026", "@x.org,2026", "x.org, 2026", "x.org,2026:", "http://x.org,2026", "x.org,9999",
        ",2026", "x.org,0000", "x.org,2026\n",
    ):  # fmt: skip
        monkeypatch.setenv("ZHENGSOU_TAG_AUTHORITY", wrong)
        with pytest.raises(RequestError, match="ZHENGSOU_TAG_AUTHORITY"):
            create_app(seed_index)


def test_a_feed_tells_what_is_new(tmp_path: Path) -> None:
    write_lines(tmp_path / "old.jsonl", line("old", ["旧的提案。", "别的。"]))
    index_paths([tmp_path], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        before = feed(client, "/feed?q=提案")
        known = set(before.said("id"))
        assert len(known) == 1
        written = before.said("updated")[0]
        for address in ("/feed?q=提案", "/feed"):
            assert len(feed(client, f"{address}{'&' if '?' in address else '?'}since={written}").entries) == 0
            assert len(feed(client, f"{address}{'&' if '?' in address else '?'}since=2020-01-01").entries) == 1
    write_lines(tmp_path / "new.jsonl", line("new", ["新的提案<b>。", "\x0b提案\ufffe"], year=2024))
    index_paths([tmp_path], tmp_path / "index", rebuild=True)
    with opened(tmp_path / "index") as client:
        after = feed(client, "/feed?q=提案")
        fresh = [entry for entry in after.entries if entry.findtext(f"{ATOM}id") not in known]
        assert (len(after.entries), len(fresh)) == (3, 2)
        assert fresh[0].findtext(f"{ATOM}summary") == "新的提案<b>。"
        assert known < set(after.said("id"))
        assert after.said("updated")[after.said("id").index(next(iter(known)))] == written
        for entry in after.entries:
            link = entry.find(f"{ATOM}link")
            assert link is not None
            assert client.get(urlsplit(link.get("href", "")).path).status_code == 302


def test_since_a_day_is_since_its_midnight_in_china(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.indexing.times.datetime", _Midnight)
    write_lines(tmp_path / "a.jsonl", line("a", ["提案"]))
    index_paths([tmp_path / "a.jsonl"], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        for address in ("/feed", "/feed?q=提案"):
            query = {"q": "提案"} if "q=" in address else {}
            for since, entries in (
                ("2026-01-30", 1), ("2026-01-31", 1), ("2026-02-01", 0), ("2026-01-30T15:59:59Z", 1),
                ("2026-01-30T16:00:00Z", 0), ("2026-01-31T00:00:00+08:00", 0), ("2026-01-30T23:59:59", 1),
                ("0001-01-02", 1), ("9999-12-31", 0),
            ):  # fmt: skip
                assert len(feed(client, "/feed", since=since, **query).entries) == entries, since


class _Midnight(datetime):
    """The first moment of 31 January 2026 in China."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime(2026, 1, 30, 16, tzinfo=UTC).astimezone(tz)


@pytest.mark.parametrize("address", ["/feed", "/feed?q=提案&body=广安区政协"])
def test_a_feed_is_not_sent_twice(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "address",
    [
        "/feed?q=(", "/feed?q=提案&since=gestern", "/feed?since=2024-02-30", "/feed?since=0001-01-01", "/feed?page=0",
        "/feed?page=x", "/feed?year=x", "/feed?kind=text",
    ],
)  # fmt: skip
def test_bad_feeds(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_a_feed_is_never_relaxed(client: FlaskClient) -> None:
    assert client.get("/api/search?q=提案 宇宙飞船").get_json()["relaxed"]
    assert feed(client, "/feed?q=提案 宇宙飞船").entries == []


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/", "/feed"),
        ("/?q=提案", "/feed?q=提案"),
        ("/reports", "/feed"),
        ("/reports?body=广安区政协&year=2023", "/feed?body=广安区政协&year=2023"),
    ],
)
def test_pages_lead_to_their_feed(client: FlaskClient, address: str, found: str) -> None:
    _, page = get(client, address)
    (feed_of_page,) = (
        attributes["href"]
        for tag, attributes in page.elements
        if tag == "link" and attributes.get("type") == "application/atom+xml"
    )
    assert feed(client, feed_of_page).root.findtext(f"{ATOM}id") == feed(client, found).root.findtext(f"{ATOM}id")
    if address.startswith("/reports"):
        assert page.link("订阅新报告") == feed_of_page


def test_what_no_feed_can_ask_for_leads_to_none(client: FlaskClient) -> None:
    text = client.get("/reports?name=广安").text
    assert "application/atom+xml" not in text
    assert not Page(text).addresses("/feed")


def test_a_feed_speaks_the_language_that_its_reader_asks_for(client: FlaskClient) -> None:
    told = client.get("/feed?q=提案", headers={"Accept-Language": "en"}).text
    assert 'xml:lang="en"' in told
    assert re.search(r"<title[^>]*>Zhengsou: 提案</title>", told)
    assert "paragraphs, the latest indexed first" in told
    assert re.search(r"<title[^>]*>政搜：提案</title>", client.get("/feed?q=提案").text)
