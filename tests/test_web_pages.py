"""The HTML pages on the index of the five seeds: what they show, what their links do, what bad addresses get."""

import gzip
import json
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from web_client import Page, found, get, opened

from index import index_paths

GUANGAN = "000_2a84bc86b806ce1d"
XIANYANG = "004_86cd2f42baa246a3"


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def test_start_page_shows_what_is_in_the_index(client: FlaskClient) -> None:
    text, page = get(client, "/")
    assert "autofocus" in page.identifiers["q"]
    assert "5</b> 份报告" in text
    for body in ("广安区政协", "洛江区政协", "綦江区政协", "枣强县政协", "咸阳市政协"):
        assert body in text


def test_examples_on_the_start_page_find_something(client: FlaskClient) -> None:
    _, page = get(client, "/")
    examples = page.addresses("/?q=")
    assert len(examples) >= 5
    for example in examples:
        text, _ = get(client, example)
        assert found(text)[1] > 0, example


def test_results_are_marked_in_either_script(client: FlaskClient) -> None:
    simplified, page = get(client, "/", q="政协")
    traditional, _ = get(client, "/", q="政協")
    assert found(simplified) == found(traditional)
    assert found(simplified)[0] == 5
    assert set(page.marks) <= {"政协", "政協"}
    assert re.search(r"用时 [0-9.]+\s毫秒", simplified)


def test_traditional_text_is_tagged(client: FlaskClient) -> None:
    _, traditional = get(client, f"/reports/{XIANYANG}")
    assert ("article", {"lang": "zh-Hant"}) in traditional.elements
    _, simplified = get(client, f"/reports/{GUANGAN}")
    assert ("article", {"lang": "zh-Hans"}) in simplified.elements


def test_facet_click_narrows_and_is_removed_again(client: FlaskClient) -> None:
    everywhere, page = get(client, "/", q="提案")
    narrowed, chosen = get(client, page.link("广安区政协"))
    assert found(narrowed)[0] == 1
    assert found(narrowed)[1] < found(everywhere)[1]
    two_bodies, _ = get(client, chosen.link("咸阳市政协"))
    assert found(two_bodies)[0] == 2
    removed, _ = get(client, chosen.link("广安区政协"))
    assert found(removed) == found(everywhere)


def test_facet_counts_are_what_a_click_finds(client: FlaskClient) -> None:
    _, page = get(client, "/", q="提案")
    facets = [link for link in page.links if re.search(r"\s[0-9]+$", link["text"]) and "q=" in link["href"]]
    assert {key for link in facets for key in parse_qs(urlsplit(link["href"]).query)} >= {"q", "body", "year"}
    for link in facets:
        text, _ = get(client, link["href"])
        assert found(text)[1] == int(link["text"].split()[-1])


def test_range_of_years_stays_removable(client: FlaskClient) -> None:
    text, page = get(client, "/", q="提案", year="2019..2022")
    assert "2019–2022年" in text
    assert "year" not in parse_qs(urlsplit(page.link("2019–2022年")).query)


def test_pages_and_sorts(client: FlaskClient) -> None:
    first, page = get(client, "/", q="政协", limit="3")
    assert found(first)[1] > 3
    _, second = get(client, page.link("下一页"))
    hits = [set(each.hits()) for each in (page, second)]
    assert len(hits[0]) == len(hits[1]) == 3
    assert not hits[0] & hits[1]
    _, dated = get(client, page.link("日期"))
    assert [link["text"] for link in dated.links if link.get("aria-current") == "true"] == ["日期", "逐段", "3"]
    assert "002_" in dated.addresses("/reports/")[0]


def test_totals_are_those_of_the_api(client: FlaskClient) -> None:
    for query in (
        {"q": "提案"},
        {"q": "提案", "body": ["广安区政协", "咸阳市政协"]},
        {"q": "提案 OR 协商", "year": "2022"},
    ):
        text, _ = get(client, "/", **query)
        answer = client.get("/api/search", query_string={**query, "limit": "200"}).get_json()
        assert found(text) == (answer["reports"], answer["total"], answer["occurrences"])
        bodies = len({hit["body"] for hit in answer["hits"]})
        assert f"在 <b>{bodies}</b> 家机构的" in text


