"""A report as it is read: marks, its outline, stable addresses, and the saved page beside it."""

import errno
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from reports import line, page, write_lines
from web_client import get, opened

from index import index_paths
from index.reading import files
from search import open_searcher
from search.permalink import paragraph_keys

GUANGAN = "000_2a84bc86b806ce1d"
QIJIANG = "002_b162581768fd791d"
DAMAGED = "003_bdaa677cb544b641"
PROSE = (
    "一年来，在中共某县委的坚强领导下，县政协常委会团结带领广大委员，围绕中心、服务大局，认真履行职能，取得了新的成绩。"
)


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def test_marks_are_chained_in_reading_order(client: FlaskClient) -> None:
    text, page = get(client, f"/reports/{QIJIANG}", q="协商")
    marked = [int(number) for number in re.findall(r'id="p(\d+)"[^>]*>(?:(?!</(?:p|h1|h2)>).)*?<mark>', text, re.S)]
    assert len(marked) > 3
    following = [link["href"] for link in page.links if link["text"].startswith("下一处")]
    before = [link["href"] for link in page.links if link.get("aria-label") == "上一处"]
    assert following == [f"#p{number}" for number in marked[1:]]
    assert before == [f"#p{number}" for number in marked[:-1]]
    assert page.link("看第一处") == f"#p{marked[0]}"
    assert f"{len(page.marks)} 处" in text


def test_report_without_the_word_has_no_way_between_marks(client: FlaskClient) -> None:
    text, page = get(client, f"/reports/{QIJIANG}", q="“宇宙飞船”")
    assert not page.marks
    assert not [link for link in page.links if link["text"].startswith("下一处")]
    assert 'class="walk"' not in text
    assert "本文没有" in text


def test_every_paragraph_has_a_stable_address(client: FlaskClient, seed_index: Path) -> None:
    _, page = get(client, f"/reports/{GUANGAN}")
    stable = page.addresses(f"/reports/{GUANGAN}/t/")
    with open_searcher(seed_index) as searcher:
        texts = [each.text for each in searcher.report(GUANGAN).paragraphs]
    assert len(set(stable)) == len(texts)
    for number in (0, 1, len(texts) - 1):
        answer = client.get(f"{stable[number]}?q=协商&synonyms=1")
        assert answer.status_code == 302
        leads_to = urlsplit(answer.headers["Location"])
        assert (leads_to.path, leads_to.fragment) == (f"/reports/{GUANGAN}", f"p{number}")
        assert leads_to.query == f"q={quote('协商')}&synonyms=1"


@pytest.mark.parametrize("key", ["0" * 12, "nothing", "0" * 11, "../t", "0" * 12 + "-0"])
def test_stable_address_of_a_text_that_is_gone(client: FlaskClient, key: str) -> None:
    text, page = get(client, f"/reports/{GUANGAN}/t/{quote(key, safe='')}", status=404)
    if "已不在这份报告里" in text:
        assert f"/reports/{GUANGAN}" in page.addresses("/reports/")
    else:
        assert "/" in key
    get(client, f"/reports/nothing/t/{'0' * 12}", status=404)


