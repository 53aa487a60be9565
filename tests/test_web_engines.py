"""What search engines and browsers find: one address for each page, robots.txt, icons, and files sent packed."""

import gzip
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from web_client import Page, opened

REPORT = "004_86cd2f42baa246a3"


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def head_of(client: FlaskClient, address: str) -> tuple[str, str, bool]:
    """Description, canonical address and whether it may be listed."""
    found = Page(client.get(address).text).elements
    named = {given.get("name", ""): given.get("content", "") for tag, given in found if tag == "meta"}
    (canonical,) = [given["href"] for tag, given in found if given.get("rel") == "canonical"] or [""]
    return named["description"], canonical, named.get("robots") != "noindex"


@pytest.mark.parametrize(
    ("address", "canonical", "listed"),
    [
        ("/", "/", True),
        ("/?utm_source=x&ui=en&script=zh-Hant", "/", True),
        ("/help?x=1", "/help", True),
        ("/reports", "/reports", True),
        ("/reports?page=1&utm_id=2", "/reports?page=1", True),
        ("/reports?year=2023&script=zh-Hans", "/reports?year=2023", False),
        (f"/reports/{REPORT}?q=提案&script=zh-Hans", f"/reports/{REPORT}", True),
        ("/?year=2023&sort=date&q=a&fbclid=1&year=2022", "/?q=a&year=2023&year=2022&sort=date", False),
        ("/?q=a&body=", "/?q=a", False),
        ("/kwic?sort=left&q=a", "/kwic?q=a&sort=left", False),
        ("/compare?by=body&q=a&q=b", "/compare?q=a&q=b&by=body", False),
        ("/reports?year=2023&q=a", "/reports?q=a&year=2023", False),
        (f"/reports/{REPORT}?view=original&q=a", f"/reports/{REPORT}?view=original", False),
        ("/facets/body?find=b&q=a&script=zh-Hans", "/facets/body?q=a&find=b", False),
        ("/basket", "/basket", False),
    ],
)
def test_a_page_has_one_address(client: FlaskClient, address: str, canonical: str, listed: bool) -> None:
    description, found, may_be_listed = head_of(client, address)
    assert (found, may_be_listed) == (f"http://localhost{canonical}", listed)
    assert len(description) > 10


def test_an_error_has_no_address_of_its_own(client: FlaskClient) -> None:
    for address in ("/?q=(", "/reports/none", "/nothing"):
        assert head_of(client, address)[1:] == ("", False)


def test_a_description_is_never_markup(client: FlaskClient) -> None:
    assert "><b>" in head_of(client, "/?q=><b>x")[0]
    assert "<b>x" not in client.get("/?q=><b>x").text


@pytest.mark.parametrize(
    ("address", "let_in"),
    [
        ("/", True),
        ("/reports", True),
        (f"/reports/{REPORT}", True),
        (f"/reports/{REPORT}/t/0123456789ab", True),
        ("/reports?page=2", True),
        ("/help", True),
        ("/static/style.css", True),
        ("/?q=a", False),
        ("/reports?year=2023", False),
        (f"/reports/{REPORT}?q=a", False),
        (f"/reports/{REPORT}/cite/3", False),
        ("/kwic", False),
        ("/compare?q=a", False),
        ("/compare.svg?q=a", False),
        ("/study/words?q=a", False),
        ("/study/history.svg?q=a", False),
        ("/facets/body?q=a", False),
        ("/export/csv?q=a", False),
        ("/feed", False),
        ("/api/search?q=a", False),
    ],
)
def test_robots_are_kept_out_of_what_has_no_end(client: FlaskClient, address: str, let_in: bool) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert allowed(answer.text, address) == let_in


def allowed(robots: str, address: str) -> bool:
    """By RFC 9309: the longest rule that fits counts, and of two as long the one that allows."""
    rules = [line.split(": ", 1) for line in robots.splitlines()[1:]]
    fits = [(len(path), rule == "Allow") for rule, path in rules if re.match(_pattern(path), address)]
    return max(fits, default=(0, True))[1]


def _pattern(path: str) -> str:
    escaped = re.escape(path.removesuffix("$")).replace(r"\*", ".*")
    return escaped + ("$" if path.endswith("$") else "")


def test_the_standard_library_can_read_it(client: FlaskClient) -> None:
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").text.splitlines())
    assert parser.can_fetch("any", "/help")
    assert not parser.can_fetch("any", "/kwic?q=a")


def test_icons_have_their_fixed_names(client: FlaskClient) -> None:
    icon, touch = client.get("/favicon.ico"), client.get("/apple-touch-icon.png")
    assert (icon.status_code, touch.status_code, touch.mimetype) == (200, 200, "image/png")
    assert struct.unpack("<HHH", icon.data[:6]) == (0, 1, 2)
    assert struct.unpack(">II", touch.data[16:24]) == (180, 180)
    assert client.get("/favicon.png").status_code == 404


def test_static_files_are_sent_packed_to_who_takes_it(client: FlaskClient) -> None:
    page = Page(client.get("/").text)
    (address,) = [each["href"] for _, each in page.elements if "/static/style." in each.get("href", "")]
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert {plain.headers["Vary"], packed.headers["Vary"]} == {"Accept-Encoding"}
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in client.get("/favicon.ico", headers={"Accept-Encoding": "gzip"}).headers