def test_by_report_lists_each_report_once_with_its_best_paragraphs(client: FlaskClient) -> None:
    plain, page = get(client, "/", q="提案")
    text, grouped = get(client, page.link("按报告"))
    assert found(text) == found(plain)
    reports = found(text)[0]
    assert text.count('<ol class="best">') == reports == 5
    by_report = [urlsplit(address).path for address in grouped.hits()]
    assert {by_report.count(each) for each in by_report} <= {2, 3, 4}
    shown = int(re.findall(r"看这份报告里的全部 ([0-9]+) 段", text)[0])
    within, _ = get(client, grouped.link("看这份报告里的全部"))
    assert found(within)[1] == shown
    _, second = get(client, "/", q="提案", group="report", limit="2", page="2")
    assert len({urlsplit(address).path for address in second.hits()}) == 2
    assert not {urlsplit(address).path for address in second.hits()} & set(by_report[:2])


def test_search_within_results_narrows_and_brackets_a_choice(client: FlaskClient) -> None:
    whole, page = get(client, "/", q="提案 OR 协商", body="广安区政协")
    inside = {each["name"]: each["value"] for tag, each in page.elements if tag == "input" and "value" in each}
    assert "within" in page.identifiers
    narrowed, after = get(client, "/", 200, **{**inside, "within": "委员"})
    assert found(narrowed)[1] < found(whole)[1]
    assert after.identifiers["q"]["value"] == "(提案 OR 协商) 委员"
    assert set(after.marks) >= {"委员"}
    assert get(client, "/", q="提案", within=" ")[1].identifiers["q"]["value"] == "提案"
    assert get(client, "/", 400, q="提案", within="(")[1].identifiers["q"]["value"]


def test_page_sizes_keep_the_place(client: FlaskClient) -> None:
    _, page = get(client, "/", q="政协", page="3")
    first = page.hits()[0]
    _, larger = get(client, next(link["href"] for link in page.links if link["text"] == "20"))
    assert first in larger.hits()
    assert len(larger.hits()) == 20


def test_words_are_marked_in_titles_and_sections(client: FlaskClient) -> None:
    text, _ = get(client, "/", q="工作 机构:广安")
    title = text[text.index("<h2 lang") :].split("</h2>")[0]
    assert "<mark>工作</mark>" in title
    text, _ = get(client, "/", q="标题:综述 委员")
    assert "<mark>综述</mark>" in text
    text, _ = get(client, "/", q="民生 机构:广安")
    sections = re.findall(r'<p class="about">.*?</p>', text)
    assert any("<mark>民生</mark>" in each for each in sections)
    exact, _ = get(client, "/", q="協商", exact_script="1")
    assert "<mark>协商</mark>" not in exact


def test_every_hit_says_where_it_stands(client: FlaskClient) -> None:
    text, page = get(client, "/", q="提案 办理", body="广安区政协")
    for address in page.hits():
        assert f"第 {int(urlsplit(address).fragment[1:]) + 1} 段" in text


def test_help_has_examples_that_run(client: FlaskClient) -> None:
    text, page = get(client, "/help")
    examples = page.addresses("/?q=")
    assert len(examples) >= 12
    for example in examples:
        assert found(get(client, example)[0])[1] > 0, example
    for other in ("/kwic", "/compare", "/api/openapi.json"):
        assert client.get(page.addresses(other)[0]).status_code == 200
    assert "<kbd>j</kbd>" in text
    queries = [parse_qs(urlsplit(each).query)["q"][0] for each in examples]
    for name in ("机构", "年份", "类型", "标题", "机关", "省份", "城市", "级别"):
        assert any(f"{name}:" in query.replace("標題", "标题") for query in queries), name
    for told in ("㎡、m²、m2", "政 协 工 作", "襄樊市政协", "exact_body=1", "复原", "zhengsou add"):
        assert told in text, told
    assert page.addresses("/reports?unsure=1")


def test_results_lead_to_every_other_view_of_them(client: FlaskClient) -> None:
    _, page = get(client, "/", q="提案 办理", body="广安区政协", exact_script="1")
    for name in ("语境", "比较", "CSV", "XLSX", "JSON", "订阅"):
        address = page.link(name)
        assert parse_qs(urlsplit(address).query) == {
            "q": ["提案 办理"],
            "body": ["广安区政协"],
            "exact_script": ["1"],
        }
        assert client.get(address).status_code == 200, name