def test_stable_address_survives_reindexing(tmp_path: Path) -> None:
    texts = ["甲段说的是协商。", "乙段。", "乙段。"]
    file = write_lines(tmp_path / "a.jsonl", line("a", texts))
    index_paths([file], tmp_path / "index")
    keys = paragraph_keys(texts)
    write_lines(file, line("a", ["新添的一段。", *texts[1:], "甲段說的是協商。"]))
    index_paths([file], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        places = [client.get(f"/reports/a/t/{key}").headers["Location"] for key in keys]
        assert [urlsplit(place).fragment for place in places] == ["p3", "p1", "p2"]
        write_lines(file, line("a", ["甲段说的是监督。", *texts[1:]]))
        index_paths([file], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        assert client.get(f"/reports/a/t/{keys[0]}").status_code == 404


def test_neighbouring_years_of_the_body(tmp_path: Path) -> None:
    reports = [line(str(year), ["协商。"], year=year) for year in (2021, 2023, 2022)]
    others = [line("other", ["协商。"], body="别处政协", year=2024), line("undated", ["协商。"], year=None)]
    index_paths([write_lines(tmp_path / "a.jsonl", *reports, *others)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        _, middle = get(client, "/reports/2022", q="协商")
        assert middle.link("← 2021年") == f"/reports/2021?q={quote('协商')}"
        assert middle.link("2023年 →").startswith("/reports/2023")
        for alone in ("other", "undated"):
            assert "年 →" not in get(client, f"/reports/{alone}")[0]


def outlined(text: str) -> list[tuple[str, str, int]]:
    """Of each entry of a page's outline: the anchor, the words, and the number beside them."""
    entries = re.findall(r'<li><a href="#(\w+)"><span>(.*?)</span>(.*?)</a></li>', text)
    return [
        (anchor, words, int(re.findall(r'aria-hidden="true">([\d,]+)<', rest)[0]) if rest.strip() else 0)
        for anchor, words, rest in entries
    ]


@pytest.mark.parametrize("titled", [True, False])
def test_marks_before_the_first_heading_are_the_reports_own(tmp_path: Path, titled: bool) -> None:
    texts = [
        "提案综述",
        "提案先说一次，提案。",
        "一、提案工作",
        "办理提案两件。",
        "二、视察",
        "没有。",
        "三、协商",
        "提案。",
    ]
    kinds = ["heading", "text", "heading", "text"] + ["heading", "text"] * 2
    report = line("a", texts[0 if titled else 1 :], title=texts[0]) | {"kinds": kinds[0 if titled else 1 :]}
    index_paths([write_lines(tmp_path / "a.jsonl", report)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text, page = get(client, "/reports/a", q="提案")
        entries = outlined(text)
        assert [words for _, words, _ in entries] == [texts[0], *texts[2::2]]
        assert [marks for *_, marks in entries] == [3 if titled else 2, 2, 0, 1]
        assert sum(marks for *_, marks in entries) == len(page.marks)
        assert {anchor for anchor, *_ in entries} <= page.identifiers.keys()
        assert all(marks == 0 for *_, marks in outlined(get(client, "/reports/a")[0]))


def test_a_report_without_headings_has_no_outline(tmp_path: Path) -> None:
    index_paths([write_lines(tmp_path / "a.jsonl", line("a", ["提案。", "协商。"]))], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text, _ = get(client, "/reports/a", q="提案")
        assert "提纲" not in text


@pytest.mark.parametrize("report", [GUANGAN, QIJIANG, DAMAGED])
@pytest.mark.parametrize("query", ["政协", "提案", "委员 协商"])
def test_numbers_of_the_outline_add_up(client: FlaskClient, report: str, query: str) -> None:
    text, page = get(client, f"/reports/{report}", q=query)
    if entries := outlined(text):
        counted = [each for tag, each in page.elements if tag == "mark" and "word" not in each.get("class", "")]
        assert sum(marks for *_, marks in entries) == len(counted) > 0


def test_damaged_paragraphs_are_listed(tmp_path: Path) -> None:
    texts = ["提案工作综述", "组建专家队伍。", "收到提案?50余件。"]
    report = line("damaged", texts) | {"damaged": [2]}
    index_paths([write_lines(tmp_path / "damaged.jsonl", report)], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        text, page = get(client, "/reports/damaged")
    (address,) = [link["href"] for link in page.links if re.fullmatch(r"第 \d+ 段", link["text"])]
    start = text.index(f'id="{address[1:]}"')
    assert text.count('class="flag"', 0, start) < text.count('class="flag"')
    assert "收到提案" in text[start : text.index('class="flag"', start) + 200]


def test_restored_places_are_shown_beside_what_the_page_has(client: FlaskClient) -> None:
    text, _ = get(client, f"/reports/{DAMAGED}")
    notes = re.findall(r'<details class="restored".*?</details>', text, re.DOTALL)
    assert len(notes) == 3
    assert "<ins>務</ins>" in notes[0]
    assert "<code>?jiǎng)?wù)</code>" in notes[0]
    assert "复原 1 处" in notes[0]
    assert 'class="flag"' not in text
    assert '<details class="restored"' not in get(client, "/reports/000_2a84bc86b806ce1d")[0]


def test_restored_places_are_in_the_answers(client: FlaskClient) -> None:
    paragraphs = client.get(f"/api/reports/{DAMAGED}").get_json()["paragraphs"]
    found = [(each["text"][p["start"] : p["end"]], p["raw"]) for each in paragraphs for p in each["restored"]]
    assert ("務", "?jiǎng)?wù)") in found
    assert len(found) == 3
    (hit,) = client.get("/api/search", query_string={"q": "緊扣發展要務", "report": DAMAGED}).get_json()["hits"]
    (place,) = hit["restored"]
    assert hit["text"][place["start"] : place["end"]] == "務"


def test_text_in_the_other_script_keeps_its_marks(client: FlaskClient) -> None:
    _, written = get(client, f"/reports/{DAMAGED}", q="协商")
    text, simplified = get(client, f"/reports/{DAMAGED}", q="协商", script="zh-Hans")
    assert set(written.marks) == {"協商"}
    assert simplified.marks == ["协商"] * len(written.marks)
    assert ("article", {"lang": "zh-Hans"}) in simplified.elements
    assert "枣强县政协坚持以实干实效开新局" in text
    assert simplified.addresses(f"/reports/{DAMAGED}/t/") == written.addresses(f"/reports/{DAMAGED}/t/")


def test_saved_page_is_set_beside_the_report(client: FlaskClient) -> None:
    _, reading = get(client, f"/reports/{DAMAGED}")
    text, _ = get(client, reading.link("与原网页对照"))
    assert "<del>(qiáng)</del>" in text
    assert "夹注的拼音" in text
    assert re.search(r"<del>投稿郵箱:[^<]*</del>", text)
    assert "整行去掉" in text
    assert "棗強縣政協堅持以實干實效開新局" in text
    assert "无法对照" not in text
    assert "/seeds/" not in text


def test_only_changed_lines_are_shown_unless_all_are_asked_for(client: FlaskClient) -> None:
    few, page = get(client, "/reports/001_c6ad43cc68ff08b6", view="original")
    every, _ = get(client, page.link("看全部各行"))
    assert few.count('<td class="before"') == 1
    assert "<del>␣</del>" in few
    assert every.count('<td class="before"') == 30
    assert "相同，第 1 段" in every


@pytest.mark.parametrize("view", ["x", "original-", "Original", "../"])
def test_other_views_are_refused(client: FlaskClient, view: str) -> None:
    get(client, f"/reports/{GUANGAN}", status=400, view=view)


def test_page_that_changed_since_is_not_compared(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(page("某县政协", 2023, "政協(xié)。" + PROSE, PROSE), "utf-8")
    lines = write_lines(tmp_path / "b.jsonl", line("b", ["甲"]))
    index_paths([path, lines], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        assert "<del>(xié)</del>" in get(client, "/reports/a", view="original")[0]
        path.write_text(path.read_text("utf-8").replace("成绩", "业绩"), "utf-8")
        text, _ = get(client, "/reports/a", view="original")
        assert "与建立索引时不同" in text
        assert "业绩" not in text
        path.unlink()
        assert "文件不存在" in get(client, "/reports/a", view="original")[0]
        assert "没有清理" in get(client, "/reports/b", view="original")[0]


def test_a_page_that_may_not_be_read_tells_readers_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(page("某县政协", 2023, PROSE), "utf-8")
    index_paths([path], tmp_path / "index")

    def refuse(asked: Path) -> BinaryIO:
        raise PermissionError(errno.EACCES, "denied", str(asked))

    with opened(tmp_path / "index") as client:
        monkeypatch.setattr(files, "open_regular", refuse)
        text, _ = get(client, "/reports/a", view="original")
    assert "没有读取权限。" in text
    assert str(tmp_path) not in text


def test_text_of_a_saved_page_is_never_markup(tmp_path: Path) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    path = tmp_path / "a.txt"
    path.write_text(page("某县政协", 2023, f"政協(xié){attack}{PROSE}", PROSE, f"版权所有 {attack}"), "utf-8")
    index_paths([path], tmp_path / "index")
    with opened(tmp_path / "index") as client:
        for query in ("", "?view=original", "?view=original-all", f"?q={quote(attack)}"):
            _, shown = get(client, f"/reports/a{query}")
            assert not [each for each in shown.elements if each[0] == "img"]
            assert all(each[1].get("src", "").startswith("/static/") for each in shown.elements if each[0] == "script")
