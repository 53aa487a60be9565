"""The original's address: read from saved pages, sidecars and report lines, stored, and shown on both stores."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reports import line, page, write_lines

from index import index_paths
from index.errors import ReadError
from index.reading import read_reports
from index.report import Report
from index.store import open_store
from search import SearchRequest, open_searcher
from search.export.table import ExportKind, export_hits, report_lines

PROSE = "一年来，共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
HERE = "https://www.gaq.gov.cn/zx/2024/0125/c12.html"
THERE = "http://www.yxsc.cn/a.jsp?id=7&page=2"
SAVED = f"<!-- saved from url=({len(THERE):04}){THERE} -->"
SINGLE = f"<!--\n Page saved with SingleFile \n url: {THERE} \n saved date: Thu Jan 25 2024\n-->"


def one(path: Path) -> Report:
    (report,) = read_reports(path)
    assert isinstance(report, Report)
    return report


def html(folder: Path, head: str, *, before: str = "") -> Report:
    path = folder / "page.html"
    path.write_text(
        f"<!DOCTYPE html>\n{before}<html><head><title>工作报告</title>{head}</head><body><p>{PROSE}</p></body></html>"
    )
    return one(path)


def body(folder: Path, text: str, *, head: str = "") -> Report:
    path = folder / "page.html"
    path.write_text(f"<!DOCTYPE html><html><head><title>工作报告</title>{head}</head><body>{text}</body></html>")
    return one(path)


def canonical(address: str) -> str:
    return f'<link rel="canonical" href="{address}">'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "before", "url"),
    [
        (canonical(HERE), "", HERE),
        (f'<LINK HREF="{HERE}" REL="Canonical nofollow">', "", HERE),
        (meta("og:url", HERE), "", HERE),
        (f'<meta name="Url" content="{HERE}">', "", HERE),
        ("", SAVED, THERE),
        ("", SINGLE, THERE),
        # Several that disagree.
        (meta("og:url", THERE) + canonical(HERE), "", HERE),
        (meta("og:url", HERE), SAVED, HERE),
        (canonical("https://www.gaq.gov.cn/") + meta("og:url", HERE), SAVED, HERE),
        # The others say no page.
        (canonical("https://www.gaq.gov.cn"), SAVED, THERE),
        (canonical("https://www.gaq.gov.cn/index.html"), "", None),
        (canonical("javascript:void(0)"), SAVED, THERE),
        (canonical(""), SAVED, THERE),
        # The first that names a page, of several of a kind.
        (canonical("javascript:void(0)") + canonical(HERE), "", HERE),
        (canonical("http://10.1.2.3/1") + canonical(HERE) + canonical(THERE), "", HERE),
        (meta("og:url", "") + meta("og:url", HERE), SAVED, HERE),
        # Relative addresses need a base.
        (canonical("/zx/2024/0125/c12.html"), "", None),
        (canonical("c12.html") + '<base href="https://www.gaq.gov.cn/zx/2024/0125/">', "", HERE),
        (canonical("a.jsp?id=7&amp;page=2"), SAVED, THERE),
        (canonical("//www.gaq.gov.cn/zx/2024/0125/c12.html"), SAVED, HERE.replace("https", "http")),
        ('<base href="https://www.gaq.gov.cn/zx/">', "", None),
        # A place in the page is none of its address, but that of a page which a script puts together is.
        (canonical(HERE + "#top"), "", HERE),
        (canonical("https://www.gaq.gov.cn/#/detail/12"), "", "https://www.gaq.gov.cn/#/detail/12"),
        (canonical(HERE.replace("&", "&amp;")), "", HERE),
    ],
)
def test_the_address_of_a_saved_page(tmp_path: Path, head: str, before: str, url: str | None) -> None:
    assert html(tmp_path, head, before=before).url == url


@pytest.mark.parametrize(
    "address",
    [
        *("file:///C:/reports/1.html", "about:internet", "ftp://a.cn/1", "data:text/html,1", "https:///1", "//", "1"),
        *(
            "http://localhost/1",
            "http://127.0.0.1:8000/reports/1",
            "http://10.1.2.3/1",
            "http://oa/1",
            "http://[::1]/1",
        ),
        # What browsers take for 127.0.0.1, or what is known in a local network only.
        *(
            f"http://{host}/1.html"
            for host in (
                "127.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "2130706433",
                "017700000001",
                "0177.1",
                "１２７.0.0.1",
                "127。1",
                "256.1.1.1",
                "a.1",
                "1.2.3.4.5",
                "192.168.1.9",
                "169.254.1.1",
                "100.64.0.1",
                "224.0.0.1",
                "127.0.0.1.",
                "[fe80::1]",
                "[fd00::1]",
                "[::ffff:127.0.0.1]",
                "oa.local",
                "oa.LOCAL.",
                "a.localhost",
                "localhost.localdomain",
                "oa.internal",
                "oa.lan",
                "nas.home",
                "nas.home.arpa",
                "oa.corp",
                "oa.intranet",
                "a.test",
                "a.invalid",
                "a.example",
                "home.arpa",
                "10.in-addr.arpa",
                # As browsers read it: decoded, without what cannot be seen, and to the backslash.
                "127.0.0.%31",
                "oa.loc%61l",
                "oa.lo\u00adcal",
                "oa.loc\ufe0fal",
                "oa.\u24dbocal",
                "127.1\\.a.cn",
                # Which lead to others, in networks that few or none reach.
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]",
                "[::127.0.0.1]",
                "[fec0::1]",
                "[2606:4700::1111%eth0]",
                # What no host can be called.
                "a..cn",
                ".a.cn",
                "a.cn..",
                "a^b.cn",
                "a|b.cn",
                "a" * 64 + ".cn",
            )
        ),
        *(
            "http://user:secret@a.cn/1",
            "http://[a.cn/1",
            "http://a.cn:x/1",
            "http://a.cn/a b",
            "http://a.cn/" + "x" * 2000,
        ),
    ],
)
def test_what_is_no_public_address_is_not_taken(tmp_path: Path, address: str) -> None:
    assert html(tmp_path, canonical(address)).url is None
    assert html(tmp_path, meta("og:url", address)).url is None
    assert html(tmp_path, "", before=f"<!-- saved from url=(0020){address} -->").url is None


@pytest.mark.parametrize(
    "host",
    [
        *("1.2.3.4", "[2606:4700::1111]", "a.locals.cn", "0x7f.cn", "127.0.0.1.cn", "政协.中国", "政协。中国", "a.cn."),
        *("a_b.gov.cn:8080", "xn--fiqs8s.xn--fiqs8s", "example.cn", "हिन्दी.भारत", "مثال.com", "a" * 63 + ".cn"),
    ],
)
def test_a_public_host_is_taken(tmp_path: Path, host: str) -> None:
    address = f"http://{host}/1.html"
    assert html(tmp_path, canonical(address)).url == address


@pytest.mark.parametrize("piece", [canonical(HERE), f"<svg>{canonical(HERE)}</svg>", meta("og:url", HERE)])
def test_only_the_head_speaks_for_a_page(tmp_path: Path, piece: str) -> None:
    assert body(tmp_path, f"<p>{PROSE}</p>{piece}").url is None
    assert body(tmp_path, f"<p>{PROSE}</p>{piece}", head=canonical(THERE)).url == THERE
    assert html(tmp_path, f"<svg>{canonical(HERE)}</svg>").url is None


@pytest.mark.parametrize("piece", ['<base href="{}">', '<svg><base href="{}"/></svg>'])
def test_only_the_head_says_where_relative_addresses_start(tmp_path: Path, piece: str) -> None:
    text = f"<p>{PROSE}</p>{piece.format(THERE)}"
    assert body(tmp_path, text, head=canonical("c12.html")).url is None
    assert body(tmp_path, text, head=f'<base href="{HERE}">' + canonical("c12.html")).url == HERE


@pytest.mark.parametrize("first", ["about:internet", "file:///C:/1.html", "http://oa.local/1.html"])
def test_a_bad_address_that_it_was_saved_from_does_not_hide_a_good_one(tmp_path: Path, first: str) -> None:
    mark = f"<!-- saved from url=({len(first):04}){first} -->\n"
    assert html(tmp_path, "", before=mark + SAVED).url == THERE
    assert html(tmp_path, "", before=mark + SINGLE).url == THERE
    assert html(tmp_path, canonical("b.jsp"), before=mark + SAVED).url == "http://www.yxsc.cn/b.jsp"
    assert html(tmp_path, "", before=mark).url is None


@pytest.mark.parametrize(
    ("told", "url"),
    [
        (f"<p>原文链接：{HERE}</p>", HERE),
        (f"<p>原文網址: <a href='{HERE}'>{HERE}</a></p>", HERE),
        (f"<div>来源：某网<br>网址：<span>{THERE.replace('&', '&amp;')}</span></div>", THERE),
        (f"<p>来源网址：{HERE}</p>", HERE),
        (f"<p>來源鏈接:\u3000{HERE}</p>", HERE),
        (f"<p>（文章鏈接：{HERE}）</p>", HERE),
        (f"<p>原文链接：<a href='{HERE}'>广安区政协</a></p>", HERE),
        (f"<p><b>来源网址：</b><a href='{HERE}'>点击进入</a></p>", HERE),
        (f"<p><a href='{HERE}'>原文链接：</a></p>", HERE),
        (f"<p><a href='{HERE}'>点击查看原文</a></p>", HERE),
        (f"<p>来源：<a href='{HERE}'>广安区政协</a></p>", None),
        (f"<p>提案原文链接：<a href='{HERE}'>第一号</a></p>", None),
        (f"<p><a href='{HERE}'>查看原文</a>：<a href='{THERE}'>打印</a></p>", HERE),
        (f"<template><a href='{HERE}'>查看原文</a></template>", None),
        # Links to several reports lead to none of this page's.
        (f"<p><a href='{HERE}'>查看原文</a></p><p><a href='{HERE}?p=2'>查看原文</a></p>", None),
        (f"<p><a href='{HERE}'>查看原文</a></p><p><a href='{HERE}#top'>查看原文</a></p>", HERE),
        (f"<p><a href='{HERE}'>查看原文</a></p>", HERE),
        (f"<p><a href='{HERE}#top'>【原文链接】</a></p>", HERE),
        (f"<p>下一篇：<a href='{HERE}'>{HERE}</a></p>", None),
        (f"<p><a href='{HERE}'>原文如此</a></p>", None),
        ("<p><a href='javascript:;'>原文链接</a></p>", None),
        ("<p><a href='http://oa.local/1.html'>原文链接</a></p>", None),
        ("<p>原文链接：https://www.gaq.gov.cn/zx/...</p>", None),
        (f"<p>原文链接：{HERE}，请查阅</p>", None),
    ],
)
def test_a_page_that_names_its_original_in_words(tmp_path: Path, told: str, url: str | None) -> None:
    for text in (f"{told}<p>{PROSE}</p>", f"<p>{PROSE}</p>{told}"):
        assert body(tmp_path, text).url == url
        # What the head says comes first, and so does where the page was saved from.
        assert body(tmp_path, text, head=canonical("https://www.yxsc.cn/1")).url == "https://www.yxsc.cn/1"
    path = tmp_path / "page.html"
    path.write_text(f"<!DOCTYPE html>\n{SAVED}<html><body><p>{PROSE}</p>{told}</body></html>")
    assert one(path).url == THERE


def test_an_address_in_the_text_of_a_page_is_not_its_own(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        f"<html><body><p>{PROSE}</p>{'<p>段落</p>' * 1000}<!-- saved from url=(0020){HERE} --></body></html>"
    )
    assert one(path).url is None


@pytest.mark.parametrize(
    ("told", "url"),
    [
        (f"原文链接：{HERE}", HERE),
        (f"网址: {THERE}", THERE),
        (f"来源网址：{HERE}", HERE),
        (f"（來源連結：{HERE}）", HERE),
        (f"URL:{HERE}", HERE),
        (f"附件下载：{HERE}", None),
        (f"原文链接：{HERE}，请查阅", None),
        ("原文链接：https://www.gaq.gov.cn/", None),
    ],
)
def test_the_address_of_a_text(tmp_path: Path, told: str, url: str | None) -> None:
    path = tmp_path / "page.txt"
    for text in (f"{told}\n{page('甲区政协', 2022, PROSE)}", f"{page('甲区政协', 2022, PROSE)}\n{told}"):
        path.write_text(text, "utf-8")
        assert one(path).url == url
    path.write_text("\n".join([page("甲区政协", 2022), *[PROSE] * 12, told, *[PROSE] * 12]), "utf-8")
    assert one(path).url is None


def test_the_site_is_named_by_the_page(tmp_path: Path) -> None:
    assert html(tmp_path, meta("og:site_name", "广安政协网")).site == "广安政协网"
    assert html(tmp_path, "").site is None
    assert html(tmp_path, meta("og:site_name", "网" * 201)).site is None


def test_a_sidecar_overrides_the_address_and_a_change_of_it_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(f"{page('甲区政协', 2022, PROSE)}\n原文链接：{THERE}", "utf-8")
    index_paths([folder], tmp_path / "index")
    for url in (HERE, THERE, HERE):
        (folder / "a.toml").write_text(f"url = '{url}'\nsite = '广安政协网'", "utf-8")
        assert index_paths([folder], tmp_path / "index").changed == 1
        with open_searcher(tmp_path / "index") as searcher:
            (summary,) = searcher.reports()
            assert (summary.original, summary.site) == (url, "广安政协网")


BAD: list[Any] = [
    7,
    "",
    "a.cn/1",
    "ftp://a.cn/1",
    "javascript:alert(1)",
    "http://a.cn/a b",
    "http://a.cn/\n",
    "http://u:p@a.cn/1",
]
BAD += ["http://a.cn/" + "x" * 2000, "http://", "http:///1", "http://[a/1", ["http://a.cn/1"]]


@pytest.mark.parametrize("url", BAD, ids=lambda value: str(value)[:20])
def test_a_line_or_a_sidecar_with_another_url_is_named(tmp_path: Path, url: Any) -> None:
    (fault,) = read_reports(write_lines(tmp_path / "r.jsonl", line("a", ["提案"], url=url)))
    assert isinstance(fault, ReadError)
    assert str(fault).startswith("第 1 行的 url ")
    (tmp_path / "a.txt").write_text(page("甲区政协", 2022, PROSE), "utf-8")
    if url != "http://a.cn/\n":
        (tmp_path / "a.toml").write_text(f"url = {json.dumps(url)}", "utf-8")
        with pytest.raises(ReadError, match=r"^a\.toml 的 url "):
            list(read_reports(tmp_path / "a.txt"))


def test_lines_without_an_address_are_taken_and_an_address_is_taken_as_it_is(tmp_path: Path) -> None:
    given = 'http://10.1.2.3/政协/1?a={b}&c="d"#e'
    path = write_lines(
        tmp_path / "r.jsonl", line("a", ["提案"]), line("b", ["提案"], url=None), line("c", ["提案"], url=given)
    )
    assert [each.url for each in read_reports(path) if isinstance(each, Report)] == [None, None, given]


@pytest.fixture(params=["local", pytest.param("cluster", marks=pytest.mark.opensearch)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A place for an index: a directory, or an address on a cluster."""
    return tmp_path / "index" if request.param == "local" else str(request.getfixturevalue("opensearch_index"))