def test_pages_travel_small(client: FlaskClient) -> None:
    plain = client.get("/?q=提案")
    packed = client.get("/?q=提案", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data).decode().count("<mark>") == plain.text.count("<mark>")
    assert len(packed.data) < 10_000
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in client.get("/?q=提案", headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_page_behind_the_last_one_leads_back(client: FlaskClient) -> None:
    text, page = get(client, "/", q="提案", page="900")
    assert "没有第 900 页" in text
    _, last = get(client, page.link("看最后一页"))
    assert last.addresses("/reports/")


def test_relaxed_search_says_so(client: FlaskClient) -> None:
    text, _ = get(client, "/", q="提案 协商 宇宙飞船")
    assert "没有一段同时含有全部词语" in text
    assert "没有一段同时含有" not in get(client, "/", q="提案 协商")[0]


def test_nothing_found_offers_what_does_find(client: FlaskClient) -> None:
    text, page = get(client, "/", q="“宇宙飞船”")
    assert "没有段落符合" in text
    assert not page.addresses("/reports/")
    _, narrowed = get(client, "/", q="提案", year="1999")
    text, _ = get(client, narrowed.link("提案"))
    assert found(text)[1] > 0


def test_years_with_hits_are_named_where_those_chosen_have_none(client: FlaskClient) -> None:
    text, page = get(client, "/", q="提案", year="1999", sort="date")
    assert "1999年里没有，这些年份有：" in text
    (address,) = [link["href"] for link in page.links if link["text"] == "2023年"]
    assert get(client, address)[1].hits()
    assert parse_qs(urlsplit(address).query) == {"q": ["提案"], "year": ["2023"], "sort": ["date"]}
    assert "1990–1999年里没有" in get(client, "/", q="提案", year="1990..1999")[0]
    assert "这些年份有" not in get(client, "/", q="“宇宙飞船”", year="1999")[0]
    assert "这些年份有" not in get(client, "/", q="“宇宙飞船”")[0]


def test_query_error_points_at_the_character(client: FlaskClient) -> None:
    query = "提案 (办理"
    text, page = get(client, "/", status=400, q=query)
    position = client.get("/api/search", query_string={"q": query}).get_json()["error"]["position"]
    assert page.marks == [query[position : position + 1] or "▏"]
    assert f'value="{query}"' in text


@pytest.mark.parametrize("path", ["/", "/kwic", "/reports", "/facets/body"])
def test_a_long_query_is_named_by_its_beginning(client: FlaskClient, path: str) -> None:
    query = "提案 OR " + " OR ".join(f"词{number}" for number in range(20))
    text, _ = get(client, path, q=query)
    assert len(text.partition("<title>")[2].partition("</title>")[0]) < 80
    assert query[:40] in re.sub(r"<title>.*?</title>", "", text, flags=re.DOTALL)
    assert query not in re.sub(r"<[^>]*>", "", text)
    assert f'value="{query}"' in text


@pytest.mark.parametrize(
    "query",
    [
        {"q": "提案", "page": "-1"},
        {"q": "提案", "page": "0"},
        {"q": "提案", "page": "１"},
        {"q": "提案", "page": "1" * 40},
        {"q": "提案", "limit": "1000000"},
        {"q": "提案", "year": "20x3"},
        {"q": "提案", "kind": "video"},
        {"q": "提案", "sort": "size"},
        {"q": "提案", "body": "政" * 300},
        {"q": "提" * 20_001},
        {"page": "x"},
    ],
)
def test_bad_parameters_are_refused_in_words(client: FlaskClient, query: dict[str, str]) -> None:
    text, _ = get(client, "/", status=400, **query)
    assert re.search(r'<div role="alert"><h1>[^<]*\w[^<]*</h1>', text)


def test_unknown_addresses_and_methods(client: FlaskClient) -> None:
    assert "没有这个页面" in get(client, "/nothing", status=404)[0]
    get(client, "/reports/nothing", status=404)
    get(client, "/", status=404, q="提案", report="nothing")
    refused = client.post("/")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]


def test_hit_leads_to_the_paragraph_with_marks(client: FlaskClient) -> None:
    _, results = get(client, "/", q="提案 办理")
    for address in [each for each in results.hits() if "/000_" in each]:
        text, page = get(client, address)
        paragraph = urlsplit(address).fragment
        assert paragraph in page.identifiers
        inside = text[text.index(f'id="{paragraph}"') :].split("</p>")[0]
        assert "<mark>提案</mark>" in inside
    assert set(Page(text).marks) == {"提案", "办理"}


