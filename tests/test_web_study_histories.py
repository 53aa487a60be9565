"""Histories of several wordings beside one another: a row and a column for each, whose numbers open what they count."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from command import run
from flask.testing import FlaskClient
from reports import line, write_lines
from web_client import get, opened

from index import index_paths
from index.report import UNKNOWN_BODY

REPORTS: list[tuple[str, int | None, list[str]]] = [
    ("甲市政协", 2018, ["委员提案三件。", "协商议事，协商办事。"]),
    ("乙市政协", 2018, ["各位委员。"]),
    ("甲市政协", 2021, ["提案提案。", "协商。"]),
    ("乙市政协", 2022, ["协商于民。"]),
    ("丙市政协", None, ["不知何年的提案。"]),
]
ASKED: dict[str, Any] = {"q": ["提案", "协商", "没有的话"]}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("histories")
    lines = [line(f"r{at}", texts, body=body, year=year) for at, (body, year, texts) in enumerate(REPORTS)]
    index_paths([write_lines(folder / "all.jsonl", *lines)], folder / "index")
    with opened(folder / "index") as connected:
        yield connected


def tables(text: str) -> list[list[list[tuple[str, str]]]]:
    """Text and address of each cell of each row of each table."""
    return [
        [
            [
                (unescape(re.sub("<[^>]*>", "", cell)).strip(), unescape("".join(re.findall('href="([^"]*)"', cell))))
                for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            ]
            for row in re.findall("<tr>(.*?)</tr>", table, re.DOTALL)
        ]
        for table in re.findall("<table.*?</table>", text, re.DOTALL)
    ]


def occurrences(client: FlaskClient, address: str) -> int:
    return int(client.get(address.replace("/kwic?", "/api/kwic?", 1)).get_json()["total"])


def test_each_wording_has_a_row_that_opens_its_own_page(client: FlaskClient) -> None:
    terms = client.get("/api/history", query_string=ASKED).get_json()["terms"]
    text, _ = get(client, "/study/history", **ASKED)
    (_, *rows), _ = tables(text)
    assert [[text for text, _ in row[1:6]] for row in rows] == [
        ["提案", "4", "3", "2", "2018 甲市政协"],
        ["协商", "4", "3", "2", "2018 甲市政协"],
        ["没有的话", "0", "0", "0", ""],
    ]
    for row, term in zip(rows, terms, strict=True):
        assert int(row[2][0]) == term["occurrences"]
        assert bool(row[2][1]) == bool(term["occurrences"])
        assert row[5][1] == (urlsplit(term["first"]["permalink"]).path if term["first"] else "")
        alone, _ = get(client, row[1][1])
        assert len(tables(alone)) == bool(term["occurrences"])
    assert "“没有的话”：没有一份报告说过" in text
    assert text.count("没有一份报告说过") == 1


def test_each_wording_has_columns_whose_numbers_open_what_they_count(client: FlaskClient) -> None:
    terms = client.get("/api/history", query_string=ASKED).get_json()["terms"]
    _, (head, *rows) = tables(get(client, "/study/history", **ASKED)[0])
    heads = [f"{term}：{count}" for term in ASKED["q"] for count in ("处数", "每万字", "累计机构")]
    assert [text for text, _ in head] == ["序号", "年份", *heads, "全部报告"]
    assert [row[1][0] for row in rows] == ["2018", "2019–2020", "2021", "2022", "不详"]
    assert [text for text, _ in rows[1][2:]] == [""] * 10
    told = [row for row in rows if row[1][0] != "2019–2020"]
    for at, term in enumerate(terms):
        for row, year in zip(told, [*term["years"], term["unknown"]], strict=True):
            (count, address), (rate, _), (bodies, _) = row[2 + 3 * at : 5 + 3 * at]
            assert (int(count), float(rate)) == (year["occurrences"], round(year["per_10k"], 2))
            assert bodies == ("" if year["cumulative_bodies"] is None else str(year["cumulative_bodies"]))
            assert (occurrences(client, address) if address else 0) == int(count)


def test_the_pictures_have_a_line_for_each(client: FlaskClient) -> None:
    text, page = get(client, "/study/history", **ASKED)
    pictures = [each for each in page.addresses("/study/history.svg") if "picture=" not in each]
    assert [parse_qs(urlsplit(each).query)["q"] for each in pictures] == [ASKED["q"]]
    drawn = client.get(pictures[0]).text
    assert all(f">{term}</text>" in drawn for term in ASKED["q"])
    assert "查询：“提案”；“协商”；“没有的话”" in drawn
    assert text.count('<ul class="legend">') == 2
    second = client.get("/study/history.svg", query_string=ASKED | {"picture": "2"}).text
    assert "到各年为止说过的机构 " not in drawn
    assert "到各年为止说过的机构" in second


def test_what_is_taken_along_has_all_wordings(client: FlaskClient) -> None:
    _, page = get(client, "/study/history", **ASKED, year="2018..")
    [file] = page.addresses("/api/history.csv")
    assert parse_qs(urlsplit(file).query) == {**ASKED, "year": ["2018.."], "lang": ["zh-Hans"]}
    rows = client.get(file).text.splitlines()[1:]
    assert {row.split(",")[0] for row in rows} == {*ASKED["q"]}
    assert parse_qs(urlsplit(page.link("在比较里看")).query)["q"] == [f"“{each}”" for each in ASKED["q"]]
    note = client.get(file.replace(".csv", ".txt")).text
    repeated = next(each.partition("：")[2] for each in note.splitlines() if "/study/history?" in each)
    assert parse_qs(urlsplit(repeated).query)["q"] == ASKED["q"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"q": "提案\r\n协商\n\n 提案 "}, ["提案", "协商"]),
        ({"q": ["提案\n协商", "委员"]}, ["提案", "协商", "委员"]),
        ({"q": ["", "提案", ""]}, ["提案"]),
        ({"q": " \n "}, []),
    ],
)
def test_a_line_is_a_wording_and_counts_once(client: FlaskClient, asked: dict[str, Any], named: list[str]) -> None:
    text, page = get(client, "/study/history", **asked)
    (area,) = re.findall("<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    assert area.split("\n") == (named or [""])
    files = page.addresses("/api/history.csv")
    assert [parse_qs(urlsplit(each).query)["q"] for each in files] == ([named] if named else [])


def test_too_many_are_refused(client: FlaskClient) -> None:
    answer = client.get("/study/history", query_string={"q": [f"词{number}" for number in range(7)]})
    assert answer.status_code == 400
    assert "最多 6 个" in answer.text
    broken = client.get("/study/history", query_string={"q": ["提案", "“没有配对"]})
    assert broken.status_code == 400


def test_where_nobody_says_any_each_is_told(client: FlaskClient) -> None:
    text, _ = get(client, "/study/history", q=["没有的话", "年份:2018"])
    assert "“没有的话”：没有一份报告说过" in text
    assert "“年份:2018”：只有条件，没有要找的话" in text
    assert tables(text) == []
    assert "<svg" not in text[text.index("没有的话”：") :].partition("<footer")[0]


def test_one_wording_is_told_as_before(client: FlaskClient) -> None:
    text, page = get(client, "/study/history", q="协商")
    assert "谁先说的" in text
    assert "各句" not in text
    assert parse_qs(urlsplit(page.link("在比较里看")).query)["q"] == ["“协商”"]


TIED: list[tuple[str, int, str | None, str]] = [
    ("甲市政协", 2020, None, "新提法甲。旧提法。"),
    ("乙市政协", 2020, "2021-01-09", "新提法甲。"),
    ("乙市政协", 2020, "2021-02-09", "新提法甲。"),
    ("丙市政协", 2020, "2021-01-09", "新提法乙。"),
    ("丁市政协", 2020, "2021-01-09", "新提法乙。"),
    ("戊市政协", 2020, "2021-03-09", "新提法乙。新提法丙。"),
    ("己市政协", 2020, "2021-02-09", "新提法丙。"),
    (UNKNOWN_BODY, 2020, None, "旧提法。"),
    ("庚市政协", 2021, None, "新提法甲。新提法乙。新提法丙。旧提法。"),
]
TIED_WORDINGS = ["新提法甲", "新提法乙", "新提法丙", "旧提法"]


@pytest.fixture(scope="module")
def tied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tied")
    lines = [
        line(f"r{at}", [f"第{at}份。", text], body=body, year=year, date=day)
        for at, (body, year, day, text) in enumerate(TIED)
    ]
    index_paths([write_lines(folder / "all.jsonl", *lines)], folder / "index")
    return folder / "index"


def test_of_bodies_that_cannot_be_told_apart_none_is_named_first(tied: Path) -> None:
    with opened(tied) as client:
        terms = client.get("/api/history", query_string={"q": TIED_WORDINGS}).get_json()["terms"]
        assert [each["first_bodies"] for each in terms] == [2, 2, 1, 1]
        assert [each["first"]["body"] for each in terms] == ["乙市政协", "丙市政协", "己市政协", "甲市政协"]
        (_, *rows), _ = tables(get(client, "/study/history", q=TIED_WORDINGS, organ="none")[0])
        firsts = [row[5] for row in rows]
        assert [text for text, _ in firsts] == ["2020 2 个机构同年"] * 2 + ["2020 己市政协", "2020 甲市政协"]
        for (_, address), wording in zip(firsts[:2], TIED_WORDINGS, strict=False):
            asked = parse_qs(urlsplit(address).query)
            assert (urlsplit(address).path, asked["q"], asked["organ"]) == ("/study/history", [wording], ["none"])
            alone = client.get(address).text.partition('id="first"')[2].partition("</section>")[0]
            assert "2020 2 个机构同年，分不出先后，举一段为例" in alone
        untied, _ = get(client, "/study/history", q=TIED_WORDINGS[2])
        assert "分不出先后" not in untied.partition('id="first"')[2].partition("</section>")[0]
        client.set_cookie("ui", "en")
        english, _ = get(client, "/study/history", q=TIED_WORDINGS)
        assert english.count("2020 2 bodies in that year") == 2


def test_a_command_and_a_file_say_that_bodies_tie(tied: Path, tmp_path: Path) -> None:
    said = run("history", *TIED_WORDINGS, index=tied).stdout
    firsts = [each for each in said.splitlines() if each.startswith("最早：")]
    tie = "2020 2 个机构同年，分不出先后，如 2020 "
    assert [each.startswith(f"最早：{tie}") for each in firsts] == [True, True, False, False]
    assert firsts[2].startswith("最早：2020 己市政协 ")
    run("history", *TIED_WORDINGS, "--xlsx", str(tmp_path / "h.xlsx"), index=tied)
    with zipfile.ZipFile(tmp_path / "h.xlsx") as packed:
        text = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
    assert text.count(tie) == 2
    assert f"{tie}乙市政协 " in text
    assert ">2020 己市政协 " in text
