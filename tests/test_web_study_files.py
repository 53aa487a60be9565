"""The files of studies have the rows of the API, on a sheet named for the study, with what was counted."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from web_client import opened
from workbooks import sheet_rows

LISTS: dict[str, tuple[str, str, dict[str, str]]] = {
    "words": ("词表", "terms", {"q": "年份:2023", "part": "新…"}),
    "keyness": ("关键词", "terms", {"q": "机构:广安", "against": "机构:綦江", "least": "3"}),
    "collocates": ("搭配", "terms", {"q": "协商", "least": "3"}),
    "figures": ("数字", "figures", {"q": "提案"}),
}


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


def rows_of(client: FlaskClient, study: str, asked: dict[str, Any]) -> list[dict[str, str]]:
    answer = client.get(f"/api/{study}.csv", query_string=asked | {"columns": "en"})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("study", LISTS)
def test_files_have_the_rows_of_the_api(client: FlaskClient, study: str) -> None:
    sheet, items, asked = LISTS[study]
    found = client.get(f"/api/{study}", query_string=asked | {"limit": "200"}).json
    assert found
    rows = rows_of(client, study, asked)
    known = found[items]
    assert len(known) == min(200, len(rows)) > 0
    first = next(iter(known[0]))
    assert [row[first] for row in rows[: len(known)]] == [str(each[first]) for each in known]
    book = sheet_rows(client.get(f"/api/{study}.xlsx", query_string=asked).data)
    assert list(book) == [sheet, "说明"]
    assert len(book[sheet]) == len(rows) + 1
    whole = json.loads(client.get(f"/api/{study}.json", query_string=asked).data)
    assert len(whole[items]) == len(rows)
    assert f"/study/{study}?" in client.get(f"/api/{study}.txt", query_string=asked).text


def test_figures_by_body_and_year_are_cells_in_the_file_too(client: FlaskClient) -> None:
    asked = {"q": "提案", "by": "body_year"}
    cells = client.get("/api/figures", query_string=asked | {"limit": "200"}).json["cells"]  # type: ignore[index]
    rows = rows_of(client, "figures", asked)
    assert [(row["body"], row["year"], row["total"]) for row in rows] == [
        (each["body"], str(each["year"]), str(each["total"])) for each in cells
    ]
    assert len(json.loads(client.get("/api/figures.json", query_string=asked).data)["cells"]) == len(cells)


def test_kinds_of_words_are_small_inside_an_english_sentence(client: FlaskClient) -> None:
    note = client.get("/api/words.txt", query_string={"q": "年份:2023"}, headers={"Accept-Language": "en"}).text
    assert "Words left out: stop words, figures, punctuation" in note
    client.set_cookie("ui", "en")
    page = client.get("/study/words").text
    client.delete_cookie("ui")
    assert "let in figures</label>" in page


@pytest.mark.parametrize(
    ("study", "asked", "said", "unsaid"),
    [
        (
            "words",
            {"q": "年份:2023"},
            ["不列的词：虚词、数字、标点\n", "这个范围的全部词数 × 10,000", "Gries 2008"],
            ["C 值"],
        ),
        ("words", {"terms": "1", "with": "stopwords"}, ["C 值", "不列的词：数字、标点\n"], ["虚词、"]),
        ("words", {"n": "3", "without": "places"}, ["连着的 3 个词", "标点、地名；连着的词中间可以有虚词"], []),
        (
            "keyness",
            {"q": "机构:广安", "least": "3"},
            ["至少 3 次的才比较", "那一边的全部词数", "Hardie 2014"],
            ["C 值"],
        ),
        ("new", {"q": "机构:广安"}, ["C 值", "至少差一倍", "至少说过 2 次", "Dunning 1993"], []),
        (
            "collocates",
            {"q": "协商"},
            ["左右各几个词：5", "窗口：不越过句子", "Rychlý 2008", "至少一起 1 次"],
            ["可以越过"],
        ),
        ("collocates", {"q": "协商", "across": "1", "least": "4"}, ["可以越过句子", "至少一起 4 次"], ["：不越过"]),
        ("figures", {"q": "提案"}, ["万、亿已折算", "找到的段落里的都计"], ["同在一句"]),
        ("figures", {"q": "提案", "in_sentence": "1"}, ["只计与检索词同在一句的"], ["都计"]),
        ("matrix", {"q": ["提案", "协商"]}, ["检索式：提案；协商\n", "词的个数：2\n"], []),
    ],
)
def test_a_note_says_how_it_is_counted(
    client: FlaskClient, study: str, asked: dict[str, Any], said: list[str], unsaid: list[str]
) -> None:
    note = client.get(f"/api/{study}.txt", query_string=asked).text.replace("\r\n", "\n")
    assert [each for each in said if each not in note] == []
    assert [each for each in unsaid if each in note] == []


def test_the_note_of_a_history_says_what_its_page_says(client: FlaskClient) -> None:
    asked = {"q": "疫情"}
    said = re.findall('<p class="course">(.*?)</p>', client.get("/study/history", query_string=asked).text)
    assert any("2 个机构" in each for each in said)
    note = client.get("/api/history.txt", query_string=asked).text
    assert all(each in note for each in said)
    about = json.loads(client.get("/api/history.json", query_string=asked).data)["about"]
    assert (about["became_1"], about["first_1"]["bodies"]) == (said, 2)
    alone = json.loads(client.get("/api/history.json", query_string={"q": "有事来协商"}).data)["about"]
    assert alone["first_1"]["bodies"] == 1
    assert "became_1" not in alone


@pytest.mark.parametrize(("study", "name"), [("keyness", "against"), ("new", "since")])
def test_a_blank_reference_is_everything_and_none_is_the_rest(client: FlaskClient, study: str, name: str) -> None:
    """A field of the page's form that nobody filled in is none."""
    asked = {"q": "机构:广安"}
    everything, rest = (
        json.loads(client.get(f"/api/{study}.json", query_string=each).data)["about"]["reference"]
        for each in (asked | {name: ""}, asked)
    )
    assert everything["reports"] > rest["reports"]
    for given, said in ((asked | {name: ""}, everything), (asked, rest)):
        assert client.get(f"/api/{study}", query_string=given).json["reference"] == said  # type: ignore[index]
    page = client.get(f"/study/{study}", query_string=asked | {name: ""})
    assert f"{name}=&" not in page.text.partition("<main")[2]
    assert "其余的" in page.text


