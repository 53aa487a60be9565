"""Random requests for every address of the site: valid, odd and hostile parameters, alone and together."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from flask import Flask

WORDS = ("提案", "协商", "委员", "应当", "经济", "的", "县", "环境保护", "无此词", "ｋＷｈ", "提", "社情民意", "人民")
ODD = (
    "", " ", "(", ")", '"', "“", "提案 AND", "NOT", "a/句", "提案 /3 协商", "提案 /句 委员", "((((((", "*", "提*",
    "机构:", "年份:2020", "年份:[", "标题:提案", "提案 OR 协商 NOT 委员", "\x00", "\ud800", "\u202e", "%", "%00",
    "<script>", "../../etc/passwd", "'; drop table", "0", "-1", "1", "2", "200", "201", "999999999", "9" * 40,
    "1e9", "x", "NaN", "九", "zh", "en",
    "relevance", "date", "hits", "report", "position", "left", "right", "csv", "year", "body", "per_10k", "original",
    "zh-Hans", "zh-Hant", "、", "😀", "a" * 300, "字" * 129, " OR ".join(chr(0x4E00 + each) for each in range(40)),
)  # fmt: skip
NAMES = (
    "q", "q", "q", "within", "page", "limit", "offset", "sort", "group", "script", "ui", "report", "year", "year_from",
    "year_to", "body", "kind", "level", "province", "organ", "exact_script", "exact_body", "synonyms", "split_words",
    "explain_score", "width", "by", "measure", "series", "section", "columns", "style", "best", "paragraph", "p", "key",
    "was", "with", "without", "unknown", "text", "since", "next",
)  # fmt: skip
FILLINGS = {
    "kind": ("csv", "xlsx", "json", "txt", "md", "docx", "ris", "bib", "svg"),
    "filename": ("style.css", "page.js", "nothing.css"),
    "key": ("0123456789abcdef",),
    "number": ("0", "1", "7", "9999999"),
}
ODD_PARTS = ("没有", "../x", "a b", "%", "x/t/abcdef0123456789", "\x00", "-1", "1")
METHODS = ("GET",) * 12 + ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND")
HEADERS = (
    ("Cookie", "ui=en"), ("Cookie", "script=zh-Hant; ui=zh-Hant"), ("Cookie", "script=x; ui=\x01"), ("Cookie", ";;;=="),
    ("Accept-Language", "zh-TW"), ("Accept-Language", ";q=,,"), ("Accept-Encoding", "gzip"),
    ("If-None-Match", '"x'), ("If-Modified-Since", "gestern"), ("Range", "bytes=5-2"), ("Referer", "http://["),
    ("Origin", "null"), ("Content-Type", "application/x-www-form-urlencoded"),
    ("Content-Type", "multipart/form-data"), ("Content-Type", "multipart/form-data; boundary=x"),
    ("X-Forwarded-For", "a, b, c"), ("X-Forwarded-Prefix", "//x"),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One request; `address` is percent-encoded."""

    method: str
    address: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)


def addresses(app: Flask, reports: Sequence[str]) -> list[str]:
    """Every rule of the site, its variables filled in with known reports and what else is there."""
    fillings = FILLINGS | {"report_id": tuple(reports)}
    return [path for rule in app.url_map.iter_rules() for path in _filled(rule.rule, fillings)]


def _filled(rule: str, fillings: Mapping[str, Sequence[str]]) -> list[str]:
    found = re.search(r"<(?:[^<>]*:)?(\w+)>", rule)
    if not found:
        return [rule]
    each = (rule.replace(found[0], quote(filling), 1) for filling in fillings.get(found[1], ODD_PARTS))
    return [path for filled in each for path in _filled(filled, fillings)]


def _odd_addresses(app: Flask) -> list[str]:
    nowhere = ["/nothing", "//", "/api/", "/static/../x", "/%ff%fe", "/" + "a" * 5000, "/reports/x/t/abcdef0123456789"]
    return [*nowhere, *(path for rule in app.url_map.iter_rules() for path in _filled(rule.rule, {}))]


def requests(app: Flask, reports: Sequence[str], count: int, seed: int) -> Iterator[Asked]:
    """`count` requests, the same for the same seed."""
    chance = random.Random(seed)
    known, odd = addresses(app, reports), _odd_addresses(app)
    for _ in range(count):
        pairs = [("q", _words(chance))] if chance.random() < 0.7 else []
        pairs += [(chance.choice(NAMES), _value(chance)) for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 6)))]
        chance.shuffle(pairs)
        method = chance.choice(METHODS)
        query = urlencode(pairs, errors="surrogatepass", encoding="utf-8")
        body = b""
        if method in ("POST", "PUT"):
            body, query = (query.encode(), "") if chance.random() < 0.7 else (chance.randbytes(300), query)
        headers = tuple(dict(chance.choices(HEADERS, k=chance.choice((0, 0, 1, 2)))).items())
        address = chance.choice(known if chance.random() < 0.85 else odd)
        yield Asked(method, address + (f"?{query}" if query else ""), headers, body)


def _words(chance: random.Random) -> str:
    text = chance.choice((" ", " OR ", " AND ", "")).join(chance.choices(WORDS, k=chance.choice((1, 1, 1, 2, 3))))
    return f"{text} {chance.choice(ODD)}" if chance.random() < 0.3 else text


def _value(chance: random.Random) -> str:
    return chance.choice(ODD) if chance.random() < 0.7 else _words(chance)
