"""Any text at all in the query: every address that takes one answers 200 or 400 in words, and never a fault."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from web_client import MOST_BYTES, Page, opened

REPORT = "/reports/000_2a84bc86b806ce1d"
ADDRESSES = ("/", REPORT, "/api/search", "/api/suggest", "/api/complete")
LONG = 5_000
SWITCHED = "&exact_script=1&synonyms=1"

# As they stand in an address: what a browser sends, and what it would not.
QUERIES = [
    # Control characters, what is outside the basic plane, and joined or private characters.
    "", "+", "%00", "提%00案", "%E6%8F%90%00", "%01%1F%7F%C2%85",
    "😀", "👩%E2%80%8D👩%E2%80%8D👧", "提案😀", "𠮷𠀀", "🏻", "%EF%BF%BF", "%EF%BF%BE", "%F4%8F%BF%BF", "%EE%80%80",
    # Lone surrogates and other bytes that are not UTF-8.
    "%ED%A0%80", "%ED%B0%80", "提案%ED%A0%80办理", "%ED%A0%BD%ED%B8%80", "%FF%FE", "%C0%80",
    "%F4%90%80%80", "%80", "%E6%8F", "%ED%A0%80" * 2_000,
    # Marks of direction, nothing wide, combining, folded to several; ends of line.
    "%E2%80%8F提案%E2%80%8E", "%E2%80%AE案提%E2%80%AC", "%E2%80%8B", "提%E2%80%8D案", "%EF%BB%BF提案", "%C2%AD",
    "e%CC%81", "%CC%81" * 500, "ﷺ", "ﬃ", "İ", "ß", "Ⅷ", "①",
    "%0A%0D%0A", "提案%0D%0ASet-Cookie: a=b", "%09提案%09", "%E2%80%A8", "%E3%80%80",
    # Signs of the query language, without sense.
    '"', "“", "”“", "「", "'", '""', "“”", "“提案", "提案”", '"提案“', "“" * 2_000,
    "(", ")", "()", "((((", "))))", "(" * 2_000, "(提案", "提案)", "（提案）", "-(-(-(提案)))",
    "*", "*****", "?" * 50, "~2", "^", "/", "//", "/句", "提案 /句", "/句 提案", "提案 /0 办理",
    "提案 /9999999999 办理",
    "-", "--", "- 提案", "-提案", "NOT", "NOT NOT", "OR", "OR OR", "提案 OR", "| 提案", "AND", "提案 AND AND 办理",
    "机构:", ":", "年份:", "年份:x", "年份:２０２３", "年份:9999..1", "年份:" + "9" * 400, "类型:x", "标题:",
    "机构:机构:机构:",
    # What other programs would take for theirs.
    "%", "%%", "%2", "%zz", "%26q=2", "%23", "..%2F..%2Fetc%2Fpasswd", "<script>", "%3C/title%3E", "{{7*7}}",
    "${7*7}", "%s%n",
    # Much of it.
    "提" * 2_000, "提" * 2_001, "提案" * 5_000, "提 " * 5_000, "提" * 20_000, "提" * 20_001, '"提案" ' * 300,
    "(提 OR 案) " * 150, "a" * 20_000, "%00" * 20_000, "😀" * 20_000, "%26quot;" * 3_000, "<" * 20_000,
    "提案-办理" * 100,
]  # fmt: skip


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def answered(client: FlaskClient, address: str) -> int:
    """The status of an answer that is whole: a page with its heading and its words, or an object."""
    response = client.get(address)
    assert response.status_code in (200, 400), (response.status_code, address[:200])
    if address.startswith("/api/"):
        answer = json.loads(response.data)
        assert (response.status_code == 400) == ("error" in answer)
        if "error" in answer:
            assert answer["error"]["message"]
    else:
        # Every link repeats the query, and what is repeated takes no room on the way.
        assert len(gzip.compress(response.data)) < MOST_BYTES
        assert response.text.endswith("</html>")
        assert ("div", {"role": "alert"}) in Page(response.text).elements or response.status_code == 200
    return response.status_code


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(query, marks=[pytest.mark.slow] * (len(query) > LONG), id=f"{at}:{query[:20]!r}")
        for at, query in enumerate(QUERIES)
    ],
)
def test_any_text_is_answered(client: FlaskClient, query: str) -> None:
    for address in ADDRESSES:
        answered(client, f"{address}?q={query}")
    answered(client, f"/?q={query}{SWITCHED}")
    answered(client, f"/api/search?q={query}{SWITCHED}&explain_score=1")


@pytest.mark.slow
def test_page_and_api_agree_on_what_is_understood(client: FlaskClient) -> None:
    for query in QUERIES:
        if "搜索结果" in client.get(f"/?q={query}").text:
            assert answered(client, f"/api/search?q={query}") == 200, query[:50]
        elif answered(client, f"/?q={query}") == 400:
            assert answered(client, f"/api/search?q={query}") == 400, query[:50]


@pytest.mark.slow
@settings(max_examples=150)
@given(text=st.text(max_size=40) | st.text('提案协商办理(（)“"”-|/句段篇:年份机构 0129NOTRAD', max_size=60))
def test_random_text_is_answered(client: FlaskClient, text: str) -> None:
    for address in ("/", "/api/search", REPORT):
        answered(client, f"{address}?q={quote(text)}")


def test_the_box_holds_what_was_pasted(client: FlaskClient) -> None:
    for query in ("提案 😀", "\u202e案提", "<b>\"'&", "e\u0301", "提案 ("):
        box = Page(client.get(f"/?q={quote(query)}").text).identifiers["q"]
        assert box["value"] == query