def test_hits_reports_and_exported_lines_tell_it(place: Path | str, tmp_path: Path) -> None:
    told = {"source": "影响四川", "url": HERE, "site": "广安政协网"}
    path = write_lines(tmp_path / "r.jsonl", line("a", ["标题", "提案"], **told), line("b", ["提案"]))
    index_paths([path], place)
    with open_searcher(place) as searcher:
        hits = {hit["report"]: hit for hit in searcher.search(SearchRequest("提案")).to_dict()["hits"]}
        reports = {each.id: each.to_dict() for each in searcher.reports()}
        exported = [json.loads(each) for each in report_lines(searcher)]
    assert [(hits[each]["source"], hits[each]["original"]) for each in "ab"] == [("影响四川", HERE), (None, None)]
    assert hits["a"]["url"] == "/reports/a#p1"
    assert [(reports[each]["original"], reports[each]["site"]) for each in "ab"] == [(HERE, "广安政协网"), (None, None)]
    assert [(each["url"], each["site"]) for each in exported] == [(HERE, "广安政协网"), (None, None)]
    again = tmp_path / "again.jsonl"
    write_lines(again, *exported)
    assert list(read_reports(again)) == list(read_reports(path))


def test_a_rebuild_carries_the_address_over(place: Path | str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "r.jsonl", line("a", ["提案"], url=HERE, site="广安政协网"))
    index_paths([path], place)
    path.write_bytes(b"")
    index_paths([path], place, rebuild=True)
    with open_searcher(place) as searcher:
        assert [(each.original, each.site) for each in searcher.reports()] == [(HERE, "广安政协网")]
    assert list(open_store(place).check()) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_tables_of_hits_tell_it(kind: ExportKind, tmp_path: Path) -> None:
    told = line("a", ["提案"], source="影响四川", url=HERE)
    index_paths([write_lines(tmp_path / "r.jsonl", told, line("b", ["提案"]))], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        table = b"".join(
            export_hits(searcher, SearchRequest("提案"), kind, site="", when=datetime(2026, 1, 1, tzinfo=UTC))
        )
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
        assert sorted((row["来源"], row["原文网址"]) for row in rows) == [("", ""), ("影响四川", HERE)]
        return
    with zipfile.ZipFile(io.BytesIO(table)) as book:
        strings = book.read("xl/worksheets/sheet1.xml").decode()
    assert [strings.count(f"<t>{text}</t>") for text in ("来源", "原文网址", "影响四川", HERE)] == [1, 1, 1, 1]