def test_report_page_has_outline_and_facts(client: FlaskClient) -> None:
    text, page = get(client, f"/reports/{GUANGAN}")
    for fact in ("广安区政协", "2023年", "2024-01-25", "影响四川"):
        assert fact in text
    outline = page.addresses("#p")
    assert all(address[1:] in page.identifiers for address in outline)
    assert page.link("厚植为民情怀") in outline
    assert not page.marks


def test_report_page_with_a_wrong_query_still_shows_the_report(client: FlaskClient) -> None:
    text, page = get(client, f"/reports/{GUANGAN}", q="提案 (办理")
    assert "没有标出词语" in text
    assert "p0" in page.identifiers
    assert not page.marks


def test_search_within_one_report(client: FlaskClient) -> None:
    _, page = get(client, f"/reports/{XIANYANG}", q="提案")
    text, within = get(client, page.link("只在本文里搜索"))
    assert found(text)[0] == 1
    assert all(XIANYANG in address for address in within.hits())
    everywhere, _ = get(client, within.link("只看《"))
    assert found(everywhere)[0] > 1


def test_only_damaged_paragraphs_are_flagged(client: FlaskClient) -> None:
    assert 'class="flag"' not in get(client, f"/reports/{GUANGAN}")[0]
    assert 'class="flag"' not in get(client, f"/reports/{XIANYANG}")[0]


def test_catalogue_lists_every_report(client: FlaskClient, seeds: Path) -> None:
    _, page = get(client, "/reports")
    assert {Path(urlsplit(address).path).name for address in page.addresses("/reports/")} == {
        path.stem for path in seeds.glob("*.txt")
    }
    _, one = get(client, "/reports", body="洛江区政协")
    assert {urlsplit(address).path for address in one.addresses("/reports/")} == {"/reports/001_c6ad43cc68ff08b6"}


def test_text_is_never_markup(tmp_path: Path) -> None:
    attack = "<script>alert(1)</script><i onclick='x()'>提案\"'&amp;"
    line = {"id": "hostile", "year": None, "date": None, "paragraphs": [attack]}
    line |= dict.fromkeys(("title", "body", "source"), attack)
    (tmp_path / "hostile.jsonl").write_text(json.dumps(line), encoding="utf-8")
    index_paths([tmp_path / "hostile.jsonl"], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        results, page = get(client, "/", q="提案")
        report, _ = get(client, page.addresses("/reports/")[0])
        asked, _ = get(client, "/reports/hostile", q=f"“{attack}”")
        texts = [results, report, asked, get(client, "/")[0], get(client, "/reports")[0]]
    assert attack in unescape(re.sub("</?mark>", "", report))
    for text in texts:
        elements = Page(text).elements
        assert not [each for each in elements if each[0] == "i" or "onclick" in each[1]]
        for tag, attributes in elements:
            assert tag != "script" or attributes["src"].startswith("/static/")


def test_answers_carry_strict_headers_and_nothing_inline(client: FlaskClient) -> None:
    for address in ("/", "/?q=提案", f"/reports/{GUANGAN}?q=提案", "/reports", "/nothing", "/static/style.css"):
        response = client.get(address, buffered=True)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Referrer-Policy" in response.headers
        if response.mimetype == "text/html":
            for tag, attributes in Page(response.text).elements:
                assert tag != "style"
                assert tag != "script" or "src" in attributes
                assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_missing_index_is_said_with_the_command_to_run(tmp_path: Path) -> None:
    with opened(tmp_path / "none") as client:
        for address in ("/", "/?q=提案", "/reports", f"/reports/{GUANGAN}"):
            text, _ = get(client, address, status=503)
            assert "zhengsou index" in text


def test_new_report_is_found_without_restart(tmp_path: Path, seeds: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    with opened(tmp_path / "index") as client:
        get(client, "/", status=503, q="提案")
        for count, seed in enumerate(sorted(seeds.glob("00[04]*.txt")), start=1):
            (folder / seed.name).write_bytes(seed.read_bytes())
            index_paths([folder], tmp_path / "index")
            deadline = time.monotonic() + 5
            while found(get(client, "/", q="提案")[0])[0] != count:
                assert time.monotonic() < deadline
                time.sleep(0.05)