LINKED = {
    "/study/words": {"q": "年份:2023"},
    "/study/trace": {"report": "000_2a84bc86b806ce1d"},
    "/kwic": {"q": "协商"},
    "/compare": {"q": "协商"},
    "/": {"q": "协商"},
}
"""Pages that link to files."""


@pytest.mark.parametrize(
    ("chosen", "accepted", "head"),
    [("", "en-US,en", "zh"), ("zh-Hans", "en", "zh"), ("en", "zh-CN", "en"), ("", "zh-TW,en", "zh")],
)
@pytest.mark.parametrize("address", LINKED)
def test_a_file_is_in_the_language_of_the_page_that_links_to_it(
    client: FlaskClient, address: str, chosen: str, accepted: str, head: str
) -> None:
    spoken = {"Accept-Language": accepted}
    client.set_cookie("ui", chosen)
    page = client.get(address, query_string=LINKED[address], headers=spoken).text
    linked = [unescape(each) for each in re.findall(r'href="([^"]*\.csv\?[^"]*|/export/csv[^"]*)"', page)]
    assert linked
    for each in linked:
        names = client.get(each, headers=spoken).text.splitlines()[0]
        assert bool(re.search("[\u4e00-\u9fff]", names)) == (head == "zh"), names
    client.delete_cookie("ui")


def test_the_language_of_a_file_is_one_that_there_is(client: FlaskClient) -> None:
    assert client.get("/api/words.csv?lang=fr").status_code == 400
    assert client.get("/api/words?lang=en").status_code == 400
    note = client.get("/api/words.txt?lang=zh-Hant", headers={"Accept-Language": "en"}).text
    assert "詞表" in note


@pytest.mark.parametrize(
    ("study", "asked", "sides", "query", "english"),
    [
        (
            "new",
            {"q": "年份:2023", "since": "年份:2022"},
            ("现在", "以前"),
            "现在：年份:2023；以前：年份:2022",
            "Now: 年份:2023; Before: 年份:2022",
        ),
        (
            "new",
            {"q": "年份:2023"},
            ("现在", "以前"),
            "现在：年份:2023；以前：其余的",
            "Now: 年份:2023; Before: all the rest",
        ),
        (
            "keyness",
            {"q": "年份:2023", "against": ""},
            ("目标", "参照"),
            "目标：年份:2023；参照：全部",
            "Target: 年份:2023; Reference: All",
        ),
    ],
)
def test_files_of_two_selections_name_both_as_their_page_does(
    client: FlaskClient, study: str, asked: dict[str, str], sides: tuple[str, str], query: str, english: str
) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/api/{study}.csv", query_string=asked).text)))
    for side in sides:
        assert {f"{side}次数", f"{side}每万词", f"{side}报告数"} <= set(rows[0])
    assert {each["检索式"] for each in rows} == {query}
    assert {each["query"] for each in rows_of(client, study, asked)} == {english}
    book = sheet_rows(client.get(f"/api/{study}.xlsx", query_string=asked | {"columns": "en", "lang": "zh-Hant"}).data)
    head, *cells = next(iter(book.values()))
    assert {row[head.index("query")] for row in cells} == {english}
    other = "目标" if study == "new" else "现在"
    assert not any(other in head for head in rows[0])
    assert f"检索式：{query}\n" in client.get(f"/api/{study}.txt", query_string=asked).text.replace("\r\n", "\n")


@pytest.mark.parametrize("asked", [{"lang": "en"}, {"lang": "en", "columns": "zh"}, {"lang": "zh-Hant"}, {}])
def test_the_sides_are_named_in_the_language_of_the_heads(client: FlaskClient, asked: dict[str, str]) -> None:
    call = {"q": "年份:2023", "against": "年份:2022"} | asked
    text = client.get("/api/keyness.csv", query_string=call).text.removeprefix("\ufeff")
    head, row = list(csv.reader(io.StringIO(text)))[:2]
    names = {
        "query": "Target: 年份:2023; Reference: 年份:2022",
        "检索式": {"zh-Hant": "目標：年份:2023；參照：年份:2022"}.get(
            asked.get("lang", ""), "目标：年份:2023；参照：年份:2022"
        ),
    }
    (name,) = names.keys() & set(head)
    assert (name == "query") == (asked == {"lang": "en"})
    assert row[head.index(name)] == names[name]
    # The note is in the language of the file, whatever the heads are.
    note = client.get("/api/keyness.txt", query_string={name: call[name] for name in call if name != "columns"}).text
    assert ("Target:" in note) == (asked.get("lang") == "en")


@pytest.mark.parametrize(
    ("study", "asked", "said"),
    [
        (
            "figures",
            {"q": "提案", "unit": "件", "counts": "提案", "least": "3", "by": "body_year"},
            "选项：单位：件；数的是：提案；从：3；按机构和年份\n",
        ),
        ("words", {"with": ["figures", "stopwords"], "n": "2"}, "选项：连着的词：2；也列的词：虚词；也列的词：数字\n"),
        ("words", {"terms": "1", "sort": "dp"}, "选项：只列自动发现的词组；排列：DP\n"),
        (
            "keyness",
            {"q": "年份:2023", "against": "年份:2022", "direction": "more", "least": "2"},
            "选项：参照：年份:2022；只要：说得多的；至少几次：2\n",
        ),
        ("collocates", {"q": "协商", "measure": "log_dice", "across": "1"}, "选项：排列：logDice；可以越过句子\n"),
        ("collocates", {"q": "协商"}, ""),
    ],
)
def test_a_note_says_options_as_their_page_does(
    client: FlaskClient, study: str, asked: dict[str, Any], said: str
) -> None:
    note = client.get(f"/api/{study}.txt", query_string=asked).text.replace("\r\n", "\n")
    assert said in note
    assert "选项：" in said or "选项：" not in note
    assert "=" not in note.partition("选项：")[2].partition("\n")[0]
